package org.quorumkms.it.campaign;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.quorumkms.client.ClientSession;
import org.quorumkms.domain.Domain;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.EncryptionContext;
import org.quorumkms.domain.Purpose;
import org.quorumkms.it.system.Cluster;
import org.quorumkms.it.system.Party;
import org.quorumkms.jose.Jwe;
import org.quorumkms.message.MessageReader;
import org.quorumkms.operator.HsmEntry;
import org.quorumkms.operator.Invited;
import org.quorumkms.operator.ListedDomain;
import org.quorumkms.operator.OperatorView;
import org.quorumkms.operator.Session;
import org.quorumkms.remote.TrustPlan;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.trust.Trust;
import org.quorumkms.trust.TrustKind;

/**
 * Moves very many Domains to successor Trusts with the real console, which is killed in the middle and begun again, while
 * clients encrypt and decrypt: each Domain is moved once, and no call of a client fails.
 */
final class RewrapCampaign {

    private static final int CLIENTS = 3;
    private static final int KILLS = 3;
    private static final long LONGEST_MINUTES = 30;

    private final Cluster cluster;
    private final Consumer<String> out;
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicReference<Exception> failure = new AtomicReference<>();
    private volatile boolean stopping;

    RewrapCampaign(Cluster cluster, Consumer<String> out) {
        this.cluster = cluster;
        this.out = out;
    }

    /** A Trust to which all Domains are moved. */
    private interface Target {
        Trust make(Session operator);
    }

    /** Moves them to a Trust with one HSM more. */
    void run(int count) throws Exception {
        begin(count);
        moveAll(this::withOneMore);
        end();
    }

    /** Moves the Domains of a system whose HSMs have no ML-KEM key to a Trust of version 2. */
    void runToVersion2(int count) throws Exception {
        begin(count);
        Trust first = moveAll(this::withOneMore);
        require(first.body().version() == 1, "a Trust of version 2 with an HSM that has no ML-KEM key");
        Trust last = moveAll(operator -> successor(
                operator,
                first,
                operator.hsms().all().stream()
                        .filter(hsm -> hsm.keys().kem().isPresent())
                        .toList()));
        require(last.body().version() == 2, "a Trust of version 1, though each HSM has an ML-KEM key");
        end();
        cluster.operator(0)
                .domains()
                .list(page -> domains(page).stream()
                        .map(domain -> domain.body().keys().orElseThrow().algorithm())
                        .forEach(algorithm -> require(algorithm == Jwe.Algorithm.HYBRID, "a Domain under RSA alone")));
        require(cluster.operator(0).domains().underVersion1(last.thumbprint()) == 0, "the server still counts some");
    }

    private void begin(int count) throws IOException {
        for (int i = 0; i < CLIENTS; i++) {
            work(i);
        }
        Session operator = cluster.operator(0);
        for (int i = 0; i < count; i++) {
            operator.changes().create(cluster.founding(), "n" + i, Purpose.ENCRYPT);
        }
        threads.forEach(Thread::start);
    }

    private void end() throws InterruptedException {
        stopping = true;
        for (Thread thread : threads) {
            thread.join(TimeUnit.MINUTES.toMillis(1));
        }
        requireNoFailure();
    }

    private void requireNoFailure() {
        if (failure.get() != null) {
            throw new IllegalStateException("a client's call failed", failure.get());
        }
    }

