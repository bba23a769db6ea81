package org.quorumkms.pkcs11;

import java.math.BigInteger;
import org.quorumkms.crypto.RsaOaep;
import org.quorumkms.crypto.SecretBytes;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.signed.Sha256;

/** Two pairs in a token, and what they do. */
final class TokenKeyring {

    private static final byte[] NONCE = new byte[32];

    private final Token token;
    private final TokenPair signing;
    private final TokenPair encryption;
    private final Mechanism opens;

    /**
     * Takes the pairs.
     *
     * @param opens OAEP in the token, or RSA alone, of which the padding is taken off here
     */
    TokenKeyring(Token token, TokenPair signing, TokenPair encryption, Mechanism opens) {
        this.token = token;
        this.signing = signing;
        this.encryption = encryption;
        this.opens = opens;
        token.use(signing, encryption);
    }

    /** Signs with PS256. The hash is made here: whatever the input's length, 32 bytes go to the token. */
    byte[] sign(byte[] input) {
        byte[] hash = Sha256.hash(input);
        return token.keys((functions, session, keys) ->
                functions.sign(session, Mechanism.PSS, keys.applyAsLong(signing.id()), hash));
    }

    /**
     * Opens with RSA-OAEP-256.
     *
     * @throws VerificationException if it was not wrapped for this key; it does not say why
     */
    SecretBytes unwrap(byte[] wrapped) {
        int length = (encryption.modulus().bitLength() + 7) / 8;
        if (wrapped.length != length || new BigInteger(1, wrapped).compareTo(encryption.modulus()) >= 0) {
            throw doesNotVerify();
        }
        SecretBytes opened = token.keys((functions, session, keys) -> {
            try {
                return functions.decrypt(session, opens, keys.applyAsLong(encryption.id()), wrapped);
            } catch (Cryptoki.DecryptFailed e) {
                // The code alone does not say which of the two it was.
                boolean device = e.why().isAmbiguous()
                        ? !signs(functions, session, keys.applyAsLong(signing.id()))
                        : e.why().isLost();
                if (device) {
                    throw e.why();
                }
                throw doesNotVerify();
            }
        });
        if (opens == Mechanism.OAEP) {
            return opened;
        }
        try (SecretBytes block = opened) {
            return RsaOaep.unpad(encryption.modulus(), block);
        }
    }

    private static boolean signs(Cryptoki functions, long session, long key) {
        try {
            functions.sign(session, Mechanism.PSS, key, NONCE);
            return true;
        } catch (Pkcs11Exception e) {
            return false;
        }
    }

    private static VerificationException doesNotVerify() {
        return new VerificationException("The wrapped key does not verify.");
    }
}
