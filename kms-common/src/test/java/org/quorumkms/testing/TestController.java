package org.quorumkms.testing;

import org.quorumkms.domain.Controller;
import org.quorumkms.domain.Right;
import org.quorumkms.domain.Rights;
import org.quorumkms.jose.EcJwk;
import org.quorumkms.jose.SigningKey;
import org.quorumkms.signed.Thumbprint;

/**
 * A connection key that may be a Domain's controller.
 *
 * @param name how it is called
 * @param signing its key
 */
public record TestController(String name, SigningKey signing) {

    /** Returns the one with a number: that P-256 key of the pool. */
    public static TestController number(int number) {
        return new TestController("c" + number, SigningKey.ofEc(TestKeys.ec(number)));
    }

    /** Returns its thumbprint, which is what it is called by. */
    public Thumbprint key() {
        return signing.publicKey().thumbprint();
    }

    /** Returns its public key. */
    public EcJwk publicKey() {
        return (EcJwk) signing.publicKey();
    }

    /** Returns it as a Domain lists it. */
    public Controller may(Right... rights) {
        return may(Rights.of(rights));
    }

    /** Returns it as a Domain lists it. */
    public Controller may(Rights rights) {
        return new Controller(key(), name, rights);
    }
}
