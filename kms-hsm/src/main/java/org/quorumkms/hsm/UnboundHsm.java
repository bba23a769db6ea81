package org.quorumkms.hsm;

import org.quorumkms.jose.SigningKey;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.trust.HsmKeys;

/** An HSM whose keys were just made, and that belongs to no system yet. */
public interface UnboundHsm {

    /** Returns the public half. */
    HsmKeys keys();

    /** Returns what signs the genesis Trust, which cannot be named in the HSM before it is there. */
    SigningKey signing();

    /** Binds it to a system, once and for ever. */
    MadeHsm bind(Thumbprint genesis);
}
