package org.quorumkms.jose;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.quorumkms.crypto.MlKemKey;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.json.Fields;
import org.quorumkms.json.Json;
import org.quorumkms.signed.Bytes;
import org.quorumkms.signed.Thumbprint;

/** An ML-KEM-768 public key: an "algorithm key pair" (AKP) of 1,184 bytes (protocol.md section 3). */
public final class MlKemJwk implements PublicJwk {

    static final String KIND = "AKP";

    private static final String ALGORITHM = "ML-KEM-768";

    private final Bytes key;
    private final Thumbprint thumbprint;

    /**
     * Takes the key.
     *
     * @throws VerificationException if it is none
     */
    public MlKemJwk(Bytes key) {
        MlKemKey.requirePublic(key.toArray());
        this.key = key;
        this.thumbprint = Bytes.utf8(Json.write(toJson())).thumbprint();
    }

    /** Takes the public half of a pair. */
    public static MlKemJwk of(MlKemKey pair) {
        return new MlKemJwk(Bytes.of(pair.publicKey()));
    }

    static MlKemJwk readNumbers(Fields jwk) {
        if (!jwk.text("alg").equals(ALGORITHM)) {
            throw new VerificationException("A key of kind AKP is for " + ALGORITHM + "; this one has another alg.");
        }
        return new MlKemJwk(Bytes.fromBase64Url(jwk.text("pub")));
    }

    /** Returns the key: 1,184 bytes. */
    public Bytes key() {
        return key;
    }

    @Override
    public Thumbprint thumbprint() {
        return thumbprint;
    }

    /** The members in the order of RFC 7638, 3.3, so that their text is what the thumbprint is over. */
    @Override
    public Map<String, @Nullable Object> toJson() {
        Map<String, @Nullable Object> jwk = Json.object();
        jwk.put("alg", ALGORITHM);
        jwk.put("kty", KIND);
        jwk.put("pub", key.base64Url());
        return jwk;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof MlKemJwk that && key.equals(that.key);
    }

    @Override
    public int hashCode() {
        return key.hashCode();
    }

    @Override
    public String toString() {
        return ALGORITHM + " " + thumbprint;
    }
}
