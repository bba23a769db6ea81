package org.quorumkms.signed;

import java.util.Base64;
import org.quorumkms.errors.VerificationException;

/**
 * Base64url as JOSE means it (RFC 7515, section 2), read strictly: no padding, no other characters, no spare bits. So
 * every byte string has exactly one spelling, and a spelling can be compared.
 */
public final class Base64Url {

    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

    private Base64Url() {}

    /** Encodes without padding. */
    public static String encode(byte[] bytes) {
        return ENCODER.encodeToString(bytes);
    }

    /**
     * Decodes the one spelling of some bytes.
     *
     * @throws VerificationException for any other text
     */
    public static byte[] decode(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (!isDigit(text.charAt(i))) {
                throw new VerificationException(
                        "This is not base64url: it has a character at position " + i + " that does not belong there.");
            }
        }
        if (text.length() % 4 == 1) {
            throw new VerificationException("This is not base64url: " + text.length() + " characters cannot be.");
        }
        byte[] bytes = Base64.getUrlDecoder().decode(text);
        if (!encode(bytes).equals(text)) {
            throw new VerificationException("This is not base64url: its last character has spare bits.");
        }
        return bytes;
    }

    private static boolean isDigit(char c) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    }
}
