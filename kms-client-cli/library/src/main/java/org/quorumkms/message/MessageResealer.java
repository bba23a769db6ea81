package org.quorumkms.message;

import java.util.List;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.signed.Bytes;

/**
 * Gives a message another sealed copy of its data key, and leaves its frames as they are: they are bound to the message's
 * id and key, not to who can open the key. The header is as long as before, so that it can take the old one's place.
 */
public final class MessageResealer {

    private MessageResealer() {}

    /**
     * Verifies a header with its data key, and makes the one that replaces it.
     *
     * @param message the message, whose header was read
     * @param sealed which of its sealed data keys is replaced
     * @param dataKey the data key
     * @param resealed the same data key, sealed anew
     * @return the bytes of the new header with its tag
     * @throws VerificationException if the header does not verify
     */
    public static Bytes header(MessageReader message, EncryptedDataKey sealed, DataKey dataKey, Bytes resealed) {
        MessageHeader header = message.header();
        try (MessageKeys keys = MessageKeys.derive(dataKey, header.messageId())) {
            keys.cipherForFew().verifyHeader(message.received(), keys);
            List<EncryptedDataKey> dataKeys = header.dataKeys().stream()
                    .map(one -> one.equals(sealed) ? new EncryptedDataKey(one.provider(), one.info(), resealed) : one)
                    .toList();
            Bytes replaced = MessageWriter.header(
                    new MessageHeader(
                            header.messageId(), header.context(), dataKeys, header.frameLength(), header.commitment()),
                    // One of its own: a provider may refuse to encrypt with the nonce that its cipher saw last.
                    keys.cipherForFew());
            if (replaced.length() != message.headerLength()) {
                throw new VerificationException("The data key of the file cannot be replaced: it has another length.");
            }
            return replaced;
        }
    }
}