    private Trust moveAll(Target wanted) throws Exception {
        Session operator = cluster.operator(0);
        Map<DomainId, Integer> before = revisions(operator);
        Trust target = wanted.make(operator);
        int already = calls.get();
        long begin = System.nanoTime();
        for (int i = 1; i <= KILLS; i++) {
            int until = before.size() * i / (KILLS + 1);
            killedAt(operator, target, until);
        }
        long killed = under(operator, target.thumbprint());
        Process last = rewrap(target);
        String said = new String(last.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        require(
                last.waitFor(LONGEST_MINUTES, TimeUnit.MINUTES) && last.exitValue() == 0,
                "the last run failed: " + said);
        double seconds = (System.nanoTime() - begin) / 1e9;
        requireNoFailure();
        requireMovedOnce(operator, before, target.thumbprint());
        out.accept("moved " + before.size() + " Domains to a Trust of version "
                + target.body().version() + " in " + Math.round(seconds) + " s, with " + KILLS
                + " kills (" + killed + " were moved before the last), "
                + Math.round(before.size() / seconds) + "/s; " + (calls.get() - already) + " calls of " + CLIENTS
                + " clients meanwhile, none failed; the last run said: "
                + said.strip().replaceAll("\\s+", " "));
        return target;
    }

    /** One more HSM, and nobody dropped but the founding Trust itself. */
    private Trust withOneMore(Session operator) {
        operator.hsms().create("");
        Trust founding = operator.trusts().shown().find(cluster.founding()).orElseThrow();
        return successor(operator, founding, operator.hsms().all());
    }

    private Trust successor(Session operator, Trust before, List<HsmEntry> hsms) {
        OperatorView self = operator.self();
        Trust trust = operator.trusts()
                .create(new TrustPlan(
                        TrustKind.SUCCESSOR,
                        before.thumbprint(),
                        hsms.stream().map(HsmEntry::fingerprint).toList(),
                        List.of(self.thumbprint()),
                        1,
                        ""));
        operator.trusts().approve(trust);
        return operator.trusts().sign(trust.thumbprint(), List.of());
    }

    private void killedAt(Session operator, Trust target, int until) throws Exception {
        Process console = rewrap(target);
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(LONGEST_MINUTES);
        while (under(operator, target.thumbprint()) < until && console.isAlive() && System.nanoTime() < end) {
            TimeUnit.MILLISECONDS.sleep(200);
        }
        console.destroyForcibly();
        require(console.waitFor(1, TimeUnit.MINUTES), "the console did not end");
        require(under(operator, target.thumbprint()) >= until, "the console ended before it was killed");
    }

    private Process rewrap(Trust target) throws IOException {
        Path root = Path.of(System.getProperty("project.root", ".")).toAbsolutePath();
        return new ProcessBuilder(
                        root.resolve("scripts/kms-operator").toString(),
                        "--home",
                        cluster.operatorHome().toString(),
                        "domain",
                        "rewrap",
                        "--all",
                        "--trust",
                        target.thumbprint().value(),
                        "--output",
                        "json")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static long under(Session operator, Thumbprint trust) {
        AtomicInteger count = new AtomicInteger();
        operator.domains()
                .list(page -> count.addAndGet((int) domains(page).stream()
                        .filter(domain -> domain.body().trust().equals(trust))
                        .count()));
        return count.get();
    }

    private static List<Domain> domains(List<ListedDomain> page) {
        return page.stream().map(listed -> listed.domain().orElseThrow()).toList();
    }

    private static Map<DomainId, Integer> revisions(Session operator) {
        Map<DomainId, Integer> revisions = new HashMap<>();
        operator.domains()
                .list(page -> domains(page)
                        .forEach(domain ->
                                revisions.put(domain.body().id(), domain.body().revision())));
        return revisions;
    }

    private static void requireMovedOnce(Session operator, Map<DomainId, Integer> before, Thumbprint target) {
        List<Domain> wrong = new ArrayList<>();
        operator.domains()
                .list(page -> domains(page).stream()
                        .filter(domain -> !domain.body().trust().equals(target)
                                || domain.body().revision()
                                        != before.get(domain.body().id()) + 1)
                        .forEach(wrong::add));
        require(wrong.isEmpty(), "not moved once: " + wrong);
    }

    private void work(int number) throws IOException {
        Party party = cluster.newParty();
        Invited invited = cluster.operator(0).changes().create(cluster.founding(), "client" + number, Purpose.ENCRYPT);
        party.claim(invited.invitation(), cluster.addresses(0), cluster.serverKeys());
        DomainId domain = invited.domain().body().id();
        byte[] plaintext = ("of client " + number).getBytes(StandardCharsets.UTF_8);
        EncryptionContext context = new EncryptionContext(Map.of("client", Integer.toString(number)));
        ByteArrayOutputStream first = new ByteArrayOutputStream();
        ClientSession client = party.client(cluster.addresses(0));
        client.encrypt(domain, context, new ByteArrayInputStream(plaintext), first);
        Thread thread = new Thread(() -> {
            try {
                while (!stopping && failure.get() == null) {
                    requireDecrypts(client, first, plaintext);
                    ByteArrayOutputStream message = new ByteArrayOutputStream();
                    client.encrypt(domain, context, new ByteArrayInputStream(plaintext), message);
                    requireDecrypts(client, message, plaintext);
                    calls.addAndGet(3);
                    TimeUnit.MILLISECONDS.sleep(25);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (IOException | RuntimeException e) {
                failure.compareAndSet(null, e);
            }
        });
        thread.setDaemon(true);
        threads.add(thread);
    }

    private static void requireDecrypts(ClientSession client, ByteArrayOutputStream message, byte[] plaintext)
            throws IOException {
        ByteArrayOutputStream opened = new ByteArrayOutputStream();
        client.decrypt(MessageReader.open(new ByteArrayInputStream(message.toByteArray())), Map.of(), opened);
        require(Arrays.equals(opened.toByteArray(), plaintext), "wrong bytes");
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalStateException(otherwise);
        }
    }
}
