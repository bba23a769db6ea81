package org.quorumkms.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.amazonaws.encryptionsdk.AwsCrypto;
import com.amazonaws.encryptionsdk.CommitmentPolicy;
import com.amazonaws.encryptionsdk.CryptoAlgorithm;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.quorumkms.crypto.SecretBytes;
import org.quorumkms.domain.EncryptionContext;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.signed.Bytes;

class MessageTest {

    private static final int FRAME = MessageHeader.FRAME_LENGTH;
    private static final String DOMAIN = "7820589b-439b-4ea2-aa3c-5421296cb76b";
    private static final byte[] KEY = OracleKey.random();
    private static final EncryptionContext CONTEXT =
            new EncryptionContext(Map.of("month", "2026-11", "ä", "ö", "z", " ", "\uD83D\uDE00", "smile"));

    static Stream<Arguments> sizesAndContexts() {
        return Stream.of(0, 1, FRAME - 1, FRAME, FRAME + 1, 3 * FRAME, 3 * FRAME + 17, 16 * FRAME, 33 * FRAME + 5)
                .flatMap(size ->
                        Stream.of(EncryptionContext.EMPTY, CONTEXT).map(context -> Arguments.of(size, context)));
    }

    @Nested
    class AwsEncryptionSdk {

        private final AwsCrypto sdk = AwsCrypto.builder()
                .withCommitmentPolicy(CommitmentPolicy.RequireEncryptRequireDecrypt)
                .withEncryptionAlgorithm(CryptoAlgorithm.ALG_AES_256_GCM_HKDF_SHA512_COMMIT_KEY)
                .withEncryptionFrameSize(FRAME)
                .build();

        @ParameterizedTest
        @MethodSource("org.quorumkms.message.MessageTest#sizesAndContexts")
        void readsWhatWeWrite(int size, EncryptionContext context) throws IOException {
            byte[] plaintext = bytes(size);
            var result = sdk.decryptData(new OracleKey(KEY, DOMAIN), written(plaintext, context));
            assertThat(result.getResult()).isEqualTo(plaintext);
            assertThat(result.getEncryptionContext()).isEqualTo(context.entries());
            assertThat(result.getCryptoAlgorithm()).isEqualTo(CryptoAlgorithm.ALG_AES_256_GCM_HKDF_SHA512_COMMIT_KEY);
        }

        @Test
        void readsTheLargestContext() throws IOException {
            EncryptionContext largest = new EncryptionContext(Map.of("a", "x".repeat(32_766), "b", "y".repeat(32_757)));
            assertThat(largest.encoded().length()).isEqualTo(65_535);
            var result = sdk.decryptData(new OracleKey(KEY, DOMAIN), written(bytes(5), largest));
            assertThat(result.getEncryptionContext()).isEqualTo(largest.entries());
        }

        @ParameterizedTest
        @MethodSource("org.quorumkms.message.MessageTest#sizesAndContexts")
        void writesWhatWeRead(int size, EncryptionContext context) throws IOException {
            byte[] plaintext = bytes(size);
            byte[] message = sdk.encryptData(new OracleKey(KEY, DOMAIN), plaintext, context.entries())
                    .getResult();
            MessageReader reader = MessageReader.open(new ByteArrayInputStream(message));
            assertThat(reader.header().context()).isEqualTo(context);
            assertThat(reader.header().dataKeys().get(0).info()).isEqualTo(Bytes.utf8(DOMAIN));
            assertThat(read(message)).isEqualTo(plaintext);
            assertThat(MessageLayout.plaintextLength(message.length, reader.headerLength(), FRAME))
                    .isEqualTo(size);
        }
    }

    @Nested
    class Changes {

        private final byte[] plaintext = bytes(3 * FRAME + 17);
        private final byte[] message = written(plaintext, CONTEXT);
        private final int header = headerLength(message);
        private final int frame = FRAME + 32;

        Changes() throws IOException {}

        @Test
        void aCutIsFoundWhereverItIs() {
            for (int length = 0; length < message.length; length += length < header + 64 ? 1 : 4099) {
                byte[] cut = Arrays.copyOf(message, length);
                assertThatThrownBy(() -> read(cut)).isInstanceOf(VerificationException.class);
            }
        }

        @Test
        void aCutAtAFrameSaysSo() {
            assertThatThrownBy(() -> read(Arrays.copyOf(message, header + 2 * frame)))
                    .hasMessageContaining("cut short");
        }

        @Test
        void reorderedFramesAreFound() {
            byte[] changed = message.clone();
            System.arraycopy(message, header, changed, header + frame, frame);
            System.arraycopy(message, header + frame, changed, header, frame);
            assertThatThrownBy(() -> read(changed)).hasMessageContaining("out of order: frame 1 was expected, 2");
        }

