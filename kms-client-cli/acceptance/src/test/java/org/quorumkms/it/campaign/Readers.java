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
import org.quorumkms.client.ClientSession;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.EncryptionContext;
import org.quorumkms.domain.Purpose;
import org.quorumkms.it.system.Cluster;
import org.quorumkms.it.system.Party;
import org.quorumkms.message.MessageReader;
import org.quorumkms.operator.Invited;

/** Clients that encrypt and decrypt without pause, each with a Domain of its own, and begin with another server. */
final class Readers {

    private final List<Thread> threads = new ArrayList<>();
    private final AtomicInteger files = new AtomicInteger();
    private final AtomicLong longest = new AtomicLong();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private volatile boolean stopping;

    Readers(Cluster cluster, int clients) {
        for (int i = 0; i < clients; i++) {
            Party party = cluster.newParty();
            Invited invited = cluster.operator(0).changes().create(cluster.founding(), "files " + i, Purpose.ENCRYPT);
            party.claim(invited.invitation(), cluster.addresses(0), cluster.serverKeys());
            ClientSession client =
                    party.client(cluster.addresses(i % cluster.nodes().size()));
            DomainId domain = invited.domain().body().id();
            long seed = i;
            Thread thread = new Thread(() -> work(client, domain, new Random(seed)), "client " + i);
            thread.setDaemon(true);
            threads.add(thread);
            thread.start();
        }
    }

    /** How many files went through. */
    int files() {
        return files.get();
    }

    /** How long the longest call took, in milliseconds. */
    long longest() {
        return TimeUnit.NANOSECONDS.toMillis(longest.get());
    }

    /** Forgets the longest call. */
    void timeAnew() {
        longest.set(0);
    }

    /** Fails if one file failed. */
    void requireWell() {
        Throwable wrong = failure.get();
        if (wrong != null) {
            throw new IllegalStateException("a file failed", wrong);
        }
    }

    /** Lets each end what it is doing. */
    void end() throws InterruptedException {
        stopping = true;
        for (Thread thread : threads) {
            thread.join(TimeUnit.SECONDS.toMillis(90));
        }
        requireWell();
    }

    private void work(ClientSession client, DomainId domain, Random random) {
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
