package org.quorumkms.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.quorumkms.crypto.SecretBytes;

/**
 * Tokens of SoftHSM2 and of NSS, which Debian has as packages softhsm2, libnss3 and libnss3-tools. SoftHSM reads where its tokens are from
 * SOFTHSM2_CONF once in a process: the build sets it (kms-hsm/pkcs11/pom.xml).
 */
public final class TestTokens {

    static final Path SOFTHSM = first("/usr/lib/softhsm/libsofthsm2.so", "/usr/lib64/libsofthsm2.so");
    static final Path NSS =
            first("/usr/lib/x86_64-linux-gnu/libsoftokn3.so", "/usr/lib/aarch64-linux-gnu/libsoftokn3.so");
    static final String PIN = "1234-tests";

    private static boolean made;

    private TestTokens() {}

    private static Path first(String... paths) {
        return List.of(paths).stream()
                .map(Path::of)
                .filter(Files::exists)
                .findFirst()
                .orElse(Path.of(paths[0]));
    }

    /** Where SoftHSM has its tokens in this process. */
    static Path folder() {
        return Path.of(System.getenv("SOFTHSM2_CONF")).resolveSibling("tokens");
    }

    private static final List<String> LABELS =
            List.of("made-here", "wrong-pin", "destroyed", "known", "goes", "two", "hangs");

    /** Returns a token of SoftHSM. All of them are made before the module looks for the first time: it does not see what comes later. */
    static synchronized TokenName softHsm(String label) {
        require(SOFTHSM, "softhsm2");
        assertThat(LABELS).contains(label);
        if (!made) {
            // Those of an earlier build hold its keys.
            run("rm", "-rf", folder().toString());
            makeSoftHsms();
            made = true;
        }
        return new TokenName(SOFTHSM, "", label, "");
    }

    private static void makeSoftHsms() {
        try {
            Path conf = Path.of(System.getenv("SOFTHSM2_CONF"));
            Files.createDirectories(folder());
            if (!Files.exists(conf)) {
                Path made = Files.createTempFile(conf.getParent(), "conf", null);
                Files.writeString(
                        made,
                        "directories.tokendir = " + folder() + "\nobjectstore.backend = file\nlog.level = ERROR\n");
                Files.move(made, conf);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        for (String label : LABELS) {
            run("softhsm2-util", "--init-token", "--free", "--label", label, "--so-pin", "87654321", "--pin", PIN);
        }
    }

    /** Makes a key database of NSS, which is a token with its one label. */
    static TokenName nss(Path folder) {
        require(NSS, "libnss3 libnss3-tools");
        try {
            Path pin = Files.writeString(folder.resolve("pin"), PIN + "\n");
            run("certutil", "-N", "-d", "sql:" + folder, "-f", pin.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new TokenName(
                NSS,
                "configdir='sql:" + folder + "' certPrefix='' keyPrefix='' secmod='' flags=",
                "NSS Certificate DB",
                "");
    }

    /** Left out where there is none; in CI (KMS_TEST_TOKENS=required) that is a failure. */
    private static void require(Path module, String packages) {
        boolean there = Files.exists(module);
        if (!there && "required".equals(System.getenv("KMS_TEST_TOKENS"))) {
            throw new AssertionError(module + " is missing: apt-get install " + packages);
        }
        Assumptions.assumeTrue(there, () -> "skipped: " + module + " is missing: apt-get install " + packages);
    }

    static Pin pin() {
        return pin(PIN);
    }

    static Pin pin(String text) {
        return token -> Optional.of(SecretBytes.owning(text.getBytes(StandardCharsets.UTF_8)));
    }

    static void run(String... command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor())
                    .as("%s: %s", String.join(" ", command), said)
                    .isZero();
        } catch (IOException e) {
            throw new UncheckedIOException(command[0] + " is needed: apt-get install softhsm2 libnss3-tools", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
