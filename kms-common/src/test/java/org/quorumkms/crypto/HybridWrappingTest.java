package org.quorumkms.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Security;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.asn1.pkcs.RSAPrivateKey;
import org.bouncycastle.jcajce.CompositePrivateKey;
import org.bouncycastle.jcajce.CompositePublicKey;
import org.bouncycastle.jcajce.interfaces.MLKEMPrivateKey;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.json.Fields;
import org.quorumkms.testing.TestKeys;
import org.quorumkms.testing.Vectors;

/** RSA-3072 and ML-KEM-768 together: the working group's own vectors, and that neither half opens alone. */
class HybridWrappingTest {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final KeyPair RSA = TestKeys.rsa(1);
    private static final KeyPair OTHER_RSA = TestKeys.rsa(2);

    private final MlKemKey mlKem = MlKemKey.generate(RANDOM);
    private final SecretBytes key = SecretBytes.random(RANDOM, 32);

    private static KeyUnwrapper half(KeyPair pair) {
        return wrapped -> RsaOaep.unwrap(pair.getPrivate(), wrapped);
    }

    private static RSAPublicKey publicKey(KeyPair pair) {
        return (RSAPublicKey) pair.getPublic();
    }

    private byte[] wrapped() {
        return HybridWrapping.wrap(publicKey(RSA), mlKem.publicKey(), key, RANDOM);
    }

    private SecretBytes unwrap(byte[] wrapped) {
        return HybridWrapping.unwrap(publicKey(RSA), half(RSA), mlKem::decapsulate, wrapped);
    }

    /** Where this Java has an ML-KEM of its own, it and Bouncy Castle's understand each other; a wrong ciphertext too (FIPS 203, 6.3). */
    @Test
    void thePlatformsMlKemAndBouncyCastlesAgree() {
        assertThat(JdkMlKem.get().isPresent()).isEqualTo(Runtime.version().feature() >= 24);
        for (MlKemKey.Encapsulated made : List.of(
                MlKemKey.encapsulate(mlKem.publicKey(), RANDOM), MlKemKey.encapsulated(mlKem.publicKey(), RANDOM))) {
            byte[] ciphertext = made.ciphertext().toArray();
            assertThat(mlKem.decapsulate(ciphertext).exposed())
                    .isEqualTo(made.secret().exposed())
                    .isEqualTo(mlKem.decapsulated(ciphertext).exposed());
            ciphertext[17] ^= 1;
            assertThat(mlKem.decapsulate(ciphertext).exposed())
                    .isNotEqualTo(made.secret().exposed())
                    .isEqualTo(mlKem.decapsulated(ciphertext).exposed());
        }
    }

    @Test
    void thePublishedVectorGivesItsSecret() {
        Fields test = Vectors.read("composite-mlkem-rsa3072.json").objects("tests").stream()
                .filter(one -> one.text("tcId").equals("id-MLKEM768-RSA3072-SHA3-256"))
                .findFirst()
                .orElseThrow();
        byte[] dk = Base64.getDecoder().decode(test.text("dk"));
        byte[] ek = Base64.getDecoder().decode(test.text("ek"));
        MlKemKey own = MlKemKey.of(SecretBytes.owning(Arrays.copyOf(dk, MlKemKey.SEED_LENGTH)));
        assertThat(own.publicKey()).isEqualTo(Arrays.copyOf(ek, MlKemKey.PUBLIC_LENGTH));
        RSAPrivateKey rsa = RSAPrivateKey.getInstance(Arrays.copyOfRange(dk, MlKemKey.SEED_LENGTH, dk.length));
        KeyPair pair = new KeyPair(
                RsaKeys.publicKey(rsa.getModulus()),
                RsaKeys.privateKey(
                        rsa.getModulus(),
                        rsa.getPrivateExponent(),
                        rsa.getPrime1(),
                        rsa.getPrime2(),
                        rsa.getExponent1(),
                        rsa.getExponent2(),
                        rsa.getCoefficient()));
        byte[] ciphertext = Base64.getDecoder().decode(test.text("c"));
        assertThat(ciphertext).hasSize(HybridWrapping.CIPHERTEXT_LENGTH);
        assertThat(HybridWrapping.decapsulate(publicKey(pair), half(pair), own::decapsulate, ciphertext)
                        .exposed())
                .isEqualTo(Base64.getDecoder().decode(test.text("k")));
    }