        @Test
        void aRepeatedFrameIsFound() {
            ByteBuffer longer = ByteBuffer.allocate(message.length + frame);
            longer.put(message, 0, header + frame).put(message, header, message.length - header);
            assertThatThrownBy(() -> read(longer.array())).hasMessageContaining("frame 2 was expected, 1 was found");
        }

        @Test
        void aFrameWithAnotherNumberOnItIsFound() {
            byte[] changed = message.clone();
            System.arraycopy(message, header, changed, header + frame, frame);
            ByteBuffer.wrap(changed).putInt(header + frame, 2).putLong(header + frame + 8, 2);
            assertThatThrownBy(() -> read(changed)).hasMessageContaining("Frame 2 of the file was changed");
        }

        @Test
        void aMessageOfAnotherKindIsNamed() {
            Map<String, String> kinds = Map.of(
                    "020578", "its suite 0x0578 signs, and only suite 0x0478 is read",
                    "018003", "it is a message of format version 1, and only version 2 with suite 0x0478 is read",
                    "020378", "it does not begin like one (version 2, suite 0x0478)",
                    "504b03", "it does not begin like one (version 2, suite 0x0478)");
            kinds.forEach((begins, sentence) -> {
                byte[] changed = message.clone();
                System.arraycopy(HexFormat.of().parseHex(begins), 0, changed, 0, 3);
                assertThatThrownBy(() -> read(changed))
                        .isInstanceOf(VerificationException.class)
                        .hasMessage("This is not an encrypted file of Quorum KMS: " + sentence + ".");
            });
        }

        @Test
        void trailingBytesAreFound() {
            assertThatThrownBy(() -> read(Arrays.copyOf(message, message.length + 1)))
                    .hasMessageContaining("bytes after its end");
        }

        @Test
        void everyBitOfTheHeaderCounts() {
            for (int i = 0; i < header; i++) {
                byte[] changed = message.clone();
                changed[i] ^= 1;
                assertThatThrownBy(() -> read(changed)).as("byte %d", i).isInstanceOf(VerificationException.class);
            }
        }

        @Test
        void everyPartOfAFrameCounts() {
            for (int at : new int[] {0, 3, 4, 15, 16, 16 + FRAME - 1, 16 + FRAME, frame - 1}) {
                byte[] changed = message.clone();
                changed[header + frame + at] ^= 1;
                assertThatThrownBy(() -> read(changed)).as("byte %d", at).isInstanceOf(VerificationException.class);
            }
            for (int back = 1; back < 17 + 16 + 24; back++) {
                byte[] changed = message.clone();
                changed[message.length - back] ^= 1;
                assertThatThrownBy(() -> read(changed))
                        .as("from end %d", back)
                        .isInstanceOf(VerificationException.class);
            }
        }

        @Test
        void framesOfAnotherMessageUnderTheSameKeyAreFound() throws IOException {
            byte[] other = written(plaintext, CONTEXT);
            byte[] changed = message.clone();
            System.arraycopy(other, header + frame, changed, header + frame, frame);
            assertThatThrownBy(() -> read(changed)).hasMessageContaining("Frame 2");
        }

        @Test
        void anotherDataKeyIsRefusedByTheCommitment() throws IOException {
            MessageReader reader = MessageReader.open(new ByteArrayInputStream(message));
            assertThatThrownBy(() -> reader.decrypt(
                            new DataKey(SecretBytes.owning(OracleKey.random())), OutputStream.nullOutputStream()))
                    .hasMessageContaining("not the one this file was encrypted with");
        }

        @Test
        void nothingUnverifiedIsReleased() throws IOException {
            byte[] changed = message.clone();
            changed[header + 2 * frame + 100] ^= 1;
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            MessageReader reader = MessageReader.open(new ByteArrayInputStream(changed));
            assertThatThrownBy(() -> reader.decrypt(key(), out)).hasMessageContaining("Frame 3");
            assertThat(out.toByteArray()).isEqualTo(Arrays.copyOf(plaintext, 2 * FRAME));
        }
    }

    /** Section 5: a header's tag has nonce zero, so a second one under its key would give the authentication key away. */
    @Nested
    class Headers {

        @Test
        void noTwoHaveOneKeyEvenOfOneDataKeyAndOnePlaintext() throws IOException {
            Set<Bytes> ids = new HashSet<>();
            Set<Bytes> keys = new HashSet<>();
            for (int i = 0; i < 8; i++) {
                MessageHeader header = MessageReader.open(new ByteArrayInputStream(written(bytes(5), CONTEXT)))
                        .header();
                ids.add(header.messageId());
                try (DataKey dataKey = key();
                        MessageKeys derived = MessageKeys.derive(dataKey, header.messageId())) {
                    keys.add(Bytes.of(derived.messageKey().exposed()));
                }
            }
            assertThat(ids).hasSize(8);
            assertThat(keys).hasSize(8);
        }
    }

