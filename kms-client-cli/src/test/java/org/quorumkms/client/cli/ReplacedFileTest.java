package org.quorumkms.client.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quorumkms.crypto.SecretBytes;
import org.quorumkms.domain.EncryptionContext;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.home.AtomicFile;
import org.quorumkms.message.DataKey;
import org.quorumkms.message.EncryptedDataKey;
import org.quorumkms.message.MessageReader;
import org.quorumkms.message.MessageWriter;
import org.quorumkms.message.Sink;
import org.quorumkms.message.Source;
import org.quorumkms.message.Workers;
import org.quorumkms.signed.Bytes;

/** What {@code reencrypt} does with a file: the new one has the old one's place, mode and times, or the old one stays as it is. */
class ReplacedFileTest {

    private static final Instant LONG_AGO = Instant.parse("2020-02-29T12:00:00Z");
    private static final EncryptionContext CONTEXT = new EncryptionContext(Map.of("month", "2026-11"));

    @TempDir
    Path folder;

    private Path file;
    private FileWork work;

    @BeforeEach
    void begin() throws IOException {
        work = new FileWork(new TestHome(folder.resolve("home")).context());
        file = folder.resolve("plan.kms");
        Files.write(file, written(plaintext(3_000_000), key(1)));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        Files.getFileAttributeView(file, BasicFileAttributeView.class)
                .setTimes(FileTime.from(LONG_AGO), FileTime.from(LONG_AGO.minusSeconds(60)), null);
    }

    private static byte[] plaintext(int length) {
        byte[] plaintext = new byte[length];
        new Random(7).nextBytes(plaintext);
        return plaintext;
    }

    private static DataKey key(int number) {
        byte[] key = new byte[DataKey.LENGTH];
        Arrays.fill(key, (byte) number);
        return new DataKey(SecretBytes.owning(key));
    }

    private static MessageWriter.Sealing sealing(DataKey key) {
        return new MessageWriter.Sealing(
                key, List.of(new EncryptedDataKey("test", Bytes.utf8("i"), Bytes.utf8("sealed"))), CONTEXT);
    }

    private static byte[] written(byte[] plaintext, DataKey key) throws IOException {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        new MessageWriter(new SecureRandom())
                .write(Source.of(new ByteArrayInputStream(plaintext)), Sink.of(message), sealing(key), Workers.ONE);
        return message.toByteArray();
    }

    private static byte[] read(Path message, DataKey key) throws IOException {
        ByteArrayOutputStream plaintext = new ByteArrayOutputStream();
        MessageReader.open(new ByteArrayInputStream(Files.readAllBytes(message)))
                .decrypt(key, plaintext);
        return plaintext.toByteArray();
    }

    private static long anew(Source in, Sink out, Workers workers) throws IOException {
        return new MessageWriter(new SecureRandom())
                .writeAnew(MessageReader.open(in), key(1), out, sealing(key(2)), workers);
    }

    private long replace(Path named) {
        return work.replace(
                "reencrypt", named.toString(), note -> {}, MessageReader.SMALL_INPUT, ReplacedFileTest::anew);
    }

