package org.quorumkms.kubernetes;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Reads the fields of a protobuf message (proto3 wire format). What is no such message is refused with
 * {@link GrpcStatus#INVALID_ARGUMENT}; groups, which proto3 does not have, too.
 */
final class ProtoReader {

    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int LENGTH_DELIMITED = 2;
    private static final int FIXED32 = 5;
    private static final int MOST_VARINT_BYTES = 10;

    private final ByteBuffer bytes;
    private int wireType;

    ProtoReader(byte[] message) {
        this.bytes = ByteBuffer.wrap(message);
    }

    /** Goes to the next field and returns its number, or 0 at the end. */
    int next() {
        if (!bytes.hasRemaining()) {
            return 0;
        }
        long tag = varint();
        long number = tag >>> 3;
        if (number < 1 || number > 0x1fff_ffff) {
            throw malformed();
        }
        wireType = (int) tag & 7;
        return (int) number;
    }

    /** Returns the value of a field of bytes. */
    byte[] bytes() {
        if (wireType != LENGTH_DELIMITED) {
            throw malformed();
        }
        byte[] value = new byte[length()];
        bytes.get(value);
        return value;
    }

    /** Returns the value of a field of text. */
    String text() {
        try {
            CharBuffer text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes()));
            return text.toString();
        } catch (CharacterCodingException e) {
            throw malformed();
        }
    }

    /** Leaves out a field that nobody here knows. */
    void skip() {
        switch (wireType) {
            case VARINT -> varint();
            case FIXED64 -> skip(Long.BYTES);
            case LENGTH_DELIMITED -> skip(length());
            case FIXED32 -> skip(Integer.BYTES);
            default -> throw malformed();
        }
    }

    private void skip(int count) {
        if (count > bytes.remaining()) {
            throw malformed();
        }
        bytes.position(bytes.position() + count);
    }

    private int length() {
        long length = varint();
        if (length < 0 || length > bytes.remaining()) {
            throw malformed();
        }
        return (int) length;
    }

    private long varint() {
        long value = 0;
        for (int i = 0; i < MOST_VARINT_BYTES && bytes.hasRemaining(); i++) {
            byte one = bytes.get();
            value |= (one & 0x7fL) << (7 * i);
            if (one >= 0) {
                return value;
            }
        }
        throw malformed();
    }

    private static GrpcException malformed() {
        return new GrpcException(GrpcStatus.INVALID_ARGUMENT, "That is no message of the KMS v2 API.");
    }
}
