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
import java.security.interfaces.ECPrivateKey;
import org.quorumkms.signed.Bytes;

/** The JOSE library's signatures: PS256 (RFC 7518, 3.5) and ES256 (3.4) over a signing input (RFC 7515, 5.1). */
final class JoseSignatures {

    private JoseSignatures() {}

    static JwsSignature sign(DocumentType type, PublicJwk key, PrivateKey privateKey, Bytes payload) {
        JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.parse(type.algorithm()))
                .type(new JOSEObjectType(type.typ()))
                .keyID(key.thumbprint().value())
                .build();
        String protectedHeader = header.toBase64URL().toString();
        try {
            JWSSigner signer =
                    key instanceof RsaJwk ? new RSASSASigner(privateKey) : new ECDSASigner((ECPrivateKey) privateKey);
            Base64URL signature = signer.sign(header, input(protectedHeader + "." + payload.base64Url()));
            return new JwsSignature(protectedHeader, type, key.thumbprint(), Bytes.of(signature.decode()));
        } catch (JOSEException e) {
            throw new IllegalStateException("the JOSE library refused to sign", e);
        }
    }

    /** Returns whether a signature of the type's algorithm over the input is the key's. */
    static boolean verify(DocumentType type, PublicJwk key, String input, byte[] signature) {
        return verify(type.algorithm(), key, input(input), signature);
    }

    static boolean verify(String algorithm, PublicJwk key, byte[] input, byte[] signature) {
        JWSHeader header = new JWSHeader(JWSAlgorithm.parse(algorithm));
        try {
            JWSVerifier verifier = key instanceof RsaJwk rsa
                    ? new RSASSAVerifier(rsa.publicKey())
                    : new ECDSAVerifier(((EcJwk) key).publicKey());
            return verifier.supportedJWSAlgorithms().contains(header.getAlgorithm())
                    && verifier.verify(header, input, Base64URL.encode(signature));
        } catch (JOSEException invalid) {
            return false;
        }
    }

    private static byte[] input(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
