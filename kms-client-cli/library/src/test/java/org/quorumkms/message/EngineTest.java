package org.quorumkms.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.quorumkms.crypto.SecretBytes;
import org.quorumkms.domain.EncryptionContext;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.signed.Bytes;

/** Messages of several batches, between files and streams, by any number of workers. */
class EngineTest {

    private static final int FRAME = 4096;
    private static final int BATCH = Batches.sealing(FRAME).input();
    private static final byte[] KEY = OracleKey.random();

    @TempDir
    Path folder;

    static Stream<Arguments> mixes() {
        return Stream.of(
                        0,
                        1,
                        BATCH - 1,
                        BATCH,
                        BATCH + 1,
                        BATCH + FRAME,
                        2 * BATCH,
                        2 * BATCH + 1,
                        3 * BATCH - 5,
                        5 * BATCH,
                        5 * BATCH + 2 * FRAME)
                .flatMap(size -> Stream.of(1, 2, 5)
                        .flatMap(workers -> Stream.of(true, false)
                                .flatMap(fileIn -> Stream.of(true, false)
                                        .map(fileOut -> Arguments.of(size, workers, fileIn, fileOut)))));
    }

    @ParameterizedTest
    @MethodSource("mixes")
    void isReadAsItWasWritten(int size, int workers, boolean fileIn, boolean fileOut) throws IOException {
        byte[] plaintext = bytes(size);
        byte[] message = sealed(plaintext, new Workers(workers), fileIn, fileOut);
        assertThat(opened(message, new Workers(workers), fileIn, fileOut)).isEqualTo(plaintext);
        assertThat(opened(message, Workers.ONE, false, false)).isEqualTo(plaintext);
    }

    @ParameterizedTest
    @MethodSource("mixes")
    void refusesACutAtEveryKindOfPlace(int size, int workers, boolean fileIn, boolean fileOut) throws IOException {
        byte[] message = sealed(bytes(size), Workers.ONE, false, false);
        int header = MessageReader.open(new ByteArrayInputStream(message)).headerLength();
        int frame = MessageLayout.frameBytes(FRAME);
        for (int cut : new int[] {
            1, 8, 9, 41, frame, frame + 8, frame + 9, Batches.opening(FRAME).input()
        }) {
            if (message.length - cut < header) {
                continue;
            }
            assertThatThrownBy(() ->
                            opened(Arrays.copyOf(message, message.length - cut), new Workers(workers), fileIn, fileOut))
                    .as("%d bytes cut", cut)
                    .isInstanceOf(VerificationException.class)
                    .hasMessageContaining("cut short");
        }
    }

    @ParameterizedTest
    @MethodSource("mixes")
    void refusesBytesAfterTheEnd(int size, int workers, boolean fileIn, boolean fileOut) throws IOException {
        byte[] message = sealed(bytes(size), Workers.ONE, false, false);
        for (int more : new int[] {
            1, 8, 9, MessageLayout.frameBytes(FRAME), Batches.opening(FRAME).input()
        }) {
            assertThatThrownBy(() -> opened(
                            Arrays.copyOf(message, message.length + more), new Workers(workers), fileIn, fileOut))
                    .as("%d bytes more", more)
                    .isInstanceOf(VerificationException.class)
                    .hasMessageContaining("bytes after its end");
        }
    }

    @Test
    void namesTheFirstChangedFrameAndReleasesWhatIsBefore() throws IOException {
        byte[] plaintext = bytes(6 * BATCH);
        byte[] message = sealed(plaintext, Workers.ONE, false, false);
        int header = MessageReader.open(new ByteArrayInputStream(message)).headerLength();
        int batch = Batches.opening(FRAME).input();
        for (int broken = 0; broken < 6; broken++) {
            byte[] changed = message.clone();
            for (int i = broken; i < 6; i++) {
                changed[header + i * batch + 1000] ^= 1;
            }
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            assertThatThrownBy(() -> MessageReader.open(Source.of(new ByteArrayInputStream(changed)))
                            .decrypt(key(), Sink.of(out), new Workers(3)))
                    .hasMessageContaining("Frame " + (broken * Batches.framesIn(FRAME) + 1) + " ");
            assertThat(out.toByteArray()).isEqualTo(Arrays.copyOf(plaintext, broken * BATCH));
        }
    }

    /** Only one frame is bad: the batches behind it verify, and may be waiting for their turn. */
    @RepeatedTest(50)
    void releasesNothingBehindABadFrame() throws IOException {
        byte[] plaintext = bytes(6 * BATCH);
        byte[] message = sealed(plaintext, Workers.ONE, false, false);
        int header = MessageReader.open(new ByteArrayInputStream(message)).headerLength();
        message[header + 2 * Batches.opening(FRAME).input() + MessageLayout.frameBytes(FRAME) + 1000] ^= 1;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertThatThrownBy(() -> MessageReader.open(Source.of(new ByteArrayInputStream(message)))
                        .decrypt(key(), Sink.of(out), new Workers(4)))
                .isInstanceOf(VerificationException.class);
        assertThat(out.toByteArray()).isEqualTo(Arrays.copyOf(plaintext, 2 * BATCH + FRAME));
    }

