package org.quorumkms.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.amazonaws.encryptionsdk.AwsCrypto;
import com.amazonaws.encryptionsdk.CryptoAlgorithm;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.quorumkms.aws.JavaScriptSdk.Opened;
import org.quorumkms.aws.JavaScriptSdk.RawAes;
import org.quorumkms.aws.JavaScriptSdk.Sealed;
import org.quorumkms.aws.JavaScriptSdk.Sealing;
import org.quorumkms.client.KmsClient;
import org.quorumkms.client.KmsDomain;
import org.quorumkms.client.NewDataKey;
import org.quorumkms.crypto.SecretBytes;
import org.quorumkms.domain.EncryptionContext;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.message.DataKey;
import org.quorumkms.message.EncryptedDataKey;
import org.quorumkms.message.MessageLayout;
import org.quorumkms.message.MessageReader;
import org.quorumkms.message.MessageWriter;
import org.quorumkms.message.Sink;
import org.quorumkms.message.Source;
import org.quorumkms.message.Workers;
import org.quorumkms.signed.Bytes;
import org.quorumkms.testkit.TestKms;

/**
 * Section 5: what the AWS Encryption SDK for JavaScript writes with a data key of a Domain, our programs read, and the other way
 * round; what is not ours is refused in a sentence.
 */
@Tag("ring2")
@Tag("javascript")
class JavaScriptSdkTest {

    private static final AwsCrypto JAVA = AwsCrypto.builder()
            .withEncryptionAlgorithm(CryptoAlgorithm.ALG_AES_256_GCM_HKDF_SHA512_COMMIT_KEY)
            .build();
    private static final int FRAME = 64 * 1024;
    private static final int MIB = 1024 * 1024;
    private static final byte[] DATA = "1,200 a month".getBytes(StandardCharsets.UTF_8);
    private static final Map<String, String> ROW = Map.of("row", "17");

    private static TestKms system;
    private static KmsClient kms;
    private static KmsDomain payroll;
    private static JavaScriptSdk javaScript;

    @TempDir
    private static Path folder;

    @BeforeAll
    static void start() throws Exception {
        javaScript = JavaScriptSdk.start(folder);
        system = TestKms.start();
        kms = KmsClient.open(system.home("payroll"));
        payroll = kms.domain("payroll");
    }

    @AfterAll
    static void stop() throws IOException {
        kms.close();
        system.close();
        javaScript.close();
    }

    /** Names whose order differs by bytes of UTF-8, by units of UTF-16, by locale and as JavaScript keeps an object's members. */
    static Stream<Map<String, String>> contexts() {
        return Stream.of(
                Map.of(),
                ROW,
                ordered("месяц", "ноябрь 2026", "Ёж", "ё", "ёж", "Ё", "z", "я"),
                // U+FF21 stands before U+1F600 in UTF-8, and behind its surrogates in UTF-16; so does U+E000.
                ordered("\uD83D\uDE00", "smile", "\uFF21", "wide", "\uE000", "private", "\uD83D\uDE00\uFF21", "both"),
                ordered("\uDBFF\uDFFF", "last", "\uFFFD", "replaced", "é", "one", "e\u0301", "two", "\u00AD", "hidden"),
                ordered("b", "1", "a", "2", "aa", "3", "B", "4", "A", "5", "_", "6", "a b", "7", "a-b", "8"),
                ordered("10", "ten", "9", "nine", "-1", "minus", "1e3", "no index", "4294967295", "neither"),
                ordered("__proto__", "own", "constructor", "own", "toString", "own", "hasOwnProperty", "own"),
                ordered("zero", "\0", "line", "\r\n\t", "quote", "\"\\", "\u2028", "\u2029", "\uFEFF", "mark"),
                ordered("b", "y".repeat(32_757), "a", "x".repeat(32_766)),
                many());
    }

    private static Map<String, String> ordered(String... namesAndValues) {
        Map<String, String> context = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            context.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return context;
    }

    /** As many as fit, handed over from the last to the first: of two bytes of Cyrillic, or of Latin, and one byte. */
    private static Map<String, String> many() {
        Map<String, String> context = new LinkedHashMap<>();
        for (int i = 7_280; i >= 0; i--) {
            String letter = i % 2 == 0 ? "я" : "zz";
            context.put(letter + (char) ('!' + i / 90) + (char) ('!' + i % 90), "v");
        }
        return context;
    }

