package org.quorumkms.it.campaign;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.quorumkms.domain.Purpose;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.it.system.Cluster;
import org.quorumkms.it.system.Party;
import org.quorumkms.net.Address;
import org.quorumkms.operator.HsmEntry;
import org.quorumkms.operator.OperatorView;
import org.quorumkms.operator.Session;
import org.quorumkms.remote.TrustPlan;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.trust.Trust;
import org.quorumkms.trust.TrustKind;

/** Two servers are asked for two things of which one may be, at the same moment. */
final class RaceCampaign {

    private final Cluster cluster;
    private final Consumer<String> out;
    private final Session one;
    private final Session other;
    private final OperatorView self;
    private Session preparing;
    private final List<Thumbprint> hsms;

    RaceCampaign(Cluster cluster, Consumer<String> out) {
        this.cluster = cluster;
        this.out = out;
        this.one = cluster.operatorAtOnly(0);
        this.other = cluster.operatorAtOnly(1);
        this.self = one.self();
        this.preparing = one;
        this.hsms = one.hsms().all().stream().map(HsmEntry::fingerprint).toList();
    }

    void run(int rounds) throws Exception {
        race("two successors of one Trust signed", rounds, this::successors);
        race("one Domain claimed by two clients", rounds, this::claims);
        race("the same approval added", rounds, this::approvals);
    }

    private interface Round {
        Pair prepare() throws Exception;
    }

    private record Pair(Callable<?> one, Callable<?> other) {}

    private void race(String what, int rounds, Round round) throws Exception {
        Map<String, Integer> wins = new TreeMap<>();
        Map<String, Integer> refusals = new TreeMap<>();
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            for (int i = 0; i < rounds; i++) {
                decide(round.prepare(), threads, wins, refusals);
                // Whoever prepared is warm: turn about.
                preparing = preparing == one ? other : one;
            }
        } finally {
            threads.shutdownNow();
        }
        out.accept(what + " at two servers at once, " + rounds + " rounds: exactly one winner each time " + wins);
        refusals.forEach((said, times) -> out.accept("  the other heard " + times + " times: " + said));
    }

    private static void decide(
            Pair pair, ExecutorService threads, Map<String, Integer> wins, Map<String, Integer> refusals)
            throws Exception {
        CyclicBarrier barrier = new CyclicBarrier(2);
        Future<?> first = threads.submit(() -> together(barrier, pair.one()));
        Future<?> second = threads.submit(() -> together(barrier, pair.other()));
        List<String> winners = new ArrayList<>();
        for (Map.Entry<String, Future<?>> result :
                Map.<String, Future<?>>of("server1", first, "server2", second).entrySet()) {
            try {
                result.getValue().get(60, TimeUnit.SECONDS);
                winners.add(result.getKey());
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof RefusedException)) {
                    throw e;
                }
                refusals.merge(
                        String.valueOf(e.getCause().getMessage())
                                .replaceAll("Trust [0-9]+|signatures [0-9]+", "Trust n"),
                        1,
                        Integer::sum);
            }
        }
        if (winners.size() != 1) {
            throw new IllegalStateException("winners: " + winners);
        }
        wins.merge(winners.get(0), 1, Integer::sum);
    }

    private static Object together(CyclicBarrier barrier, Callable<?> work) throws Exception {
        barrier.await(60, TimeUnit.SECONDS);
        return work.call();
    }

    private Trust trust(TrustKind kind, Thumbprint after, boolean approved) {
        Trust trust = preparing.trusts().create(new TrustPlan(kind, after, hsms, List.of(self.thumbprint()), 1, ""));
        if (approved) {
            preparing.trusts().approve(trust);
        }
        return trust;
    }

    private Pair successors() {
        Thumbprint branch = trust(TrustKind.BRANCH, cluster.founding(), true).thumbprint();
        preparing.trusts().sign(branch, List.of());
        Thumbprint left = trust(TrustKind.SUCCESSOR, branch, true).thumbprint();
        Thumbprint right = trust(TrustKind.SUCCESSOR, branch, true).thumbprint();
        return new Pair(
                () -> one.trusts().sign(left, List.of()), () -> other.trusts().sign(right, List.of()));
    }

    private Pair claims() {
        String invitation = preparing
                .changes()
                .create(cluster.founding(), "raced", Purpose.ENCRYPT)
                .invitation();
        return new Pair(() -> claim(invitation, 0), () -> claim(invitation, 1));
    }

    private Object claim(String invitation, int server) {
        Party party = cluster.newParty();
        List<Address> only = List.of(cluster.nodes().get(server).address());
        return party.claim(invitation, only, cluster.serverKeys());
    }

    private Pair approvals() {
        Trust trust = trust(TrustKind.BRANCH, cluster.founding(), false);
        return new Pair(() -> one.trusts().approve(trust), () -> other.trusts().approve(trust));
    }
}
