package org.quorumkms.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quorumkms.client.DataKeyCaching;
import org.quorumkms.client.KmsClient;
import org.quorumkms.client.KmsDomain;
import org.quorumkms.client.KmsOptions;
import org.quorumkms.client.NewDataKey;
import org.quorumkms.client.Release;
import org.quorumkms.crypto.SecretBytes;
import org.quorumkms.errors.NotReleasedException;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.errors.UnreachableException;
import org.quorumkms.errors.UsageException;
import org.quorumkms.errors.VerificationException;

/** The client library as a program uses it, against a server. */
class KmsClientTest {

    private static final byte[] DATA = "1,200 a month".getBytes(StandardCharsets.UTF_8);
    private static final Map<String, String> ROW = Map.of("row", "17");
    private static final Map<String, String> OTHER = Map.of("row", "18");

    private static TestKms kms;
    private static Path home;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() {
        kms = TestKms.start();
        home = kms.home("payroll");
    }

    @AfterAll
    static void stop() {
        kms.close();
    }

    private static KmsClient caching(DataKeyCaching limits) {
        return KmsClient.open(home, KmsOptions.usual().caching(limits));
    }

    @Nested
    class Opening {

        @Test
        void aWrongPathIsAnErrorAndMakesNothing() {
            Path nowhere = folder.resolve("nowhere");
            assertThatThrownBy(() -> KmsClient.open(nowhere))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("There is no home in " + nowhere)
                    .hasMessageContaining("KmsClient.claim");
            assertThat(nowhere).doesNotExist();
            assertThatThrownBy(() -> KmsClient.open(folder)).isInstanceOf(RefusedException.class);
            assertThat(folder).isEmptyDirectory();
        }

        @Test
        void aNameThatFitsNothingSaysWhatThereIs() {
            try (KmsClient client = KmsClient.open(home)) {
                assertThat(client.domains()).extracting(KmsClient.Listed::name).containsExactly("payroll");
                assertThat(client.domain(client.domains().get(0).id()).id())
                        .isEqualTo(client.domain("payroll").id());
                assertThatThrownBy(() -> client.domain("payrol"))
                        .isInstanceOf(UsageException.class)
                        .hasMessageContaining("it has payroll (");
            }
        }

        @Test
        void whatWasClosedIsNotUsed() {
            KmsClient client = caching(DataKeyCaching.of(Duration.ofMinutes(1), 10));
            KmsDomain domain = client.domain("payroll");
            assertThat(domain.decrypt(domain.encrypt(DATA, ROW), ROW)).isEqualTo(DATA);
            client.close();
            client.close();
            assertThatThrownBy(() -> domain.encrypt(DATA, ROW)).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(client::domains).isInstanceOf(IllegalStateException.class);
        }

        @Test
        void aServerThatIsDownIsSaidAndWaitedForNoLongerThanWanted() {
            KmsOptions hasty =
                    KmsOptions.usual().connectWithin(Duration.ofSeconds(1)).tryFor(Duration.ZERO);
            try (KmsClient client = KmsClient.open(home, hasty)) {
                byte[] sealed = client.domain("payroll").encrypt(DATA, ROW);
                kms.stopServer();
                try {
                    assertThatThrownBy(() -> client.domain("payroll").encrypt(DATA, ROW))
                            .isInstanceOf(UnreachableException.class)
                            .hasMessageContaining(kms.address());
                } finally {
                    kms.startServer();
                }
                assertThat(client.domain("payroll").decrypt(sealed, ROW)).isEqualTo(DATA);
            }
        }

