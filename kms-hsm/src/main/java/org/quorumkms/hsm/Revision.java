package org.quorumkms.hsm;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.quorumkms.domain.ClaimTerms;
import org.quorumkms.domain.Domain;
import org.quorumkms.domain.DomainBody;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.DomainState;
import org.quorumkms.domain.VerifiedDomain;
import org.quorumkms.jose.RsaJwk;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.trust.VerifiedTrust;

/**
 * The next revision of a Domain in the making (D6): what stays the same is taken from the one before, what changes is said.
 */
final class Revision {

    private final VerifiedDomain before;
    private DomainState state;
    private Optional<Instant> disabledSince;
    private List<DomainId> orders;
    private List<Thumbprint> controllers;
    private Optional<ClaimTerms> claim;
    private List<RsaJwk> publicKeys;
    private VerifiedTrust trust;

    private Revision(VerifiedDomain before) {
        DomainBody body = before.body();
        this.before = before;
        this.state = body.state();
        this.disabledSince = body.disabledSince();
        this.orders = body.orders();
        this.controllers = body.controllers();
        this.claim = body.claim();
        this.publicKeys = body.publicKeys();
        this.trust = before.trust();
    }

    static Revision after(VerifiedDomain before) {
        return new Revision(before);
    }

    /** Says what state it is in from now on. */
    Revision in(DomainState next, Optional<Instant> since) {
        state = next;
        disabledSince = since;
        return this;
    }

    Revision orders(List<DomainId> carriedOut) {
        orders = List.copyOf(carriedOut);
        return this;
    }

    /** Says who may use it; from then on nobody can claim it. */
    Revision controlledBy(List<Thumbprint> keys) {
        controllers = List.copyOf(keys);
        claim = Optional.empty();
        return this;
    }

    Revision publicKeys(List<RsaJwk> newestFirst) {
        publicKeys = List.copyOf(newestFirst);
        return this;
    }

    Revision under(VerifiedTrust next) {
        trust = next;
        return this;
    }

    DomainId id() {
        return before.body().id();
    }

    int number() {
        return before.body().revision() + 1;
    }

    VerifiedTrust trust() {
        return trust;
    }

    /** Signs it, with the ring of keys; a tombstone has none. */
    Domain sign(DomainMaker maker, Optional<KeyRing> ring) {
        DomainBody body = before.body();
        return maker.sign(new DomainBody(
                body.id(),
                number(),
                body.name(),
                body.purpose(),
                Optional.of(before.domain().thumbprint()),
                state,
                disabledSince,
                orders,
                body.created(),
                controllers,
                claim,
                publicKeys,
                trust.thumbprint(),
                ring.map(keys -> maker.seal(keys, body.id(), number(), trust))));
    }
}
