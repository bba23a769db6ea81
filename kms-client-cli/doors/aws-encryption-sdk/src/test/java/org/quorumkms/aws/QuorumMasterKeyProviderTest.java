package org.quorumkms.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.amazonaws.encryptionsdk.AwsCrypto;
import com.amazonaws.encryptionsdk.CommitmentPolicy;
import com.amazonaws.encryptionsdk.CryptoAlgorithm;
import com.amazonaws.encryptionsdk.CryptoResult;
import com.amazonaws.encryptionsdk.EncryptedDataKey;
import com.amazonaws.encryptionsdk.MasterKey;
import com.amazonaws.encryptionsdk.MasterKeyProvider;
import com.amazonaws.encryptionsdk.ParsedCiphertext;
import com.amazonaws.encryptionsdk.exception.AwsCryptoException;
import com.amazonaws.encryptionsdk.exception.CannotUnwrapDataKeyException;
import com.amazonaws.encryptionsdk.exception.NoSuchMasterKeyException;
import com.amazonaws.encryptionsdk.exception.UnsupportedProviderException;
import com.amazonaws.encryptionsdk.jce.JceMasterKey;
import com.amazonaws.encryptionsdk.model.KeyBlob;
import com.amazonaws.encryptionsdk.multi.MultipleProviderFactory;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.quorumkms.client.DataKeyCaching;
import org.quorumkms.client.KmsClient;
import org.quorumkms.client.KmsDomain;
import org.quorumkms.client.KmsOptions;
import org.quorumkms.client.Release;
import org.quorumkms.errors.NotReleasedException;
import org.quorumkms.errors.UsageException;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.testkit.TestKms;
import software.amazon.cryptography.materialproviders.IKeyring;
import software.amazon.cryptography.materialproviders.MaterialProviders;
import software.amazon.cryptography.materialproviders.model.AesWrappingAlg;
import software.amazon.cryptography.materialproviders.model.AwsCryptographicMaterialProvidersException;
import software.amazon.cryptography.materialproviders.model.CollectionOfErrors;
import software.amazon.cryptography.materialproviders.model.CreateMultiKeyringInput;
import software.amazon.cryptography.materialproviders.model.CreateRawAesKeyringInput;
import software.amazon.cryptography.materialproviders.model.MaterialProvidersConfig;

/** The AWS Encryption SDK with Domains, against a server. */
class QuorumMasterKeyProviderTest {

    private static final byte[] DATA = "1,200 a month".getBytes(StandardCharsets.UTF_8);
    private static final Map<String, String> ROW = Map.of("row", "17");

    /** Signs: the SDK's default. */
    private static final AwsCrypto SIGNING = AwsCrypto.standard();

    /** Makes what {@code kms-client} reads. */
    private static final AwsCrypto FILES = AwsCrypto.builder()
            .withEncryptionAlgorithm(CryptoAlgorithm.ALG_AES_256_GCM_HKDF_SHA512_COMMIT_KEY)
            .build();

    private static TestKms system;
    private static KmsClient kms;
    private static KmsClient foreign;
    private static KmsDomain payroll;

    @BeforeAll
    static void start() {
        system = TestKms.start();
        kms = KmsClient.open(system.home("payroll"));
        foreign = KmsClient.open(system.home("foreign"));
        payroll = kms.domain("payroll");
    }

    @AfterAll
    static void stop() {
        foreign.close();
        kms.close();
        system.close();
    }

    private static QuorumMasterKeyProvider keys() {
        return QuorumMasterKeyProvider.of(kms, "payroll");
    }

    private static QuorumKeyring keyring() {
        return QuorumKeyring.of(kms, "payroll");
    }

    private static byte[] byKmsClient(Map<String, String> context) throws IOException {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        payroll.encrypt(new ByteArrayInputStream(DATA), message, context);
        return message.toByteArray();
    }

    private static byte[] readByKmsClient(byte[] message) throws IOException {
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        payroll.decrypt(new ByteArrayInputStream(message), data, ROW);
        return data.toByteArray();
    }

