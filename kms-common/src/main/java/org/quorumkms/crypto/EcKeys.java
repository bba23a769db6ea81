package org.quorumkms.crypto;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import org.quorumkms.errors.VerificationException;

/** Elliptic curve keys on P-256 (NIST SP 800-186, 3.2.1.3): connection keys. */
public final class EcKeys {

    /** Bytes of a coordinate. */
    public static final int COORDINATE_LENGTH = 32;

    private static final String NAME = "secp256r1";

    // NIST SP 800-186, 3.2.1.3: y^2 = x^3 - 3x + b over the field of this prime.
    private static final BigInteger PRIME =
            new BigInteger("ffffffff00000001000000000000000000000000ffffffffffffffffffffffff", 16);
    private static final BigInteger B =
            new BigInteger("5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b", 16);
    private static final BigInteger THREE = BigInteger.valueOf(3);

    private EcKeys() {}

    /** Makes a key pair. */
    public static KeyPair generate() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec(NAME));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has P-256", e);
        }
    }

    /** Returns whether a point lies on P-256; its group has no other element of small order than the neutral one, which has
     * no coordinates. */
    public static boolean isOnCurve(BigInteger x, BigInteger y) {
        if (x.signum() < 0 || y.signum() < 0 || x.compareTo(PRIME) >= 0 || y.compareTo(PRIME) >= 0) {
            return false;
        }
        BigInteger right = x.multiply(x).subtract(THREE).multiply(x).add(B);
        return y.multiply(y).subtract(right).mod(PRIME).signum() == 0;
    }

    /**
     * Makes a public key from its point.
     *
     * @throws VerificationException if the point is not on the curve
     */
    public static ECPublicKey publicKey(BigInteger x, BigInteger y) {
        if (!isOnCurve(x, y)) {
            throw new VerificationException("This is not a P-256 key: its point is not on the curve.");
        }
        try {
            ECPublicKey any = (ECPublicKey) Holder.ANY.getPublic();
            return (ECPublicKey) KeyFactory.getInstance("EC")
                    .generatePublic(new ECPublicKeySpec(new ECPoint(x, y), any.getParams()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a point on the curve is a key", e);
        }
    }

    /** Returns whether a key of any provider is on P-256. */
    public static boolean isP256(ECPublicKey key) {
        ECPublicKey any = (ECPublicKey) Holder.ANY.getPublic();
        return key.getParams().getCurve().equals(any.getParams().getCurve())
                && key.getParams().getGenerator().equals(any.getParams().getGenerator());
    }

    /** The JDK gives the parameters of a curve by a key on it. */
    private static final class Holder {
        static final KeyPair ANY = generate();
    }
}
