package org.quorumkms.it.campaign;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.quorumkms.client.KmsClient;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.EncryptionContext;
import org.quorumkms.domain.Purpose;
import org.quorumkms.it.system.Cluster;
import org.quorumkms.it.system.Node;
import org.quorumkms.it.system.Party;
import org.quorumkms.message.MessageReader;
import org.quorumkms.operator.Invited;

/** Clients that encrypt and decrypt without pause while each server is killed and started again in turn. */
final class RollingCampaign {

    private static final int CLIENTS = 4;

    private final Cluster cluster;
    private final Consumer<String> out;
    private final AtomicInteger files = new AtomicInteger();
    private final AtomicLong longest = new AtomicLong();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private volatile boolean stopping;

    RollingCampaign(Cluster cluster, Consumer<String> out) {
        this.cluster = cluster;
        this.out = out;
    }

    /** Returns how many files went through. */
    int run(int laps) throws InterruptedException {
        List<Thread> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            Party party = cluster.newParty();
            Invited invited = cluster.operator(0).changes().create(cluster.founding(), "files " + i, Purpose.ENCRYPT);
            party.claim(invited.invitation(), cluster.addresses(0), cluster.serverKeys());
            KmsClient client =
                    party.client(cluster.addresses(i % cluster.nodes().size()));
            DomainId domain = invited.domain().body().id();
            long seed = i;
            Thread thread = new Thread(() -> work(client, domain, new Random(seed)), "client " + i);
            thread.setDaemon(true);
            clients.add(thread);
            thread.start();
        }
        for (int lap = 1; lap <= laps; lap++) {
            for (Node node : cluster.nodes()) {
                TimeUnit.MILLISECONDS.sleep(500);
                int before = files.get();
                node.kill();
                TimeUnit.MILLISECONDS.sleep(500);
                int without = files.get() - before;
                node.start();
                out.accept("lap " + lap + ", " + node.home().getFileName() + " killed and started again: " + without
                        + " files meanwhile in half a second without it, " + files.get() + " in all");
                requireWell();
            }
        }
        stopping = true;
        for (Thread client : clients) {
            client.join(TimeUnit.SECONDS.toMillis(60));
        }
        requireWell();
        out.accept(files.get() + " files encrypted and decrypted, 0 failed, 0 wrong bytes; the longest call took "
                + TimeUnit.NANOSECONDS.toMillis(longest.get()) + " ms");
        return files.get();
    }

    private void requireWell() {
        Throwable wrong = failure.get();
        if (wrong != null) {
            throw new IllegalStateException("a file failed", wrong);
        }
    }

    private void work(KmsClient client, DomainId domain, Random random) {
        try {
            while (!stopping) {
                byte[] content = new byte[random.nextInt(256 * 1024)];
                random.nextBytes(content);
                ByteArrayOutputStream sealed = new ByteArrayOutputStream();
                timed(() -> client.encrypt(
                        domain,
                        new EncryptionContext(Map.of("n", Integer.toString(files.get()))),
                        new ByteArrayInputStream(content),
                        sealed));
                ByteArrayOutputStream opened = new ByteArrayOutputStream();
                timed(() -> client.decrypt(
                                MessageReader.open(new ByteArrayInputStream(sealed.toByteArray())), Map.of(), opened)
                        .bytes());
                if (!Arrays.equals(content, opened.toByteArray())) {
                    throw new IllegalStateException("WRONG BYTES");
                }
                files.incrementAndGet();
            }
        } catch (IOException | RuntimeException e) {
            failure.compareAndSet(null, e);
        }
    }

    private interface Call {
        long run() throws IOException;
    }

    private void timed(Call call) throws IOException {
        long begin = System.nanoTime();
        call.run();
        longest.accumulateAndGet(System.nanoTime() - begin, Math::max);
    }
}
