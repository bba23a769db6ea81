package org.quorumkms.crypto;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.EdECPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.errors.VerificationException;

/** An Ed25519 key pair (RFC 8032): it signs the heads of audit logs. */
public final class Ed25519Key {

    /** Bytes of a public key. */
    public static final int PUBLIC_LENGTH = 32;

    private static final String ALGORITHM = "Ed25519";
    private static final String BEGIN = "-----BEGIN PRIVATE KEY-----\n";
    private static final String END = "\n-----END PRIVATE KEY-----\n";

    /** What stands before the 32 bytes of a public key in a SubjectPublicKeyInfo (RFC 8410, 4). */
    private static final byte[] SPKI = HexFormat.of().parseHex("302a300506032b6570032100");

    private final PrivateKey privateKey;
    private final byte[] publicKey;

    private Ed25519Key(PrivateKey privateKey, byte[] publicKey) {
        this.privateKey = privateKey;
        this.publicKey = publicKey;
    }

    /** Makes a fresh pair. */
    public static Ed25519Key generate() {
        try {
            KeyPair pair = KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair();
            return new Ed25519Key(pair.getPrivate(), raw((EdECPublicKey) pair.getPublic()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has Ed25519", e);
        }
    }

    /** Writes the pair: the public key's 32 bytes in base64, a line end, and the private key in PEM (RFC 8410, 7). */
    public byte[] write() {
        String text = Base64.getEncoder().encodeToString(publicKey)
                + "\n"
                + BEGIN
                + Base64.getEncoder().encodeToString(privateKey.getEncoded())
                + END;
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @throws RefusedException if it is something else, or the halves do not belong together
     */
    public static Ed25519Key read(String name, byte[] content) {
        String text = new String(content, StandardCharsets.US_ASCII);
        int begin = text.indexOf(BEGIN);
        int end = text.indexOf(END);
        try {
            if (begin > 0 && end > begin) {
                byte[] publicKey =
                        Base64.getDecoder().decode(text.substring(0, begin).strip());
                PrivateKey privateKey = KeyFactory.getInstance(ALGORITHM)
                        .generatePrivate(new PKCS8EncodedKeySpec(
                                Base64.getDecoder().decode(text.substring(begin + BEGIN.length(), end))));
                Ed25519Key key = new Ed25519Key(privateKey, publicKey);
                byte[] probe = publicKey.clone();
                if (verify(publicKey, probe, key.sign(probe))) {
                    return key;
                }
            }
        } catch (GeneralSecurityException | IllegalArgumentException | VerificationException e) {
            throw damaged(name);
        }
        throw damaged(name);
    }

    /** Returns the public key's 32 bytes. */
    public byte[] publicKey() {
        return publicKey.clone();
    }

    /** Signs; 64 bytes. */
    public byte[] sign(byte[] message) {
        try {
            Signature signature = Signature.getInstance(ALGORITHM);
            signature.initSign(privateKey);
            signature.update(message);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("signing with Ed25519 failed", e);
        }
    }

    /** Returns whether a signature is that of a public key; never throws for a malformed one. */
    public static boolean verify(byte[] publicKey, byte[] message, byte[] signature) {
        if (publicKey.length != PUBLIC_LENGTH) {
            return false;
        }
        try {
            byte[] encoded = Arrays.copyOf(SPKI, SPKI.length + PUBLIC_LENGTH);
            System.arraycopy(publicKey, 0, encoded, SPKI.length, PUBLIC_LENGTH);
            PublicKey key = KeyFactory.getInstance(ALGORITHM).generatePublic(new X509EncodedKeySpec(encoded));
            Signature verifier = Signature.getInstance(ALGORITHM);
            verifier.initVerify(key);
            verifier.update(message);
            return verifier.verify(signature);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static byte[] raw(EdECPublicKey key) {
        byte[] encoded = key.getEncoded();
        return Arrays.copyOfRange(encoded, encoded.length - PUBLIC_LENGTH, encoded.length);
    }

    private static RefusedException damaged(String name) {
        return new RefusedException("The key file " + name + " cannot be read. Restore it from a backup, or move it"
                + " away: a new one is made then, and the HSMs certify it.");
    }

    @Override
    public String toString() {
        return "Ed25519 key " + Base64.getEncoder().encodeToString(publicKey);
    }
}
