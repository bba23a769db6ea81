package org.quorumkms.pkcs11;

import java.security.SecureRandom;
import java.util.HexFormat;
import org.quorumkms.errors.RefusedException;

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

    byte[] bytes() {
        return HexFormat.of().parseHex(hex);
    }

    /** Returns what one of the pair is found by. */
    Attributes attributes(long objectClass) {
        return new Attributes().withNumbers(Ck.CKA_CLASS, objectClass).with(Ck.CKA_ID, bytes());
    }
}
