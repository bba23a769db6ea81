package org.quorumkms.trust;

import java.util.List;
import org.quorumkms.signed.Thumbprint;

/**
 * The proof that a Trust verifies, with its whole line, to the genesis that the verifier pinned (T5). Only
 * {@link TrustVerifier} makes one, and it never leaves the program: over a border it is a raw document again.
 *
 * <p>Verified means well made, not authorised: what a Trust may govern is decided by the line that was pinned.
 */
public final class VerifiedTrust {

    private final TrustChain chain;

    VerifiedTrust(TrustChain chain) {
        this.chain = chain;
    }

    /** Returns the Trust. */
    public Trust trust() {
        return chain.last();
    }

    /** Returns what the Trust says. */
    public TrustBody body() {
        return trust().body();
    }

    /** Returns the Trust's thumbprint. */
    public Thumbprint thumbprint() {
        return trust().thumbprint();
    }

    /** Returns the line from genesis to the Trust. */
    public TrustChain chain() {
        return chain;
    }

    /** Returns the thumbprint of genesis. */
    public Thumbprint genesis() {
        return chain.trusts().get(0).thumbprint();
    }

    /** Returns where the Trust's line begins: the last branch before it (or genesis), with only successors after it. */
    public Thumbprint lineRoot() {
        List<Trust> trusts = chain.trusts();
        int root = trusts.size() - 1;
        while (trusts.get(root).body().kind() == TrustKind.SUCCESSOR) {
            root--;
        }
        return trusts.get(root).thumbprint();
    }

    /** Returns whether this is the Trust named, or is reached from it over successor links. */
    public boolean reachedFrom(Thumbprint earlier) {
        List<Trust> trusts = chain.trusts();
        for (int i = trusts.size() - 1; i >= 0; i--) {
            if (trusts.get(i).thumbprint().equals(earlier)) {
                return true;
            }
            if (trusts.get(i).body().kind() != TrustKind.SUCCESSOR) {
                return false;
            }
        }
        return false;
    }

    /** Returns whether this is in the founding line of a genesis: its founding branch, or reached from that. */
    public boolean isFoundedOn(Thumbprint genesis) {
        List<Trust> trusts = chain.trusts();
        return genesis.equals(genesis())
                && trusts.size() > 1
                && lineRoot().equals(trusts.get(1).thumbprint());
    }

    /** Returns the Trusts of the line that come after one, this one last; none if it is not reached from that one. */
    public List<Trust> after(Thumbprint earlier) {
        List<Trust> trusts = chain.trusts();
        for (int i = 0; i < trusts.size(); i++) {
            if (trusts.get(i).thumbprint().equals(earlier)) {
                return trusts.subList(i + 1, trusts.size());
            }
        }
        return List.of();
    }

    /** Returns the proof for an earlier Trust of the line: what verified this one verified that one. */
    public VerifiedTrust at(Thumbprint earlier) {
        List<Trust> trusts = chain.trusts();
        for (int i = 0; i < trusts.size(); i++) {
            if (trusts.get(i).thumbprint().equals(earlier)) {
                return new VerifiedTrust(new TrustChain(trusts.subList(0, i + 1)));
            }
        }
        throw new IllegalArgumentException("the Trust should be in the line");
    }

    @Override
    public String toString() {
        return "verified " + trust();
    }
}