        @Test
        void aClaimMakesTheHomeAndCanBeMadeAgain() {
            Path fresh = folder.resolve("fresh");
            String invitation = kms.invitation("fresh");
            assertThatThrownBy(() -> KmsClient.claim(fresh, invitation.substring(0, 60)))
                    .isInstanceOf(RefusedException.class);
            assertThat(fresh).doesNotExist();
            KmsClient.Listed claimed = KmsClient.claim(fresh, invitation);
            assertThat(claimed.name()).isEqualTo("fresh");
            assertThat(claimed.purpose()).isEqualTo("encrypt");
            assertThat(KmsClient.claim(fresh, invitation)).isEqualTo(claimed);
            assertThat(KmsClient.identity(fresh, "worker-3")).startsWith("kmsid1.");
        }
    }

    @Nested
    class SmallData {

        @Test
        void opensWithItsContextAlone() {
            try (KmsClient client = KmsClient.open(home)) {
                KmsDomain domain = client.domain("payroll");
                byte[] sealed = domain.encrypt(DATA, ROW);
                assertThat(sealed).hasSize(DATA.length + 61).startsWith(1);
                assertThat(domain.decrypt(sealed, ROW)).isEqualTo(DATA);
                assertThatThrownBy(() -> domain.decrypt(sealed, OTHER)).isInstanceOf(VerificationException.class);
                sealed[40] ^= 1;
                assertThatThrownBy(() -> domain.decrypt(sealed, ROW)).isInstanceOf(VerificationException.class);
                assertThatThrownBy(() -> domain.decrypt(new byte[0], ROW)).isInstanceOf(VerificationException.class);
                assertThatThrownBy(() -> domain.encrypt(new byte[KmsDomain.MOST_BYTES + 1], ROW))
                        .isInstanceOf(UsageException.class);
                assertThat(domain.decrypt(domain.encrypt(new byte[KmsDomain.MOST_BYTES], ROW), ROW))
                        .hasSize(KmsDomain.MOST_BYTES);
            }
        }

        @Test
        void belongsToItsDomain() {
            try (KmsClient client = KmsClient.open(home);
                    KmsClient other = KmsClient.open(kms.home("other"))) {
                byte[] sealed = client.domain("payroll").encrypt(DATA, ROW);
                assertThatThrownBy(() -> other.domain("other").decrypt(sealed, ROW))
                        .isInstanceOf(VerificationException.class);
            }
        }

        @Test
        void isSealedByManyThreadsAtOnce() throws Exception {
            try (KmsClient client = caching(DataKeyCaching.of(Duration.ofMinutes(1), 100))) {
                KmsDomain domain = client.domain("payroll");
                ExecutorService threads = Executors.newFixedThreadPool(8);
                try {
                    List<Callable<byte[]>> work = new ArrayList<>();
                    for (int i = 0; i < 400; i++) {
                        byte[] one = ("record " + i).getBytes(StandardCharsets.UTF_8);
                        work.add(() -> domain.decrypt(domain.encrypt(one, ROW), ROW));
                    }
                    List<Future<byte[]>> done = threads.invokeAll(work);
                    for (int i = 0; i < done.size(); i++) {
                        assertThat(done.get(i).get()).asString().isEqualTo("record " + i);
                    }
                } finally {
                    threads.shutdown();
                }
            }
        }
    }

    @Nested
    class Caching {

        /** The sealed data key in a record. */
        private static List<Byte> key(byte[] sealed) {
            List<Byte> key = new ArrayList<>();
            for (int i = 3; i < 3 + 93; i++) {
                key.add(sealed[i]);
            }
            return key;
        }

        @Test
        void recordsOfOneContextShareADataKeyUntilItsLimits() {
            try (KmsClient client = caching(new DataKeyCaching(Duration.ofMinutes(1), 3, 1_000, 10))) {
                KmsDomain domain = client.domain("payroll");
                byte[] first = domain.encrypt(DATA, ROW);
                assertThat(first).hasSize(DATA.length + 136).startsWith(3, 0, 93, 2);
                assertThat(key(domain.encrypt(DATA, ROW))).isEqualTo(key(first));
                assertThat(key(domain.encrypt(DATA, OTHER))).isNotEqualTo(key(first));
                assertThat(key(domain.encrypt(DATA, ROW))).isEqualTo(key(first));
                byte[] fourth = domain.encrypt(DATA, ROW);
                assertThat(key(fourth)).isNotEqualTo(key(first));
                assertThat(key(domain.encrypt(new byte[1_000], ROW))).isNotEqualTo(key(fourth));
                assertThat(domain.decrypt(fourth, ROW)).isEqualTo(DATA);
                assertThatThrownBy(() -> domain.decrypt(fourth, OTHER)).isInstanceOf(VerificationException.class);
            }
        }

