package org.quorumkms.cli;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;

/**
 * Standard input and output for data: the raw descriptors, because {@link System#out} swallows write errors and a full
 * disk behind a pipe must be noticed; as channels, which keep their buffers where file streams make one for each large
 * read or write.
 */
public final class StandardStreams {

    private StandardStreams() {}

    /** Returns standard input. */
    public static InputStream input() {
        return Channels.newInputStream(new OneWay(new FileInputStream(FileDescriptor.in).getChannel()));
    }

    /** Returns how many bytes of standard input can be read without waiting; 0 where that cannot be told. */
    public static int waiting() {
        try {
            return new FileInputStream(FileDescriptor.in).available();
        } catch (IOException e) {
            // Not every descriptor says it; a closed one fails when it is read.
            return 0;
        }
    }

    /** Returns standard output. */
    public static OutputStream output() {
        return Channels.newOutputStream(new FileOutputStream(FileDescriptor.out).getChannel());
    }

    /** Hides that a channel has a position: a pipe has none, and a stream over it would ask. */
    private record OneWay(FileChannel channel) implements ReadableByteChannel {

        @Override
        public int read(ByteBuffer into) throws IOException {
            return channel.read(into);
        }

        @Override
        public boolean isOpen() {
            return channel.isOpen();
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
