package org.quorumkms.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.Provider;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.json.Fields;
import org.quorumkms.testing.Vectors;

/** Wycheproof vectors through our own AES-256-GCM, HKDF and RSA-OAEP. */
class WycheproofTest {

    private static final HexFormat HEX = HexFormat.of();

    @Test
    void aesGcmPassesWycheproof() {
        int run = 0;
        for (Fields group : Vectors.read("wycheproof/aes_gcm_test.json").objects("testGroups")) {
            // Ours is AES-256 with a 96-bit nonce and a 128-bit tag; it takes nothing else.
            if (group.integer("keySize") != 256 || group.integer("ivSize") != 96 || group.integer("tagSize") != 128) {
                continue;
            }
            for (Fields test : group.objects("tests")) {
                aesGcm(test);
                run++;
            }
        }
        assertThat(run).isGreaterThan(50);
    }

    private static void aesGcm(Fields test) {
        byte[] key = HEX.parseHex(test.text("key"));
        byte[] nonce = HEX.parseHex(test.text("iv"));
        byte[] aad = HEX.parseHex(test.text("aad"));
        byte[] message = HEX.parseHex(test.text("msg"));
        byte[] sealed = HEX.parseHex(test.text("ct") + test.text("tag"));
        if (test.text("result").equals("valid")) {
            assertThat(AesGcm.encrypt(SecretBytes.owning(key), nonce, aad, message))
                    .isEqualTo(sealed);
            assertThat(AesGcm.decrypt(SecretBytes.owning(key), nonce, aad, sealed))
                    .isEqualTo(message);
        } else {
            assertThatThrownBy(() -> AesGcm.decrypt(SecretBytes.owning(key), nonce, aad, sealed))
                    .isInstanceOf(VerificationException.class);
        }
    }

    @Test
    void hkdfPassesWycheproof() {
        int run = 0;
        for (Fields group : Vectors.read("wycheproof/hkdf_sha512_test.json").objects("testGroups")) {
            for (Fields test : group.objects("tests")) {
                SecretBytes material = SecretBytes.owning(HEX.parseHex(test.text("ikm")));
                byte[] salt = HEX.parseHex(test.text("salt"));
                byte[] info = HEX.parseHex(test.text("info"));
                int size = test.integer("size");
                if (test.text("result").equals("valid")) {
                    assertThat(Hkdf.sha512(material, salt, info, size).exposed())
                            .isEqualTo(HEX.parseHex(test.text("okm")));
                } else {
                    assertThatThrownBy(() -> Hkdf.sha512(material, salt, info, size))
                            .isInstanceOf(IllegalArgumentException.class);
                }
                run++;
            }
        }
        assertThat(run).isGreaterThan(80);
    }

    @Test
    void oaepPassesWycheproof() {
        oaepPassesWycheproof(Optional.empty());
    }

    @Test
    void nativeOaepPassesWycheproof() {
        Optional<Provider> provider = NativeCrypto.provider();
        Assumptions.assumeTrue(provider.isPresent(), "skipped: the native library does not load here");
        oaepPassesWycheproof(provider);
    }

    private static void oaepPassesWycheproof(Optional<Provider> provider) {
        int run = 0;
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
                // Ours has the empty label only: a message under another label must not open.
                if (test.text("result").equals("valid") && test.text("label").isEmpty()) {
                    assertThat(RsaOaep.unwrap(own, wrapped, provider).exposed())
                            .isEqualTo(HEX.parseHex(test.text("msg")));
                } else {
                    assertThatThrownBy(() -> RsaOaep.unwrap(own, wrapped, provider))
                            .isInstanceOf(VerificationException.class);
                }
                run++;
            }
        }
        assertThat(run).isGreaterThan(30);
    }

    private static java.math.BigInteger number(Fields key, String name) {
        return new java.math.BigInteger(key.text(name), 16);
    }
}