    /** The example of docs/doors/aws-encryption-sdk.md, which {@link #thePageShowsWhatRunsHere} compares with this. */
    @Test
    void theExampleRuns() throws IOException {
        Path home = system.home("payroll");
        byte[] data = DATA;
        try (KmsClient kms = KmsClient.open(home)) {
            QuorumMasterKeyProvider keys = QuorumMasterKeyProvider.of(kms, "payroll");
            AwsCrypto sdk = AwsCrypto.builder()
                    .withEncryptionAlgorithm(CryptoAlgorithm.ALG_AES_256_GCM_HKDF_SHA512_COMMIT_KEY)
                    .withMaxEncryptedDataKeys(8)
                    .build();
            byte[] message = sdk.encryptData(keys, data, Map.of("row", "17")).getResult();

            CryptoResult<byte[], QuorumMasterKey> opened = sdk.decryptData(keys, message);
            if (!"17".equals(opened.getEncryptionContext().get("row"))) {
                throw new IllegalStateException("this is another row");
            }
            byte[] same = opened.getResult();
            assertThat(same).isEqualTo(DATA);
        }
    }

    @Test
    void thePageShowsWhatRunsHere() throws IOException {
        Path root = Path.of("../../..");
        String page = Files.readString(root.resolve("docs/doors/aws-encryption-sdk.md"));
        String own = Files.readString(Path.of("src/test/java/org/quorumkms/aws/QuorumMasterKeyProviderTest.java"));
        String example = page.substring(page.indexOf("try (KmsClient"), page.indexOf("}\n```"));
        assertThat(own.replaceAll("\\s+", " "))
                .contains(example.replaceAll("\\s+", " ").strip());
    }

    @Nested
    class WithFilesOfKmsClient {

        @Test
        void theSdkReadsThemAndWritesThem() throws IOException {
            byte[] message = FILES.encryptData(keys(), DATA, ROW).getResult();
            assertThat(readByKmsClient(message)).isEqualTo(DATA);
            assertThat(FILES.decryptData(keys(), byKmsClient(ROW)).getResult()).isEqualTo(DATA);
        }

        @Test
        void theKeyringDoesToo() throws IOException {
            byte[] message = FILES.encryptData(keyring(), DATA, ROW).getResult();
            assertThat(readByKmsClient(message)).isEqualTo(DATA);
            assertThat(FILES.decryptData(keyring(), byKmsClient(ROW), ROW).getResult())
                    .isEqualTo(DATA);
            assertThat(FILES.decryptData(keyring(), byKmsClient(Map.of())).getResult())
                    .isEqualTo(DATA);
        }

        @Test
        void aSigningSuiteIsNotReadAndItSaysSo() {
            byte[] message = SIGNING.encryptData(keys(), DATA, ROW).getResult();
            assertThatThrownBy(() -> readByKmsClient(message))
                    .isInstanceOf(VerificationException.class)
                    .hasMessageContaining("suite 0x0478");
        }
    }

    @Nested
    class WithOneAnother {

        @Test
        void providerAndKeyringReadTheSame() {
            for (AwsCrypto sdk : List.of(SIGNING, FILES)) {
                byte[] one = sdk.encryptData(keys(), DATA, ROW).getResult();
                byte[] other = sdk.encryptData(keyring(), DATA, ROW).getResult();
                for (byte[] message : List.of(one, other)) {
                    assertThat(sdk.decryptData(keys(), message).getResult()).isEqualTo(DATA);
                    assertThat(sdk.decryptData(keyring(), message, ROW).getResult())
                            .isEqualTo(DATA);
                }
            }
        }

        @Test
        void whatTheSdkAddsToTheContextIsNotSentToAnHsm() {
            byte[] message = SIGNING.encryptData(keys(), DATA, ROW).getResult();
            ParsedCiphertext header = new ParsedCiphertext(message);
            assertThat(header.getEncryptionContextMap()).containsOnlyKeys("row", "aws-crypto-public-key");
            byte[] sealed = header.getEncryptedKeyBlobs().get(0).getEncryptedDataKey();
            assertThat(payroll.openDataKey(sealed, ROW).length()).isEqualTo(32);
        }
    }

    /** A message for us and for a raw AES key: either alone reads it, whoever comes first. */
    @Nested
    class WithOthers {

        private final SecretKeySpec aes = new SecretKeySpec(new byte[32], "AES");
        private final JceMasterKey raw = JceMasterKey.getInstance(aes, "raw", "one", "AES/GCM/NoPadding");
        private final MaterialProviders materials = MaterialProviders.builder()
                .MaterialProvidersConfig(MaterialProvidersConfig.builder().build())
                .build();

        @ParameterizedTest
        @ValueSource(booleans = {true, false})
        void eachAloneReadsAMessageOfProviders(boolean oursFirst) throws IOException {
            List<MasterKeyProvider<?>> order = oursFirst ? List.of(keys(), raw) : List.of(raw, keys());
            MasterKeyProvider<?> both = MultipleProviderFactory.buildMultiProvider(order);
            byte[] message = FILES.encryptData(both, DATA, ROW).getResult();
            assertThat(FILES.decryptData(keys(), message).getResult()).isEqualTo(DATA);
            assertThat(FILES.decryptData(raw, message).getResult()).isEqualTo(DATA);
            assertThat(readByKmsClient(message)).isEqualTo(DATA);
            byte[] signed = SIGNING.encryptData(both, DATA, ROW).getResult();
            assertThat(SIGNING.decryptData(keys(), signed).getResult()).isEqualTo(DATA);
        }

