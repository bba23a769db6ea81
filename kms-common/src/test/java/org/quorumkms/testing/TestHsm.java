package org.quorumkms.testing;

import java.security.KeyPair;
import java.security.interfaces.RSAPublicKey;
import org.quorumkms.jose.RsaJwk;
import org.quorumkms.jose.SigningKey;
import org.quorumkms.trust.HsmKeys;

/** An HSM that signs whatever a test wants. */
public record TestHsm(HsmKeys keys, SigningKey signing, KeyPair encryption) {

    /** Returns the HSM with a number, from 1: the keys 10, 11; 12, 13; … of the pool. */
    public static TestHsm number(int number) {
        KeyPair signing = TestKeys.rsa(8 + 2 * number);
        KeyPair encryption = TestKeys.rsa(9 + 2 * number);
        return new TestHsm(
                new HsmKeys("h" + number, RsaJwk.of((RSAPublicKey) signing.getPublic()), RsaJwk.of((RSAPublicKey)
                        encryption.getPublic())),
                SigningKey.ofRsa(signing),
                encryption);
    }
}
