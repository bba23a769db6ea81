package org.quorumkms.jose;

import java.math.BigInteger;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.signed.Base64Url;

/** Numbers in keys: Base64urlUInt of RFC 7518, section 2: big-endian, no leading zeros. */
public final class Numbers {

    private Numbers() {}

    static BigInteger read(String text) {
        byte[] bytes = Base64Url.decode(text);
        if (bytes.length == 0 || bytes[0] == 0) {
            throw new VerificationException("A number in a key is not canonical: it is empty or has a leading zero.");
        }
        return new BigInteger(1, bytes);
    }

    static String text(BigInteger number) {
        return Base64Url.encode(bytes(number));
    }

    /** Returns the bytes of a positive number: as many as it needs. */
    public static byte[] bytes(BigInteger number) {
        return fixed(number, (number.bitLength() + 7) / 8);
    }

    static byte[] fixed(BigInteger number, int length) {
        byte[] signed = number.toByteArray();
        byte[] bytes = new byte[length];
        int take = Math.min(signed.length, length);
        System.arraycopy(signed, signed.length - take, bytes, length - take, take);
        return bytes;
    }
}