        @ParameterizedTest
        @ValueSource(booleans = {true, false})
        void eachAloneReadsAMessageOfKeyrings(boolean oursFirst) throws IOException {
            IKeyring rawKeyring = materials.CreateRawAesKeyring(CreateRawAesKeyringInput.builder()
                    .keyNamespace("raw")
                    .keyName("one")
                    .wrappingKey(ByteBuffer.wrap(aes.getEncoded()))
                    .wrappingAlg(AesWrappingAlg.ALG_AES256_GCM_IV12_TAG16)
                    .build());
            IKeyring both = both(oursFirst ? keyring() : rawKeyring, oursFirst ? rawKeyring : keyring());
            byte[] message = FILES.encryptData(both, DATA, ROW).getResult();
            assertThat(FILES.decryptData(keyring(), message, ROW).getResult()).isEqualTo(DATA);
            assertThat(FILES.decryptData(rawKeyring, message, ROW).getResult()).isEqualTo(DATA);
            assertThat(FILES.decryptData(both, message, ROW).getResult()).isEqualTo(DATA);
            assertThat(FILES.decryptData(keys(), message).getResult()).isEqualTo(DATA);
            assertThat(readByKmsClient(message)).isEqualTo(DATA);
        }

        private IKeyring both(IKeyring first, IKeyring second) {
            return materials.CreateMultiKeyring(CreateMultiKeyringInput.builder()
                    .generator(first)
                    .childKeyrings(List.of(second))
                    .build());
        }

        @Test
        void aKeyOfAnotherIsSealedInTheHsmAlsoWhereDataKeysAreKept() throws IOException {
            Path home = system.home("kept");
            KmsOptions caching = KmsOptions.usual().caching(DataKeyCaching.of(Duration.ofMinutes(1), 10));
            try (KmsClient kept = KmsClient.open(home, caching)) {
                MasterKeyProvider<?> both = MultipleProviderFactory.buildMultiProvider(
                        List.of(raw, QuorumMasterKeyProvider.of(kept, "kept")));
                byte[] message = FILES.encryptData(both, DATA, ROW).getResult();
                assertThat(new ParsedCiphertext(message)
                                .getEncryptedKeyBlobs()
                                .get(1)
                                .getEncryptedDataKey())
                        .hasSize(93)
                        .startsWith(1);
                ByteArrayOutputStream data = new ByteArrayOutputStream();
                kept.domain("kept").decrypt(new ByteArrayInputStream(message), data, ROW);
                assertThat(data.toByteArray()).isEqualTo(DATA);
            }
        }

        @Test
        void theKeyOfAForeignDomainIsNotFollowed() {
            MasterKeyProvider<?> both = MultipleProviderFactory.buildMultiProvider(
                    List.of(QuorumMasterKeyProvider.of(foreign, "foreign"), keys()));
            byte[] message = SIGNING.encryptData(both, DATA, ROW).getResult();
            assertThat(SIGNING.decryptData(keys(), message).getResult()).isEqualTo(DATA);
            assertThat(SIGNING.decryptData(keyring(), message, ROW).getResult()).isEqualTo(DATA);
            assertThat(SIGNING.decryptData(QuorumMasterKeyProvider.forDecryption(kms), message)
                            .getResult())
                    .isEqualTo(DATA);
            assertThat(SIGNING.decryptData(QuorumKeyring.forDecryption(kms), message, ROW)
                            .getResult())
                    .isEqualTo(DATA);

            byte[] theirs = SIGNING.encryptData(QuorumMasterKeyProvider.of(foreign, "foreign"), DATA, ROW)
                    .getResult();
            for (QuorumMasterKeyProvider ours : List.of(keys(), QuorumMasterKeyProvider.forDecryption(kms))) {
                assertThatThrownBy(() -> SIGNING.decryptData(ours, theirs))
                        .isInstanceOf(CannotUnwrapDataKeyException.class)
                        .hasMessage("The message does not belong to a Domain that may be used here; it belongs to "
                                + foreign.domain("foreign").id() + ".");
            }
        }

