package org.quorumkms.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.interfaces.RSAPrivateCrtKey;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.json.Fields;
import org.quorumkms.signed.Base64Url;
import org.quorumkms.testing.Vectors;

/** Wycheproof vectors through our own AES-256-GCM, HKDF and RSA-OAEP, by the JDK and by the native provider. */
class WycheproofTest {

    private static final HexFormat HEX = HexFormat.of();

    @Test
    void aesGcmPassesWycheproof() {
        aesGcmPassesWycheproof(new OneText());
    }

    @Test
    void aesGcmOfManyTextsPassesWycheproof() {
        aesGcmPassesWycheproof(new ManyTexts(Optional.empty()));
    }

    @Test
    void nativeAesGcmPassesWycheproof() {
        aesGcmPassesWycheproof(new ManyTexts(nativeProvider()));
    }

    /** One of our ways to AES-256-GCM, ciphertext and tag in one array. */
    private interface Gcm {
        byte[] seal(SecretBytes key, byte[] nonce, byte[] aad, byte[] text);

        byte[] open(SecretBytes key, byte[] nonce, byte[] aad, byte[] sealed);
    }

    private record OneText() implements Gcm {

        @Override
        public byte[] seal(SecretBytes key, byte[] nonce, byte[] aad, byte[] text) {
            return AesGcm.encrypt(key, nonce, aad, text);
        }

        @Override
        public byte[] open(SecretBytes key, byte[] nonce, byte[] aad, byte[] sealed) {
            return AesGcm.decrypt(key, nonce, aad, sealed);
        }
    }

    /** From array to array, with something before and behind what is worked on, which must stay as it was. */
    private record ManyTexts(Optional<Provider> provider) implements Gcm {

        private static final int AROUND = 5;

        @Override
        public byte[] seal(SecretBytes key, byte[] nonce, byte[] aad, byte[] text) {
            byte[] out = new byte[text.length + AesGcm.TAG_LENGTH + 2 * AROUND];
            int written = cipher(key).seal(nonce, aad, placed(text), AROUND, text.length, out, AROUND);
            return taken(out, written);
        }

        @Override
        public byte[] open(SecretBytes key, byte[] nonce, byte[] aad, byte[] sealed) {
            byte[] out = new byte[sealed.length + 2 * AROUND];
            int written = cipher(key).open(nonce, aad, placed(sealed), AROUND, sealed.length, out, AROUND);
            return taken(out, written);
        }

        private GcmCipher cipher(SecretBytes key) {
            return new GcmCipher(key, provider.orElse(null));
        }

        private static byte[] placed(byte[] bytes) {
            byte[] placed = new byte[bytes.length + 2 * AROUND];
            System.arraycopy(bytes, 0, placed, AROUND, bytes.length);
            return placed;
        }

        private static byte[] taken(byte[] out, int written) {
            assertThat(Arrays.copyOf(out, AROUND)).containsOnly(0);
            assertThat(Arrays.copyOfRange(out, AROUND + written, out.length)).containsOnly(0);
            return Arrays.copyOfRange(out, AROUND, AROUND + written);
        }
    }

    private static void aesGcmPassesWycheproof(Gcm gcm) {
        Verdicts verdicts = new Verdicts();
        for (Fields group : Vectors.read("wycheproof/aes_gcm_test.json").objects("testGroups")) {
            assertThat(group.integer("tagSize")).isEqualTo(8 * AesGcm.TAG_LENGTH);
            for (Fields test : group.objects("tests")) {
                aesGcm(gcm, test, verdicts);
            }
        }
        // Ours is AES-256 with a 96-bit nonce: those of other sizes are refused before anything is done.
        verdicts.assertThatThereAre(39, 27, 250);
    }

