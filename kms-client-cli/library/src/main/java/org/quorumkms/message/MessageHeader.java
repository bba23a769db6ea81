package org.quorumkms.message;

import java.util.List;
import org.quorumkms.domain.EncryptionContext;
import org.quorumkms.signed.Bytes;

/**
 * The header of a message (AWS Encryption SDK specification, data-format/message-header, version 2.0).
 *
 * @param messageId 32 random bytes, which is also the salt of the keys
 * @param context names and values bound to the message
 * @param dataKeys the data key, sealed once for each provider key; at least one
 * @param frameLength bytes of plaintext in every frame but the last
 * @param commitment 32 bytes that only this data key gives
 */
public record MessageHeader(
        Bytes messageId,
        EncryptionContext context,
        List<EncryptedDataKey> dataKeys,
        int frameLength,
        Bytes commitment) {

    /** Bytes of plaintext in a frame of what is written here. */
    public static final int FRAME_LENGTH = 64 * 1024;

    /** The largest frame that is read: frames are held in memory. */
    public static final int MAX_FRAME_LENGTH = 16 * 1024 * 1024;

    /** The largest number of sealed data keys that is read. */
    public static final int MAX_DATA_KEYS = 64;

    /** What the format is called, for people. */
    public static final String FORMAT = "AWS Encryption SDK message v2, suite 0x0478";

    /** Copies the list. */
    public MessageHeader {
        dataKeys = List.copyOf(dataKeys);
    }
}