        @Test
        void aMessageWithoutOneOfOursIsSaidToBeSo() {
            byte[] message = SIGNING.encryptData(raw, DATA, ROW).getResult();
            assertThatThrownBy(() -> SIGNING.decryptData(keys(), message))
                    .isInstanceOf(CannotUnwrapDataKeyException.class)
                    .hasMessageContaining("no data key in it is ours");
            assertThatThrownBy(() -> SIGNING.decryptData(keyring(), message, ROW))
                    .isInstanceOf(AwsCryptographicMaterialProvidersException.class)
                    .hasMessageContaining("no data key in it is ours");
        }

        @Test
        void severalKeyringsShowOurTextInTheirList() {
            byte[] message = SIGNING.encryptData(QuorumKeyring.of(foreign, "foreign"), DATA, ROW)
                    .getResult();
            IKeyring both = both(keyring(), QuorumKeyring.forDecryption(kms));
            assertThatThrownBy(() -> SIGNING.decryptData(both, message, ROW))
                    .isInstanceOfSatisfying(
                            CollectionOfErrors.class,
                            all -> assertThat(all.list())
                                    .hasSize(2)
                                    .allSatisfy(one -> assertThat(one)
                                            .hasMessageContaining("does not belong to a Domain that may be used")));
        }
    }

    @Nested
    class SeveralDomains {

        @Test
        void eachAloneReadsWhatIsForAll(@TempDir Path folder) throws IOException {
            Path home = folder.resolve("home");
            KmsClient.claim(home, system.invitation("first"));
            KmsClient.claim(home, system.invitation("second"));
            try (KmsClient two = KmsClient.open(home)) {
                byte[] one = FILES.encryptData(QuorumMasterKeyProvider.of(two, "first", "second"), DATA, ROW)
                        .getResult();
                byte[] other = FILES.encryptData(QuorumKeyring.of(two, "first", "second"), DATA, ROW)
                        .getResult();
                for (byte[] message : List.of(one, other)) {
                    for (String name : List.of("first", "second")) {
                        assertThat(FILES.decryptData(QuorumMasterKeyProvider.of(two, name), message)
                                        .getResult())
                                .isEqualTo(DATA);
                        assertThat(FILES.decryptData(QuorumMasterKey.of(two.domain(name)), message)
                                        .getResult())
                                .isEqualTo(DATA);
                    }
                }
                byte[] first = FILES.encryptData(QuorumMasterKeyProvider.of(two, "first"), DATA, ROW)
                        .getResult();
                assertThatThrownBy(() -> FILES.decryptData(QuorumMasterKeyProvider.of(two, "second"), first))
                        .isInstanceOf(CannotUnwrapDataKeyException.class);
                assertThat(FILES.decryptData(QuorumMasterKeyProvider.forDecryption(two), first)
                                .getResult())
                        .isEqualTo(DATA);
            }
        }
    }

    @Nested
    class Refusals {

        @Test
        void ofAChangedContext() throws IOException {
            byte[] message = byKmsClient(ROW);
            int value = new String(message, StandardCharsets.ISO_8859_1).indexOf("17", 35);
            message[value] = '2';
            assertThat(new ParsedCiphertext(message).getEncryptionContextMap()).isEqualTo(Map.of("row", "27"));
            assertThatThrownBy(() -> FILES.decryptData(keys(), message))
                    .isInstanceOf(CannotUnwrapDataKeyException.class)
                    .hasCauseInstanceOf(VerificationException.class);
            assertThatThrownBy(() -> FILES.decryptData(keyring(), message))
                    .isInstanceOf(AwsCryptographicMaterialProvidersException.class);
            byte[] signed = SIGNING.encryptData(keyring(), DATA, ROW).getResult();
            assertThatThrownBy(() -> SIGNING.decryptData(keyring(), signed, Map.of("row", "18")))
                    .isInstanceOf(AwsCryptographicMaterialProvidersException.class);
        }

        @Test
        void ofADataKeyOfAnotherLength() {
            assertThatThrownBy(() -> payroll.sealDataKey(new byte[31], ROW))
                    .isInstanceOf(UsageException.class)
                    .hasMessage("A data key has 32 bytes, and this has 31.");
        }

        @Test
        void ofSmallDataInADataKeysPlace() {
            byte[] sealed = payroll.encrypt(new byte[16], ROW);
            EncryptedDataKey key =
                    new KeyBlob(QuorumMasterKey.PROVIDER, payroll.id().getBytes(StandardCharsets.UTF_8), sealed);
            assertThatThrownBy(() -> keys().decryptDataKey(
                                    CryptoAlgorithm.ALG_AES_256_GCM_HKDF_SHA512_COMMIT_KEY, List.of(key), ROW))
                    .isInstanceOf(CannotUnwrapDataKeyException.class)
                    .hasMessageContaining("is not a data key");
        }

