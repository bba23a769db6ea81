package org.quorumkms.jose;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.util.Base64URL;
import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.interfaces.ECPrivateKey;
import java.util.Optional;
import org.quorumkms.crypto.NativeCrypto;
import org.quorumkms.crypto.TokenSigner;
import org.quorumkms.signed.Bytes;

/** The JOSE library's signatures: PS256 (RFC 7518, 3.5) and ES256 (3.4) over a signing input (RFC 7515, 5.1). */
final class JoseSignatures {

    private JoseSignatures() {}

    static JwsSignature sign(DocumentType type, PublicJwk key, TokenSigner signer, Bytes payload) {
        JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.parse(type.algorithm()))
                .type(new JOSEObjectType(type.typ()))
                .keyID(key.thumbprint().value())
                .build();
        String protectedHeader = header.toBase64URL().toString();
        byte[] signature = signer.sign(input(protectedHeader + "." + payload.base64Url()));
        return new JwsSignature(protectedHeader, type, key.thumbprint(), Bytes.of(signature));
    }

    /** Returns what signs with a private key in this process. */
    static TokenSigner signer(PublicJwk key, PrivateKey privateKey) {
        JWSHeader header = new JWSHeader(key instanceof RsaJwk ? JWSAlgorithm.PS256 : JWSAlgorithm.ES256);
        return input -> {
            try {
                JWSSigner signer =
                        key instanceof RsaJwk ? rsaSigner(privateKey) : new ECDSASigner((ECPrivateKey) privateKey);
                return signer.sign(header, input).decode();
            } catch (JOSEException e) {
                throw new IllegalStateException("the JOSE library refused to sign", e);
            }
        };
    }

    /** Returns whether a signature of the type's algorithm over the input is the key's. */
    static boolean verify(DocumentType type, PublicJwk key, String input, byte[] signature) {
        return verify(type.algorithm(), key, input(input), signature, NativeCrypto.loaded());
    }

    static boolean verify(
            String algorithm, PublicJwk key, byte[] input, byte[] signature, Optional<Provider> rsaProvider) {
        JWSHeader header = new JWSHeader(JWSAlgorithm.parse(algorithm));
        try {
            JWSVerifier verifier = key instanceof RsaJwk rsa
                    ? rsaVerifier(rsa, rsaProvider)
                    : new ECDSAVerifier(((EcJwk) key).publicKey());
            return verifier.supportedJWSAlgorithms().contains(header.getAlgorithm())
                    && verifier.verify(header, input, Base64URL.encode(signature));
        } catch (JOSEException invalid) {
            return false;
        }
    }

    private static JWSSigner rsaSigner(PrivateKey key) {
        RSASSASigner signer = new RSASSASigner(key);
        NativeCrypto.loaded().ifPresent(signer.getJCAContext()::setProvider);
        return signer;
    }

    private static JWSVerifier rsaVerifier(RsaJwk key, Optional<Provider> provider) {
        RSASSAVerifier verifier = new RSASSAVerifier(key.publicKey());
        provider.ifPresent(verifier.getJCAContext()::setProvider);
        return verifier;
    }

    private static byte[] input(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