    @ParameterizedTest
    @MethodSource("contexts")
    void aContextOfItsMessagesIsRead(Map<String, String> context) throws IOException {
        Path message = byJavaScript(DATA, context);
        assertThat(read(message, context)).isEqualTo(DATA);
        assertThat(KmsDomain.context(message)).isEqualTo(context);
        var java = JAVA.decryptData(QuorumMasterKeyProvider.of(kms, "payroll"), Files.readAllBytes(message));
        assertThat(java.getResult()).isEqualTo(DATA);
        assertThat(java.getEncryptionContext()).isEqualTo(context);
    }

    @ParameterizedTest
    @MethodSource("contexts")
    void itReadsAContextOfOurs(Map<String, String> context) throws IOException {
        Opened opened = readByJavaScript(written(DATA, context));
        assertThat(opened.plaintext()).isEqualTo(Bytes.of(DATA));
        assertThat(opened.context()).isEqualTo(context);
        assertThat(opened.suite()).isEqualTo(JavaScriptSdk.COMMITTED);
        assertThat(opened.frameLength()).isEqualTo(FRAME);
    }

    private static Path byJavaScript(byte[] plaintext, Map<String, String> context) throws IOException {
        return javaScript.encrypt(plaintext, sealing(context));
    }

    private static Sealing sealing(Map<String, String> context) {
        try (NewDataKey dataKey = payroll.createDataKey(context)) {
            return new Sealing(dataKey.key().exposed(), Sealed.of(payroll.id(), dataKey.sealed())).context(context);
        }
    }

    /** By the engine that {@code kms-client decrypt} uses: from a stream by one thread, and from a file by many. */
    private static byte[] read(Path message, Map<String, String> expected) throws IOException {
        ByteArrayOutputStream streamed = new ByteArrayOutputStream();
        try (InputStream in = Files.newInputStream(message)) {
            payroll.decrypt(in, streamed, expected);
        }
        Path placed = folder.resolve("placed");
        Files.deleteIfExists(placed);
        payroll.decryptFile(message, placed, expected);
        assertThat(placed).hasBinaryContent(streamed.toByteArray());
        return streamed.toByteArray();
    }

    private static Path written(byte[] plaintext, Map<String, String> context) throws IOException {
        Path message = Files.createTempFile(folder, "by-us", ".kms");
        try (OutputStream out = Files.newOutputStream(message)) {
            payroll.encrypt(new ByteArrayInputStream(plaintext), out, context);
        }
        return message;
    }

    private static Opened readByJavaScript(Path message) throws IOException {
        try (InputStream in = Files.newInputStream(message)) {
            MessageReader reader = MessageReader.open(in);
            Bytes sealed = reader.header().dataKeys().get(0).ciphertext();
            try (SecretBytes key = payroll.openDataKey(
                    sealed.toArray(), reader.header().context().entries())) {
                return javaScript.decrypt(message, sealed, key.exposed());
            }
        }
    }

    @Nested
    class Frames {

        static Stream<Arguments> lengths() {
            return Stream.concat(
                    Stream.of(0, 1, 2, 300).map(size -> Arguments.of(1, size)),
                    Stream.concat(
                            Stream.of(0, 15, 16, 17, 32, 1000).map(size -> Arguments.of(16, size)),
                            Stream.of(4096, FRAME, MIB)
                                    .flatMap(frame -> Stream.of(0, frame - 1, frame, frame + 1, 3 * frame)
                                            .map(size -> Arguments.of(frame, size)))));
        }

        @ParameterizedTest
        @MethodSource("lengths")
        void ofAnyLengthAreReadAndMadeAnew(int frameLength, int size) throws IOException {
            byte[] plaintext = bytes(size);
            Path message = javaScript.encrypt(plaintext, sealing(ROW).frameLength(frameLength));
            assertThat(read(message, ROW)).isEqualTo(plaintext);
            try (FileChannel file = FileChannel.open(message)) {
                MessageReader reader = MessageReader.open(Source.of(file));
                assertThat(reader.header().frameLength()).isEqualTo(frameLength);
                assertThat(MessageLayout.plaintextLength(file.size(), reader.headerLength(), frameLength))
                        .isEqualTo(size);
                Path anew = anew(reader);
                assertThat(readByJavaScript(anew).plaintext()).isEqualTo(Bytes.of(plaintext));
                assertThat(read(anew, ROW)).isEqualTo(plaintext);
            }
        }