    @Test
    void exchangedBatchesAreOutOfOrder() throws IOException {
        byte[] message = sealed(bytes(4 * BATCH), Workers.ONE, false, false);
        int header = MessageReader.open(new ByteArrayInputStream(message)).headerLength();
        int batch = Batches.opening(FRAME).input();
        byte[] changed = message.clone();
        System.arraycopy(message, header + batch, changed, header + 2 * batch, batch);
        System.arraycopy(message, header + 2 * batch, changed, header + batch, batch);
        assertThatThrownBy(() -> opened(changed, new Workers(3), true, true)).hasMessageContaining("out of order");
    }

    @Test
    void aReadErrorEndsAllWorkers() {
        InputStream dead = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("the line is dead");
            }

            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                throw new IOException("the line is dead");
            }
        };
        InputStream breaks = new SequenceInputStream(new ByteArrayInputStream(bytes(5 * BATCH / 2)), dead);
        assertThatThrownBy(() -> new MessageWriter(new SecureRandom(), FRAME)
                        .write(Source.of(breaks), Sink.of(OutputStream.nullOutputStream()), sealing(), new Workers(3)))
                .isInstanceOf(IOException.class)
                .hasMessage("the line is dead");
    }

    @Test
    void aWriteErrorEndsAllWorkers() {
        OutputStream full = new OutputStream() {
            private int room = 3 * BATCH;

            @Override
            public void write(int one) throws IOException {
                if (room-- <= 0) {
                    throw new IOException("no space left");
                }
            }
        };
        assertThatThrownBy(() -> new MessageWriter(new SecureRandom(), FRAME)
                        .write(
                                Source.of(new ByteArrayInputStream(bytes(8 * BATCH))),
                                Sink.of(full),
                                sealing(),
                                new Workers(3)))
                .hasMessage("no space left");
    }

    @Test
    void aFileThatGrowsWhileItIsReadIsRefused() throws IOException {
        Path file = Files.write(folder.resolve("growing"), bytes(BATCH));
        try (FileChannel channel = FileChannel.open(file)) {
            Source source = Source.of(channel);
            Files.write(file, new byte[1], StandardOpenOption.APPEND);
            assertThatThrownBy(() -> new MessageWriter(new SecureRandom(), FRAME)
                            .write(source, Sink.of(OutputStream.nullOutputStream()), sealing(), Workers.ONE))
                    .hasMessageContaining("its length changed");
        }
    }

    private byte[] sealed(byte[] plaintext, Workers workers, boolean fileIn, boolean fileOut) throws IOException {
        return through(
                plaintext,
                fileIn,
                fileOut,
                (source, sink) -> new MessageWriter(new SecureRandom(), FRAME).write(source, sink, sealing(), workers),
                plaintext.length);
    }

    private byte[] opened(byte[] message, Workers workers, boolean fileIn, boolean fileOut) throws IOException {
        return through(
                message,
                fileIn,
                fileOut,
                (source, sink) -> MessageReader.open(source).decrypt(key(), sink, workers),
                -1);
    }

    private interface Work {
        long run(Source source, Sink sink) throws IOException;
    }

    private byte[] through(byte[] input, boolean fileIn, boolean fileOut, Work work, long bytes) throws IOException {
        Path in = Files.write(folder.resolve("in"), input);
        Path out = Files.write(folder.resolve("out"), new byte[0]);
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        try (FileChannel from = FileChannel.open(in);
                FileChannel to = FileChannel.open(out, StandardOpenOption.WRITE)) {
            long done = work.run(
                    fileIn ? Source.of(from) : Source.of(new ByteArrayInputStream(input)),
                    fileOut ? Sink.of(to) : Sink.of(stream));
            byte[] result = fileOut ? Files.readAllBytes(out) : stream.toByteArray();
            assertThat(done).isEqualTo(bytes < 0 ? result.length : bytes);
            return result;
        }
    }

    private static MessageWriter.Sealing sealing() {
        return new MessageWriter.Sealing(
                key(),
                List.of(new EncryptedDataKey(OracleKey.PROVIDER, Bytes.utf8("d"), Bytes.of(OracleKey.SEALED))),
                EncryptionContext.EMPTY);
    }

    private static DataKey key() {
        return new DataKey(SecretBytes.owning(KEY.clone()));
    }

    private static byte[] bytes(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }
}
