package org.quorumkms.domain;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.jose.Jwe;
import org.quorumkms.jose.RsaJwk;
import org.quorumkms.signed.Thumbprint;

/**
 * A revision of a Domain in the making: the first, or the next one after another, from which it takes what stays the same.
 * Number, history and moves are not said, they follow (D6).
 */
public final class DomainBuilder {

    private final DomainId id;
    private final int revision;
    private final String name;
    private final Purpose purpose;
    private final Instant created;
    private final Instant changed;
    private final History history;
    private final Moves before;
    private DomainState state = DomainState.ENABLED;
    private Optional<DomainBody.Disabling> disabling = Optional.empty();
    private int ordered;
    private int ended;
    private List<Controller> controllers = List.of();
    private Optional<Policy> policy;
    private Optional<ClaimTerms> claim = Optional.empty();
    private List<RsaJwk> publicKeys = List.of();
    private Optional<Integer> since;
    private Thumbprint trust;

    private DomainBuilder(
            DomainId id,
            int revision,
            String name,
            Purpose purpose,
            Instant created,
            Instant changed,
            History history,
            Moves before) {
        this.id = id;
        this.revision = revision;
        this.name = name;
        this.purpose = purpose;
        this.created = created;
        this.changed = changed;
        this.history = history;
        this.before = before;
        this.trust = before.last().trust();
        this.policy = purpose == Purpose.ENCRYPT ? Optional.of(Policy.OPEN) : Optional.empty();
        this.since = purpose == Purpose.SIGN ? Optional.of(1) : Optional.empty();
    }

    /** Begins with revision 1. */
    public static DomainBuilder first(DomainId id, String name, Purpose purpose, Thumbprint trust, Instant now) {
        return new DomainBuilder(id, 1, name, purpose, now, now, History.begin(id), Moves.begin(trust));
    }

    /**
     * Begins with what a revision says.
     *
     * @param now the HSM's clock; where it is behind what the revision says, that is taken
     */
    public static DomainBuilder after(Domain domain, Instant now) {
        DomainBody body = domain.body();
        DomainBuilder next = new DomainBuilder(
                body.id(),
                body.revision() + 1,
                body.name(),
                body.purpose(),
                body.created(),
                now.isBefore(body.changed()) ? body.changed() : now,
                body.history().then(domain.thumbprint()),
                body.moves());
        next.state = body.state();
        next.disabling = body.disabling();
        next.ordered = body.ordered();
        next.ended = body.ended();
        next.controllers = body.controllers();
        next.policy = body.policy();
        next.claim = body.claim();
        next.publicKeys = body.publicKeys();
        next.since = body.since();
        return next;
    }

    /** Returns the number that it will have. */
    public int revision() {
        return revision;
    }

    /** Returns which Domain it is of. */
    public DomainId id() {
        return id;
    }

    /** Says what state it is in from now on. */
    public DomainBuilder in(DomainState next, Optional<DomainBody.Disabling> by) {
        state = next;
        disabling = by;
        return this;
    }

    /** Says which order was carried out. */
    public DomainBuilder ordered(int number) {
        ordered = number;
        return this;
    }

    /** Ends all releases that were asked for before. */
    public DomainBuilder endedOnce() {
        ended = Math.addExact(ended, 1);
        return this;
    }

    /** Says who may use it; from then on nobody can claim it. */
    public DomainBuilder controlledBy(List<Controller> all) {
        controllers = List.copyOf(all);
        claim = Optional.empty();
        return this;
    }

    /** Says who decides. */
    public DomainBuilder policy(Policy next) {
        policy = Optional.of(next);
        return this;
    }

    /** Says how it is claimed, or that it cannot be. */
    public DomainBuilder claim(Optional<ClaimTerms> terms) {
        claim = terms;
        return this;
    }

    /** Says which keys verify what it signs, the newest first; of more than 16, the oldest ones are listed no longer. */
    public DomainBuilder publicKeys(List<RsaJwk> newestFirst) {
        publicKeys = newestFirst.stream().limit(DomainBody.MAX_PUBLIC_KEYS).toList();
        return this;
    }

    /** Says that signatures of earlier revisions count no longer. */
    public DomainBuilder sinceNow() {
        since = Optional.of(revision);
        return this;
    }

    /** Says under which Trust it stands from now on. */
    public DomainBuilder under(Thumbprint next) {
        trust = next;
        return this;
    }

    /**
     * Makes it.
     *
     * @param keys the wrapped ring; none in a tombstone
     * @throws RefusedException if the Domain has had as many revisions as it can have
     */
    public DomainBody build(Optional<Jwe> keys) {
        if (revision > DomainBody.MAX_REVISIONS) {
            throw new RefusedException(
                    "Domain " + name + " has had 65,536 revisions, the most it takes. Make a new Domain.");
        }
        return new DomainBody(
                id,
                revision,
                name,
                purpose,
                created,
                changed,
                history,
                before.then(revision, trust),
                state,
                disabling,
                ordered,
                ended,
                controllers,
                policy,
                claim,
                publicKeys,
                since,
                trust,
                keys);
    }
}
