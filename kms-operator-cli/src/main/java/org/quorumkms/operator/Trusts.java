package org.quorumkms.operator;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.signed.Verification;
import org.quorumkms.trust.Trust;
import org.quorumkms.trust.TrustChain;
import org.quorumkms.trust.TrustKind;
import org.quorumkms.trust.TrustVerifier;
import org.quorumkms.trust.VerifiedTrust;

/** All Trusts that a server shows, and what this side makes of them. */
public final class Trusts {

    private final Map<Thumbprint, Trust> byThumbprint = new LinkedHashMap<>();
    private final Map<Thumbprint, Optional<VerifiedTrust>> verified = new LinkedHashMap<>();
    private final TrustVerifier verifier;

    Trusts(List<Trust> trusts, Thumbprint genesis) {
        trusts.forEach(trust -> byThumbprint.put(trust.thumbprint(), trust));
        this.verifier = new TrustVerifier(genesis);
    }

    /** Returns all of them, in the order of their numbers. */
    public List<Trust> all() {
        return List.copyOf(byThumbprint.values());
    }

    /** Returns one by its thumbprint. */
    public Optional<Trust> find(Thumbprint thumbprint) {
        return Optional.ofNullable(byThumbprint.get(thumbprint));
    }

    /** Returns the Trust before one, if it has one and it is here. */
    public Optional<Trust> predecessor(Trust trust) {
        return trust.predecessor().flatMap(this::find);
    }

    /** Returns the line from genesis to a Trust, if all of it is here. */
    public Optional<TrustChain> line(Trust trust) {
        Deque<Trust> line = new ArrayDeque<>();
        @Nullable Trust next = trust;
        while (next != null && line.size() < TrustChain.MAX_LENGTH) {
            line.addFirst(next);
            Optional<Thumbprint> before = next.predecessor();
            next = before.map(byThumbprint::get).orElse(null);
            if (before.isPresent() && next == null) {
                return Optional.empty();
            }
        }
        return Optional.of(new TrustChain(new ArrayList<>(line)));
    }

    /** Returns the Trusts that follow one, signed or not, in the order of their numbers. */
    public List<Trust> after(Trust trust) {
        return byThumbprint.values().stream()
                .filter(other -> other.predecessor().equals(Optional.of(trust.thumbprint())))
                .toList();
    }

    /** Returns the newest signed Trust that is reached from one over successor links, or that one. */
    public Trust newest(Trust trust) {
        Trust newest = trust;
        Optional<Trust> next = Optional.of(trust);
        while (next.isPresent()) {
            newest = next.get();
            next = after(newest).stream()
                    .filter(one -> one.body().kind() == TrustKind.SUCCESSOR && isSigned(one))
                    .findFirst();
        }
        return newest;
    }

    /** Verifies a Trust with its line to genesis; the proof says that it is signed. */
    public Optional<VerifiedTrust> verified(Trust trust) {
        Optional<VerifiedTrust> known = verified.get(trust.thumbprint());
        if (known == null) {
            known = trust.signers().isEmpty()
                    ? Optional.empty()
                    : line(trust).map(verifier::verify).flatMap(Verification::proof);
            verified.put(trust.thumbprint(), known);
        }
        return known;
    }

    /** Returns whether a Trust is signed, and verifies. */
    public boolean isSigned(Trust trust) {
        return verified(trust).isPresent();
    }
}
