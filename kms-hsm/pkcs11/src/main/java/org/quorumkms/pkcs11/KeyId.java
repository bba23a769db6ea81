package org.quorumkms.pkcs11;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.jose.Numbers;

/**
 * Which pair in a token is meant: the CKA_ID of both halves.
 *
 * @param hex 16 bytes in hexadecimal
 */
record KeyId(String hex) {

    private static final int BYTES = 16;

    KeyId {
        if (!hex.matches("[0-9a-f]{32}")) {
            throw new RefusedException("The id of a key in a token is 16 bytes in hexadecimal.");
        }
    }

    static KeyId random(SecureRandom random) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return new KeyId(HexFormat.of().formatHex(bytes));
    }

    /** Returns the id of the private key with a modulus, if the token holds just one. */
    static Optional<KeyId> find(Cryptoki functions, long session, BigInteger modulus) {
        List<Long> found = functions.find(
                session,
                new Attributes()
                        .withNumbers(Ck.CKA_CLASS, Ck.CKO_PRIVATE_KEY)
                        .with(Ck.CKA_MODULUS, Numbers.bytes(modulus)));
        if (found.size() > 1) {
            throw new RefusedException("The token holds a key twice. Destroy the copy.");
        }
        return found.stream()
                .map(key -> new KeyId(HexFormat.of().formatHex(functions.attribute(session, key, Ck.CKA_ID))))
                .findFirst();
    }

    byte[] bytes() {
        return HexFormat.of().parseHex(hex);
    }

    /** Returns what one of the pair is found by. */
    Attributes attributes(long objectClass) {
        return new Attributes().withNumbers(Ck.CKA_CLASS, objectClass).with(Ck.CKA_ID, bytes());
    }
}
