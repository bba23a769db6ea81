package org.quorumkms.trust;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.quorumkms.signed.Check;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.signed.Verification;

/**
 * Trusts as somebody shows them, in any order and from any lines: each is verified to genesis once (T5), as a link to the one
 * before it, so that all of them together cost what they are, not what their lines are. Not safe for use by many threads.
 */
public final class RelatedTrusts {

    private final Map<Thumbprint, Trust> trusts = new LinkedHashMap<>();
    private final Map<Thumbprint, Verification<VerifiedTrust>> verified = new HashMap<>();
    private final TrustVerifier verifier;

    /** Takes the thumbprint of the genesis Trust that the verifier pinned. */
    public RelatedTrusts(Thumbprint genesis) {
        this.verifier = new TrustVerifier(genesis);
    }

    /** Adds a Trust, in the place of the same one with other signatures. All are added before one is verified. */
    public void add(Trust trust) {
        trusts.put(trust.thumbprint(), trust);
        verified.remove(trust.thumbprint());
    }

    /** Adds the Trusts of others, with what was verified of them: that a quorum signed one was proven, and stays so. */
    public void addAll(RelatedTrusts others) {
        trusts.putAll(others.trusts);
        others.verified.forEach((thumbprint, one) -> {
            if (one.proof().isPresent()) {
                verified.put(thumbprint, one);
            }
        });
    }

    /** Returns all of them, in the order in which they came. */
    public Collection<Trust> all() {
        return Collections.unmodifiableCollection(trusts.values());
    }

    /** Returns one by its thumbprint. */
    public Optional<Trust> find(Thumbprint thumbprint) {
        return Optional.ofNullable(trusts.get(thumbprint));
    }

    /** Returns the Trust before one, if it has one and it is here. */
    public Optional<Trust> predecessor(Trust trust) {
        return trust.predecessor().flatMap(this::find);
    }

    /** Verifies a Trust, with the signatures that it was added with, and its line to genesis. The checks are those of its own link. */
    public Verification<VerifiedTrust> verify(Trust trust) {
        Deque<Trust> unknown = new ArrayDeque<>();
        Optional<Trust> next = Optional.of(trusts.getOrDefault(trust.thumbprint(), trust));
        while (next.isPresent() && !verified.containsKey(next.get().thumbprint())) {
            unknown.addFirst(next.get());
            next = predecessor(next.get());
        }
        unknown.forEach(one -> verified.put(one.thumbprint(), link(one)));
        return Optional.ofNullable(verified.get(trust.thumbprint())).orElseThrow();
    }

    /** Verifies one whose predecessor, if it is here, was verified before. */
    private Verification<VerifiedTrust> link(Trust trust) {
        if (trust.body().kind() == TrustKind.GENESIS) {
            return verifier.verify(new TrustChain(List.of(trust)));
        }
        Optional<Trust> before = predecessor(trust);
        if (before.isEmpty()) {
            return failed("T5: the Trust before it is here");
        }
        Optional<VerifiedTrust> proof = verify(before.get()).proof();
        if (proof.isEmpty()) {
            return failed("T5: the Trust before it, " + before.get().body().id() + ", verifies");
        }
        return proof.get().chain().trusts().size() < TrustChain.MAX_LENGTH
                ? verifier.verifyNext(proof.get(), trust)
                : failed("T5: a line has at most " + TrustChain.MAX_LENGTH + " Trusts");
    }

    private static Verification<VerifiedTrust> failed(String what) {
        return new Verification<>(List.of(new Check(what, false)), Optional.empty());
    }
}
