package org.quorumkms.testing;

import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.interfaces.RSAPublicKey;
import java.util.List;
import java.util.Optional;
import org.quorumkms.crypto.HybridWrapping;
import org.quorumkms.crypto.KeyUnwrapper;
import org.quorumkms.crypto.MlKemKey;
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
import org.quorumkms.jose.MlKemJwk;
import org.quorumkms.jose.RsaJwk;
import org.quorumkms.jose.SigningKey;
import org.quorumkms.signed.Bytes;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.trust.HsmKeys;

/**
 * An HSM that signs and opens whatever a test wants: also what a dropped one, or a thief of its file, would.
 *
 * @param keys its public half
 * @param signing its signing key
 * @param encryption its RSA pair for opening
 * @param kem its ML-KEM pair, if it has one
 */
public record TestHsm(HsmKeys keys, SigningKey signing, KeyPair encryption, Optional<MlKemKey> kem) {

    private static final SecureRandom RANDOM = new SecureRandom();

    /** Returns the HSM with a number, from 1: the keys 10, 11; 12, 13; … of the pool. */
    public static TestHsm number(int number) {
        return of("h" + number, 8 + 2 * number);
    }

    /** Returns an HSM with two RSA keys of the pool, the second after the first, and the ML-KEM key of the first's number. */
    public static TestHsm of(String label, int first) {
        return of(label, TestKeys.rsa(first), TestKeys.rsa(first + 1), Optional.of(TestKeys.mlKem(first)));
    }

    private static TestHsm of(String label, KeyPair signing, KeyPair encryption, Optional<MlKemKey> kem) {
        return new TestHsm(
                new HsmKeys(
                        label,
                        RsaJwk.of((RSAPublicKey) signing.getPublic()),
                        RsaJwk.of((RSAPublicKey) encryption.getPublic()),
                        kem.map(MlKemJwk::of)),
                SigningKey.ofRsa(signing),
                encryption,
                kem);
    }

    /** Returns the same HSM as it was made before there were ML-KEM keys. */
    public TestHsm withoutKem() {
        return new TestHsm(keys.withoutKem(), signing, encryption, Optional.empty());
    }

    /** Opens the file of a software HSM: what whoever has it and its passphrase can do. */
    public static TestHsm read(byte[] file, String passphrase) {
        return of(SealedKeyStore.read("of a test", file, Passphrase.owning(passphrase.toCharArray())));
    }

    /** Returns the HSM of what is in a file. */
    public static TestHsm of(SealedKeyStore.Content content) {
        RsaJwk signing = RsaJwk.of((RSAPublicKey) content.signingCertificate().getPublicKey());
        RsaJwk encryption = new RsaJwk(content.encryption().getModulus());
        return new TestHsm(
                new HsmKeys(content.label(), signing, encryption, content.kem().map(MlKemJwk::of)),
                new SigningKey(signing, content.signing()),
                new KeyPair(RsaKeys.publicKey(content.encryption().getModulus()), content.encryption()),
                content.kem());
    }

    /** Signs a revision of a Domain, whatever it says. */
    public Domain sign(DomainBody body) {
        return Domain.sign(body, signing);
    }

    /** Signs a payload as a revision of a Domain; returns the JWS as text, whether anybody reads it or not. */
    public String signDomain(Bytes payload) {
        return FlattenedJws.sign(signing, DocumentType.DOMAIN, payload).toText();
    }

    /** Returns whether the ring of keys of a Domain was wrapped for this HSM. */
    public boolean isRecipient(DomainBody body) {
        return body.keys()
                .filter(ring -> ring.wrappedFor(kid(ring.algorithm())).isPresent())
                .isPresent();
    }

    /** Opens the ring of keys of a Domain that was wrapped for this HSM. */
    public String open(DomainBody body) {
        Jwe ring = body.keys().orElseThrow();
        Jwe.Algorithm algorithm = ring.algorithm();
        try (SecretBytes opened = new JweSealer(RANDOM).open(ring, kid(algorithm), unwrapper(algorithm))) {
            return new String(opened.exposed(), StandardCharsets.US_ASCII);
        }
    }

    /** Opens the wrapping key of a Domain's ring. */
    public SecretBytes wrappingKey(DomainBody body) {
        Jwe ring = body.keys().orElseThrow();
        return unwrapper(ring.algorithm())
                .unwrap(ring.wrappedFor(kid(ring.algorithm())).orElseThrow().toArray());
    }

    private Thumbprint kid(Jwe.Algorithm algorithm) {
        return (algorithm == Jwe.Algorithm.HYBRID ? keys : keys.withoutKem())
                .wrapping()
                .kid();
    }

    private KeyUnwrapper unwrapper(Jwe.Algorithm algorithm) {
        KeyUnwrapper rsa = wrapped -> RsaOaep.unwrap(encryption.getPrivate(), wrapped);
        return algorithm == Jwe.Algorithm.HYBRID
                ? wrapped -> HybridWrapping.unwrap(
                        keys.encryption().publicKey(), rsa, kem.orElseThrow()::decapsulate, wrapped)
                : rsa;
    }

    /** Wraps a ring of keys for some HSMs. */
    public static Jwe wrap(String ring, Bytes bound, List<HsmKeys> hsms) {
        try (SecretBytes text = SecretBytes.owning(ring.getBytes(StandardCharsets.US_ASCII))) {
            return new JweSealer(RANDOM)
                    .seal(hsms.stream().map(HsmKeys::wrapping).toList(), bound, text);
        }
    }
}