    @Nested
    class Contexts {

        @ParameterizedTest
        @ValueSource(strings = {"aws-crypto-public-key", "aws-crypto-"})
        void refuseReservedNames(String name) {
            assertThatThrownBy(() -> new EncryptionContext(Map.of(name, "x"))).isInstanceOf(RefusedException.class);
        }

        @Test
        void haveOneEncoding() {
            byte[] encoded = CONTEXT.encoded().toArray();
            assertThat(EncryptionContext.decode(Bytes.of(encoded))).isEqualTo(CONTEXT);
            assertThat(EncryptionContext.EMPTY.encoded().length()).isZero();
            refuse(new byte[] {0, 0});
            refuse(new byte[] {0, 1, 0, 1, 'b', 0, 1, 'x', 9});
            refuse(new byte[] {0, 1, 0, 1, 'b', 0, 0});
            refuse(new byte[] {0, 2, 0, 1, 'b', 0, 1, 'x', 0, 1, 'a', 0, 1, 'x'});
            refuse(new byte[] {0, 2, 0, 1, 'a', 0, 1, 'x', 0, 1, 'a', 0, 1, 'x'});
            refuse(new byte[] {0, 1, 0, 1, (byte) 0xff, 0, 1, 'x'});
            refuse(new byte[] {0, 1, 0, 9, 'a'});
        }

        @Test
        void areBounded() {
            String most = "x".repeat(32_766);
            assertThatThrownBy(() -> new EncryptionContext(Map.of("a", most + "x")))
                    .isInstanceOf(RefusedException.class);
            assertThatThrownBy(() -> new EncryptionContext(Map.of("a", ""))).isInstanceOf(RefusedException.class);
            assertThatThrownBy(() -> new EncryptionContext(Map.of("", "a"))).isInstanceOf(RefusedException.class);
            assertThatThrownBy(() -> new EncryptionContext(Map.of("a", most, "b", most)))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("65,535");
        }

        private void refuse(byte[] encoded) {
            assertThatThrownBy(() -> EncryptionContext.decode(Bytes.of(encoded)))
                    .isInstanceOf(VerificationException.class);
        }
    }

    /** Five GiB, so that no size or count is kept in 32 bits by mistake; scripts/big-file does it with a real file. */
    @Test
    void aStreamOfFiveGibibytesPasses() throws Exception {
        long size = 5L * 1024 * 1024 * 1024 + 5;
        PipedInputStream in = new PipedInputStream(1 << 20);
        PipedOutputStream out = new PipedOutputStream(in);
        CompletableFuture<Long> written = CompletableFuture.supplyAsync(() -> {
            try (out) {
                return new MessageWriter(new SecureRandom())
                        .write(new Zeros(size), out, key(), sealed(), EncryptionContext.EMPTY);
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
        long read = MessageReader.open(in).decrypt(key(), OutputStream.nullOutputStream());
        assertThat(written.get()).isEqualTo(size);
        assertThat(read).isEqualTo(size);
    }

    private static final class Zeros extends InputStream {
        private long left;

        Zeros(long size) {
            this.left = size;
        }

        @Override
        public int read() {
            return left-- > 0 ? 0 : -1;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) {
            int count = (int) Math.min(left, length);
            left -= count;
            return count == 0 ? -1 : count;
        }
    }

    private static byte[] written(byte[] plaintext, EncryptionContext context) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        long bytes = new MessageWriter(new SecureRandom())
                .write(new ByteArrayInputStream(plaintext), out, key(), sealed(), context);
        assertThat(bytes).isEqualTo(plaintext.length);
        return out.toByteArray();
    }

    private static byte[] read(byte[] message) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        MessageReader.open(new ByteArrayInputStream(message)).decrypt(key(), out);
        return out.toByteArray();
    }

    private static int headerLength(byte[] message) throws IOException {
        return MessageReader.open(new ByteArrayInputStream(message)).headerLength();
    }

    private static List<EncryptedDataKey> sealed() {
        return List.of(new EncryptedDataKey(OracleKey.PROVIDER, Bytes.utf8(DOMAIN), Bytes.of(OracleKey.SEALED)));
    }

    private static DataKey key() {
        return new DataKey(SecretBytes.owning(KEY.clone()));
    }

    private static byte[] bytes(int size) {
        byte[] bytes = new byte[size];
        for (int i = 0; i < size; i++) {
            bytes[i] = (byte) (i * 31 + i / 251);
        }
        return bytes;
    }
}
