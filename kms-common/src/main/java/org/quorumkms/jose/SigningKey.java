package org.quorumkms.jose;

import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.interfaces.RSAPublicKey;
import org.quorumkms.crypto.TokenSigner;
import org.quorumkms.signed.Bytes;

/** A private key that signs documents, with its public half. The private half may be a handle of a device. */
public final class SigningKey {

    private final PublicJwk publicKey;
    private final TokenSigner signer;

    /** Takes both halves. */
    public SigningKey(PublicJwk publicKey, PrivateKey privateKey) {
        this(publicKey, JoseSignatures.signer(publicKey, privateKey));
    }

    /** Takes the public half, and what signs with the private one wherever that is. */
    public SigningKey(PublicJwk publicKey, TokenSigner signer) {
        this.publicKey = publicKey;
        this.signer = signer;
    }

    /** Takes an RSA pair. */
    public static SigningKey ofRsa(KeyPair pair) {
        return new SigningKey(RsaJwk.of((RSAPublicKey) pair.getPublic()), pair.getPrivate());
    }

    /** Takes a P-256 pair. */
    public static SigningKey ofEc(KeyPair pair) {
        return new SigningKey(EcJwk.of(pair.getPublic()), pair.getPrivate());
    }

    /** Returns the public half. */
    public PublicJwk publicKey() {
        return publicKey;
    }

    /** Signs a payload as a document of a type, naming this key in the header. */
    public JwsSignature sign(DocumentType type, Bytes payload) {
        return JoseSignatures.sign(type, publicKey, signer, payload);
    }

    /** Returns what signs, for what is no document of ours: a certificate. */
    public TokenSigner signer() {
        return signer;
    }

    @Override
    public String toString() {
        return "signing key " + publicKey.thumbprint();
    }
}
