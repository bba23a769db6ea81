package org.quorumkms.operator.access;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.quorumkms.audit.AuditAction;
import org.quorumkms.audit.AuditEntry;
import org.quorumkms.audit.AuditResult;
import org.quorumkms.domain.DomainId;

/**
 * What a key did, as the audit logs say.
 *
 * @param domain to which Domain; empty: to none
 * @param action what
 * @param result how it went
 * @param count how often
 * @param first when first
 * @param last when last
 */
public record Did(
        Optional<DomainId> domain, AuditAction action, AuditResult result, long count, Instant first, Instant last) {

    private record Kind(Optional<DomainId> domain, AuditAction action, AuditResult result) {}

    /** Counts entries. */
    public static final class Sum {

        private final Map<Kind, Did> sums = new LinkedHashMap<>();

        /** Takes an entry of the key. */
        public void add(AuditEntry entry) {
            Kind kind = new Kind(
                    entry.event().subject().domain(),
                    entry.event().action(),
                    entry.event().result());
            Did one = new Did(kind.domain(), kind.action(), kind.result(), entry.count(), entry.time(), entry.time());
            sums.merge(kind, one, Did::plus);
        }

        /** Returns the sums. */
        public List<Did> all() {
            return List.copyOf(sums.values());
        }
    }

    private Did plus(Did other) {
        return new Did(
                domain,
                action,
                result,
                count + other.count,
                first.isBefore(other.first) ? first : other.first,
                last.isAfter(other.last) ? last : other.last);
    }
}
