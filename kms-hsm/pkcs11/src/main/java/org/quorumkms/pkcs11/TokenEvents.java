package org.quorumkms.pkcs11;

import org.quorumkms.trust.HsmKeys;

/** Is told when a token goes and when it is back. Called from threads of the module; takes no time. */
public interface TokenEvents {

    /** Tells nobody. */
    TokenEvents NONE = new TokenEvents() {
        @Override
        public void gone(HsmKeys hsm, String why) {}

        @Override
        public void back(HsmKeys hsm) {}
    };

    /**
     * An HSM does not answer any more.
     *
     * @param hsm whose keys are in the token
     * @param why in words
     */
    void gone(HsmKeys hsm, String why);

    /** An HSM answers again. */
    void back(HsmKeys hsm);
}
