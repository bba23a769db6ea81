package org.quorumkms.hsm;

import java.security.SecureRandom;
import java.time.Clock;

/**
 * What these tests' HSMs are made of. Software, unless a provider of this service is on the class path: so the same tests run on tokens
 * (kms-hsm/pkcs11).
 */
public interface HsmSource {

    /** Makes an HSM, or takes one of the label that was made before. */
    UnboundHsm make(String label, Clock clock, SecureRandom random);
}
