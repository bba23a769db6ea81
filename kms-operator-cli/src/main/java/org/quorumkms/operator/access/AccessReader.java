package org.quorumkms.operator.access;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.quorumkms.audit.AuditEntry;
import org.quorumkms.domain.DomainId;
import org.quorumkms.operator.Session;
import org.quorumkms.remote.AuditLogView;
import org.quorumkms.signed.Thumbprint;

/** Asks the servers who could use what, and who did. */
public final class AccessReader {

    private final Session session;

    /** Takes the calls. */
    public AccessReader(Session session) {
        this.session = session;
    }

    /** Returns who could use a Domain at a time. */
    public Access access(DomainId domain, Instant at) {
        Revisions revisions = Revisions.read(session, domain);
        LoggedChanges log = new LoggedChanges();
        for (AuditLogView one : session.audits().logs()) {
            session.audits().entries(one, 0, text -> {
                if (text.contains(domain.value())) {
                    log.add(AuditEntry.parse(text).event());
                }
            });
        }
        List<Access.Release> releases = session.orders().releasesOf(domain, at).stream()
                .map(entry -> new Access.Release(entry.order(), entry.trust()))
                .toList();
        return Access.at(at, revisions, log, releases);
    }

    /**
     * What a key could do, and did.
     *
     * @param could with which Domains, from when to when
     * @param did what the logs say
     * @param logs which logs were read
     * @param missing the Domains of which revisions are missing
     */
    public record ByKey(List<Held> could, List<Did> did, List<AuditLogView> logs, List<DomainId> missing) {

        /** Copies the lists. */
        public ByKey {
            could = List.copyOf(could);
            did = List.copyOf(did);
            logs = List.copyOf(logs);
            missing = List.copyOf(missing);
        }
    }

    /** Returns what a key could do, and did, after a time. What a server leaves out of its list, the logs may name. */
    public ByKey byKey(Thumbprint key, Instant since) {
        Set<DomainId> ids = new LinkedHashSet<>(session.domains().everOf(key));
        Did.Sum sum = new Did.Sum();
        List<AuditLogView> logs = session.audits().logs();
        for (AuditLogView log : logs) {
            session.audits().entries(log, 0, text -> {
                if (text.contains(key.value())) {
                    take(AuditEntry.parse(text), key, since, sum, ids);
                }
            });
        }
        List<Held> could = new ArrayList<>();
        List<DomainId> missing = new ArrayList<>();
        for (DomainId id : ids) {
            Revisions revisions = Revisions.read(session, id);
            could.addAll(Held.by(key, revisions, since));
            if (!revisions.isProved(revisions.count())) {
                missing.add(id);
            }
        }
        return new ByKey(could, sum.all(), logs, missing);
    }

    private static void take(AuditEntry entry, Thumbprint key, Instant since, Did.Sum sum, Set<DomainId> ids) {
        boolean changed = entry.event().subject().controllers().stream()
                .anyMatch(one -> one.key().equals(key));
        if (changed
                || (entry.event().who().equals(key) && entry.event().action().isUse())) {
            entry.event().subject().domain().ifPresent(ids::add);
        }
        if (entry.event().who().equals(key) && !entry.time().isBefore(since)) {
            sum.add(entry);
        }
    }
}
