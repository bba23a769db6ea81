package org.quorumkms.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.quorumkms.crypto.AesGcm;
import org.quorumkms.crypto.NativeCrypto;
import org.quorumkms.crypto.SecretBytes;
import org.quorumkms.domain.EncryptionContext;
import org.quorumkms.errors.VerificationException;
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

    @Test
    void aHeaderIsVerified() throws IOException {
        byte[] message = written();
        int end = MessageReader.open(new ByteArrayInputStream(message)).headerLength();
        for (int place : new int[] {end - 1, end - AesGcm.TAG_LENGTH}) {
            byte[] changed = message.clone();
            changed[place] ^= 1;
            assertThatThrownBy(() -> read(changed)).isInstanceOf(VerificationException.class);
        }
        assertThat(read(message)).isEqualTo(PLAINTEXT);
    }
}
