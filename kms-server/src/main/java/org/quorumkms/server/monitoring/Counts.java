package org.quorumkms.server.monitoring;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.quorumkms.audit.AuditEntry;
import org.quorumkms.audit.LogId;
import org.quorumkms.server.store.OrderStore;
import org.quorumkms.server.store.Store;
import org.quorumkms.trust.Trust;

/**
 * How much there is in a store.
 *
 * @param trusts signed Trusts
 * @param proposals Trusts that wait for approvals or an HSM's signature
 * @param orders orders that wait to be carried out
 * @param domains Domains, also deleted ones
 * @param servers servers of the system
 * @param hsms HSMs of the system
 * @param entries entries of this server's log
 * @param newestEntry when the newest one was made
 */
public record Counts(
        long trusts,
        long proposals,
        long orders,
        long domains,
        long servers,
        long hsms,
        long entries,
        Optional<Instant> newestEntry) {

    /** Counts what is in a store, with a server's own log. */
    public static Counts of(Store.Tables tables, LogId log, Instant now) {
        List<Trust> trusts = tables.trusts().all();
        long entries = tables.audit().end(log).map(end -> end.size()).orElse(0L);
        return new Counts(
                trusts.stream().filter(trust -> !trust.signers().isEmpty()).count(),
                trusts.stream().filter(trust -> isOpen(tables, trust)).count(),
                tables.orders().since(now).stream().filter(Counts::isOpen).count(),
                tables.domains().count(),
                tables.servers().all().size(),
                tables.hsms().all().size(),
                entries,
                tables.audit().entries(log, Math.max(0, entries - 1), 1).stream()
                        .findFirst()
                        .map(text -> AuditEntry.parse(text).time()));
    }

    static boolean isOpen(Store.Tables tables, Trust trust) {
        return trust.signers().isEmpty()
                && tables.trusts().proposal(trust.thumbprint()).withdrawn().isEmpty()
                && trust.body()
                        .predecessor()
                        .flatMap(before -> tables.trusts().wayForward(before))
                        .isEmpty();
    }

    private static boolean isOpen(OrderStore.Row row) {
        return row.carriedOut().isEmpty() && row.withdrawn().isEmpty();
    }
}
