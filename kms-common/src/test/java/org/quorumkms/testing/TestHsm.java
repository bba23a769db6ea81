package org.quorumkms.testing;

import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.interfaces.RSAPublicKey;
import java.util.List;
import org.quorumkms.crypto.Passphrase;
import org.quorumkms.crypto.RsaKeys;
import org.quorumkms.crypto.RsaOaep;
import org.quorumkms.crypto.SealedKeyStore;
import org.quorumkms.crypto.SecretBytes;
import org.quorumkms.domain.Domain;
import org.quorumkms.domain.DomainBody;
import org.quorumkms.jose.DocumentType;
import org.quorumkms.jose.FlattenedJws;
import org.quorumkms.jose.Jwe;
import org.quorumkms.jose.JweSealer;
import org.quorumkms.jose.RsaJwk;
import org.quorumkms.jose.SigningKey;
import org.quorumkms.signed.Bytes;
import org.quorumkms.trust.HsmKeys;

/** An HSM that signs and opens whatever a test wants: also what a dropped one, or a thief of its file, would. */
public record TestHsm(HsmKeys keys, SigningKey signing, KeyPair encryption) {

    private static final SecureRandom RANDOM = new SecureRandom();

    /** Returns the HSM with a number, from 1: the keys 10, 11; 12, 13; … of the pool. */
    public static TestHsm number(int number) {
        return of("h" + number, 8 + 2 * number);
    }

    /** Returns an HSM with two keys of the pool, the second after the first. */
    public static TestHsm of(String label, int first) {
        KeyPair signing = TestKeys.rsa(first);
        KeyPair encryption = TestKeys.rsa(first + 1);
        return new TestHsm(
                new HsmKeys(label, RsaJwk.of((RSAPublicKey) signing.getPublic()), RsaJwk.of((RSAPublicKey)
                        encryption.getPublic())),
                SigningKey.ofRsa(signing),
                encryption);
    }

    /** Opens the file of a software HSM: what whoever has it and its passphrase can do. */
    public static TestHsm read(byte[] file, String passphrase) {
        SealedKeyStore.Content content =
                SealedKeyStore.read("of a test", file, Passphrase.owning(passphrase.toCharArray()));
        RsaJwk signing = RsaJwk.of((RSAPublicKey) content.signingCertificate().getPublicKey());
        RsaJwk encryption = new RsaJwk(content.encryption().getModulus());
        return new TestHsm(
                new HsmKeys(content.label(), signing, encryption),
                new SigningKey(signing, content.signing()),
                new KeyPair(RsaKeys.publicKey(content.encryption().getModulus()), content.encryption()));
    }

    /** Signs a revision of a Domain, whatever it says. */
    public Domain sign(DomainBody body) {
        return Domain.sign(body, signing);
    }

    /** Signs a payload as a revision of a Domain; returns the JWS as text, whether anybody reads it or not. */
    public String signDomain(Bytes payload) {
        return FlattenedJws.sign(signing, DocumentType.DOMAIN, payload).toText();
    }

    /** Opens the ring of keys of a Domain that was wrapped for this HSM. */
    public String open(DomainBody body) {
        Jwe keys = body.keys().orElseThrow();
        try (SecretBytes ring = new JweSealer(RANDOM)
                .open(
                        keys,
                        this.keys.encryption().thumbprint(),
                        wrapped -> RsaOaep.unwrap(encryption.getPrivate(), wrapped))) {
            return new String(ring.exposed(), StandardCharsets.US_ASCII);
        }
    }

    /** Wraps a ring of keys for some HSMs. */
    public static Jwe wrap(String ring, Bytes bound, List<HsmKeys> hsms) {
        try (SecretBytes text = SecretBytes.owning(ring.getBytes(StandardCharsets.US_ASCII))) {
            return new JweSealer(RANDOM)
                    .seal(hsms.stream().map(HsmKeys::encryption).toList(), bound, text);
        }
    }
}
