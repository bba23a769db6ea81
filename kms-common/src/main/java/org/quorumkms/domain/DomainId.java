package org.quorumkms.domain;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.UUID;
import java.util.regex.Pattern;
import org.quorumkms.errors.VerificationException;

/**
 * The identity of a Domain: a UUID (RFC 9562) in lower case.
 *
 * @param value 36 characters
 */
public record DomainId(String value) implements Serializable {

    /** Bytes of an id in binary formats. */
    public static final int LENGTH = 16;

    private static final Pattern FORM = Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

    /** Checks the form. */
    public DomainId {
        if (!FORM.matcher(value).matches()) {
            throw new VerificationException("A Domain's id is a UUID in lower case.");
        }
    }

    /** Makes a fresh one (version 4). */
    public static DomainId random(SecureRandom random) {
        byte[] bytes = new byte[LENGTH];
        random.nextBytes(bytes);
        bytes[6] = (byte) ((bytes[6] & 0x0f) | 0x40);
        bytes[8] = (byte) ((bytes[8] & 0x3f) | 0x80);
        return ofBytes(bytes);
    }

    /** Takes the 16 bytes. */
    public static DomainId ofBytes(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return new DomainId(new UUID(buffer.getLong(), buffer.getLong()).toString());
    }

    /** Returns whether a text has the form of an id. */
    public static boolean isOne(String text) {
        return FORM.matcher(text).matches();
    }

    /** Returns the 16 bytes. */
    public byte[] toArray() {
        UUID uuid = UUID.fromString(value);
        return ByteBuffer.allocate(LENGTH)
                .putLong(uuid.getMostSignificantBits())
                .putLong(uuid.getLeastSignificantBits())
                .array();
    }

    // As the compiler would write it; a record's own is put together at its first use, which a start pays for.
    @Override
    public boolean equals(Object other) {
        return other instanceof DomainId that && value.equals(that.value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    @Override
    public String toString() {
        return value;
    }
}
