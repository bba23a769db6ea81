package org.quorumkms.kubernetes;

import java.nio.ByteBuffer;
import java.util.UUID;

/**
 * Which master key sealed something: the Domain, and the key's number in it. As text it is the {@code key_id} that an API server
 * compares: it is another one once the Domain was rotated.
 *
 * @param domain the Domain's UUID
 * @param number the master key's number
 */
record KeyId(String domain, long number) {

    private static final byte SMALL_DATA = 1;

    /** The kind, the Domain's UUID and the number, which begin what is sealed (protocol.md, section 5). */
    private static final int LENGTH = 1 + 2 * Long.BYTES + Integer.BYTES;

    /** Reads it off sealed data, which nobody verified yet. */
    static KeyId of(byte[] sealed) {
        if (sealed.length < LENGTH || sealed[0] != SMALL_DATA) {
            throw new GrpcException(
                    GrpcStatus.INVALID_ARGUMENT,
                    "What is to be decrypted was not encrypted by this plug-in: it has another form.");
        }
        ByteBuffer begin = ByteBuffer.wrap(sealed, 1, LENGTH - 1);
        return new KeyId(new UUID(begin.getLong(), begin.getLong()).toString(), Integer.toUnsignedLong(begin.getInt()));
    }

    @Override
    public String toString() {
        return domain + "/" + number;
    }
}
