package org.quorumkms.aws;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.quorumkms.json.Json;
import org.quorumkms.signed.Bytes;
import org.quorumkms.testing.JsonTree;

/**
 * The AWS Encryption SDK for JavaScript in a process of node, of exactly the versions in package-lock.json, which {@code npm ci}
 * puts into {@code target}. Its keyring has the one data key that it is given.
 */
final class JavaScriptSdk implements AutoCloseable {

    /** Ours, without a signature. */
    static final int COMMITTED = 0x0478;

    /** The SDK's default: committed and signed. */
    static final int SIGNED = 0x0578;

    /** Of message format 1: neither committed nor signed. */
    static final int UNCOMMITTED = 0x0178;

    private static final List<String> FILES = List.of("package.json", "package-lock.json", "sdk.js");
    private static final long PATIENCE_SECONDS = 120;

    private final Path folder;
    private final Path errors;
    private final Process node;
    private final BufferedWriter requests;
    private final BufferedReader answers;

    private JavaScriptSdk(Path folder, Path errors, Process node) {
        this.folder = folder;
        this.errors = errors;
        this.node = node;
        this.requests = node.outputWriter(StandardCharsets.UTF_8);
        this.answers = node.inputReader(StandardCharsets.UTF_8);
    }

    /**
     * Installs it and starts it.
     *
     * @param folder for messages and plaintexts
     */
    static JavaScriptSdk start(Path folder) throws IOException, InterruptedException {
        Path installed = Files.createDirectories(Path.of("target/javascript").toAbsolutePath());
        for (String file : FILES) {
            try (InputStream in = JavaScriptSdk.class.getResourceAsStream("javascript/" + file)) {
                Files.write(installed.resolve(file), Objects.requireNonNull(in).readAllBytes());
            }
        }
        run(installed, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline");
        Path errors = installed.resolve("node.err");
        Process node = new ProcessBuilder("node", "sdk.js")
                .directory(installed.toFile())
                .redirectError(errors.toFile())
                .start();
        return new JavaScriptSdk(folder, errors, node);
    }

    private static void run(Path folder, String... command) throws IOException, InterruptedException {
        Path log = folder.resolve("npm.log");
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (!ended) {
            process.destroyForcibly();
        }
        assertThat(ended && process.exitValue() == 0)
                .as("%s: %s", String.join(" ", command), Files.readString(log))
                .isTrue();
    }

    /**
     * The data key of a message, as its header has it for one provider.
     *
     * @param provider the provider's id
     * @param info what the provider needs to find its key
     * @param ciphertext the data key, sealed
     */
    record Sealed(String provider, Bytes info, Bytes ciphertext) {

        /** Of Quorum KMS, for a Domain. */
        static Sealed of(String domain, Bytes ciphertext) {
            return new Sealed("quorum-kms", Bytes.utf8(domain), ciphertext);
        }
    }

    /**
     * A key of the SDK's own, to which a data key is sealed too.
     *
     * @param name it stands in the header
     * @param key 32 bytes
     */
    record RawAes(String name, Bytes key) {}

    /** What a message is encrypted with; what is not said is as we write it. */
    static final class Sealing {

        private final byte[] dataKey;
        private final List<Sealed> keys;
        private Map<String, String> context = Map.of();
        private int suite = COMMITTED;
        private long frameLength = 64 * 1024;
        private int pieces;
        private @Nullable RawAes raw;

        Sealing(byte[] dataKey, Sealed... keys) {
            this.dataKey = dataKey.clone();
            this.keys = List.of(keys);
        }

        /** Names and values, handed over in the order of the map. */
        Sealing context(Map<String, String> bound) {
            context = bound;
            return this;
        }

        Sealing suite(int id) {
            suite = id;
            return this;
        }

        Sealing frameLength(long bytes) {
            frameLength = bytes;
            return this;
        }

        /** Through the SDK's stream, in pieces of so many bytes. */
        Sealing inPieces(int bytes) {
            pieces = bytes;
            return this;
        }

        /** For a key of the SDK's own as well, behind the others. */
        Sealing andFor(RawAes key) {
            raw = key;
            return this;
        }
    }

    /**
     * A message as the SDK opened it.
     *
     * @param plaintext what was in it
     * @param context its names and values, in the order of the header
     * @param suite its algorithm suite
     * @param frameLength bytes of plaintext in its frames
     */
    record Opened(Bytes plaintext, Map<String, String> context, int suite, int frameLength) {}

    /** Encrypts; returns the message in a file. */
    Path encrypt(byte[] plaintext, Sealing sealing) throws IOException {
        Path message = Files.createTempFile(folder, "by-javascript", ".kms");
        Map<String, @Nullable Object> request = request("encrypt", message);
        Files.write(folder.resolve("plaintext"), plaintext);
        request.put("dataKey", hex(sealing.dataKey));
        List<Map<String, @Nullable Object>> keys = new ArrayList<>();
        for (Sealed sealed : sealing.keys) {
            Map<String, @Nullable Object> key = Json.object();
            key.put("provider", sealed.provider());
            key.put("info", hex(sealed.info().toArray()));
            key.put("ciphertext", hex(sealed.ciphertext().toArray()));
            keys.add(key);
        }
        request.put("keys", keys);
        request.put(
                "context",
                sealing.context.entrySet().stream()
                        .map(entry -> List.of(entry.getKey(), entry.getValue()))
                        .toList());
        request.put("suite", sealing.suite);
        request.put("committing", sealing.suite >> 8 >= 4);
        request.put("frameLength", sealing.frameLength);
        request.put("pieces", sealing.pieces);
        RawAes raw = sealing.raw;
        if (raw != null) {
            request.put("raw", raw(raw));
        }
        ask(request);
        return message;
    }

    /** Opens a message of ours with its data key. */
    Opened decrypt(Path message, Bytes ciphertext, byte[] dataKey) throws IOException {
        Map<String, @Nullable Object> request = request("decrypt", message);
        request.put("ciphertext", hex(ciphertext.toArray()));
        request.put("dataKey", hex(dataKey));
        return opened(request);
    }

    /** Opens a message with a key of the SDK's own. */
    Opened decrypt(Path message, RawAes key) throws IOException {
        Map<String, @Nullable Object> request = request("decrypt", message);
        request.put("raw", raw(key));
        return opened(request);
    }

    private Opened opened(Map<String, @Nullable Object> request) throws IOException {
        Map<?, ?> answer = ask(request);
        Map<String, String> context = new LinkedHashMap<>();
        for (Object entry : (List<?>) Objects.requireNonNull(answer.get("context"))) {
            List<?> pair = (List<?>) entry;
            context.put((String) pair.get(0), (String) pair.get(1));
        }
        return new Opened(
                Bytes.of(Files.readAllBytes(folder.resolve("plaintext"))),
                context,
                number(answer, "suite"),
                number(answer, "frameLength"));
    }

    private Map<String, @Nullable Object> request(String operation, Path message) {
        Map<String, @Nullable Object> request = Json.object();
        request.put("operation", operation);
        request.put("message", message.toString());
        request.put("plaintext", folder.resolve("plaintext").toString());
        return request;
    }

    private Map<?, ?> ask(Map<String, @Nullable Object> request) throws IOException {
        requests.write(Json.write(request));
        requests.newLine();
        requests.flush();
        String line = answers.readLine();
        assertThat(line).as("node ended: %s", Files.readString(errors)).isNotNull();
        Map<?, ?> answer = (Map<?, ?>) JsonTree.parse(line);
        if (answer.get("error") instanceof String error) {
            throw new IllegalStateException("the JavaScript SDK: " + error);
        }
        return answer;
    }

    private static Map<String, @Nullable Object> raw(RawAes key) {
        Map<String, @Nullable Object> raw = Json.object();
        raw.put("namespace", "not-ours");
        raw.put("name", key.name());
        raw.put("key", hex(key.key().toArray()));
        return raw;
    }

    private static int number(Map<?, ?> answer, String name) {
        return ((Number) Objects.requireNonNull(answer.get(name))).intValue();
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    @Override
    public void close() throws IOException {
        requests.close();
        node.destroy();
    }
}
