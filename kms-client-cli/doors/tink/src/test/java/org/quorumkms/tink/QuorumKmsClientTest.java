package org.quorumkms.tink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.Configuration;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.KmsClients;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.KmsEnvelopeAead;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quorumkms.client.DataKeyCaching;
import org.quorumkms.client.KmsClient;
import org.quorumkms.client.KmsOptions;
import org.quorumkms.client.Release;
import org.quorumkms.errors.NotReleasedException;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.errors.UsageException;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.testkit.TestKms;

/** Tink with Domains, against a server. */
class QuorumKmsClientTest {

    private static final byte[] DATA = "1,200 a month".getBytes(StandardCharsets.UTF_8);
    private static final byte[] ROW = "row 17".getBytes(StandardCharsets.UTF_8);
    private static final byte[] OTHER = "row 18".getBytes(StandardCharsets.UTF_8);

    private static Configuration tink;
    private static TestKms system;
    private static Path home;

    private KmsClient kms;

    @BeforeAll
    static void start() throws GeneralSecurityException {
        AeadConfig.register();
        tink = RegistryConfiguration.get();
        system = TestKms.start();
        home = system.home("payroll");
    }

    @AfterAll
    static void stop() {
        system.close();
    }

    @BeforeEach
    void open() {
        kms = KmsClient.open(home);
    }

    @AfterEach
    void close() {
        kms.close();
    }

    private Aead payroll() throws GeneralSecurityException {
        return QuorumKmsClient.of(kms).getAead("quorum-kms://payroll");
    }

    /** The example of docs/doors/tink.md, which {@link #thePageShowsWhatRunsHere} compares with this. */
    @Test
    void theExampleRuns() throws GeneralSecurityException {
        byte[] data = DATA;
        byte[] row = ROW;
        AeadConfig.register();
        Configuration tink = RegistryConfiguration.get();
        try (KmsClient kms = KmsClient.open(home)) {
            Aead domain = QuorumKmsClient.of(kms).getAead("quorum-kms://payroll");
            byte[] name = "keys/payroll.json".getBytes(StandardCharsets.UTF_8);

            KeysetHandle keyset = KeysetHandle.generateNew(PredefinedAeadParameters.AES256_GCM, tink);
            String kept = TinkJsonProtoKeysetFormat.serializeEncryptedKeyset(keyset, domain, name, tink);
            KeysetHandle again = TinkJsonProtoKeysetFormat.parseEncryptedKeyset(kept, domain, name, tink);

            Aead envelope = KmsEnvelopeAead.create(PredefinedAeadParameters.AES256_GCM, domain);
            byte[] sealed = envelope.encrypt(data, row);
            byte[] same = envelope.decrypt(sealed, row);
            assertThat(same).isEqualTo(DATA);
            assertThat(again.equalsKeyset(keyset)).isTrue();
        }
    }

    @Test
    void thePageShowsWhatRunsHere() throws IOException {
        String page = Files.readString(Path.of("../../../docs/doors/tink.md"));
        String own = Files.readString(Path.of("src/test/java/org/quorumkms/tink/QuorumKmsClientTest.java"));
        String example = page.substring(page.indexOf("AeadConfig.register"), page.indexOf("}\n```"));
        assertThat(own.replaceAll("\\s+", " "))
                .contains(example.replaceAll("\\s+", " ").strip());
    }

    @Nested
    class WithTink {

        @Test
        void aKeysetIsKeptUnderADomain() throws GeneralSecurityException {
            KeysetHandle keyset = KeysetHandle.generateNew(PredefinedAeadParameters.AES256_GCM, tink);
            byte[] sealed = keyset.getPrimitive(tink, Aead.class).encrypt(DATA, ROW);

            Aead domain = QuorumKmsClient.of(kms).getAead("quorum-kms://payroll");
            byte[] place = "keys/payroll.json".getBytes(StandardCharsets.UTF_8);
            String kept = TinkJsonProtoKeysetFormat.serializeEncryptedKeyset(keyset, domain, place, tink);
            KeysetHandle again = TinkJsonProtoKeysetFormat.parseEncryptedKeyset(kept, domain, place, tink);

            assertThat(again.getPrimitive(tink, Aead.class).decrypt(sealed, ROW))
                    .isEqualTo(DATA);
            assertThatThrownBy(() -> TinkJsonProtoKeysetFormat.parseEncryptedKeyset(kept, domain, OTHER, tink))
                    .isInstanceOf(GeneralSecurityException.class);
        }

        @Test
        void anEnvelopeTakesDataOfAnyLength() throws GeneralSecurityException {
            Aead domain = QuorumKmsClient.of(kms).getAead("quorum-kms://payroll");
            Aead envelope = KmsEnvelopeAead.create(PredefinedAeadParameters.AES256_GCM, domain);
            byte[] large = new byte[1_000_000];
            byte[] sealed = envelope.encrypt(large, ROW);

            assertThat(envelope.decrypt(sealed, ROW)).isEqualTo(large);
            assertThatThrownBy(() -> envelope.decrypt(sealed, OTHER)).isInstanceOf(GeneralSecurityException.class);
        }

