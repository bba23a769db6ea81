package org.quorumkms.pkcs11;

import java.math.BigInteger;
import org.quorumkms.jose.RsaJwk;

/**
 * A pair in a token.
 *
 * @param id its id
 * @param modulus of its public half
 */
record TokenPair(KeyId id, BigInteger modulus) {

    RsaJwk publicHalf() {
        return new RsaJwk(modulus);
    }
}
