package org.quorumkms.signed;

import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;

/**
 * A thumbprint as two people read it to each other (protocol.md section 10): SHA-512 of its 32 bytes as a big-endian number,
 * modulo 10^60, with leading zeros, in 12 groups of 5 digits.
 *
 * @param text the groups, with spaces between them
 */
public record Digits(String text) {

    /** Groups that one who compares types: 20 digits, about 66 bits. */
    public static final int COMPARED_GROUPS = 4;

    private static final int GROUPS = 12;
    private static final int GROUP = 5;
    private static final BigInteger MODULUS = BigInteger.TEN.pow(GROUPS * GROUP);

    /** Returns the digits of a thumbprint or a fingerprint. */
    public static Digits of(Thumbprint thumbprint) {
        BigInteger number = new BigInteger(1, sha512(thumbprint.toArray())).mod(MODULUS);
        String digits = "0".repeat(GROUPS * GROUP) + number;
        digits = digits.substring(digits.length() - GROUPS * GROUP);
        List<String> groups = new ArrayList<>();
        for (int i = 0; i < digits.length(); i += GROUP) {
            groups.add(digits.substring(i, i + GROUP));
        }
        return new Digits(String.join(" ", groups));
    }

    /** Returns the groups in lines of six. */
    public List<String> lines() {
        int half = GROUPS / 2 * (GROUP + 1);
        return List.of(text.substring(0, half - 1), text.substring(half));
    }

    /** Returns whether what was typed is the first four groups; whatever stands between the digits is ignored. */
    public boolean beginWith(String typed) {
        String digits = typed.replaceAll("[^0-9]", "");
        return digits.length() >= COMPARED_GROUPS * GROUP
                && text.replace(" ", "").startsWith(digits);
    }

    private static byte[] sha512(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-512").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this platform has no SHA-512", e);
        }
    }

    @Override
    public String toString() {
        return text;
    }
}
