package org.quorumkms.age;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.quorumkms.domain.DomainId;
import org.quorumkms.errors.VerificationException;

class AgeFileTest {

    private static final DomainId DOMAIN = new DomainId("4ce11f67-f100-461c-8a54-908db64dbc7d");

    /** A file with so many bytes of plaintext, which nobody could open. */
    private static byte[] file(int plaintext) throws IOException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.writeBytes("age-encryption.org/v1\n".getBytes(StandardCharsets.US_ASCII));
        StanzaWriter header = new StanzaWriter(file);
        header.write(List.of("X25519", "a"), new byte[32]);
        header.write(List.of("quorum", DOMAIN.value()), sealed());
        header.write(List.of("quorum-grease"), new byte[0]);
        file.writeBytes(("--- " + "A".repeat(43) + "\n").getBytes(StandardCharsets.US_ASCII));
        int chunks = Math.max(1, (plaintext + 65_535) / 65_536);
        file.writeBytes(new byte[16 + plaintext + 16 * chunks]);
        return file.toByteArray();
    }

    static byte[] sealed() {
        byte[] sealed = new byte[77];
        sealed[0] = 1;
        System.arraycopy(DOMAIN.toArray(), 0, sealed, 1, 16);
        return sealed;
    }

    private static byte[] armored(byte[] file, String end) {
        return ("-----BEGIN AGE ENCRYPTED FILE-----" + end
                        + Base64.getMimeEncoder(64, end.getBytes(StandardCharsets.US_ASCII))
                                .encodeToString(file)
                        + end + "-----END AGE ENCRYPTED FILE-----" + end)
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static Optional<AgeFile> read(byte[] file) throws IOException {
        return AgeFile.read(new ByteArrayInputStream(file), file.length);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 12, 65_535, 65_536, 65_537, 131_072, 131_073, 200_000})
    void saysWhatWasSealed_andHowLongItIs(int plaintext) throws IOException {
        byte[] file = file(plaintext);
        for (byte[] one : List.of(file, armored(file, "\n"), armored(file, "\r\n"))) {
            AgeFile read = read(one).orElseThrow();
            assertThat(read.plaintextBytes()).isEqualTo(plaintext);
            assertThat(read.fileKeys())
                    .containsExactly(
                            SealedFileKey.of(List.of(DOMAIN.value()), sealed()).orElseThrow());
        }
    }

    @Test
    void whatIsNoAgeFileIsReadFromItsBeginning() throws IOException {
        ByteArrayInputStream in = new ByteArrayInputStream(new byte[] {2, 4, 120});
        assertThat(AgeFile.read(in, 3)).isEmpty();
        assertThat(in.readAllBytes()).containsExactly(2, 4, 120);
        assertThat(read(new byte[0])).isEmpty();
        assertThat(read("age-encryption.org/v2\n".getBytes(StandardCharsets.US_ASCII)))
                .isEmpty();
    }

    @Test
    void whatIsCutIsRefused() throws IOException {
        byte[] file = file(0);
        for (int length = 22; length < file.length; length++) {
            byte[] cut = Arrays.copyOf(file, length);
            assertThatThrownBy(() -> read(cut)).isInstanceOf(VerificationException.class);
            assertThatThrownBy(() -> read(armored(cut, "\n"))).isInstanceOf(VerificationException.class);
        }
        byte[] armored = armored(file, "\n");
        for (int length = 35; length < armored.length - 1; length++) {
            byte[] cut = Arrays.copyOf(armored, length);
            assertThatThrownBy(() -> read(cut)).isInstanceOf(VerificationException.class);
        }
        assertThatThrownBy(() -> read(new String(armored, StandardCharsets.US_ASCII)
                        .replace("\nY", "\n\nY")
                        .getBytes(StandardCharsets.US_ASCII)))
                .isInstanceOf(VerificationException.class);
    }

    @Test
    void aStanzaOfOursIsWholeOrRefused() {
        List<String> named = List.of(DOMAIN.value());
        assertThat(SealedFileKey.of(named, sealed())).isPresent();
        assertThat(SealedFileKey.of(List.of(), sealed())).isEmpty();
        assertThat(SealedFileKey.of(List.of(DOMAIN.value(), "x"), sealed())).isEmpty();
        assertThat(SealedFileKey.of(List.of(DOMAIN.value().toUpperCase(java.util.Locale.ROOT)), sealed()))
                .isEmpty();
        assertThat(SealedFileKey.of(List.of("4ce11f67-f100-461c-8a54-908db64dbc7e"), sealed()))
                .isEmpty();
        assertThat(SealedFileKey.of(named, Arrays.copyOf(sealed(), 76))).isEmpty();
        assertThat(SealedFileKey.of(named, Arrays.copyOf(sealed(), 78))).isEmpty();
        byte[] record = sealed();
        record[0] = 3;
        assertThat(SealedFileKey.of(named, record)).isEmpty();
        assertThat(SealedFileKey.of(named, new byte[0])).isEmpty();
    }
}