        @ParameterizedTest
        @EnumSource(
                value = CryptoAlgorithm.class,
                names = {"ALG_AES_128_GCM_IV12_TAG16_HKDF_SHA256", "ALG_AES_192_GCM_IV12_TAG16_HKDF_SHA384_ECDSA_P384"})
        void ofSuitesWithShorterDataKeys(CryptoAlgorithm suite) {
            AwsCrypto sdk = AwsCrypto.builder()
                    .withCommitmentPolicy(CommitmentPolicy.ForbidEncryptAllowDecrypt)
                    .withEncryptionAlgorithm(suite)
                    .build();
            assertThatThrownBy(() -> sdk.encryptData(keys(), DATA, ROW))
                    .isInstanceOf(AwsCryptoException.class)
                    .hasMessageContaining("Choose a suite with AES-256");
            assertThatThrownBy(() -> sdk.encryptData(keyring(), DATA, ROW))
                    .isInstanceOf(AwsCryptographicMaterialProvidersException.class)
                    .hasMessageContaining("with AES-256");
        }

        @Test
        void ofOneThatOnlyDecrypts() {
            assertThatThrownBy(() -> SIGNING.encryptData(QuorumMasterKeyProvider.forDecryption(kms), DATA))
                    .isInstanceOf(AwsCryptoException.class)
                    .hasMessageContaining("only decrypts");
            assertThatThrownBy(() -> SIGNING.encryptData(QuorumKeyring.forDecryption(kms), DATA))
                    .isInstanceOf(AwsCryptographicMaterialProvidersException.class)
                    .hasMessageContaining("only decrypts");
            assertThatThrownBy(() -> QuorumMasterKeyProvider.of(kms)).isInstanceOf(UsageException.class);
            assertThatThrownBy(() -> QuorumKeyring.of(kms, "payrol")).isInstanceOf(UsageException.class);
        }

        @Test
        void ofMasterKeysThatThereAreNot() {
            MasterKey<?> own = keys().getMasterKey(payroll.id());
            assertThat(own).isEqualTo(QuorumMasterKey.of(payroll));
            assertThat(own.getKeyId()).isEqualTo(payroll.id());
            assertThatThrownBy(() -> keys().getMasterKey("payroll")).isInstanceOf(NoSuchMasterKeyException.class);
            assertThatThrownBy(() -> keys().getMasterKey("aws-kms", payroll.id()))
                    .isInstanceOf(UnsupportedProviderException.class);
        }
    }

    @Nested
    class WhereAQuorumDecides {

        private static final String ASK = "Ask them";

        @Test
        void theTextSaysWhomToAskAndAReleaseOpens(@TempDir Path folder) throws IOException {
            try (KmsClient guarded = KmsClient.open(system.homeOfQuorum("vault"))) {
                KmsDomain vault = guarded.domain("vault");
                QuorumMasterKeyProvider keys = QuorumMasterKeyProvider.of(guarded, "vault");
                QuorumKeyring keyring = QuorumKeyring.of(guarded, "vault");
                byte[] file = FILES.encryptData(keys, DATA, ROW).getResult();
                byte[] signed = SIGNING.encryptData(keyring, DATA, ROW).getResult();
                for (byte[] message : List.of(file, signed)) {
                    assertThatThrownBy(() -> FILES.decryptData(keys, message))
                            .isInstanceOf(CannotUnwrapDataKeyException.class)
                            .hasCauseInstanceOf(NotReleasedException.class)
                            .hasMessageContaining(ASK);
                    assertThatThrownBy(() -> FILES.decryptData(keyring, message, ROW))
                            .isInstanceOf(AwsCryptographicMaterialProvidersException.class)
                            .hasMessageContaining(ASK);
                }

                Path kept = Files.write(folder.resolve("file.kms"), file);
                approve(vault.requestRelease(kept, "a test", Duration.ofHours(1)));
                assertThat(FILES.decryptData(keys, file).getResult()).isEqualTo(DATA);

                byte[] sealed = new ParsedCiphertext(signed)
                        .getEncryptedKeyBlobs()
                        .get(0)
                        .getEncryptedDataKey();
                approve(vault.requestRelease(sealed, ROW, "a test", Duration.ofHours(1)));
                assertThat(SIGNING.decryptData(keyring, signed, ROW).getResult())
                        .isEqualTo(DATA);
            }
        }

        private void approve(Release asked) {
            system.approve(asked.order());
        }
    }
}
