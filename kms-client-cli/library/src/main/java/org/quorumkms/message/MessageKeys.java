package org.quorumkms.message;

import java.nio.charset.StandardCharsets;
import org.quorumkms.crypto.GcmCipher;
import org.quorumkms.crypto.Hkdf;
import org.quorumkms.crypto.SecretBytes;
import org.quorumkms.signed.Bytes;

/**
 * What is derived from a data key for one message (AWS Encryption SDK specification, framework/algorithm-suites, suite
 * 0x0478): HKDF with SHA-512, salted with the message id.
 *
 * @param messageId the message
 * @param messageKey encrypts header tag and frames
 * @param commitment binds the message to one data key
 */
record MessageKeys(Bytes messageId, SecretBytes messageKey, Bytes commitment) implements AutoCloseable {

    private static final byte[] DERIVE = concat(new byte[] {0x04, 0x78}, ascii("DERIVEKEY"));
    private static final byte[] COMMIT = ascii("COMMITKEY");
    private static final int LENGTH = 32;

    static MessageKeys derive(DataKey dataKey, Bytes messageId) {
        byte[] salt = messageId.toArray();
        try (SecretBytes commitment = Hkdf.sha512(dataKey.secret(), salt, COMMIT, LENGTH)) {
            return new MessageKeys(
                    messageId, Hkdf.sha512(dataKey.secret(), salt, DERIVE, LENGTH), Bytes.of(commitment.exposed()));
        }
    }

    /** Returns a cipher for a header and a few frames. */
    FrameCipher cipherForFew() {
        return new FrameCipher(GcmCipher.forFew(messageKey), messageId);
    }

    /** Returns a cipher for many frames, for one thread. */
    FrameCipher cipherForMany() {
        return new FrameCipher(GcmCipher.forMany(messageKey), messageId);
    }

    @Override
    public void close() {
        messageKey.close();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] concat(byte[] one, byte[] other) {
        byte[] both = java.util.Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, both, one.length, other.length);
        return both;
    }
}
