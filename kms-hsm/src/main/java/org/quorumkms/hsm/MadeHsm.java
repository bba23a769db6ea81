package org.quorumkms.hsm;

import org.quorumkms.crypto.Passphrase;

/** An HSM that was just made, with what its file will hold. */
public interface MadeHsm {

    /** Returns the HSM. */
    Hsm hsm();

    /** Returns how the name of its file ends. */
    String ending();

    /** Returns the content of its file; where keys are in it, they are sealed. */
    byte[] file(Passphrase passphrase);
}
