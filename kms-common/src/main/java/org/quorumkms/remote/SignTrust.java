package org.quorumkms.remote;

import java.io.Serializable;
import java.util.List;
import java.util.Objects;
import org.quorumkms.signed.Bounded;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.trust.TrustBody;

/**
 * Which Trust an HSM is to sign.
 *
 * @param trust its thumbprint
 * @param hsms fingerprints of the HSMs that may be asked, of which one that can is taken; none: any
 */
public record SignTrust(Thumbprint trust, List<Thumbprint> hsms) implements Serializable {

    /** Checks the members. */
    public SignTrust {
        Objects.requireNonNull(trust);
        hsms = Bounded.list(hsms, Thumbprint.class, TrustBody.MAX_MEMBERS);
    }
}
