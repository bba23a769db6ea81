package org.quorumkms.age;

import java.io.ByteArrayOutputStream;
import java.util.Locale;
import java.util.Optional;
import org.quorumkms.signed.Bytes;

/** Bech32 (BIP 173) without its bound of 90 characters, as age writes recipients and identities (C2SP age.md). */
final class Bech32 {

    private static final String CHARACTERS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    private static final int[] GENERATOR = {0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3};
    private static final int CHECKSUM = 6;

    private Bech32() {}

    /**
     * What stands in such a word.
     *
     * @param prefix the part that people read, in the word's case
     * @param data what follows
     */
    record Decoded(String prefix, Bytes data) {}

    /** Returns the word for a prefix, in the prefix's case. */
    static String encode(String prefix, byte[] data) {
        String lower = prefix.toLowerCase(Locale.ROOT);
        StringBuilder word = new StringBuilder(lower).append('1');
        int remainder = ofPrefix(lower);
        int bits = 0;
        int held = 0;
        for (byte one : data) {
            held = (held << 8 | (one & 0xff)) & 0xfff;
            for (bits += 8; bits >= 5; bits -= 5) {
                remainder = append(word, remainder, held >> (bits - 5) & 31);
            }
        }
        if (bits > 0) {
            remainder = append(word, remainder, held << (5 - bits) & 31);
        }
        for (int i = 0; i < CHECKSUM; i++) {
            remainder = step(remainder, 0);
        }
        remainder ^= 1;
        for (int i = CHECKSUM - 1; i >= 0; i--) {
            word.append(CHARACTERS.charAt(remainder >> (5 * i) & 31));
        }
        return prefix.equals(lower) ? word.toString() : word.toString().toUpperCase(Locale.ROOT);
    }

    private static int append(StringBuilder word, int remainder, int value) {
        word.append(CHARACTERS.charAt(value));
        return step(remainder, value);
    }

    /** Takes a word apart; empty: it is none, or was mistyped. */
    static Optional<Decoded> decode(String word) {
        String lower = word.toLowerCase(Locale.ROOT);
        boolean oneCase = word.equals(lower) || word.equals(word.toUpperCase(Locale.ROOT));
        int at = word.lastIndexOf('1');
        if (!oneCase || at < 1 || word.length() - at - 1 < CHECKSUM || !isPrintable(word)) {
            return Optional.empty();
        }
        int remainder = ofPrefix(lower.substring(0, at));
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        int bits = 0;
        int held = 0;
        for (int i = at + 1; i < lower.length(); i++) {
            int value = CHARACTERS.indexOf(lower.charAt(i));
            if (value < 0) {
                return Optional.empty();
            }
            remainder = step(remainder, value);
            if (i < lower.length() - CHECKSUM) {
                held = (held << 5 | value) & 0xfff;
                bits += 5;
                if (bits >= 8) {
                    bits -= 8;
                    data.write(held >> bits);
                }
            }
        }
        boolean padded = bits < 5 && (held & ((1 << bits) - 1)) == 0;
        return remainder == 1 && padded
                ? Optional.of(new Decoded(word.substring(0, at), Bytes.of(data.toByteArray())))
                : Optional.empty();
    }

    private static boolean isPrintable(String word) {
        return word.chars().allMatch(c -> c > ' ' && c < 127);
    }

    private static int ofPrefix(String prefix) {
        int remainder = 1;
        for (int i = 0; i < prefix.length(); i++) {
            remainder = step(remainder, prefix.charAt(i) >> 5);
        }
        remainder = step(remainder, 0);
        for (int i = 0; i < prefix.length(); i++) {
            remainder = step(remainder, prefix.charAt(i) & 31);
        }
        return remainder;
    }

    private static int step(int remainder, int value) {
        int top = remainder >>> 25;
        int next = (remainder & 0x1ffffff) << 5 ^ value;
        for (int i = 0; i < GENERATOR.length; i++) {
            next ^= (top >> i & 1) == 1 ? GENERATOR[i] : 0;
        }
        return next;
    }
}