    private static void aesGcm(Gcm gcm, Fields test, Verdicts verdicts) {
        byte[] key = HEX.parseHex(test.text("key"));
        byte[] nonce = HEX.parseHex(test.text("iv"));
        byte[] aad = HEX.parseHex(test.text("aad"));
        byte[] message = HEX.parseHex(test.text("msg"));
        byte[] sealed = HEX.parseHex(test.text("ct") + test.text("tag"));
        boolean valid = test.text("result").equals("valid");
        if (key.length != AesGcm.KEY_LENGTH || nonce.length != AesGcm.NONCE_LENGTH) {
            assertThatThrownBy(() -> gcm.seal(SecretBytes.owning(key), nonce, aad, message))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> gcm.open(SecretBytes.owning(key), nonce, aad, sealed))
                    .isInstanceOf(IllegalArgumentException.class);
            verdicts.notOurs++;
        } else if (valid) {
            assertThat(gcm.seal(SecretBytes.owning(key), nonce, aad, message)).isEqualTo(sealed);
            assertThat(gcm.open(SecretBytes.owning(key), nonce, aad, sealed)).isEqualTo(message);
            verdicts.accepted++;
        } else {
            assertThatThrownBy(() -> gcm.open(SecretBytes.owning(key), nonce, aad, sealed))
                    .isInstanceOf(VerificationException.class);
            verdicts.refused++;
        }
    }

    /** A text that is shorter than a tag does not verify, as any other that was cut: it is no failure of ours. */
    @Test
    void whatIsShorterThanATagDoesNotVerify() {
        byte[] key = new byte[AesGcm.KEY_LENGTH];
        List<Gcm> all = List.of(new OneText(), new ManyTexts(Optional.empty()), new ManyTexts(NativeCrypto.provider()));
        for (int length = 0; length < AesGcm.TAG_LENGTH; length++) {
            byte[] cut = new byte[length];
            for (Gcm gcm : all) {
                assertThatThrownBy(() ->
                                gcm.open(SecretBytes.owning(key), new byte[AesGcm.NONCE_LENGTH], new byte[0], cut))
                        .as("%s bytes by %s", length, gcm)
                        .isInstanceOf(VerificationException.class);
            }
            assertThatThrownBy(() -> XaesGcm.decrypt(
                            SecretBytes.owning(key.clone()), new byte[XaesGcm.NONCE_LENGTH], new byte[0], cut))
                    .as("%s bytes", length)
                    .isInstanceOf(VerificationException.class);
        }
    }

    @Test
    void hkdfPassesWycheproof() {
        Verdicts verdicts = new Verdicts();
        for (Fields group : Vectors.read("wycheproof/hkdf_sha512_test.json").objects("testGroups")) {
            for (Fields test : group.objects("tests")) {
                SecretBytes material = SecretBytes.owning(HEX.parseHex(test.text("ikm")));
                byte[] salt = HEX.parseHex(test.text("salt"));
                byte[] info = HEX.parseHex(test.text("info"));
                int size = test.integer("size");
                if (test.text("result").equals("valid")) {
                    assertThat(Hkdf.sha512(material, salt, info, size).exposed())
                            .isEqualTo(HEX.parseHex(test.text("okm")));
                    verdicts.accepted++;
                } else {
                    assertThatThrownBy(() -> Hkdf.sha512(material, salt, info, size))
                            .isInstanceOf(IllegalArgumentException.class);
                    verdicts.refused++;
                }
            }
        }
        verdicts.assertThatThereAre(80, 3, 0);
    }

    @Test
    void oaepPassesWycheproof() {
        oaepPassesWycheproof((own, wrapped) -> RsaOaep.unwrap(own, wrapped, Optional.empty()));
    }

    /** As of a token that has RSA alone. */
    @Test
    void oaepWhosePaddingIsTakenOffHerePassesWycheproof() {
        oaepPassesWycheproof((own, wrapped) -> RsaOaep.unpad(own.getModulus(), UnpadTest.raised(own, wrapped)));
    }

    /** One of our ways to RSA-OAEP. */
    private interface Oaep {
        SecretBytes unwrap(RSAPrivateCrtKey own, byte[] wrapped);
    }

    @Test
    void nativeOaepPassesWycheproof() {
        Optional<Provider> provider = nativeProvider();
        oaepPassesWycheproof((own, wrapped) -> RsaOaep.unwrap(own, wrapped, provider));
    }

    private static Optional<Provider> nativeProvider() {
        Optional<Provider> provider = NativeCrypto.provider();
        Assumptions.assumeTrue(provider.isPresent(), "skipped: the native library does not load here");
        return provider;
    }

    private static void oaepPassesWycheproof(Oaep oaep) {
        Verdicts verdicts = new Verdicts();
        for (Fields group : Vectors.read("wycheproof/rsa_oaep_3072_sha256_mgf1sha256_test.json")
                .objects("testGroups")) {
            Fields key = group.object("privateKey");
            var own = RsaKeys.privateKey(
                    number(key, "modulus"),
                    number(key, "privateExponent"),
                    number(key, "prime1"),
                    number(key, "prime2"),
                    number(key, "exponent1"),
                    number(key, "exponent2"),
                    number(key, "coefficient"));
            for (Fields test : group.objects("tests")) {
                byte[] wrapped = HEX.parseHex(test.text("ct"));
                boolean valid = test.text("result").equals("valid");
                // Ours has the empty label only: a message under another label must not open.
                if (valid && test.text("label").isEmpty()) {
                    assertThat(oaep.unwrap(own, wrapped).exposed()).isEqualTo(HEX.parseHex(test.text("msg")));
                    verdicts.accepted++;
                } else {
                    assertThatThrownBy(() -> oaep.unwrap(own, wrapped)).isInstanceOf(VerificationException.class);
                    if (valid) {
                        verdicts.notOurs++;
                    } else {
                        verdicts.refused++;
                    }
                }
            }
        }
        verdicts.assertThatThereAre(10, 19, 8);
    }

    /** Of a JWE, only a content key under RSA-OAEP-256 is unwrapped: none under SHA-1, and none under PKCS #1 1.5. */
    @Test
    void onlyOaepWithSha256IsUnwrapped() {
        onlyOaepWithSha256IsUnwrapped(Optional.empty());
    }

    @Test
    void onlyOaepWithSha256IsUnwrappedNatively() {
        onlyOaepWithSha256IsUnwrapped(nativeProvider());
    }

    private static void onlyOaepWithSha256IsUnwrapped(Optional<Provider> provider) {
        Verdicts verdicts = new Verdicts();
        int opened = 0;
        for (Fields group :
                Vectors.read("wycheproof/json_web_encryption_test.json").objects("testGroups")) {
            Fields key = group.object("private");
            if (!key.text("kty").equals("RSA")) {
                // A key that our documents have nothing like.
                continue;
            }
            PrivateKey own = privateKey(key);
            for (Fields test : group.objects("tests")) {
                String[] parts = test.text("jwe").split("\\.", -1);
                byte[] wrapped = Base64Url.decode(parts[1]);
                String header = new String(Base64Url.decode(parts[0]), StandardCharsets.US_ASCII);
                boolean valid = test.text("result").equals("valid");
                if (valid && header.contains("\"RSA-OAEP-256\"")) {
                    SecretBytes contentKey = RsaOaep.unwrap(own, wrapped, provider);
                    verdicts.accepted++;
                    if (header.contains("\"A256GCM\"")) {
                        byte[] aad = parts[0].getBytes(StandardCharsets.US_ASCII);
                        byte[] sealed = concat(Base64Url.decode(parts[3]), Base64Url.decode(parts[4]));
                        assertThat(AesGcm.decrypt(contentKey, Base64Url.decode(parts[2]), aad, sealed))
                                .isEqualTo(HEX.parseHex(test.text("pt")));
                        opened++;
                    }
                } else {
                    assertThatThrownBy(() -> RsaOaep.unwrap(own, wrapped, provider))
                            .as("test %s", test.integer("tcId"))
                            .isInstanceOf(VerificationException.class);
                    if (valid) {
                        verdicts.notOurs++;
                    } else {
                        verdicts.refused++;
                    }
                }
            }
        }
        verdicts.assertThatThereAre(7, 22, 15);
        assertThat(opened).isEqualTo(1);
    }

    private static PrivateKey privateKey(Fields jwk) {
        List<BigInteger> numbers = Stream.of("n", "d", "p", "q", "dp", "dq", "qi")
                .map(name -> new BigInteger(1, Base64Url.decode(jwk.text(name))))
                .toList();
        return RsaKeys.privateKey(
                numbers.get(0),
                numbers.get(1),
                numbers.get(2),
                numbers.get(3),
                numbers.get(4),
                numbers.get(5),
                numbers.get(6));
    }

    private static byte[] concat(byte[] one, byte[] other) {
        byte[] both = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, both, one.length, other.length);
        return both;
    }

    /** What became of the cases of a file: each stands in one of the three. */
    private static final class Verdicts {

        private int accepted;
        private int refused;
        private int notOurs;

        /**
         * Requires how many there were.
         *
         * @param valid what the file calls valid, and is taken
         * @param invalid what the file calls invalid, and is refused
         * @param others what is refused because our documents have nothing like it, whatever the file calls it
         */
        void assertThatThereAre(int valid, int invalid, int others) {
            assertThat(List.of(accepted, refused, notOurs)).isEqualTo(List.of(valid, invalid, others));
        }
    }

    private static BigInteger number(Fields key, String name) {
        return new BigInteger(key.text(name), 16);
    }
}