    private List<String> listing() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(found -> found.getFileName().toString())
                    .filter(name -> !name.equals("home"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void isEncryptedAnewUnderAnotherKeyWithTheSameContextModeAndTimes() throws IOException {
        byte[] before = Files.readAllBytes(file);
        assertThat(replace(file)).isEqualTo(3_000_000);
        assertThat(read(file, key(2))).isEqualTo(plaintext(3_000_000));
        assertThatThrownBy(() -> read(file, key(1))).isInstanceOf(VerificationException.class);
        MessageReader anew = MessageReader.open(new ByteArrayInputStream(Files.readAllBytes(file)));
        assertThat(anew.header().context()).isEqualTo(CONTEXT);
        assertThat(anew.header().messageId())
                .isNotEqualTo(MessageReader.open(new ByteArrayInputStream(before))
                        .header()
                        .messageId());
        assertThat(Files.getPosixFilePermissions(file)).isEqualTo(PosixFilePermissions.fromString("rw-r-----"));
        assertThat(Files.getLastModifiedTime(file).toInstant()).isEqualTo(LONG_AGO);
        assertThat(listing()).containsExactly("plan.kms");
    }

    @Test
    void aLinkIsFollowedAndStaysOne() throws IOException {
        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        Path real = elsewhere.resolve("real.kms");
        Files.move(file, real);
        Files.createSymbolicLink(file, Path.of("elsewhere/real.kms"));
        replace(file);
        assertThat(Files.isSymbolicLink(file)).isTrue();
        assertThat(read(real, key(2))).isEqualTo(plaintext(3_000_000));
        assertThat(listing()).containsExactly("elsewhere", "plan.kms");
    }

    @Test
    void aChangedFileStaysAsItIsAndNothingIsLeftBeside() throws IOException {
        byte[] changed = Files.readAllBytes(file);
        changed[changed.length - 100] ^= 1;
        Files.write(file, changed);
        assertThatThrownBy(() -> replace(file))
                .isInstanceOf(VerificationException.class)
                .hasMessageContaining("was changed");
        assertThat(Files.readAllBytes(file)).isEqualTo(changed);
        assertThat(listing()).containsExactly("plan.kms");
    }

    @Test
    void whatWasOpenedBeforeABadFrameDoesNotGoOut() throws IOException {
        byte[] changed = Files.readAllBytes(file);
        changed[changed.length - 100] ^= 1;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertThatThrownBy(() -> anew(Source.of(new ByteArrayInputStream(changed)), Sink.of(out), new Workers(3)))
                .isInstanceOf(VerificationException.class);
        String words = out.toString(StandardCharsets.ISO_8859_1);
        byte[] plaintext = plaintext(3_000_000);
        for (int at = 0; at < plaintext.length - 64; at += 64 * 1024) {
            assertThat(words)
                    .doesNotContain(
                            new String(Arrays.copyOfRange(plaintext, at, at + 64), StandardCharsets.ISO_8859_1));
        }
    }

    @Test
    void aFileThatSomebodyWroteMeanwhileIsLeftToHim() throws IOException {
        assertThatThrownBy(() -> work.replace(
                        "reencrypt", file.toString(), note -> {}, MessageReader.SMALL_INPUT, (in, out, workers) -> {
                            long done = anew(in, out, workers);
                            Files.writeString(file, "somebody's");
                            return done;
                        }))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("was changed meanwhile");
        assertThat(file).hasContent("somebody's");
        assertThat(listing()).containsExactly("plan.kms");
    }

    @Test
    void onlyARegularFileIsReplaced() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("null"), Path.of("/dev/null"));
        assertThatThrownBy(() -> replace(link)).hasMessageContaining("not a regular file");
        assertThatThrownBy(() -> replace(folder.resolve("none"))).hasMessageContaining("no such file");
    }

    @Test
    void anOwnerIsKeptWhereThatIsAllowed() throws IOException {
        Object owner = Files.getAttribute(file, "unix:uid");
        AtomicFile.replace(file, note -> {}, (FileChannel out) -> out.write(ByteBuffer.wrap(new byte[] {1})));
        assertThat(Files.getAttribute(file, "unix:uid")).isEqualTo(owner);
        assertThat(Files.readAllBytes(file)).containsExactly(1);
    }

    @Test
    void messagesOfEveryLengthAndAnyNumberOfWorkersAreTheSameAfterwards() throws IOException {
        for (int length :
                new int[] {0, 1, 65_535, 65_536, 65_537, 8 * 65_536, 16 * 65_536, 24 * 65_536, 24 * 65_536 + 1}) {
            for (int workers : new int[] {1, 4}) {
                ByteArrayOutputStream out = new ByteArrayOutputStream();
                byte[] message = written(plaintext(length), key(1));
                assertThat(anew(Source.of(new ByteArrayInputStream(message)), Sink.of(out), new Workers(workers)))
                        .isEqualTo(length);
                Path anew = folder.resolve("anew");
                Files.write(anew, out.toByteArray());
                assertThat(read(anew, key(2))).as("%d bytes", length).isEqualTo(plaintext(length));
                assertThat(Files.size(anew)).isEqualTo(message.length);
            }
        }
    }
}
