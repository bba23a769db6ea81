package org.quorumkms.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.quorumkms.crypto.NativeCrypto;
import org.quorumkms.crypto.SecretBytes;
import org.quorumkms.domain.EncryptionContext;
import org.quorumkms.signed.Bytes;

/** Once a process asked for the native provider, headers and small messages go through it too. */
class NativeMessageTest {

    private static final byte[] KEY = OracleKey.random();
    private static final EncryptedDataKey SEALED = sealed("sealed at first");
    private static final byte[] PLAINTEXT = new byte[100_000];

    @BeforeAll
    static void asked() {
        assertThat(NativeCrypto.provider()).isEqualTo(NativeCrypto.loaded());
    }

    private static EncryptedDataKey sealed(String ciphertext) {
        return new EncryptedDataKey(EncryptedDataKey.PROVIDER, Bytes.utf8("d"), Bytes.utf8(ciphertext));
    }

    private static DataKey key() {
        return new DataKey(SecretBytes.owning(KEY.clone()));
    }

    private static byte[] written() throws IOException {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        new MessageWriter(new SecureRandom())
                .write(
                        new ByteArrayInputStream(PLAINTEXT),
                        message,
                        key(),
                        List.of(SEALED),
                        new EncryptionContext(Map.of("month", "2026-11")));
        return message.toByteArray();
    }

    private static byte[] read(byte[] message) throws IOException {
        ByteArrayOutputStream plaintext = new ByteArrayOutputStream();
        MessageReader.open(new ByteArrayInputStream(message)).decrypt(key(), plaintext);
        return plaintext.toByteArray();
    }

    @Test
    void aSmallMessageIsReadAsItWasWritten() throws IOException {
        assertThat(read(written())).isEqualTo(PLAINTEXT);
    }

    /** A cipher of this provider refuses to encrypt with the key and nonce that it saw last; the old header has them too. */
    @Test
    void aHeaderIsVerifiedAndReplaced() throws IOException {
        byte[] message = written();
        MessageReader before = MessageReader.open(new ByteArrayInputStream(message));
        Bytes header = MessageResealer.header(before, SEALED, key(), Bytes.utf8("sealed the next"));
        byte[] after = Arrays.copyOf(header.toArray(), message.length);
        System.arraycopy(message, header.length(), after, header.length(), message.length - header.length());

        assertThat(read(after)).isEqualTo(PLAINTEXT);
        assertThat(MessageReader.open(new ByteArrayInputStream(after)).header().dataKeys())
                .containsExactly(sealed("sealed the next"));
    }
}
