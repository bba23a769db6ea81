package org.quorumkms.client;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Arrays;
import org.quorumkms.crypto.AesGcm;
import org.quorumkms.crypto.XaesGcm;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.signed.Bytes;

/**
 * Small data sealed here, under a data key that was kept (kind 3, protocol.md section 5): {@code 3}, 2 bytes length, the sealed data
 * key, 24 bytes nonce, ciphertext, 16 bytes tag; XAES-256-GCM, associated data: all before the nonce, and the encoded context.
 *
 * @param sealedKey the sealed data key
 * @param bytes the whole record
 * @param nonceAt where the nonce begins in it
 */
@SuppressWarnings("ArrayRecordComponent")
record SealedRecord(Bytes sealedKey, byte[] bytes, int nonceAt) {

    /** The kind, as its first byte. */
    static final byte KIND = 3;

    private static final int BEFORE_KEY = 1 + Short.BYTES;
    private static final int OVERHEAD = XaesGcm.NONCE_LENGTH + AesGcm.TAG_LENGTH;

    /** Returns what stands before the nonce of every record under a data key. */
    static byte[] prefix(Bytes sealedKey) {
        return ByteBuffer.allocate(BEFORE_KEY + sealedKey.length())
                .put(KIND)
                .putShort((short) sealedKey.length())
                .put(sealedKey.toArray())
                .array();
    }

    /** Returns what is bound to every record under a data key and a context. */
    static byte[] associatedData(byte[] prefix, Bytes context) {
        byte[] encoded = context.toArray();
        byte[] both = Arrays.copyOf(prefix, prefix.length + encoded.length);
        System.arraycopy(encoded, 0, both, prefix.length, encoded.length);
        return both;
    }

    static byte[] seal(CachedDataKey.Use key, byte[] data, SecureRandom random) {
        byte[] nonce = new byte[XaesGcm.NONCE_LENGTH];
        random.nextBytes(nonce);
        byte[] prefix = key.prefix();
        byte[] sealed = Arrays.copyOf(prefix, prefix.length + OVERHEAD + data.length);
        System.arraycopy(nonce, 0, sealed, prefix.length, nonce.length);
        key.cipher().seal(nonce, key.associatedData(), data, sealed, prefix.length + nonce.length);
        return sealed;
    }

    /**
     * Reads where the parts of a record are.
     *
     * @throws VerificationException if it is too short
     */
    static SealedRecord parse(byte[] sealed) {
        if (sealed.length < BEFORE_KEY) {
            throw failed();
        }
        int nonceAt = BEFORE_KEY + Short.toUnsignedInt(ByteBuffer.wrap(sealed).getShort(1));
        if (sealed.length < nonceAt + OVERHEAD) {
            throw failed();
        }
        return new SealedRecord(Bytes.of(Arrays.copyOfRange(sealed, BEFORE_KEY, nonceAt)), sealed, nonceAt);
    }

    /**
     * Opens it.
     *
     * @throws VerificationException if it does not verify
     */
    byte[] open(CachedDataKey.Use key) {
        int textAt = nonceAt + XaesGcm.NONCE_LENGTH;
        try {
            return key.cipher()
                    .open(
                            Arrays.copyOfRange(bytes, nonceAt, textAt),
                            key.associatedData(),
                            bytes,
                            textAt,
                            bytes.length - textAt);
        } catch (VerificationException e) {
            throw failed();
        }
    }

    /** Every reason is the one same error, as in an HSM. */
    static VerificationException failed() {
        return new VerificationException(
                "The ciphertext does not verify under this Domain: it was changed, or belongs to another context or Domain.");
    }
}
