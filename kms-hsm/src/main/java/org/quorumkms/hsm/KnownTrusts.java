package org.quorumkms.hsm;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.trust.TrustChain;
import org.quorumkms.trust.TrustVerifier;
import org.quorumkms.trust.VerifiedTrust;

/**
 * Verifies lines to the sealed genesis (T5), each Trust once: what was verified is remembered by thumbprint, which covers
 * the whole line behind it (protocol.md, D2). Signatures that come with a remembered Trust are not looked at: that a
 * quorum signed it was proven, and stays so.
 */
final class KnownTrusts {

    private static final int MOST = 1_000;

    private final TrustVerifier verifier;
    private final Cache<Thumbprint, VerifiedTrust> known =
            Caffeine.newBuilder().maximumSize(MOST).executor(Runnable::run).build();

    KnownTrusts(Thumbprint genesis) {
        this.verifier = new TrustVerifier(genesis);
    }

    /** Returns the proof for a line's last Trust, or throws what {@link TrustVerifier} found. */
    VerifiedTrust require(TrustChain line) {
        Thumbprint last = line.last().thumbprint();
        VerifiedTrust before = known.getIfPresent(last);
        if (before != null) {
            return before;
        }
        VerifiedTrust verified = verifier.verify(line).require();
        known.put(last, verified);
        return verified;
    }
}
