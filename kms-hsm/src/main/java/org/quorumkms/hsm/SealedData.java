package org.quorumkms.hsm;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Arrays;
import org.quorumkms.crypto.AesGcm;
import org.quorumkms.crypto.SecretBytes;
import org.quorumkms.crypto.XaesGcm;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.EncryptionContext;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.signed.Bytes;

/**
 * Small data and data keys, sealed under a master key with XAES-256-GCM (protocol.md section 5): 1 byte kind, 16 bytes
 * Domain id, 4 bytes master key number, 24 bytes nonce, ciphertext, 16 bytes tag. Associated data: the first 21 bytes
 * and the encoded context.
 */
final class SealedData {

    private static final int PREFIX = 1 + DomainId.LENGTH + Integer.BYTES;
    private static final int OVERHEAD = PREFIX + XaesGcm.NONCE_LENGTH + AesGcm.TAG_LENGTH;

    private SealedData() {}

    /** What is sealed: a ciphertext made for one kind does not open as the other. */
    enum Kind {
        DATA(1),
        DATA_KEY(2);

        private final byte code;

        Kind(int code) {
            this.code = (byte) code;
        }
    }

    static Bytes seal(
            Kind kind,
            DomainId domain,
            MasterKey key,
            SecretBytes plaintext,
            EncryptionContext context,
            SecureRandom random) {
        byte[] nonce = new byte[XaesGcm.NONCE_LENGTH];
        random.nextBytes(nonce);
        byte[] prefix = ByteBuffer.allocate(PREFIX)
                .put(kind.code)
                .put(domain.toArray())
                .putInt(key.number())
                .array();
        byte[] ciphertext = XaesGcm.encrypt(key.secret(), nonce, associatedData(prefix, context), plaintext.exposed());
        return Bytes.of(ByteBuffer.allocate(PREFIX + nonce.length + ciphertext.length)
                .put(prefix)
                .put(nonce)
                .put(ciphertext)
                .array());
    }

    /**
     * Returns what a ciphertext says that it is; its tag covers that.
     *
     * @throws VerificationException if it says neither
     */
    static Kind kindOf(Bytes sealed) {
        byte[] bytes = sealed.toArray();
        return Arrays.stream(Kind.values())
                .filter(kind -> bytes.length > 0 && bytes[0] == kind.code)
                .findFirst()
                .orElseThrow(SealedData::failed);
    }

    /**
     * Opens a ciphertext.
     *
     * @throws VerificationException if it does not verify; every reason is the one same error
     */
    static SecretBytes open(Kind kind, DomainId domain, KeyRing ring, Bytes sealed, EncryptionContext context) {
        byte[] bytes = sealed.toArray();
        if (bytes.length < OVERHEAD) {
            throw failed();
        }
        byte[] prefix = Arrays.copyOf(bytes, PREFIX);
        int number = ByteBuffer.wrap(prefix).getInt(1 + DomainId.LENGTH);
        byte[] expected = ByteBuffer.allocate(PREFIX)
                .put(kind.code)
                .put(domain.toArray())
                .putInt(number)
                .array();
        MasterKey key = ring.masterKey(number).orElseThrow(SealedData::failed);
        if (!Arrays.equals(prefix, expected)) {
            throw failed();
        }
        byte[] nonce = Arrays.copyOfRange(bytes, PREFIX, PREFIX + XaesGcm.NONCE_LENGTH);
        byte[] ciphertext = Arrays.copyOfRange(bytes, PREFIX + XaesGcm.NONCE_LENGTH, bytes.length);
        try {
            return SecretBytes.owning(
                    XaesGcm.decrypt(key.secret(), nonce, associatedData(prefix, context), ciphertext));
        } catch (VerificationException e) {
            throw failed();
        }
    }

    private static byte[] associatedData(byte[] prefix, EncryptionContext context) {
        byte[] encoded = context.encoded().toArray();
        return ByteBuffer.allocate(prefix.length + encoded.length)
                .put(prefix)
                .put(encoded)
                .array();
    }

    private static VerificationException failed() {
        return new VerificationException(
                "The ciphertext does not verify under this Domain: it was changed, or belongs to another context or Domain.");
    }
}
