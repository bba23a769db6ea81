package org.quorumkms.kubernetes;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Writes the fields of a protobuf message (proto3 wire format); an empty value is left out, as proto3 says. */
final class ProtoWriter {

    private static final int LENGTH_DELIMITED = 2;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    /** Adds a field of bytes. */
    ProtoWriter bytes(int number, byte[] value) {
        if (value.length > 0) {
            varint((number << 3) | LENGTH_DELIMITED);
            varint(value.length);
            out.writeBytes(value);
        }
        return this;
    }

    /** Adds a field of text. */
    ProtoWriter text(int number, String value) {
        return bytes(number, value.getBytes(StandardCharsets.UTF_8));
    }

    /** Returns the message. */
    byte[] message() {
        return out.toByteArray();
    }

    private void varint(int value) {
        int rest = value;
        while (rest > 0x7f) {
            out.write((rest & 0x7f) | 0x80);
            rest >>>= 7;
        }
        out.write(rest);
    }
}
