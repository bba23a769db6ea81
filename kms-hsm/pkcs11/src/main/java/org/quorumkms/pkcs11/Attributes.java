package org.quorumkms.pkcs11;

import com.sun.jna.Pointer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** Attributes of an object: CK_ATTRIBUTE, a type with its value. */
final class Attributes {

    private static final int TYPE = 0;
    private static final int VALUE = 8;
    private static final int LENGTH = 16;
    private static final int SIZE = 24;

    private final Map<Long, byte[]> values = new LinkedHashMap<>();

    Attributes with(long type, boolean value) {
        return with(type, new byte[] {(byte) (value ? 1 : 0)});
    }

    Attributes with(long type, String value) {
        return with(type, value.getBytes(StandardCharsets.UTF_8));
    }

    Attributes with(long type, byte[] value) {
        values.put(type, value.clone());
        return this;
    }

    /** Numbers of the machine's own order: CK_ULONG, or an array of them. */
    Attributes withNumbers(long type, long... numbers) {
        java.nio.ByteBuffer bytes =
                java.nio.ByteBuffer.allocate(8 * numbers.length).order(java.nio.ByteOrder.nativeOrder());
        for (long number : numbers) {
            bytes.putLong(number);
        }
        return with(type, bytes.array());
    }

    /** Takes over all of others. */
    Attributes with(Attributes others) {
        values.putAll(others.values);
        return this;
    }

    int count() {
        return values.size();
    }

    Pointer write(NativeMemory memory) {
        Pointer array = memory.zeroed((long) SIZE * values.size());
        long at = 0;
        for (Map.Entry<Long, byte[]> one : values.entrySet()) {
            array.setLong(at + TYPE, one.getKey());
            array.setPointer(at + VALUE, memory.copy(one.getValue()));
            array.setLong(at + LENGTH, one.getValue().length);
            at += SIZE;
        }
        return array;
    }

    /** Writes one whose value is to be read: room for so many bytes. */
    static Pointer wanted(NativeMemory memory, long type, int room) {
        Pointer one = memory.zeroed(SIZE);
        one.setLong(TYPE, type);
        one.setPointer(VALUE, memory.zeroed(room));
        one.setLong(LENGTH, room);
        return one;
    }

    static byte[] value(Pointer read) {
        long length = read.getLong(LENGTH);
        return length < 0 ? new byte[0] : read.getPointer(VALUE).getByteArray(0, Math.toIntExact(length));
    }
}