        @Test
        void theRegistryFindsTheHomeThatHasTheDomain() throws GeneralSecurityException {
            String id = kms.domain("payroll").id();
            try (KmsClient other = KmsClient.open(system.home("archive"))) {
                QuorumKmsClient.register(other);
                QuorumKmsClient.register(home);
                byte[] sealed = KmsClients.get("quorum-kms://" + id)
                        .getAead("quorum-kms://" + id)
                        .encrypt(DATA, ROW);
                assertThat(payroll().decrypt(sealed, ROW)).isEqualTo(DATA);
                assertThat(KmsClients.get("quorum-kms://archive").doesSupport("quorum-kms://payroll"))
                        .isFalse();
            }
            assertThatThrownBy(() -> KmsClients.get("quorum-kms://archive"))
                    .isInstanceOf(GeneralSecurityException.class);
        }
    }

    /** Tink's registry keeps a client as long as the process lives, and asks it about every URI. */
    @Test
    void aHomeThatWentAwaySupportsNothing() throws IOException {
        Path gone = system.home("gone");
        try (KmsClient client = KmsClient.open(gone)) {
            QuorumKmsClient tink = QuorumKmsClient.of(client);
            assertThat(tink.doesSupport("quorum-kms://gone")).isTrue();
            Files.delete(gone.resolve("pins.json"));
            assertThat(tink.doesSupport("quorum-kms://gone")).isFalse();
            assertThatThrownBy(() -> tink.getAead("quorum-kms://gone"))
                    .isInstanceOf(GeneralSecurityException.class)
                    .hasMessageContaining("knows no system yet");
        }
    }

    @Nested
    class Binding {

        @Test
        void isOfTheAssociatedDataAsItIs() throws GeneralSecurityException {
            byte[] sealed = payroll().encrypt(DATA, ROW);
            assertThat(payroll().decrypt(sealed, ROW)).isEqualTo(DATA);
            assertThatThrownBy(() -> payroll().decrypt(sealed, OTHER))
                    .isInstanceOf(GeneralSecurityException.class)
                    .hasCauseInstanceOf(VerificationException.class);
            assertThatThrownBy(() -> payroll().decrypt(sealed, new byte[0]))
                    .isInstanceOf(GeneralSecurityException.class);
            sealed[sealed.length - 1] ^= 1;
            assertThatThrownBy(() -> payroll().decrypt(sealed, ROW)).isInstanceOf(GeneralSecurityException.class);
        }

        @Test
        void noneIsTheSameAsEmpty() throws GeneralSecurityException {
            assertThat(payroll().decrypt(payroll().encrypt(DATA, null), new byte[0]))
                    .isEqualTo(DATA);
            assertThat(DomainAead.context(null)).isEqualTo(Map.of("tink", "v1"));
        }

        @Test
        void isByHashOver16KiB() throws GeneralSecurityException {
            byte[] most = new byte[16 * 1024];
            byte[] longer = new byte[most.length + 1];
            assertThat(payroll().decrypt(payroll().encrypt(DATA, most), most)).isEqualTo(DATA);
            byte[] sealed = payroll().encrypt(DATA, longer);
            assertThat(payroll().decrypt(sealed, longer)).isEqualTo(DATA);
            longer[0] = 1;
            assertThatThrownBy(() -> payroll().decrypt(sealed, longer)).isInstanceOf(GeneralSecurityException.class);
            assertThat(DomainAead.context(most)).containsOnlyKeys("tink", "tink-aad");
            assertThat(DomainAead.context(longer)).containsOnlyKeys("tink", "tink-aad-sha256");
        }

        @Test
        void isWhatTheLibraryBindsItself() throws GeneralSecurityException {
            byte[] sealed = payroll().encrypt(DATA, ROW);
            assertThat(kms.domain("payroll").decrypt(sealed, Map.of("tink", "v1", "tink-aad", "cm93IDE3")))
                    .isEqualTo(DATA);
        }

        @Test
        void isTheSameWithKeptDataKeys() throws GeneralSecurityException {
            KmsOptions caching = KmsOptions.usual().caching(DataKeyCaching.of(Duration.ofMinutes(1), 10));
            try (KmsClient kept = KmsClient.open(home, caching)) {
                Aead domain = QuorumKmsClient.of(kept).getAead("quorum-kms://payroll");
                assertThat(payroll().decrypt(domain.encrypt(DATA, ROW), ROW)).isEqualTo(DATA);
            }
        }
    }

    @Nested
    class Refusals {

