package org.quorumkms.jose;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import org.quorumkms.crypto.AesGcm;
import org.quorumkms.crypto.KeyUnwrapper;
import org.quorumkms.crypto.SecretBytes;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.signed.Bytes;
import org.quorumkms.signed.Thumbprint;

/** Seals key sets for n recipients under a fresh content key each time, and opens them for one. */
public final class JweSealer {

    private final SecureRandom random;

    /** Takes the source of content keys and nonces. */
    public JweSealer(SecureRandom random) {
        this.random = random;
    }

    /** Encrypts under a fresh key and wraps that key once for each recipient, in their order; all are of one kind. */
    public Jwe seal(List<WrappingKey> recipients, Bytes aad, SecretBytes plaintext) {
        Jwe.Algorithm algorithm = recipients.get(0).algorithm();
        if (recipients.stream().anyMatch(one -> one.algorithm() != algorithm)) {
            throw new IllegalArgumentException("recipients should be of one kind");
        }
        byte[] nonce = new byte[AesGcm.NONCE_LENGTH];
        random.nextBytes(nonce);
        try (SecretBytes contentKey = SecretBytes.random(random, AesGcm.KEY_LENGTH)) {
            byte[] sealed = AesGcm.encrypt(contentKey, nonce, algorithm.associatedData(aad), plaintext.exposed());
            int end = sealed.length - AesGcm.TAG_LENGTH;
            return new Jwe(
                    algorithm,
                    recipients.stream()
                            .map(recipient -> recipient.wrap(contentKey, random))
                            .toList(),
                    aad,
                    Bytes.of(nonce),
                    Bytes.of(Arrays.copyOf(sealed, end)),
                    Bytes.of(Arrays.copyOfRange(sealed, end, sealed.length)));
        }
    }

    /**
     * Opens for one recipient. After a failed unwrapping it goes on with a random key (RFC 7516, 11.5), so that every
     * failure is the same and takes the same way.
     *
     * @throws VerificationException if it cannot be opened; it does not say why
     */
    public SecretBytes open(Jwe jwe, Thumbprint kid, KeyUnwrapper own) {
        byte[] sealed = Bytes.concatenated(jwe.ciphertext().toArray(), jwe.tag().toArray());
        try (SecretBytes contentKey = contentKey(jwe, kid, own)) {
            return SecretBytes.owning(AesGcm.decrypt(
                    contentKey, jwe.nonce().toArray(), jwe.algorithm().associatedData(jwe.aad()), sealed));
        } catch (VerificationException e) {
            throw new VerificationException("The keys of the Domain cannot be opened by this HSM.");
        }
    }

    private SecretBytes contentKey(Jwe jwe, Thumbprint kid, KeyUnwrapper own) {
        SecretBytes other = SecretBytes.random(random, AesGcm.KEY_LENGTH);
        try {
            SecretBytes unwrapped = own.unwrap(
                    jwe.wrappedFor(kid).orElseGet(() -> Bytes.of(new byte[0])).toArray());
            if (unwrapped.length() == AesGcm.KEY_LENGTH) {
                other.close();
                return unwrapped;
            }
            unwrapped.close();
            return other;
        } catch (VerificationException goOnWithTheOther) {
            return other;
        }
    }
}
