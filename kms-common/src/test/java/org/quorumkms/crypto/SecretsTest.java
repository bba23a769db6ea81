package org.quorumkms.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.security.interfaces.RSAPrivateCrtKey;
import java.util.Optional;
import org.bouncycastle.asn1.bc.ObjectStore;
import org.bouncycastle.asn1.misc.MiscObjectIdentifiers;
import org.bouncycastle.asn1.misc.ScryptParams;
import org.junit.jupiter.api.Test;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.signed.Bytes;
import org.quorumkms.testing.TestAuthority;
import org.quorumkms.testing.TestKeys;

class SecretsTest {

    /** Small, for tests: the product's is 2^16. */
    private static final SealedKeyStore STORE = new SealedKeyStore(1 << 11);

    @Test
    void aSecretIsWipedAndThenThrows() {
        byte[] bytes = {1, 2, 3};
        SecretBytes secret = SecretBytes.owning(bytes);
        secret.close();
        assertThat(bytes).containsOnly(0);
        assertThatThrownBy(secret::exposed).isInstanceOf(IllegalStateException.class);
        assertThat(secret).hasToString("secret of 3 bytes");
    }

    @Test
    void aPassphraseIsTheFirstLineOfItsFile() {
        byte[] file = "päss word\nrest".getBytes(StandardCharsets.UTF_8);
        Passphrase passphrase = Passphrase.ofFirstLine(file);
        assertThat(passphrase.exposed()).isEqualTo("päss word".toCharArray());
        assertThat(file).containsOnly(0);
        assertThat(passphrase).hasToString("passphrase");
        assertThatThrownBy(() -> Passphrase.ofFirstLine("\n".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(RefusedException.class);
    }

    @Test
    void anHsmFileIsSealedWithScrypt() throws Exception {
        ScryptParams parameters = parameters(STORE.write(content(), passphrase("right")));
        assertThat(parameters.getCostParameter()).hasToString("2048");
        assertThat(parameters.getBlockSize()).hasToString("4");
        assertThat(parameters.getParallelizationParameter()).hasToString("4");
        assertThat(parameters.getSalt()).hasSize(32);
        assertThat(SealedKeyStore.SCRYPT_COST).isEqualTo(65_536);
    }

    /** One that was made at random needs no stretching; one that is read from a file may be anybody's, and gets it. */
    @Test
    void aRandomPassphraseIsNotStretched_untilItIsReadFromAFile() throws Exception {
        Passphrase random = Passphrase.random(new SecureRandom());
        byte[] line = new String(random.exposed()).getBytes(StandardCharsets.US_ASCII);
        byte[] file = STORE.write(content(), random);
        assertThat(parameters(file).getCostParameter()).hasToString("1024");
        Passphrase read = Passphrase.ofFirstLine(line);
        assertThat(SealedKeyStore.read("file", file, read).label()).isEqualTo("h1");
        assertThat(parameters(STORE.write(content(), read)).getCostParameter()).hasToString("2048");
    }

    private static ScryptParams parameters(byte[] file) {
        ObjectStore store = ObjectStore.getInstance(file);
        var integrity = org.bouncycastle.asn1.bc.PbkdMacIntegrityCheck.getInstance(
                store.getIntegrityCheck().getIntegrityCheck());
        assertThat(integrity.getPbkdAlgorithm().getAlgorithm()).isEqualTo(MiscObjectIdentifiers.id_scrypt);
        return ScryptParams.getInstance(integrity.getPbkdAlgorithm().getParameters());
    }

    @Test
    void anHsmFileOpensWithItsPassphraseOnly() {
        byte[] file = STORE.write(content(), passphrase("right"));
        SealedKeyStore.Content opened = SealedKeyStore.read("file", file, passphrase("right"));
        assertThat(opened.label()).isEqualTo("h1");
        assertThat(opened.genesis()).isEqualTo("genesis");
        assertThat(opened.signing()).isEqualTo(TestKeys.rsa(0).getPrivate());
        assertThat(opened.encryption()).isEqualTo(TestKeys.rsa(1).getPrivate());
        assertThat(opened.kem().orElseThrow().publicKey())
                .isEqualTo(TestKeys.mlKem(0).publicKey());
        assertThatThrownBy(() -> SealedKeyStore.read("file", file, passphrase("wrong")))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("passphrase is wrong, or the file is damaged");
        file[file.length / 2] ^= 1;
        assertThatThrownBy(() -> SealedKeyStore.read("file", file, passphrase("right")))
                .isInstanceOf(RefusedException.class);
    }

    private static SealedKeyStore.Content content() {
        return new SealedKeyStore.Content(
                "h1",
                "genesis",
                TestKeys.rsa(0).getPrivate(),
                Certificates.selfSignedHsm(
                        Bytes.utf8("h1").thumbprint(),
                        TestKeys.rsa(0).getPublic(),
                        TestKeys.rsa(0).getPrivate(),
                        TestAuthority.NOW,
                        new SecureRandom()),
                (RSAPrivateCrtKey) TestKeys.rsa(1).getPrivate(),
                Optional.of(TestKeys.mlKem(0)));
    }

    private static Passphrase passphrase(String text) {
        return Passphrase.owning(text.toCharArray());
    }
}
