package org.quorumkms.operator.access;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.quorumkms.audit.AuditEvent;
import org.quorumkms.audit.AuditResult;
import org.quorumkms.order.OrderKind;
import org.quorumkms.signed.Thumbprint;

/** What audit logs say of who made revisions of a Domain. */
public final class LoggedChanges {

    private final Map<Thumbprint, Change> byRevision = new HashMap<>();

    /**
     * A change that was logged.
     *
     * @param who the connection key that asked
     * @param order the order that allowed it
     * @param kind what the order does
     */
    public record Change(Thumbprint who, Optional<Thumbprint> order, Optional<OrderKind> kind) {}

    /** Takes an entry; one that made no revision is passed over. */
    public void add(AuditEvent event) {
        if (event.result() == AuditResult.DONE && !event.action().isUse()) {
            event.subject()
                    .thumbprint()
                    .ifPresent(revision -> byRevision.putIfAbsent(
                            revision,
                            new Change(
                                    event.who(),
                                    event.subject().order(),
                                    event.subject().kind())));
        }
    }

    /** Returns who made a revision, if a log says it. */
    public Optional<Change> of(Thumbprint revision) {
        return Optional.ofNullable(byRevision.get(revision));
    }
}
