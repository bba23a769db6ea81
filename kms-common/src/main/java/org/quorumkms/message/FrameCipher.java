package org.quorumkms.message;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.quorumkms.crypto.AesGcm;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.signed.Bytes;

/**
 * Encrypts and decrypts the header's tag and single frames of one message (AWS Encryption SDK specification,
 * data-format/message-body and message-body-aad). The nonce of a frame is its number, that of the header is zero, and a
 * message key is used for one message, so no nonce comes twice.
 */
final class FrameCipher {

    /** Numbers of frames: 1 to 2^32-2, the last 32-bit number marks the final frame. */
    static final long MAX_FRAMES = 0xFFFFFFFEL;

    private static final byte[] FRAME = "AWSKMSEncryptionClient Frame".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] FINAL_FRAME = "AWSKMSEncryptionClient Final Frame".getBytes(StandardCharsets.US_ASCII);

    private final MessageKeys keys;
    private final byte[] messageId;

    FrameCipher(MessageKeys keys, Bytes messageId) {
        this.keys = keys;
        this.messageId = messageId.toArray();
    }

    /** Returns the tag that authenticates a header's body. */
    byte[] headerTag(Bytes headerBody) {
        return AesGcm.encrypt(keys.messageKey(), nonce(0), headerBody.toArray(), new byte[0]);
    }

    /** Verifies that the data key is the committed one, and the header's tag. */
    void verifyHeader(HeaderCodec.Received header) {
        if (!keys.commitment().equals(header.header().commitment())) {
            throw new VerificationException("The data key is not the one this file was encrypted with.");
        }
        try {
            AesGcm.decrypt(
                    keys.messageKey(),
                    nonce(0),
                    header.body().toArray(),
                    header.tag().toArray());
        } catch (VerificationException e) {
            throw new VerificationException("The header of the file was changed.");
        }
    }

    /** Encrypts one frame; returns ciphertext followed by the tag. */
    byte[] encrypt(long sequence, boolean last, byte[] plaintext, int length) {
        return AesGcm.encrypt(
                keys.messageKey(), nonce(sequence), associatedData(sequence, last, length), plaintext, 0, length);
    }

    /**
     * Decrypts one frame.
     *
     * @throws VerificationException if it is not this frame of this message, or was changed
     */
    byte[] decrypt(long sequence, boolean last, byte[] ciphertextAndTag) {
        int length = ciphertextAndTag.length - AesGcm.TAG_LENGTH;
        try {
            return AesGcm.decrypt(
                    keys.messageKey(), nonce(sequence), associatedData(sequence, last, length), ciphertextAndTag);
        } catch (VerificationException e) {
            throw new VerificationException("Frame " + sequence + " of the file was changed or does not belong to it.");
        }
    }

    static byte[] nonce(long sequence) {
        return ByteBuffer.allocate(AesGcm.NONCE_LENGTH)
                .putInt(0)
                .putLong(sequence)
                .array();
    }

    private byte[] associatedData(long sequence, boolean last, int length) {
        byte[] kind = last ? FINAL_FRAME : FRAME;
        return ByteBuffer.allocate(messageId.length + kind.length + Integer.BYTES + Long.BYTES)
                .put(messageId)
                .put(kind)
                .putInt((int) sequence)
                .putLong(length)
                .array();
    }
}
