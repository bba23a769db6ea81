package org.quorumkms.trust;

import java.util.LinkedHashMap;
import java.util.List;
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

    private final Thumbprint genesis;
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
        this.genesis = genesis;
        this.verifier = new TrustVerifier(genesis);
    }

    /** Takes a Trust that was verified, to any genesis, before: one to this genesis need not be verified again. */
    public void know(VerifiedTrust trust) {
        if (trust.genesis().equals(genesis)) {
            remember(trust.thumbprint(), trust);
        }
    }

    /** Verifies a line; the proof is for its last Trust. Of a line that goes on from a known Trust the rest is verified. */
    public Verification<VerifiedTrust> verify(TrustChain line) {
        List<Trust> trusts = line.trusts();
        Optional<VerifiedTrust> before = Optional.empty();
        int next = trusts.size();
        while (next > 0 && before.isEmpty()) {
            before = find(trusts.get(next - 1).thumbprint());
            next -= before.isPresent() ? 0 : 1;
        }
        Verification<VerifiedTrust> verified = before.map(known -> new Verification<>(List.of(), Optional.of(known)))
                .orElseGet(() -> verifier.verify(line));
        for (int i = next;
                before.isPresent() && i < trusts.size() && verified.proof().isPresent();
                i++) {
            verified = verifier.verifyNext(verified.require(), trusts.get(i));
        }
        verified.proof().ifPresent(proof -> remember(line.last().thumbprint(), proof));
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