    /** An implementation of somebody else's, both ways. Its KEM needs javax.crypto.KEM, which early builds of JDK 17 do not have. */
    @Test
    void bouncyCastlesCompositeKemIsTheSame() throws Exception {
        Class<?> kem = kem();
        BouncyCastleProvider provider = new BouncyCastleProvider();
        Security.addProvider(provider);
        try {
            KeyPair pair = KeyPairGenerator.getInstance("MLKEM768-RSA3072-SHA3-256", provider)
                    .generateKeyPair();
            List<PublicKey> publicHalves = ((CompositePublicKey) pair.getPublic()).getPublicKeys();
            List<PrivateKey> privateHalves = ((CompositePrivateKey) pair.getPrivate()).getPrivateKeys();
            RSAPublicKey rsa = RsaKeys.publicKey(((RSAPublicKey) publicHalves.get(1)).getModulus());
            KeyUnwrapper rsaHalf = wrapped -> RsaOaep.unwrap(privateHalves.get(1), wrapped);
            MlKemKey own = MlKemKey.of(SecretBytes.owning(((MLKEMPrivateKey) privateHalves.get(0)).getSeed()));
            Object theirs = kem.getMethod("getInstance", String.class, String.class)
                    .invoke(null, "MLKEM768-RSA3072-SHA3-256", "BC");

            Object encapsulator =
                    kem.getMethod("newEncapsulator", PublicKey.class).invoke(theirs, pair.getPublic());
            Object made = call(encapsulator, "encapsulate");
            assertThat(HybridWrapping.decapsulate(rsa, rsaHalf, own::decapsulate, (byte[]) call(made, "encapsulation"))
                            .exposed())
                    .isEqualTo(((SecretKey) call(made, "key")).getEncoded());

            byte[] ours = HybridWrapping.wrap(rsa, own.publicKey(), key, RANDOM);
            Object decapsulator =
                    kem.getMethod("newDecapsulator", PrivateKey.class).invoke(theirs, pair.getPrivate());
            SecretKey shared = (SecretKey) decapsulator
                    .getClass()
                    .getMethod("decapsulate", byte[].class)
                    .invoke(decapsulator, (Object) Arrays.copyOf(ours, HybridWrapping.CIPHERTEXT_LENGTH));
            Cipher unwrap = Cipher.getInstance("AESWrap");
            unwrap.init(Cipher.UNWRAP_MODE, new SecretKeySpec(shared.getEncoded(), "AES"));
            assertThat(unwrap.unwrap(
                                    Arrays.copyOfRange(ours, HybridWrapping.CIPHERTEXT_LENGTH, ours.length),
                                    "AES",
                                    Cipher.SECRET_KEY)
                            .getEncoded())
                    .isEqualTo(key.exposed());
        } finally {
            Security.removeProvider(provider.getName());
        }
    }

    private static Class<?> kem() {
        try {
            return Class.forName("javax.crypto.KEM");
        } catch (ClassNotFoundException tooOld) {
            return Assumptions.abort("skipped: this JDK has no javax.crypto.KEM");
        }
    }

    private static Object call(Object object, String method) throws ReflectiveOperationException {
        return object.getClass().getMethod(method).invoke(object);
    }

    @Test
    void whatIsWrappedOpens_eachTimeOfOtherBytes() {
        byte[] one = wrapped();
        byte[] other = wrapped();
        assertThat(one).hasSize(HybridWrapping.LENGTH).isNotEqualTo(other);
        assertThat(unwrap(one).exposed()).isEqualTo(key.exposed());
        assertThat(unwrap(other).exposed()).isEqualTo(key.exposed());
    }

