package org.quorumkms.signed;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Sha256Test {

    @TempDir
    private Path folder;

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static String hex(byte[] hash) {
        return HexFormat.of().formatHex(hash);
    }

    /** The examples of FIPS 180-4. */
    @Test
    void hashesPartsAsTheWhole() {
        String abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assertThat(hex(Sha256.hash(ascii("abc")))).isEqualTo(abc);
        assertThat(hex(Sha256.hash(ascii("a"), ascii(""), ascii("bc")))).isEqualTo(abc);
        assertThat(hex(Sha256.hash())).isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }

    /** It is read in pieces of 256 KiB. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 256 * 1024 - 1, 256 * 1024, 256 * 1024 + 1, 600_000})
    void hashesAFileToItsEnd(int length) throws IOException {
        byte[] content = new byte[length];
        new Random(length).nextBytes(content);
        Path file = Files.write(folder.resolve("file"), content);
        assertThat(Sha256.ofFile(file)).isEqualTo(new Sha256.OfStream(Bytes.of(Sha256.hash(content)), length));
    }

    @Test
    void comparesEveryByteOfTwoHashes() {
        byte[] hash = Sha256.hash(ascii("abc"));
        assertThat(Sha256.equal(hash, hash.clone())).isTrue();
        for (int i = 0; i < Sha256.LENGTH; i++) {
            byte[] other = hash.clone();
            other[i] ^= 1;
            assertThat(Sha256.equal(hash, other)).as("byte %s", i).isFalse();
        }
        assertThat(Sha256.equal(hash, Arrays.copyOf(hash, Sha256.LENGTH - 1))).isFalse();
    }
}
