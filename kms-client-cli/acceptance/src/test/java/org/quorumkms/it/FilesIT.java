package org.quorumkms.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.quorumkms.message.MessageHeader;
import org.quorumkms.message.MessageReader;

/** A file that was cut, changed, reordered or is foreign exits 4, says why, and leaves nothing behind. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FilesIT {

    private static final int FRAME = 64 * 1024 + 32;

    private Path folder;

    private FoundedSystem system;
    private byte[] message;
    private int header;

    @BeforeAll
    void start(@TempDir Path temporary) throws Exception {
        folder = temporary;
        system = new FoundedSystem(folder);
        byte[] plaintext = new byte[3 * 64 * 1024 + 17];
        Arrays.fill(plaintext, (byte) 'x');
        Files.write(folder.resolve("plain"), plaintext);
        system.kms().client("client", "encrypt", "-c", "month=2026-11", "plain").ok();
        message = Files.readAllBytes(folder.resolve("plain.kms"));
        header = message.length - (3 * FRAME + 40 + 17);
    }

    @AfterAll
    void stop() throws InterruptedException {
        system.stop();
    }

    private void refused(byte[] changed, String reason, String... options) throws IOException {
        Path file = folder.resolve("bad.kms");
        Files.write(file, changed);
        List<Path> before = listing();
        Object[] arguments = Stream.concat(Stream.of("decrypt", "bad.kms"), Arrays.stream(options))
                .toArray();
        system.kms().client("client", arguments).exits(4).says(reason);
        assertThat(listing()).isEqualTo(before);
    }

    private List<Path> listing() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }

    @Test
    void cut() throws IOException {
        refused(Arrays.copyOf(message, header + 2 * FRAME), "cut short");
        refused(Arrays.copyOf(message, header - 3), "ends inside its header");
        refused(new byte[0], "ends inside its header");
    }

    @Test
    void reorderedAndRepeated() throws IOException {
        byte[] reordered = message.clone();
        System.arraycopy(message, header, reordered, header + FRAME, FRAME);
        System.arraycopy(message, header + FRAME, reordered, header, FRAME);
        refused(reordered, "out of order: frame 1 was expected, 2 was found");
        ByteBuffer repeated = ByteBuffer.allocate(message.length + FRAME);
        repeated.put(message, 0, header + FRAME).put(message, header, message.length - header);
        refused(repeated.array(), "frame 2 was expected, 1 was found");
    }

    @Test
    void changed() throws IOException {
        byte[] frame = message.clone();
        frame[header + FRAME + 100] ^= 1;
        refused(frame, "Frame 2 of the file was changed");
        byte[] id = message.clone();
        id[10] ^= 1;
        refused(id, "not the one this file was encrypted with");
        byte[] tag = message.clone();
        tag[header - 1] ^= 1;
        refused(tag, "The header of the file was changed");
        byte[] sealedKey = message.clone();
        sealedKey[header - 100] ^= 1;
        refused(sealedKey, "does not verify under this Domain");
    }

    @Test
    void trailingBytes() throws IOException {
        refused(Arrays.copyOf(message, message.length + 1), "bytes after its end");
    }

    @Test
    void aWrongContext() throws IOException {
        refused(message, "context does not have month=2026-12", "-c", "month=2026-12");
        byte[] context = message.clone();
        int at = indexOf(context, "2026-11");
        context[at + 6] = '2';
        refused(context, "does not verify under this Domain");
    }

    @Test
    void aForeignDomain() throws IOException {
        system.kms().client("other", "claim", system.invitation("other")).ok();
        system.kms().client("other", "encrypt", "-o", "foreign.kms", "plain").ok();
        refused(Files.readAllBytes(folder.resolve("foreign.kms")), "which this home has not claimed");
    }

    @Test
    void aPipeGetsVerifiedFramesOnlyAndThenExits4() throws IOException {
        byte[] changed = message.clone();
        changed[header + 2 * FRAME + 100] ^= 1;
        Files.write(folder.resolve("piped.kms"), changed);
        Kms.Result result = system.kms().client("client", "decrypt", "-o", "-", "piped.kms");
        result.exits(4).says("Frame 3");
        assertThat(result.out()).hasSize(2 * 64 * 1024).matches("x*");
    }

    /** A terminal of its own for the program: nothing else makes it show how far it is. */
    @Test
    void aTerminalSeesHowFarALargeFileIs() {
        Kms kms = system.kms();
        kms.shell("truncate -s 80M large"
                        + " && script -qec '\"$SCRIPTS/kms-client\" --home client encrypt large' /dev/null </dev/null >seen"
                        + "; cat seen >&2; test -s large.kms")
                .ok()
                .says("80/80 MiB")
                .says("encrypted: large.kms (83886080 bytes)");
    }

    /** The JDK's ciphers, with what the launcher does for them: nothing of it may stand in the data. */
    @Test
    void pipesPassWithoutNativeCryptography() {
        Kms kms = system.kms();
        kms.shell("head -c 3000000 /dev/urandom > jdk.random").ok();
        kms.shell("export KMS_JAVA_OPTS=-Dorg.quorumkms.native=false; set -o pipefail; cat jdk.random"
                        + " | $SCRIPTS/kms-client --home client encrypt"
                        + " | $SCRIPTS/kms-client --home client decrypt 2>said | cmp - jdk.random; cat said >&2")
                .ok()
                .says("decrypted: - (3000000 bytes)");
        kms.shell("KMS_JAVA_OPTS='-Dorg.quorumkms.native=false -Xmx8m' $SCRIPTS/kms-client --version >&2")
                .ok();
        kms.shell("KMS_JAVA_OPTS='-Dorg.quorumkms.native=false -Xmx1k' $SCRIPTS/kms-client --version >&2")
                .exits(1)
                .says("heap");
    }

    /** Many batches through pipes at both ends, and from a named one: none of them has a length or a position. */
    @Test
    void pipesOfManyBatchesPass() {
        Kms kms = system.kms();
        kms.shell("head -c 20000000 /dev/urandom > random").ok();
        kms.shell("set -o pipefail; cat random | $SCRIPTS/kms-client --home client encrypt"
                        + " | cat | $SCRIPTS/kms-client --home client decrypt | cmp - random")
                .ok();
        kms.shell(
                        "mkfifo named; (cat random > named &); $SCRIPTS/kms-client --home client encrypt -o named.kms named"
                                + " && $SCRIPTS/kms-client --home client decrypt -o named.back named.kms && cmp named.back random")
                .ok();
    }

    /** Commands.md, "Output files": every command that writes one. */
    @Test
    void everyCommandThatWritesAFileRefusesAnExistingOne_andIsQuietIfToldSo() throws Exception {
        Kms kms = system.kms();
        Path there = Files.writeString(folder.resolve("there"), "precious");
        Object[][] commands = {
            {"trust", "export", 2, "-o", there},
            {"trust", "export", 2, "--line", "-o", there},
            {"domain", "export", "payroll", "-o", there},
            {"audit", "export", "-o", there}
        };
        for (Object[] command : commands) {
            kms.operator("alice", command).exits(1).says("exists. Name another, or use --force");
            assertThat(there).hasContent("precious");
        }
        kms.client("client", "export", "payroll", "-o", there).exits(1).says("exists");
        kms.client("client", "decrypt", "-o", there, "plain.kms").exits(1).says("exists");
        assertThat(there).hasContent("precious");
        Kms.Result quiet = kms.operator("alice", "trust", "export", 2, "--force", "--quiet", "-o", there)
                .ok();
        assertThat(quiet.out() + quiet.err()).isEmpty();
        assertThat(Files.readString(there)).contains("payload");
        quiet = kms.client("client", "decrypt", "--force", "--quiet", "-o", there, "plain.kms")
                .ok();
        assertThat(quiet.out() + quiet.err()).isEmpty();
        assertThat(there).hasSameBinaryContentAs(folder.resolve("plain"));
    }

    /** A device or FIFO is written into, with --force too: root's /dev/null became a file once. */
    @Test
    void aFifoIsWrittenInto() throws Exception {
        Path fifo = folder.resolve("fifo");
        assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor())
                .isZero();
        Process reader = new ProcessBuilder("sha256sum", fifo.toString()).start();
        system.kms()
                .client("client", "decrypt", "--force", "-o", fifo, "plain.kms")
                .ok();
        String sum = new String(reader.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        Process plain = new ProcessBuilder("sha256sum", folder.resolve("plain").toString()).start();
        assertThat(sum.substring(0, 64))
                .isEqualTo(
                        new String(plain.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).substring(0, 64));
        assertThat(Files.isRegularFile(fifo)).isFalse();
        Files.delete(fifo);
    }

    @Test
    void aFullDiskLeavesNothing() throws IOException {
        List<Path> before = listing();
        system.kms()
                .shell("ulimit -f 100; $SCRIPTS/kms-client --home client encrypt -o big.kms plain")
                .exits(1)
                .says("File too large");
        assertThat(listing()).isEqualTo(before);
        system.kms()
                .shell("$SCRIPTS/kms-client --home client decrypt -o - plain.kms > /dev/full")
                .exits(1)
                .says("No space left on device");
    }

    /** What was called rewrap made a second header under one key, and gave the authentication key away. */
    @Test
    void aFileIsEncryptedAnewAndNoHeaderIsMadeTwice() throws IOException {
        Kms kms = system.kms();
        Path file = folder.resolve("anew.kms");
        Files.write(file, message);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        FileTime then = FileTime.from(Instant.parse("2026-01-02T03:04:05Z"));
        Files.setLastModifiedTime(file, then);
        kms.client("client", "rewrap", "anew.kms").exits(2).says("use reencrypt");
        assertThat(file).hasBinaryContent(message);

        kms.client("client", "reencrypt", "anew.kms", "no-such.kms", "plain")
                .exits(1)
                .says("no-such.kms")
                .says("plain")
                .says("1 of 3 files");
        byte[] anew = Files.readAllBytes(file);
        assertThat(anew).hasSameSizeAs(message);
        MessageHeader before = header(message);
        MessageHeader after = header(anew);
        assertThat(after.messageId()).isNotEqualTo(before.messageId());
        assertThat(after.commitment()).isNotEqualTo(before.commitment());
        assertThat(after.dataKeys()).doesNotContainAnyElementsOf(before.dataKeys());
        assertThat(after.context()).isEqualTo(before.context());
        for (int frame = header; frame < message.length; frame += FRAME) {
            int end = Math.min(frame + FRAME, message.length);
            assertThat(Arrays.copyOfRange(anew, frame, end)).isNotEqualTo(Arrays.copyOfRange(message, frame, end));
        }
        assertThat(Files.getPosixFilePermissions(file)).isEqualTo(PosixFilePermissions.fromString("rw-r-----"));
        assertThat(Files.getLastModifiedTime(file)).isEqualTo(then);
        kms.client("client", "decrypt", "-o", "anew", "anew.kms").ok();
        assertThat(folder.resolve("anew")).hasSameBinaryContentAs(folder.resolve("plain"));

        byte[] changed = anew.clone();
        changed[header + 100] ^= 1;
        Files.write(file, changed);
        kms.client("client", "reencrypt", "anew.kms").exits(4).says("Frame 1");
        assertThat(file).hasBinaryContent(changed);
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(Path::toString)).noneMatch(name -> name.endsWith(".tmp"));
        }
    }

    private static MessageHeader header(byte[] message) throws IOException {
        return MessageReader.open(new ByteArrayInputStream(message)).header();
    }

    private static int indexOf(byte[] bytes, String text) {
        return new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1).indexOf(text);
    }
}
