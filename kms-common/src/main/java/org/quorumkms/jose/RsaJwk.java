package org.quorumkms.jose;

import java.math.BigInteger;
import java.security.interfaces.RSAPublicKey;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.quorumkms.crypto.RsaKeys;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.json.Fields;
import org.quorumkms.json.Json;
import org.quorumkms.signed.Bytes;
import org.quorumkms.signed.Thumbprint;

/** An RSA public key: n odd, exactly 3072 or 4096 bits, e = 65537 (protocol.md section 3). */
public final class RsaJwk implements PublicJwk {

    private static final String EXPONENT = "AQAB";

    private final BigInteger modulus;
    private final Thumbprint thumbprint;

    /** Takes the modulus. */
    public RsaJwk(BigInteger modulus) {
        int bits = modulus.bitLength();
        if (modulus.signum() <= 0 || !modulus.testBit(0) || (bits != 3072 && bits != 4096)) {
            throw new VerificationException(
                    "An RSA key has an odd modulus of exactly 3072 or 4096 bits; this one has " + bits + " bits.");
        }
        this.modulus = modulus;
        this.thumbprint = Bytes.utf8("{\"e\":\"AQAB\",\"kty\":\"RSA\",\"n\":\"" + Numbers.text(modulus) + "\"}")
                .thumbprint();
    }

    /** Takes the modulus of a key of the platform. */
    public static RsaJwk of(RSAPublicKey key) {
        if (!key.getPublicExponent().equals(RsaKeys.EXPONENT)) {
            throw new VerificationException("An RSA key has the public exponent 65537; this one has another.");
        }
        return new RsaJwk(key.getModulus());
    }

    static RsaJwk readNumbers(Fields jwk) {
        String exponent = jwk.text("e");
        if (!exponent.equals(EXPONENT)) {
            throw new VerificationException("An RSA key has the public exponent AQAB (65537); this one has another.");
        }
        return new RsaJwk(Numbers.read(jwk.text("n")));
    }

    /** Returns how many bits the modulus has: 3072 or 4096. */
    public int bits() {
        return modulus.bitLength();
    }

    /** Returns the key of the platform. */
    public RSAPublicKey publicKey() {
        return RsaKeys.publicKey(modulus);
    }

    @Override
    public Thumbprint thumbprint() {
        return thumbprint;
    }

    @Override
    public Map<String, @Nullable Object> toJson() {
        Map<String, @Nullable Object> jwk = Json.object();
        jwk.put("kty", "RSA");
        jwk.put("n", Numbers.text(modulus));
        jwk.put("e", EXPONENT);
        return jwk;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RsaJwk that && modulus.equals(that.modulus);
    }

    @Override
    public int hashCode() {
        return modulus.hashCode();
    }

    @Override
    public String toString() {
        return "RSA " + thumbprint;
    }
}
