package org.quorumkms.pkcs11;

/** Is told when a token goes and when it is back. Called from threads of the module; takes no time. */
public interface TokenEvents {

    /** Tells nobody. */
    TokenEvents NONE = new TokenEvents() {
        @Override
        public void gone(String hsm, String why) {}

        @Override
        public void back(String hsm) {}
    };

    /**
     * An HSM does not answer any more.
     *
     * @param hsm its label
     * @param why in words
     */
    void gone(String hsm, String why);

    /** An HSM answers again. */
    void back(String hsm);
}
