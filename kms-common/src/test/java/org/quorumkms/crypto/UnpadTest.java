package org.quorumkms.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.security.KeyPair;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.testing.TestKeys;

/** RFC 8017, 7.1.2, step 3: what is padded otherwise is refused, always in the same words (Manger, CRYPTO 2001). */
class UnpadTest {

    private static final KeyPair PAIR = TestKeys.rsa(0);
    private static final BigInteger MODULUS = ((RSAPublicKey) PAIR.getPublic()).getModulus();
    private static final byte[] SECRET = new byte[32];
    private static final byte[] BLOCK = raised(
                    (RSAPrivateCrtKey) PAIR.getPrivate(),
                    RsaOaep.wrap((RSAPublicKey) PAIR.getPublic(), SecretBytes.owning(SECRET.clone())))
            .exposed();

    /** What a token gives that has RSA alone: always as many bytes as the modulus. */
    static SecretBytes raised(RSAPrivateCrtKey own, byte[] wrapped) {
        int length = (own.getModulus().bitLength() + 7) / 8;
        BigInteger number = new BigInteger(1, wrapped);
        if (wrapped.length != length || number.compareTo(own.getModulus()) >= 0) {
            throw new VerificationException("The wrapped key does not verify.");
        }
        byte[] bare = number.modPow(own.getPrivateExponent(), own.getModulus()).toByteArray();
        byte[] block = new byte[length];
        int from = Math.max(0, bare.length - length);
        System.arraycopy(bare, from, block, length - (bare.length - from), bare.length - from);
        return SecretBytes.owning(block);
    }

    @Test
    void takesThePaddingOff() {
        assertThat(BLOCK).hasSize(384).startsWith(0);
        assertThat(RsaOaep.unpad(MODULUS, SecretBytes.owning(BLOCK.clone())).exposed())
                .isEqualTo(SECRET);
    }

    @Test
    void aFirstByteThatIsNotZeroIsRefusedAsAnythingElse() {
        List<byte[]> wrong = new ArrayList<>();
        // Below the modulus and above: what Manger's attack asks for, one bit at a time.
        for (int first : new int[] {1, 2, 0x7F, 0xFF}) {
            byte[] block = BLOCK.clone();
            block[0] = (byte) first;
            wrong.add(block);
        }
        // The seed, the hash of the label, the zeros, the one, the message, each spoilt.
        for (int at : new int[] {1, 32, 33, 64, 100, 350, 383}) {
            byte[] block = BLOCK.clone();
            block[at] ^= 0x40;
            wrong.add(block);
        }
        wrong.add(new byte[384]);
        byte[] one = new byte[384];
        one[383] = 1;
        wrong.add(one);
        wrong.add(Arrays.copyOfRange(BLOCK, 1, 384));
        wrong.add(new byte[0]);
        for (byte[] block : wrong) {
            assertThatThrownBy(() -> RsaOaep.unpad(MODULUS, SecretBytes.owning(block)))
                    .isInstanceOf(VerificationException.class)
                    .hasMessage("The wrapped key does not verify.");
        }
    }
}
