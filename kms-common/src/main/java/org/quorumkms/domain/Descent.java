package org.quorumkms.domain;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.json.Fields;
import org.quorumkms.json.Json;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.signed.Time;

/**
 * T7: what somebody who saw a revision of a Domain remembers of it, and the one rule by which another is taken for its
 * successor. HSMs, servers, callers and imports all ask this.
 *
 * <p>A revision <em>descends</em> from another if it verifies (D2), id, purpose and {@code created} are the same, its number
 * is higher, its {@code history} continues the other's, and its {@code moves} begin with the other's and go on above its
 * number. Nothing descends from a tombstone.
 *
 * @param id the Domain
 * @param purpose what its keys are for
 * @param created when revision 1 was made
 * @param revision the number
 * @param thumbprint the revision's thumbprint
 * @param history the revision's history
 * @param moves the revision's moves
 * @param deleted whether it is a tombstone
 */
public record Descent(
        DomainId id,
        Purpose purpose,
        Instant created,
        int revision,
        Thumbprint thumbprint,
        History history,
        Moves moves,
        boolean deleted) {

    /** How a revision stands to the one that was seen. */
    public enum Kinship {
        /** It is that one. */
        SAME,
        /** It descends from it. */
        LATER,
        /** It has a lower number: whoever shows it may be behind. */
        OLDER,
        /** Another verified revision stands at the same place after a common one: the Domain forked. */
        FORKED,
        /** Nothing shows that it descends. */
        NOT_SHOWN,
        /** It says itself that it does not: another Domain's, a successor of a tombstone, or moves that go elsewhere. */
        FOREIGN
    }

    /** Remembers a revision that was verified. */
    public static Descent of(VerifiedDomain domain) {
        return of(domain.domain());
    }

    /** Remembers a revision. */
    public static Descent of(Domain domain) {
        DomainBody body = domain.body();
        return new Descent(
                body.id(),
                body.purpose(),
                body.created(),
                body.revision(),
                domain.thumbprint(),
                body.history(),
                body.moves(),
                body.state() == DomainState.DELETED);
    }

    /** Returns how a caller names it (D3). */
    public SeenDomain seen() {
        return new SeenDomain(id, revision, thumbprint);
    }

    /** Returns the thumbprint of the Trust under which it stood. */
    public Thumbprint trust() {
        return moves.last().trust();
    }

    /** Says how a verified revision stands to this one. */
    public Kinship of(VerifiedDomain domain, Proof proof) {
        DomainBody body = domain.body();
        if (domain.domain().thumbprint().equals(thumbprint)) {
            return Kinship.SAME;
        }
        if (!body.id().equals(id)
                || body.purpose() != purpose
                || !body.created().equals(created)) {
            return Kinship.FOREIGN;
        }
        if (body.revision() < revision) {
            return Kinship.OLDER;
        }
        if (body.revision() == revision) {
            return body.history().equals(history) || (revision > 1 && proof.isWholeFor(body))
                    ? Kinship.FORKED
                    : Kinship.NOT_SHOWN;
        }
        if (!continues(body, proof)) {
            return proof.isWholeFor(body) && revision > 1 && !proof.at(revision).equals(thumbprint)
                    ? Kinship.FORKED
                    : Kinship.NOT_SHOWN;
        }
        return !deleted && body.moves().continueFrom(moves, revision) ? Kinship.LATER : Kinship.FOREIGN;
    }

    /** Section 4: the history of the other is this one's, this one, and what stands between. */
    private boolean continues(DomainBody body, Proof proof) {
        if (proof.after() == revision) {
            return proof.thumbprints().size() == body.revision() - revision - 1
                    && history.then(thumbprint).then(proof.thumbprints()).equals(body.history());
        }
        return proof.isWholeFor(body) && proof.at(revision).equals(thumbprint);
    }

    /**
     * Requires that a revision is this one or descends from it.
     *
     * @throws VerificationException if the Domain forked, or it is another Domain's
     * @throws RefusedException if it is older, or nothing shows that it descends
     */
    public void require(VerifiedDomain domain, Proof proof) {
        DomainBody body = domain.body();
        String shown = "revision " + body.revision() + " of Domain " + body.name() + " ("
                + domain.domain().thumbprint().abbreviated() + ")";
        String own = "revision " + revision + " (" + thumbprint.abbreviated() + "), which was seen before";
        switch (of(domain, proof)) {
            case SAME, LATER -> {
                // As it should be.
            }
            case OLDER ->
                throw new RefusedException("T7: " + shown + " is older than " + own
                        + ". The server is behind: hand the newest one over with domain import, or call another.");
            case NOT_SHOWN ->
                throw new RefusedException("T7: " + shown + " is not shown to descend from " + own
                        + ". Call another server, or ask the operators.");
            case FORKED ->
                throw new VerificationException("T7: Domain " + body.name() + " forked: " + shown + " stands beside "
                        + own
                        + ". Do not use this server. Ask the other operators which one is right; after a disaster:"
                        + " domain repin " + body.name() + " --thumbprint "
                        + domain.domain().thumbprint() + ".");
            default ->
                throw new VerificationException("T7: " + shown + " does not descend from " + own
                        + (deleted
                                ? ": that one is deleted for ever."
                                : ": its id, purpose, beginning or moves are others. Do not use this server."));
        }
    }

    /** Returns the members, for a memory. */
    public Map<String, @Nullable Object> toJson() {
        Map<String, @Nullable Object> members = Json.object();
        members.put("id", id.value());
        members.put("purpose", purpose.text());
        members.put("created", Time.format(created));
        members.put("revision", revision);
        members.put("thumbprint", thumbprint.value());
        members.put("history", history.hash().value());
        members.put("moves", moves.toJson());
        members.put("deleted", deleted);
        return members;
    }

    /** Takes the members out of a memory's, leaving others to the caller. */
    public static Descent take(Fields members) {
        return new Descent(
                new DomainId(members.text("id")),
                Purpose.of(members.text("purpose")),
                Time.parse(members.text("created")),
                members.integer("revision"),
                new Thumbprint(members.text("thumbprint")),
                new History(new Thumbprint(members.text("history"))),
                Moves.read(members.objects("moves")),
                members.bool("deleted"));
    }
}