        @Test
        void aRecordOpensWithoutACache() {
            byte[] sealed;
            try (KmsClient client = caching(DataKeyCaching.of(Duration.ofMinutes(1), 10))) {
                sealed = client.domain("payroll").encrypt(DATA, ROW);
            }
            try (KmsClient client = KmsClient.open(home)) {
                KmsDomain domain = client.domain("payroll");
                assertThat(domain.decrypt(sealed, ROW)).isEqualTo(DATA);
                for (int i = 0; i < sealed.length; i++) {
                    byte[] changed = sealed.clone();
                    changed[i] ^= 1;
                    assertThatThrownBy(() -> domain.decrypt(changed, ROW)).isInstanceOf(VerificationException.class);
                }
            }
        }

        @Test
        void whileAKeyIsKeptNobodyIsAsked() {
            try (KmsClient client = caching(DataKeyCaching.of(Duration.ofMinutes(1), 100))) {
                KmsDomain domain = client.domain("payroll");
                byte[] sealed = domain.encrypt(DATA, ROW);
                assertThat(domain.decrypt(sealed, ROW)).isEqualTo(DATA);
                kms.stopServer();
                try {
                    assertThat(domain.decrypt(domain.encrypt(DATA, ROW), ROW)).isEqualTo(DATA);
                } finally {
                    kms.startServer();
                }
            }
        }

        @Test
        void anOldKeyIsNotUsed() {
            try (KmsClient client = caching(DataKeyCaching.of(Duration.ofMillis(1), 1_000_000))) {
                KmsDomain domain = client.domain("payroll");
                byte[] first = domain.encrypt(DATA, ROW);
                long then = System.nanoTime();
                while (System.nanoTime() - then < Duration.ofMillis(2).toNanos()) {
                    Thread.onSpinWait();
                }
                assertThat(key(domain.encrypt(DATA, ROW))).isNotEqualTo(key(first));
            }
        }

