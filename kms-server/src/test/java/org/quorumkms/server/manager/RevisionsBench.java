package org.quorumkms.server.manager;

import static org.quorumkms.server.manager.TestServer.actor;
import static org.quorumkms.server.manager.TestServer.ec;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.quorumkms.domain.Descent;
import org.quorumkms.domain.Domain;
import org.quorumkms.domain.DomainVerifier;
import org.quorumkms.domain.EncryptionContext;
import org.quorumkms.domain.OperatorRequest;
import org.quorumkms.domain.SeenDomain;
import org.quorumkms.jose.SigningKey;
import org.quorumkms.order.Decision;
import org.quorumkms.order.Order;
import org.quorumkms.party.Newest;
import org.quorumkms.remote.ApproveOrder;
import org.quorumkms.remote.NewOrder;
import org.quorumkms.remote.NewestDomain;
import org.quorumkms.server.doctor.Findings;
import org.quorumkms.server.doctor.StoreDoctor;
import org.quorumkms.server.store.JdbcStore;
import org.quorumkms.signed.Bytes;
import org.quorumkms.trust.KnownTrusts;
import org.quorumkms.trust.Trust;
import org.quorumkms.trust.TrustChain;
import org.quorumkms.trust.TrustKind;
import org.quorumkms.trust.TrustVerifier;
import org.quorumkms.trust.VerifiedTrust;

/**
 * Measures one Domain over many revisions, in process: made by orders {@code disable} and {@code enable}, with a clock of its
 * own, over SQLite. Says at 1,000 and so on: the size of the payload, and the time of a use, of a change, of a catch-up from
 * revision 1, and of the doctor. Run by {@code scripts/bench/revisions}.
 */
public final class RevisionsBench {

    private static final int ROUNDS = 21;
    private static final SigningKey ALICE = actor(1);
    private static final SigningKey CLIENT = actor(2);

    private final TurnableClock clock = new TurnableClock();
    private final JdbcStore store;
    private final TestServer system;
    private final Domain alice;
    private final Domain first;
    private final Bytes context = new EncryptionContext(Map.of()).encoded();
    private Domain newest;

    private RevisionsBench(Path database) {
        store = JdbcStore.openSqlite(database);
        system = new TestServer(store, clock);
        alice = system.enrol(ALICE, "alice");
        Domain bob = system.enrol(actor(3), "bob");
        Trust proposal = system.create(ALICE, TrustKind.BRANCH, system.genesis(), 1, alice, bob);
        system.approve(ALICE, alice, proposal.thumbprint());
        Trust trust = system.sign(ALICE, proposal.thumbprint());
        first = system.claim(CLIENT, system.domain(ALICE, trust, "many"), system.request());
        newest = first;
    }

    /**
     * Runs it.
     *
     * @param arguments a file for the database, which does not exist; how many revisions there should be
     */
    public static void main(String[] arguments) {
        int revisions = Integer.parseInt(arguments[1]);
        RevisionsBench bench = new RevisionsBench(Path.of(arguments[0]));
        try {
            bench.measure();
            for (int next : new int[] {100, 1_000, 10_000, 60_000}) {
                if (next <= revisions) {
                    bench.changeUntil(next);
                    bench.measure();
                }
            }
        } finally {
            bench.system.close();
        }
    }

    private void changeUntil(int revision) {
        while (newest.body().revision() < revision) {
            change();
        }
    }

    private double change() {
        // So that an operator makes fewer than a hundred orders in a day (O1).
        clock.turn(Duration.ofHours(1));
        system.log().flush();
        Decision decision = newest.body()
                .disabling()
                .map(disabling -> (Decision) new Decision.Enable(disabling.order()))
                .orElseGet(Decision.Disable::new);
        Order order = Order.parse(system.manager()
                .orders()
                .create(
                        new Request(ec(ALICE), system.request()),
                        NewOrder.of(
                                newest.body().id(), decision, "", newest.body().ordered(), 0)));
        String word = TestServer.signed(ALICE, alice, OperatorRequest.APPROVE_ORDER, order.thumbprint());
        system.manager()
                .orders()
                .approve(
                        new Request(ec(ALICE), system.request()),
                        new ApproveOrder(order.thumbprint(), alice.seen(), word));
        long start = System.nanoTime();
        NewestDomain answer = system.manager()
                .orders()
                .run(new Request(ec(ALICE), system.request()), order.thumbprint(), newest.seen());
        double milliseconds = since(start);
        newest = Domain.parse(answer.document());
        return milliseconds;
    }

    private void measure() {
        double[] changes = new double[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) {
            changes[i] = change();
        }
        if (newest.body().disabling().isPresent()) {
            change();
        }
        SeenDomain seen = newest.seen();
        double use = median(() -> system.manager().uses().createDataKey(ec(CLIENT), seen, context), 10 * ROUNDS);
        DomainVerifier verifier = new DomainVerifier(new KnownTrusts(system.genesis()));
        TrustChain line =
                store.read(tables -> tables.trusts().line(first.body().trust()).orElseThrow());
        List<VerifiedTrust> lines =
                List.of(new TrustVerifier(system.genesis()).verify(line).require());
        int[] answered = new int[1];
        double catchUp = median(
                () -> {
                    NewestDomain answer = system.manager()
                            .uses()
                            .newest(ec(CLIENT), first.seen(), first.body().trust());
                    Newest.verified(answer, Descent.of(first), lines, verifier);
                    answered[0] = answer.document().length()
                            + answer.between().length()
                            + answer.line().length();
                },
                ROUNDS);
        Findings[] found = new Findings[1];
        double doctor = median(
                () -> {
                    found[0] = new Findings();
                    new StoreDoctor(store, system.genesis(), Optional.empty(), clock).examine(found[0]);
                },
                1);
        List<String> wrong = found[0].all().stream()
                .filter(one -> one.kind() != Findings.Kind.RIGHT)
                .map(Findings.Finding::text)
                .toList();
        System.out.printf(
                Locale.ROOT,
                "revision %6d  payload %6d bytes  use %7.3f ms  change %7.2f ms  catch-up from revision %d %7.2f ms (%d characters)"
                        + "  doctor %8.0f ms %s%n",
                newest.body().revision(),
                newest.payload().length(),
                use,
                median(changes),
                first.body().revision(),
                catchUp,
                answered[0],
                doctor,
                wrong);
    }

    private static double median(Runnable work, int rounds) {
        double[] times = new double[rounds];
        for (int i = 0; i < rounds; i++) {
            long start = System.nanoTime();
            work.run();
            times[i] = since(start);
        }
        return median(times);
    }

    private static double median(double[] times) {
        double[] sorted = times.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    private static double since(long start) {
        return (System.nanoTime() - start) / 1e6;
    }
}
