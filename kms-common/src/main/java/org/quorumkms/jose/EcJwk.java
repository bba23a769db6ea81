package org.quorumkms.jose;

import java.math.BigInteger;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.quorumkms.crypto.EcKeys;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.json.Fields;
import org.quorumkms.json.Json;
import org.quorumkms.signed.Base64Url;
import org.quorumkms.signed.Bytes;
import org.quorumkms.signed.Thumbprint;

/** A public key on P-256: a connection key. Coordinates have 32 bytes each (RFC 7518, 6.2.1). */
public final class EcJwk implements PublicJwk {

    private static final String CURVE = "P-256";

    private final ECPublicKey key;
    private final String x;
    private final String y;
    private final Thumbprint thumbprint;

    private EcJwk(BigInteger x, BigInteger y) {
        this.key = EcKeys.publicKey(x, y);
        this.x = Base64Url.encode(Numbers.fixed(x, EcKeys.COORDINATE_LENGTH));
        this.y = Base64Url.encode(Numbers.fixed(y, EcKeys.COORDINATE_LENGTH));
        this.thumbprint = Bytes.utf8(
                        "{\"crv\":\"P-256\",\"kty\":\"EC\",\"x\":\"" + this.x + "\",\"y\":\"" + this.y + "\"}")
                .thumbprint();
    }

    /**
     * Takes the point of a key of the platform.
     *
     * @throws VerificationException if it is not a key on P-256
     */
    public static EcJwk of(PublicKey key) {
        if (key instanceof ECPublicKey ec && EcKeys.isP256(ec)) {
            return new EcJwk(ec.getW().getAffineX(), ec.getW().getAffineY());
        }
        throw new VerificationException("A connection key is on P-256; this one is not.");
    }

    static EcJwk readNumbers(Fields jwk) {
        if (!jwk.text("crv").equals(CURVE)) {
            throw new VerificationException("A connection key is on P-256; this one is on another curve.");
        }
        return new EcJwk(coordinate(jwk.text("x")), coordinate(jwk.text("y")));
    }

    private static BigInteger coordinate(String text) {
        byte[] bytes = Base64Url.decode(text);
        if (bytes.length != EcKeys.COORDINATE_LENGTH) {
            throw new VerificationException(
                    "A coordinate of a P-256 key has 32 bytes; this one has " + bytes.length + ".");
        }
        return new BigInteger(1, bytes);
    }

    /** Returns the key of the platform. */
    public ECPublicKey publicKey() {
        return key;
    }

    @Override
    public Thumbprint thumbprint() {
        return thumbprint;
    }

    @Override
    public Map<String, @Nullable Object> toJson() {
        Map<String, @Nullable Object> jwk = Json.object();
        jwk.put("kty", "EC");
        jwk.put("crv", CURVE);
        jwk.put("x", x);
        jwk.put("y", y);
        return jwk;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof EcJwk that && x.equals(that.x) && y.equals(that.y);
    }

    @Override
    public int hashCode() {
        return thumbprint.hashCode();
    }

    @Override
    public String toString() {
        return "P-256 " + thumbprint;
    }
}