        @Test
        void limitsAreChecked() {
            assertThatThrownBy(() -> DataKeyCaching.of(Duration.ofHours(2), 1))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> DataKeyCaching.of(Duration.ofHours(1), 0))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> new DataKeyCaching(Duration.ofHours(1), 1, 0, 1))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> new DataKeyCaching(Duration.ofHours(1), 1, 1, 0))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Nested
    class StreamsAndFiles {

        @Test
        void goThereAndBack() throws Exception {
            byte[] large = new byte[300_000];
            Path plain = Files.write(folder.resolve("plain"), large);
            Path sealed = folder.resolve("plain.kms");
            Path back = folder.resolve("back");
            try (KmsClient client = KmsClient.open(home)) {
                KmsDomain domain = client.domain("payroll");
                assertThat(domain.encryptFile(plain, sealed, ROW)).isEqualTo(large.length);
                assertThat(KmsDomain.context(sealed)).isEqualTo(ROW);
                assertThatThrownBy(() -> domain.encryptFile(plain, sealed, ROW)).isInstanceOf(RefusedException.class);
                assertThatThrownBy(() -> domain.decryptFile(sealed, back, OTHER))
                        .isInstanceOf(VerificationException.class);
                assertThat(back).doesNotExist();
                assertThat(domain.decryptFile(sealed, back, Map.of())).isEqualTo(large.length);
                assertThat(back).hasBinaryContent(large);

                ByteArrayOutputStream message = new ByteArrayOutputStream();
                ByteArrayOutputStream opened = new ByteArrayOutputStream();
                assertThat(domain.encrypt(new ByteArrayInputStream(large), message, ROW))
                        .isEqualTo(large.length);
                assertThat(domain.decrypt(new ByteArrayInputStream(message.toByteArray()), opened, ROW))
                        .isEqualTo(large.length);
                assertThat(opened.toByteArray()).isEqualTo(large);
                try (KmsClient other = KmsClient.open(kms.home("other"))) {
                    assertThatThrownBy(() -> other.domain("other").decryptFile(sealed, folder.resolve("x"), Map.of()))
                            .isInstanceOf(VerificationException.class)
                            .hasMessageContaining("does not belong to Domain");
                }
            }
        }

        @Test
        void dataKeysOpenAgainAlsoAfterARotation() {
            try (KmsClient client = KmsClient.open(home)) {
                KmsDomain domain = client.domain("payroll");
                try (NewDataKey made = domain.createDataKey(ROW)) {
                    kms.rotate(domain.id());
                    byte[] sealed = made.sealed().toArray();
                    assertThat(sealed).hasSize(93).startsWith(2);
                    try (SecretBytes opened = domain.openDataKey(sealed, ROW)) {
                        assertThat(opened.exposed()).isEqualTo(made.key().exposed());
                    }
                    assertThatThrownBy(() -> domain.openDataKey(sealed, OTHER))
                            .isInstanceOf(VerificationException.class);
                    assertThatThrownBy(() -> domain.decrypt(sealed, ROW)).isInstanceOf(VerificationException.class);
                }
            }
        }
    }

    @Nested
    class Releases {

        @Test
        void areAskedForAndWaitedFor() throws Exception {
            KmsOptions options = KmsOptions.usual().caching(DataKeyCaching.of(Duration.ofMinutes(1), 10));
            try (KmsClient client = KmsClient.open(kms.homeOfQuorum("secret"), options)) {
                KmsDomain domain = client.domain("secret");
                byte[] sealed = domain.encrypt(DATA, ROW);
                // A data key that is kept would open more than one release says.
                assertThat(sealed).startsWith(1);
                assertThatThrownBy(() -> domain.decrypt(sealed, ROW))
                        .isInstanceOf(NotReleasedException.class)
                        .hasMessageContaining("Ask them");
                Release asked = domain.requestRelease(sealed, ROW, "a visit", Duration.ofHours(1));
                assertThat(asked.await(Duration.ZERO)).isFalse();
                assertThat(asked.threshold()).isEqualTo(1);
                assertThatThrownBy(() -> domain.decrypt(sealed, ROW))
                        .isInstanceOf(NotReleasedException.class)
                        .hasMessageContaining("0 of the 1 approvals");
                kms.approve(asked.order());
                assertThat(asked.await(Duration.ofMinutes(1))).isTrue();
                assertThat(domain.decrypt(sealed, ROW)).isEqualTo(DATA);
                byte[] another = domain.encrypt(DATA, ROW);
                assertThatThrownBy(() -> domain.decrypt(another, ROW)).isInstanceOf(NotReleasedException.class);
            }
        }

        @Test
        void areForFilesToo() throws Exception {
            Path plain = Files.write(folder.resolve("plain"), DATA);
            Path sealed = folder.resolve("plain.kms");
            try (KmsClient client = KmsClient.open(kms.homeOfQuorum("files"))) {
                KmsDomain domain = client.domain("files");
                domain.encryptFile(plain, sealed, ROW);
                Release asked = domain.requestRelease(sealed, "a visit", Duration.ofHours(1));
                kms.approve(asked.order());
                assertThat(asked.await(Duration.ofMinutes(1))).isTrue();
                assertThat(domain.decryptFile(sealed, folder.resolve("back"), ROW))
                        .isEqualTo(DATA.length);
            }
        }
    }
}