        @Test
        void ofTooLongDataComeBeforeItIsSent() throws GeneralSecurityException {
            Aead domain = payroll();
            assertThat(domain.decrypt(domain.encrypt(new byte[65_536], ROW), ROW))
                    .hasSize(65_536);
            kms.close();
            assertThatThrownBy(() -> domain.encrypt(new byte[65_537], ROW))
                    .isInstanceOf(GeneralSecurityException.class)
                    .hasMessage("A Domain seals at most 65536 bytes at once, and this has 65537."
                            + " Use KmsEnvelopeAead for it.");
            assertThatThrownBy(() -> domain.encrypt(DATA, ROW)).isInstanceOf(IllegalStateException.class);
        }

        @Test
        void sayWhatTheHomeHas() {
            QuorumKmsClient client = QuorumKmsClient.of(kms);
            assertThatThrownBy(() -> client.getAead("quorum-kms://payrol"))
                    .isInstanceOf(GeneralSecurityException.class)
                    .hasMessageContaining("it has payroll (")
                    .hasCauseInstanceOf(UsageException.class);
            assertThatThrownBy(() -> client.getAead("aws-kms://payroll"))
                    .isInstanceOf(GeneralSecurityException.class)
                    .hasMessageContaining("begins with quorum-kms://");
        }

        @Test
        void sayHowToAskTheQuorum() throws GeneralSecurityException {
            try (KmsClient guarded = KmsClient.open(system.homeOfQuorum("vault"))) {
                Aead vault = QuorumKmsClient.of(guarded).getAead("quorum-kms://vault");
                byte[] sealed = vault.encrypt(DATA, null);
                assertThatThrownBy(() -> vault.decrypt(sealed, null))
                        .isInstanceOf(GeneralSecurityException.class)
                        .hasCauseInstanceOf(NotReleasedException.class)
                        .hasMessageContaining("a quorum of its operators opens what is sealed under Domain")
                        .hasMessageContaining("Ask them");
                Release asked = guarded.domain("vault")
                        .requestRelease(sealed, Map.of("tink", "v1"), "a test", Duration.ofHours(1));
                system.approve(asked.order());
                assertThat(vault.decrypt(sealed, null)).isEqualTo(DATA);
            }
        }

        @Test
        void comeThroughKeysetsAndEnvelopesAsTheyAre() throws GeneralSecurityException {
            try (KmsClient guarded = KmsClient.open(system.homeOfQuorum("vault"))) {
                Aead vault = QuorumKmsClient.of(guarded).getAead("quorum-kms://vault");
                Aead envelope = KmsEnvelopeAead.create(PredefinedAeadParameters.AES256_GCM, vault);
                byte[] sealed = envelope.encrypt(DATA, ROW);
                assertThatThrownBy(() -> envelope.decrypt(sealed, ROW))
                        .isInstanceOf(GeneralSecurityException.class)
                        .hasMessageContaining("Ask them");
                ByteBuffer parts = ByteBuffer.wrap(sealed);
                byte[] key = new byte[parts.getInt()];
                parts.get(key);
                Release asked = guarded.domain("vault")
                        .requestRelease(key, Map.of("tink", "v1"), "a test", Duration.ofHours(1));
                system.approve(asked.order());
                assertThat(envelope.decrypt(sealed, ROW)).isEqualTo(DATA);

                KeysetHandle keyset = KeysetHandle.generateNew(PredefinedAeadParameters.AES256_GCM, tink);
                String kept = TinkJsonProtoKeysetFormat.serializeEncryptedKeyset(keyset, vault, ROW, tink);
                assertThatThrownBy(() -> TinkJsonProtoKeysetFormat.parseEncryptedKeyset(kept, vault, ROW, tink))
                        .isInstanceOf(GeneralSecurityException.class)
                        .hasMessageContaining("Ask them");
            }
        }
    }

    @Nested
    class Credentials {

        @Test
        void areTheFolderOfAHome() throws GeneralSecurityException {
            QuorumKmsClient before = new QuorumKmsClient();
            assertThat(before.doesSupport("Quorum-KMS://any")).isTrue();
            assertThat(before.doesSupport("gcp-kms://any")).isFalse();
            assertThatThrownBy(() -> before.getAead("quorum-kms://payroll"))
                    .isInstanceOf(GeneralSecurityException.class)
                    .hasMessageContaining("withCredentials");
            try (QuorumKmsClient opened = before.withCredentials(home.toString())) {
                assertThat(payroll()
                                .decrypt(opened.getAead("quorum-kms://payroll").encrypt(DATA, ROW), ROW))
                        .isEqualTo(DATA);
                assertThat(opened.doesSupport("quorum-kms://payroll")).isTrue();
                assertThat(opened.doesSupport("quorum-kms://any")).isFalse();
            }
        }

        @Test
        void ofNoHomeAreRefused(@TempDir Path folder) {
            assertThatThrownBy(() -> new QuorumKmsClient()
                            .withCredentials(folder.resolve("nowhere").toString()))
                    .isInstanceOf(GeneralSecurityException.class)
                    .hasCauseInstanceOf(RefusedException.class)
                    .hasMessageContaining("There is no home in");
        }
    }
}
