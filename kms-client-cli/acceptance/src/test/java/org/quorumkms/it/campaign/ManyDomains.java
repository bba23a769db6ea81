package org.quorumkms.it.campaign;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.quorumkms.client.ClientSession;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.EncryptionContext;
import org.quorumkms.domain.Purpose;
import org.quorumkms.it.system.Cluster;
import org.quorumkms.it.system.Party;
import org.quorumkms.operator.Invited;
import org.quorumkms.operator.Session;

/** Very many Domains: what they take on disk, and that a client's call and a listing do not care. */
final class ManyDomains {

    private static final int MAKERS = 4;
    private static final int CALLS = 2_000;

    private final Cluster cluster;
    private final Consumer<String> out;

    ManyDomains(Cluster cluster, Consumer<String> out) {
        this.cluster = cluster;
        this.out = out;
    }

    void run(int count) throws Exception {
        Party party = cluster.newParty();
        Invited invited = cluster.operator(0).changes().create(cluster.founding(), "of the client", Purpose.ENCRYPT);
        party.claim(invited.invitation(), cluster.addresses(0), cluster.serverKeys());
        ClientSession client = party.client(cluster.addresses(0));
        DomainId domain = invited.domain().body().id();
        make(10);
        callMicros(client, domain);
        double few = callMicros(client, domain);
        long bytesBefore = storeBytes();
        int documentBytes = invited.domain().domain().toText().length();
        long begin = System.nanoTime();
        make(count);
        double seconds = (System.nanoTime() - begin) / 1e9;
        out.accept(
                "made " + count + " Domains in " + Math.round(seconds) + " s (" + Math.round(count / seconds) + "/s)");
        double many = callMicros(client, domain);
        out.accept(String.format(
                "a data key, made and opened: median %.0f us with 12 Domains, %.0f us with %d: ratio %.2f",
                few, many, count, many / few));
        long perDomain = (storeBytes() - bytesBefore) / count;
        out.accept("a Domain takes " + perDomain
                + " bytes in the store with its first day's answer, of which its document " + documentBytes);
        out.accept("the server's memory: "
                + residentMiB(cluster.nodes().get(0).process().pid()) + " MiB resident");
        long listing = System.nanoTime();
        AtomicInteger listed = new AtomicInteger();
        cluster.operator(0).domains().list(page -> listed.addAndGet(page.size()));
        out.accept("listed " + listed + " Domains in pages in " + (System.nanoTime() - listing) / 1_000_000 + " ms");
        if (listed.get() < count) {
            throw new IllegalStateException("not all are listed");
        }
        listInConsole(count);
        out.accept("the server's memory after the listings: "
                + residentMiB(cluster.nodes().get(0).process().pid()) + " MiB resident");
    }

    /** The real program, with a heap that would not hold them all. */
    private void listInConsole(int count) throws IOException, InterruptedException {
        Path root = Path.of(System.getProperty("project.root", ".")).toAbsolutePath();
        Path listed = cluster.nodes().get(0).home().resolveSibling("listed");
        ProcessBuilder console = new ProcessBuilder(
                root.resolve("scripts/kms-operator").toString(),
                "--home",
                cluster.operatorHome().toString(),
                "domain",
                "list");
        console.environment().put("KMS_JAVA_OPTS", "-Xmx48m");
        console.redirectOutput(listed.toFile()).redirectError(ProcessBuilder.Redirect.INHERIT);
        long begin = System.nanoTime();
        if (console.start().waitFor() != 0) {
            throw new IllegalStateException("the console failed");
        }
        long millis = (System.nanoTime() - begin) / 1_000_000;
        try (java.util.stream.Stream<String> lines = Files.lines(listed)) {
            long rows = lines.count() - 1;
            out.accept("kms-operator domain list with a heap of 48 MiB: " + rows + " rows in " + millis + " ms");
            if (rows < count) {
                throw new IllegalStateException("not all are listed");
            }
        }
    }

    private void make(int count) throws Exception {
        ExecutorService makers = Executors.newFixedThreadPool(MAKERS);
        try {
            List<Future<?>> done = new ArrayList<>();
            AtomicInteger next = new AtomicInteger();
            for (int i = 0; i < MAKERS; i++) {
                Session operator = cluster.operator(0);
                done.add(makers.submit(() -> {
                    for (int number = next.getAndIncrement(); number < count; number = next.getAndIncrement()) {
                        operator.changes().create(cluster.founding(), "n" + number + " of " + count, Purpose.ENCRYPT);
                        if (number > 0 && number % 10_000 == 0) {
                            out.accept("  " + number + " …");
                        }
                    }
                }));
            }
            for (Future<?> one : done) {
                one.get(1, TimeUnit.HOURS);
            }
        } finally {
            makers.shutdownNow();
        }
    }

    /** The median of many calls, in microseconds. */
    static double callMicros(ClientSession client, DomainId domain) throws IOException {
        long[] nanos = new long[CALLS];
        EncryptionContext context = new EncryptionContext(Map.of("purpose", "measure"));
        for (int i = 0; i < CALLS; i++) {
            long begin = System.nanoTime();
            client.encrypt(domain, context, new ByteArrayInputStream(new byte[0]), OutputStream.nullOutputStream());
            nanos[i] = System.nanoTime() - begin;
        }
        Arrays.sort(nanos);
        return nanos[CALLS / 2] / 1e3;
    }

    private long storeBytes() throws IOException {
        long bytes = 0;
        for (String name : List.of("store.sqlite", "store.sqlite-wal")) {
            Path file = cluster.nodes().get(0).home().resolve(name);
            bytes += Files.exists(file) ? Files.size(file) : 0;
        }
        return bytes;
    }

    static long residentMiB(long pid) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + pid + "/status"), StandardCharsets.UTF_8).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .map(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024)
                .findFirst()
                .orElseThrow();
    }
}
