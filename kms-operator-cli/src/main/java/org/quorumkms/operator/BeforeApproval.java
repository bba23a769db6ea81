package org.quorumkms.operator;

import java.util.List;
import org.quorumkms.domain.DomainBody;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.order.Decision;
import org.quorumkms.order.Order;
import org.quorumkms.order.OrderBody;
import org.quorumkms.order.OrderKind;
import org.quorumkms.trust.Trust;
import org.quorumkms.trust.TrustKind;
import org.quorumkms.trust.VerifiedTrust;

/** What must hold before an operator is asked for its approval: an approval of what cannot be carried out only does harm. */
public final class BeforeApproval {

    private final Session session;

    /** Takes the calls. */
    public BeforeApproval(Session session) {
        this.session = session;
    }

    /**
     * Returns what a Trust follows: it must verify, and be the newest of its line that this home has seen (T5, T7).
     *
     * @throws RefusedException if the Trust cannot be signed any more
     */
    public Trust predecessor(Trust trust) {
        if (trust.body().kind() == TrustKind.GENESIS) {
            throw new RefusedException("Genesis needs no approval: it is signed since the beginning.");
        }
        Trusts trusts = session.trusts().shown();
        Trust before = trusts.predecessor(trust)
                .orElseThrow(() -> new VerificationException("T5: the server does not show the predecessor of Trust "
                        + trust.body().id() + "."));
        VerifiedTrust verified = trusts.verified(before)
                .orElseThrow(() -> new VerificationException("T5: the predecessor of Trust "
                        + trust.body().id() + " does not verify to genesis; see trust verify "
                        + before.body().id() + "."));
        trusts.endedInWords(trust).ifPresent(why -> {
            throw new RefusedException("T3: Trust " + trust.body().id() + " cannot be signed any more: " + why
                    + ". Make a new one with trust create.");
        });
        session.pins().now().trusts().lineOf(verified).ifPresent(seen -> {
            boolean newest = seen.thumbprint().equals(verified.thumbprint());
            if (trust.body().kind() == TrustKind.SUCCESSOR && !newest) {
                throw new VerificationException("T7: Trust " + trust.body().id() + " follows Trust "
                        + before.body().id() + ", but Trust " + seen.body().id() + " of that line was seen before.");
            }
        });
        return before;
    }

    /**
     * O1, O4: requires that an order could be carried out now, were it approved.
     *
     * @param domain its Domain, verified
     * @throws RefusedException if it could not
     */
    public void requireOpen(OrderEntry entry, DomainBody domain) {
        Order order = entry.order();
        Trusts trusts = session.trusts().shown();
        refuseIf(
                session.now().isAfter(order.body().expires()),
                entry,
                "it expired at " + order.body().expires());
        refuseIf(
                !trusts.newest(entry.trust().trust())
                        .thumbprint()
                        .equals(order.body().trust()),
                entry,
                "a successor of its Trust ended it");
        refuseIf(
                order.body().decision() instanceof Decision.Open open && open.ended() != domain.ended(),
                entry,
                "all releases that were asked for before were ended");
        refuseIf(
                order.body().kind() == OrderKind.OPEN && order.isVoidFor(domain),
                entry,
                "its requester lost the right to decrypt, or the Domain was moved or deleted");
        refuseIf(
                order.isVoidFor(domain),
                entry,
                "the Domain is at order number " + domain.ordered() + " and "
                        + domain.state().text() + ", which ended it");
        refuseIf(
                entry.number() - domain.ordered() > OrderBody.MAX_AHEAD,
                entry,
                "its number is too far ahead of " + domain.ordered() + ", the last that was carried out");
    }

    /** O1: returns the orders of a higher number that this operator approved, which this one does not end. */
    public List<OrderEntry> notEndedBy(OrderEntry entry, List<OrderEntry> all) {
        return all.stream()
                .filter(other -> other.order()
                                .body()
                                .domain()
                                .equals(entry.order().body().domain())
                        && other.number() > entry.number()
                        && other.isApprovedBy(session.self()))
                .toList();
    }

    private static void refuseIf(boolean holds, OrderEntry entry, String why) {
        if (holds) {
            throw new RefusedException("O1: order " + entry.order() + " cannot be carried out any more: " + why
                    + ". Nothing was approved; make a new one.");
        }
    }
}
