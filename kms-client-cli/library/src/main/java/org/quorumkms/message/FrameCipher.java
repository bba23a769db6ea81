package org.quorumkms.message;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.quorumkms.crypto.AesGcm;
import org.quorumkms.crypto.GcmCipher;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.signed.Bytes;

/**
 * Encrypts and decrypts the header's tag and single frames of one message (AWS Encryption SDK specification,
 * data-format/message-body and message-body-aad). The nonce of a frame is its number, that of the header is zero, and a
 * message key is used for one message, so no nonce comes twice. For one thread.
 */
final class FrameCipher {

    /** Numbers of frames: 1 to 2^32-2, the last 32-bit number marks the final frame. */
    static final long MAX_FRAMES = 0xFFFFFFFEL;

    private static final byte[] FRAME = "AWSKMSEncryptionClient Frame".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] FINAL_FRAME = "AWSKMSEncryptionClient Final Frame".getBytes(StandardCharsets.US_ASCII);

    private final GcmCipher cipher;
    private final byte[] nonce = new byte[AesGcm.NONCE_LENGTH];
    private final byte[] associatedData;
    private final byte[] finalAssociatedData;

    FrameCipher(GcmCipher cipher, Bytes messageId) {
        this.cipher = cipher;
        this.associatedData = associatedData(messageId, FRAME);
        this.finalAssociatedData = associatedData(messageId, FINAL_FRAME);
    }

    /** Returns the tag that authenticates a header's body. */
    byte[] headerTag(Bytes headerBody) {
        byte[] tag = new byte[AesGcm.TAG_LENGTH];
        cipher.seal(nonce(0), headerBody.toArray(), tag, 0, 0, tag, 0);
        return tag;
    }

    /** Verifies that the data key is the committed one, and the header's tag. */
    void verifyHeader(HeaderCodec.Received header, MessageKeys keys) {
        if (!keys.commitment().equals(header.header().commitment())) {
            throw new VerificationException("The data key is not the one this file was encrypted with.");
        }
        try {
            cipher.open(
                    nonce(0), header.body().toArray(), header.tag().toArray(), 0, AesGcm.TAG_LENGTH, new byte[0], 0);
        } catch (VerificationException e) {
            throw new VerificationException("The header of the file was changed.");
        }
    }

    /** Encrypts one frame to ciphertext followed by the tag; returns how many bytes these are. */
    int seal(long sequence, boolean last, byte[] plaintext, int offset, int length, byte[] out, int outOffset) {
        return cipher.seal(
                nonce(sequence), associatedData(sequence, last, length), plaintext, offset, length, out, outOffset);
    }

    /**
     * Decrypts one frame of ciphertext followed by its tag; returns how many bytes of plaintext there are.
     *
     * @param length bytes of the plaintext
     * @throws VerificationException if it is not this frame of this message, or was changed
     */
    int open(long sequence, boolean last, byte[] ciphertext, int offset, int length, byte[] out, int outOffset) {
        try {
            return cipher.open(
                    nonce(sequence),
                    associatedData(sequence, last, length),
                    ciphertext,
                    offset,
                    length + AesGcm.TAG_LENGTH,
                    out,
                    outOffset);
        } catch (VerificationException e) {
            throw new VerificationException("Frame " + sequence + " of the file was changed or does not belong to it.");
        }
    }

    /** Returns the nonce of a frame, in the one array that there is for it. */
    byte[] nonce(long sequence) {
        ByteBuffer.wrap(nonce).putInt(0).putLong(sequence);
        return nonce;
    }

    private static byte[] associatedData(Bytes messageId, byte[] kind) {
        return ByteBuffer.allocate(messageId.length() + kind.length + Integer.BYTES + Long.BYTES)
                .put(messageId.toArray())
                .put(kind)
                .array();
    }

    private byte[] associatedData(long sequence, boolean last, int length) {
        byte[] data = last ? finalAssociatedData : associatedData;
        ByteBuffer.wrap(data, data.length - Integer.BYTES - Long.BYTES, Integer.BYTES + Long.BYTES)
                .putInt((int) sequence)
                .putLong(length);
        return data;
    }
}
