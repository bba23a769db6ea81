package org.quorumkms.trust;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.signed.Verification;

/**
 * Verifies lines to a pinned genesis (T5), each Trust once: what was verified is remembered by its thumbprint, which covers
 * the whole line behind it (protocol.md, D2), up to a number of Trusts. So what a call costs does not grow with its line.
 *
 * <p>Signatures that come with a remembered Trust are not looked at: that a quorum signed it was proven, and stays so.
 * Whoever wants to see each check asks {@link TrustVerifier}. Safe for use by many threads.
 */
public final class KnownTrusts {

    private static final int MOST = 256;

    private final TrustVerifier verifier;
    private final Map<Thumbprint, VerifiedTrust> known = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Thumbprint, VerifiedTrust> eldest) {
            return size() > MOST;
        }
    };

    /** Takes the thumbprint of the genesis Trust that the verifier pinned. */
    public KnownTrusts(Thumbprint genesis) {
        this.verifier = new TrustVerifier(genesis);
    }

    /** Verifies a line; the proof is for its last Trust. */
    public Verification<VerifiedTrust> verify(TrustChain line) {
        Thumbprint last = line.last().thumbprint();
        Optional<VerifiedTrust> before = find(last);
        if (before.isPresent()) {
            return new Verification<>(java.util.List.of(), before);
        }
        Verification<VerifiedTrust> verified = verifier.verify(line);
        verified.proof().ifPresent(proof -> remember(last, proof));
        return verified;
    }

    /**
     * Returns the proof for a line's last Trust.
     *
     * @throws org.quorumkms.errors.VerificationException if it does not verify
     */
    public VerifiedTrust require(TrustChain line) {
        return verify(line).require();
    }

    private synchronized Optional<VerifiedTrust> find(Thumbprint trust) {
        return Optional.ofNullable(known.get(trust));
    }

    private synchronized void remember(Thumbprint trust, VerifiedTrust proof) {
        known.put(trust, proof);
    }
}
