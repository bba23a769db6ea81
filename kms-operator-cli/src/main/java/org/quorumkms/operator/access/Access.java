package org.quorumkms.operator.access;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.quorumkms.domain.Controller;
import org.quorumkms.domain.Domain;
import org.quorumkms.domain.DomainBody;
import org.quorumkms.domain.DomainState;
import org.quorumkms.domain.Policy;
import org.quorumkms.domain.Right;
import org.quorumkms.order.Decision;
import org.quorumkms.order.Order;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.trust.VerifiedTrust;

/**
 * Who could use a Domain at a time.
 *
 * @param at the time
 * @param revision the revision that was the newest then; empty: the Domain was not there yet
 * @param holders its controllers with what gave them their rights
 * @param open what a quorum had released then (O4)
 * @param proved whether every revision up to then, and the next one, is there as it was signed
 */
public record Access(Instant at, Optional<Domain> revision, List<Holder> holders, List<Order> open, boolean proved) {

    /**
     * A controller.
     *
     * @param controller key, name and rights
     * @param origin what gave it these rights
     */
    public record Holder(Controller controller, Origin origin) {}

    /** An order that releases something, with the Trust that it names, verified. */
    public record Release(Order order, VerifiedTrust trust) {}

    /** Copies the lists. */
    public Access {
        holders = List.copyOf(holders);
        open = List.copyOf(open);
    }

    /**
     * Answers for a time.
     *
     * @param releases the orders of kind {@code open} of the Domain
     */
    public static Access at(Instant time, Revisions revisions, LoggedChanges log, List<Release> releases) {
        int number = revisions.at(time);
        Optional<Domain> revision = revisions.find(number);
        List<Holder> holders = revision.stream()
                .flatMap(one -> one.body().controllers().stream())
                .map(one -> new Holder(one, Origin.of(revisions, number, one, log)))
                .toList();
        List<Order> open = revision.map(Domain::body).stream()
                .flatMap(body -> releases.stream()
                        .filter(release -> opens(release, body, time))
                        .map(Release::order))
                .toList();
        return new Access(time, revision, holders, open, revisions.isProved(number));
    }

    /** O4, as an HSM asks it. */
    private static boolean opens(Release release, DomainBody body, Instant time) {
        Order order = release.order();
        return order.body().decision() instanceof Decision.Open open
                && body.state() == DomainState.ENABLED
                && body.policy()
                        .filter(policy -> policy.decrypt() == Policy.Who.QUORUM)
                        .isPresent()
                && order.body().trust().equals(body.trust())
                && release.trust().thumbprint().equals(body.trust())
                && open.ended() == body.ended()
                && body.controller(open.key())
                        .filter(one -> one.may().has(Right.DECRYPT))
                        .isPresent()
                && !time.isBefore(order.body().created())
                && !time.isAfter(order.body().expires())
                && order.approvalsUnder(release.trust().body()).reached();
    }

    /** Returns what of it opens one sealed thing. */
    public Access onlyFor(Thumbprint sealed) {
        return new Access(
                at,
                revision,
                holders,
                open.stream()
                        .filter(order -> order.body().decision() instanceof Decision.Open one
                                && one.sealed().equals(sealed))
                        .toList(),
                proved);
    }
}