        /** As {@code kms-client reencrypt} does: another data key, another message, frames of the same length. */
        private static Path anew(MessageReader before) throws IOException {
            Path anew = Files.createTempFile(folder, "anew", ".kms");
            try (SecretBytes old = payroll.openDataKey(
                            before.header().dataKeys().get(0).ciphertext().toArray(), ROW);
                    DataKey oldKey = new DataKey(old);
                    NewDataKey made = payroll.createDataKey(ROW);
                    DataKey newKey = new DataKey(made.key());
                    FileChannel out = FileChannel.open(anew, StandardOpenOption.WRITE)) {
                MessageWriter.Sealing sealing = new MessageWriter.Sealing(
                        newKey,
                        List.of(new EncryptedDataKey(
                                EncryptedDataKey.PROVIDER, Bytes.utf8(payroll.id()), made.sealed())),
                        new EncryptionContext(ROW));
                new MessageWriter(new SecureRandom()).writeAnew(before, oldKey, Sink.of(out), sealing, new Workers(2));
            }
            return anew;
        }

        @ParameterizedTest
        @ValueSource(ints = {0, 1, FRAME - 1, FRAME, FRAME + 1, 3 * FRAME, 20 * FRAME + 17})
        void ofOursAreReadByJavaScript(int size) throws IOException {
            byte[] plaintext = bytes(size);
            assertThat(readByJavaScript(written(plaintext, ROW)).plaintext()).isEqualTo(Bytes.of(plaintext));
        }

        @Test
        void ofAStreamInPiecesAreRead() throws IOException {
            byte[] plaintext = bytes(3 * FRAME + 17);
            Path message = javaScript.encrypt(plaintext, sealing(ROW).inPieces(1000));
            assertThat(read(message, ROW)).isEqualTo(plaintext);
        }

        @Test
        void haveAtMost16Mebibytes() throws IOException {
            Path largest = javaScript.encrypt(DATA, sealing(ROW).frameLength(16 * MIB));
            assertThat(read(largest, ROW)).isEqualTo(DATA);
            for (long length : new long[] {16 * MIB + 1, 0xFFFFFFFFL}) {
                refused(
                        javaScript.encrypt(DATA, sealing(ROW).frameLength(length)),
                        "This is not an encrypted file of Quorum KMS: its frames are not of 1 byte to 16 MiB.");
            }
        }

        private static byte[] bytes(int size) {
            byte[] bytes = new byte[size];
            new Random(size).nextBytes(bytes);
            return bytes;
        }
    }

    @Nested
    class DataKeys {

        private static final RawAes FOREIGN = new RawAes("backup", Bytes.of(new byte[32]));

        @Test
        void ofAnotherProviderMayFollow() throws IOException {
            Path message = javaScript.encrypt(DATA, sealing(ROW).andFor(FOREIGN));
            assertThat(read(message, ROW)).isEqualTo(DATA);
            assertThat(javaScript.decrypt(message, FOREIGN).plaintext()).isEqualTo(Bytes.of(DATA));
        }

        /** The data key was made elsewhere: kind 1. What stands before ours is none of our business. */
        @Test
        void ofOthersMayStandBefore() throws IOException {
            byte[] dataKey = new byte[32];
            new SecureRandom().nextBytes(dataKey);
            Sealed ours = Sealed.of(payroll.id(), Bytes.of(payroll.sealDataKey(dataKey, ROW)));
            Path message = javaScript.encrypt(
                    DATA,
                    new Sealing(
                                    dataKey,
                                    new Sealed("aws-kms", Bytes.utf8("arn:aws:kms:eu-1"), Bytes.of(new byte[184])),
                                    new Sealed(
                                            "чужой-\uD83D\uDE00",
                                            Bytes.of(new byte[] {(byte) 0xff, 0, 1}),
                                            Bytes.of(new byte[1])),
                                    new Sealed("quorum-kms", Bytes.utf8("no Domain"), Bytes.of(new byte[93])),
                                    Sealed.of(UUID.randomUUID().toString(), Bytes.of(new byte[93])),
                                    ours)
                            .context(ROW));
            assertThat(read(message, ROW)).isEqualTo(DATA);
            var java = JAVA.decryptData(QuorumMasterKeyProvider.of(kms, "payroll"), Files.readAllBytes(message));
            assertThat(java.getResult()).isEqualTo(DATA);
        }

