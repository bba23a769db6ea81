package org.quorumkms.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.quorumkms.crypto.RsaOaep;
import org.quorumkms.crypto.SecretBytes;
import org.quorumkms.errors.ElsewhereException;
import org.quorumkms.trust.HsmKeys;

/** A token that is taken away and given back, while it is used. */
class TokenLossTest {

    /** How often: once where the build runs it, more often in a campaign ({@code -Drounds}). */
    private static final int ROUNDS = Integer.getInteger("rounds", 2);

    private static final class Heard implements TokenEvents {

        private final List<String> gone = new ArrayList<>();
        private final AtomicInteger back = new AtomicInteger();

        @Override
        public synchronized void gone(HsmKeys hsm, String why) {
            gone.add(hsm.label() + ": " + why);
        }

        @Override
        public void back(HsmKeys hsm) {
            back.incrementAndGet();
        }
    }

    @Test
    void aTokenThatWentAndCameBackServesAgain() throws Exception {
        TestTokens.softHsm("goes");
        Heard heard = new Heard();
        TokenHsms hsms = new TokenHsms(TestTokens.pin(), heard, Clock.systemUTC(), new SecureRandom());
        TokenHsms.New made = (TokenHsms.New) hsms.make("h1", TestTokens.softHsm("goes"));
        byte[] secret = "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
        byte[] wrapped = RsaOaep.wrap(made.keys().encryption().publicKey(), SecretBytes.owning(secret.clone()));
        ConcurrentLinkedQueue<String> wrong = new ConcurrentLinkedQueue<>();
        AtomicInteger opened = new AtomicInteger();
        AtomicInteger refused = new AtomicInteger();
        AtomicBoolean stop = new AtomicBoolean();
        List<Thread> users = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Thread user = new Thread(() -> {
                while (!stop.get()) {
                    try {
                        if (!java.util.Arrays.equals(
                                made.keyring().unwrap(wrapped).exposed(), secret)) {
                            wrong.add("another key");
                        }
                        opened.incrementAndGet();
                    } catch (ElsewhereException away) {
                        refused.incrementAndGet();
                        LockSupport.parkNanos(1_000_000);
                    } catch (RuntimeException e) {
                        wrong.add(e.toString());
                    }
                }
            });
            user.start();
            users.add(user);
        }
        Path there = TestTokens.folder();
        Path taken = there.resolveSibling("taken");
        for (int round = 1; round <= ROUNDS; round++) {
            int before = opened.get();
            Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> opened.get() > before + 20);
            Files.move(there, taken);
            int goneBefore = round;
            Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> heard.gone.size() >= goneBefore);
            Files.move(taken, there);
            long given = System.nanoTime();
            Awaitility.await()
                    .pollInterval(Duration.ofMillis(10))
                    .atMost(Duration.ofSeconds(90))
                    .until(() -> heard.back.get() >= goneBefore);
            System.out.println("round " + round + ": serves again "
                    + Duration.ofNanos(System.nanoTime() - given).toMillis() + " ms after it was given back");
        }
        int before = opened.get();
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> opened.get() > before + 20);
        stop.set(true);
        for (Thread user : users) {
            user.join();
        }
        assertThat(wrong).isEmpty();
        assertThat(refused).hasPositiveValue();
        assertThat(heard.gone).hasSize(ROUNDS).allMatch(said -> said.startsWith("h1: "));
        assertThat(heard.back).hasValue(ROUNDS);
    }
}
