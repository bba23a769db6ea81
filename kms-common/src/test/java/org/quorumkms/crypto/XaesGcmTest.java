package org.quorumkms.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import org.bouncycastle.crypto.digests.SHAKEDigest;
import org.junit.jupiter.api.Test;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.json.Fields;
import org.quorumkms.testing.Vectors;

/** The vectors of the C2SP specification, the accumulated ones too. */
class XaesGcmTest {

    private static final HexFormat HEX = HexFormat.of();
    private static final String VECTORS = "xaes-256-gcm.json";

    @Test
    void derivesAndEncryptsLikeTheSpecification() throws Exception {
        int run = 0;
        for (Fields test : Vectors.read(VECTORS).objects("vectors")) {
            byte[] key = HEX.parseHex(test.text("key"));
            byte[] nonce = HEX.parseHex(test.text("nonce"));
            byte[] plaintext = HEX.parseHex(test.text("plaintext"));
            byte[] aad = HEX.parseHex(test.text("aad"));
            byte[] ciphertext = HEX.parseHex(test.text("ciphertext"));
            assertThat(XaesCipher.of(SecretBytes.owning(key)).derive(nonce))
                    .isEqualTo(HEX.parseHex(test.text("derivedKey")));
            assertThat(XaesGcm.encrypt(SecretBytes.owning(key), nonce, aad, plaintext))
                    .isEqualTo(ciphertext);
            assertThat(XaesGcm.decrypt(SecretBytes.owning(key), nonce, aad, ciphertext))
                    .isEqualTo(plaintext);
            run++;
        }
        assertThat(run).isEqualTo(2);
    }

    @Test
    void accumulatesTenThousandRounds() {
        String expected = Vectors.read(VECTORS).object("accumulated").text("rounds10000");
        SHAKEDigest source = new SHAKEDigest(128);
        SHAKEDigest sink = new SHAKEDigest(128);
        for (int i = 0; i < 10_000; i++) {
            byte[] key = squeeze(source, 32);
            byte[] nonce = squeeze(source, XaesGcm.NONCE_LENGTH);
            byte[] plaintext = squeeze(source, squeeze(source, 1)[0] & 0xff);
            byte[] aad = squeeze(source, squeeze(source, 1)[0] & 0xff);
            byte[] ciphertext = XaesGcm.encrypt(SecretBytes.owning(key.clone()), nonce, aad, plaintext);
            assertThat(XaesGcm.decrypt(SecretBytes.owning(key.clone()), nonce, aad, ciphertext))
                    .isEqualTo(plaintext);
            sink.update(ciphertext, 0, ciphertext.length);
        }
        assertThat(HEX.formatHex(squeeze(sink, 32))).isEqualTo(expected);
    }

    @Test
    void findsEveryChange() {
        byte[] nonce = new byte[XaesGcm.NONCE_LENGTH];
        byte[] ciphertext = XaesGcm.encrypt(SecretBytes.owning(new byte[32]), nonce, new byte[3], new byte[5]);
        for (int i = 0; i < ciphertext.length; i++) {
            byte[] changed = ciphertext.clone();
            changed[i] ^= 1;
            assertThatThrownBy(() -> XaesGcm.decrypt(SecretBytes.owning(new byte[32]), nonce, new byte[3], changed))
                    .isInstanceOf(VerificationException.class);
        }
        for (int i = 0; i < nonce.length; i++) {
            byte[] other = nonce.clone();
            other[i] ^= 1;
            assertThatThrownBy(() -> XaesGcm.decrypt(SecretBytes.owning(new byte[32]), other, new byte[3], ciphertext))
                    .isInstanceOf(VerificationException.class);
        }
    }

    private static byte[] squeeze(SHAKEDigest shake, int length) {
        byte[] bytes = new byte[length];
        shake.doOutput(bytes, 0, length);
        return bytes;
    }
}
