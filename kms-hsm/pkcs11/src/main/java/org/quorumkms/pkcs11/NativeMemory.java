package org.quorumkms.pkcs11;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.util.ArrayList;
import java.util.List;

/**
 * The memory of one call of a module. It stays in place until this is closed, whoever points to it, and is wiped then. (What only
 * other native memory points to is freed by the collector in the middle of a call.)
 */
final class NativeMemory implements AutoCloseable {

    private final List<Memory> all = new ArrayList<>();

    /** Returns zeroed memory. */
    Pointer zeroed(long bytes) {
        Memory memory = new Memory(Math.max(1, bytes));
        memory.clear();
        all.add(memory);
        return memory;
    }

    /** Returns a copy. */
    Pointer copy(byte[] bytes) {
        Pointer memory = zeroed(bytes.length);
        memory.write(0, bytes, 0, bytes.length);
        return memory;
    }

    /** Returns a CK_ULONG, for a function to read or to write. */
    Pointer number(long value) {
        Pointer memory = zeroed(Native.LONG_SIZE);
        memory.setLong(0, value);
        return memory;
    }

    /** Returns a text that ends with a zero. */
    Pointer text(byte[] utf8) {
        Pointer memory = zeroed(utf8.length + 1L);
        memory.write(0, utf8, 0, utf8.length);
        return memory;
    }

    @Override
    public void close() {
        for (Memory memory : all) {
            memory.clear();
            memory.close();
        }
    }
}
