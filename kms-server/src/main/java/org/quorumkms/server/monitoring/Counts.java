package org.quorumkms.server.monitoring;

import org.quorumkms.server.manager.Waiting;
import org.quorumkms.server.store.Store;

/**
 * How much there is in a store.
 *
 * @param trusts signed Trusts
 * @param proposals Trusts that wait for approvals or an HSM's signature
 * @param orders orders that wait to be approved or carried out
 * @param domains Domains, also deleted ones
 * @param servers servers of the system
 * @param hsms HSMs of the system
 */
public record Counts(long trusts, long proposals, long orders, long domains, long servers, long hsms) {

    /** Counts what is in a store. */
    public static Counts of(Store.Tables tables, Waiting waiting) {
        return new Counts(
                tables.trusts().all().stream()
                        .filter(trust -> !trust.signers().isEmpty())
                        .count(),
                waiting.proposals().size(),
                waiting.orders(),
                tables.domains().count(),
                tables.servers().all().size(),
                tables.hsms().all().size());
    }
}
