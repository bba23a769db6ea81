package org.quorumkms.jose;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.json.Fields;
import org.quorumkms.signed.Thumbprint;

/**
 * A public key as documents hold it (RFC 7517). A key is its numbers, not its text: exactly the members of its kind,
 * canonical, and a thumbprint (RFC 7638) that is computed from the decoded numbers. Otherwise one key could pass as two.
 */
public sealed interface PublicJwk permits RsaJwk, EcJwk, MlKemJwk {

    /** Returns the thumbprint of RFC 7638 with SHA-256. */
    Thumbprint thumbprint();

    /** Returns the members, canonical. */
    Map<String, @Nullable Object> toJson();

    /** Reads a key of any kind. */
    static PublicJwk read(Fields jwk) {
        String kind = jwk.text("kty");
        PublicJwk key = switch (kind) {
            case "RSA" -> RsaJwk.readNumbers(jwk);
            case "EC" -> EcJwk.readNumbers(jwk);
            case MlKemJwk.KIND -> MlKemJwk.readNumbers(jwk);
            default -> throw new VerificationException("A key in the document is neither RSA nor EC nor AKP.");
        };
        jwk.end();
        return key;
    }

    /** Reads a key that must be RSA: an HSM's, an operator's, a Domain's. */
    static RsaJwk readRsa(Fields jwk) {
        if (read(jwk) instanceof RsaJwk rsa) {
            return rsa;
        }
        throw new VerificationException("A key in the document is not RSA, as it must be in its place.");
    }

    /** Reads a key that must be of ML-KEM-768: an HSM's. */
    static MlKemJwk readMlKem(Fields jwk) {
        if (read(jwk) instanceof MlKemJwk mlKem) {
            return mlKem;
        }
        throw new VerificationException("A key in the document is not ML-KEM-768, as it must be in its place.");
    }

    /** Reads a key that must be on P-256: a connection key. */
    static EcJwk readEc(Fields jwk) {
        if (read(jwk) instanceof EcJwk ec) {
            return ec;
        }
        throw new VerificationException("A key in the document is not P-256, as it must be in its place.");
    }
}