    @Test
    void eitherHalfTakenAwayOpensNothing_withOneAndTheSameWords() {
        byte[] wrapped = wrapped();
        List<Runnable> attempts = List.of(
                () -> HybridWrapping.unwrap(publicKey(RSA), half(OTHER_RSA), mlKem::decapsulate, wrapped),
                () -> HybridWrapping.unwrap(publicKey(OTHER_RSA), half(RSA), mlKem::decapsulate, wrapped),
                () -> HybridWrapping.unwrap(
                        publicKey(RSA), half(RSA), MlKemKey.generate(RANDOM)::decapsulate, wrapped));
        for (Runnable attempt : attempts) {
            assertThatThrownBy(attempt::run)
                    .isInstanceOf(VerificationException.class)
                    .hasMessage("The wrapped key does not verify.");
        }
    }

    @Test
    void eachByteCounts() {
        byte[] wrapped = wrapped();
        for (int at = 0; at < wrapped.length; at += 37) {
            byte[] changed = wrapped.clone();
            changed[at] ^= 1;
            assertThatThrownBy(() -> unwrap(changed))
                    .isInstanceOf(VerificationException.class)
                    .hasMessage("The wrapped key does not verify.");
        }
        for (int length : new int[] {0, 1, wrapped.length - 1, wrapped.length + 1}) {
            assertThatThrownBy(() -> unwrap(Arrays.copyOf(wrapped, length)))
                    .isInstanceOf(VerificationException.class)
                    .hasMessage("The wrapped key does not verify.");
        }
    }

    @Test
    void halvesOfTwoWrappingsAreNoWrapping() {
        byte[] one = wrapped();
        byte[] other = wrapped();
        byte[] mixed = one.clone();
        System.arraycopy(other, 0, mixed, 0, MlKemKey.CIPHERTEXT_LENGTH);
        assertThatThrownBy(() -> unwrap(mixed)).isInstanceOf(VerificationException.class);
        System.arraycopy(other, 0, mixed, 0, HybridWrapping.CIPHERTEXT_LENGTH);
        assertThatThrownBy(() -> unwrap(mixed)).isInstanceOf(VerificationException.class);
    }

    @Test
    void whatIsNoKeyOfMlKemIsRefused() {
        byte[] publicKey = mlKem.publicKey();
        byte[] tooLarge = publicKey.clone();
        tooLarge[0] = (byte) 0x01;
        tooLarge[1] = (byte) (tooLarge[1] | 0x0D);
        byte[] secondTooLarge = publicKey.clone();
        secondTooLarge[2] = (byte) 0xFF;
        for (byte[] wrong : List.of(
                new byte[0],
                Arrays.copyOf(publicKey, 1_183),
                Arrays.copyOf(publicKey, 1_185),
                tooLarge,
                secondTooLarge)) {
            assertThatThrownBy(() -> MlKemKey.encapsulate(wrong, RANDOM))
                    .isInstanceOf(VerificationException.class)
                    .hasMessage("A public key of ML-KEM-768 is malformed.");
        }
        assertThatThrownBy(() -> MlKemKey.of(SecretBytes.owning(new byte[63])))
                .isInstanceOf(VerificationException.class);
        assertThatThrownBy(() -> mlKem.decapsulate(new byte[1_087])).isInstanceOf(VerificationException.class);
    }

    @Test
    void theSeedIsThePair_andIsWiped() {
        SecretBytes seed = mlKem.seed().copy();
        try (MlKemKey again = MlKemKey.of(seed)) {
            assertThat(again.publicKey()).isEqualTo(mlKem.publicKey());
        }
        assertThatThrownBy(seed::exposed).isInstanceOf(IllegalStateException.class);
        assertThat(mlKem.toString()).startsWith("ML-KEM-768 key");
    }
}