        @Test
        void areAtMost64() throws IOException {
            Sealed foreign = new Sealed("not-ours", Bytes.of(new byte[3]), Bytes.of(new byte[3]));
            for (int others : new int[] {63, 64}) {
                try (NewDataKey dataKey = payroll.createDataKey(ROW)) {
                    Sealed ours = Sealed.of(payroll.id(), dataKey.sealed());
                    Sealed[] all = Stream.concat(IntStream.range(0, others).mapToObj(i -> foreign), Stream.of(ours))
                            .toArray(Sealed[]::new);
                    Path message =
                            javaScript.encrypt(DATA, new Sealing(dataKey.key().exposed(), all).context(ROW));
                    if (others == 63) {
                        assertThat(read(message, ROW)).isEqualTo(DATA);
                    } else {
                        refused(
                                message,
                                "This is not an encrypted file of Quorum KMS: it does not have 1 to 64 data keys.");
                    }
                }
            }
        }

        @Test
        void ofOthersAloneOpenNothing() throws IOException {
            Path message = javaScript.encrypt(
                    DATA,
                    new Sealing(new byte[32], new Sealed("not-ours", Bytes.of(new byte[3]), Bytes.of(new byte[3])))
                            .context(ROW));
            refused(message, "The file does not belong to Domain " + payroll.id() + ".");
        }

        /** The data key is bound to the context, and the message committed to the data key. */
        @Test
        void areBound() throws IOException {
            try (NewDataKey one = payroll.createDataKey(ROW);
                    NewDataKey other = payroll.createDataKey(ROW)) {
                Sealed sealed = Sealed.of(payroll.id(), one.sealed());
                refused(
                        javaScript.encrypt(DATA, new Sealing(other.key().exposed(), sealed).context(ROW)),
                        "The data key is not the one this file was encrypted with.");
                refused(
                        javaScript.encrypt(DATA, new Sealing(one.key().exposed(), sealed).context(Map.of("row", "18"))),
                        "The ciphertext does not verify under this Domain: it was changed, or belongs to another context"
                                + " or Domain.");
            }
        }
    }

    @Nested
    class Refused {

        @Test
        void otherSuites() throws IOException {
            refused(
                    javaScript.encrypt(DATA, sealing(ROW).suite(JavaScriptSdk.SIGNED)),
                    "its suite 0x0578 signs, and only suite 0x0478 is read.");
            refused(
                    javaScript.encrypt(DATA, sealing(ROW).suite(JavaScriptSdk.UNCOMMITTED)),
                    "it is a message of format version 1, and only version 2 with suite 0x0478 is read.");
        }

        @Test
        void aFooter() throws IOException {
            Path message = byJavaScript(DATA, ROW);
            Files.write(message, new byte[] {0, 3, 1, 2, 3}, StandardOpenOption.APPEND);
            refused(message, "The file has bytes after its end.");
        }

        /** The SDK writes them all the same; no Domain seals a data key for one. */
        @Test
        void contextsThatOthersWouldNotRead() throws IOException {
            String length = "A context key or value has 1 to 32,766 bytes; one here has ";
            Map<Map<String, String>, String> contexts = Map.of(
                    Map.of("a", ""), length + 0,
                    Map.of("", "a"), length + 0,
                    Map.of("a", "x".repeat(32_767)), length + 32_767,
                    Map.of("aws-crypto-a", "b"), "A context key must not begin with aws-crypto-");
            for (Map.Entry<Map<String, String>, String> one : contexts.entrySet()) {
                Path message = javaScript.encrypt(DATA, sealing(ROW).context(one.getKey()));
                refused(message, "The encryption context is not well-formed. " + one.getValue());
            }
        }
    }

    private static void refused(Path message, String sentence) {
        assertThatThrownBy(() -> read(message, Map.of()))
                .isInstanceOf(VerificationException.class)
                .hasMessageContaining(sentence);
    }
}
