package org.quorumkms.server.manager;

import java.time.Clock;
import java.util.Set;
import java.util.stream.Collectors;
import org.quorumkms.server.ledger.Ledger;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.trust.Trust;

/**
 * What waits, as operators see it: the same states as in their lists.
 *
 * @param proposals the thumbprints of the Trusts that wait for approvals or an HSM's signature
 * @param orders how many orders wait to be approved or carried out
 */
public record Waiting(Set<Thumbprint> proposals, long orders) {

    /** Copies the set. */
    public Waiting {
        proposals = Set.copyOf(proposals);
    }

    /** Looks. */
    public static Waiting of(Ledger ledger, Clock clock) {
        TrustProposals trusts = new TrustProposals(clock);
        OrderStates orders = new OrderStates(clock);
        return new Waiting(
                ledger.trusts().all().stream()
                        .filter(trust -> trusts.isOpen(ledger, trust))
                        .map(Trust::thumbprint)
                        .collect(Collectors.toSet()),
                ledger.orders().since(clock.instant()).stream()
                        .filter(row -> orders.isOpen(ledger, row))
                        .count());
    }
}
