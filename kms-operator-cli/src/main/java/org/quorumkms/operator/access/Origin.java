package org.quorumkms.operator.access;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.quorumkms.domain.Controller;
import org.quorumkms.domain.Domain;
import org.quorumkms.domain.DomainBody;
import org.quorumkms.order.OrderKind;
import org.quorumkms.signed.Thumbprint;

/**
 * Where a controller's rights come from.
 *
 * @param kind how it got them
 * @param revision the revision that gave them
 * @param since when that was made, by its HSM's clock
 * @param order the order that allowed it, as an audit log says
 * @param who who asked for it, as an audit log says: a connection key
 */
public record Origin(Kind kind, int revision, Instant since, Optional<Thumbprint> order, Optional<Thumbprint> who) {

    /** How a controller got its rights. */
    public enum Kind {
        /** The Domain was made for its key. */
        MADE,
        /** It claimed the Domain with an invitation. */
        CLAIM,
        /** A controller gave them. */
        SHARE,
        /** An order, grant. */
        GRANT,
        /** An order, admit. */
        ADMIT;

        /** Returns the word. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Finds it: the revision since which the controller has had exactly these rights without a break.
     *
     * @param revision the number of a revision that names the controller
     * @param log what the audit logs say of changes
     */
    static Origin of(Revisions revisions, int revision, Controller controller, LoggedChanges log) {
        int first = revision;
        while (first > 1
                && revisions
                        .find(first - 1)
                        .filter(before -> has(before, controller))
                        .isPresent()) {
            first--;
        }
        Domain given = revisions.find(first).orElseThrow();
        Optional<LoggedChanges.Change> logged = log.of(given.thumbprint());
        Kind kind = kind(
                revisions.find(first - 1).map(Domain::body), given.body(), logged.flatMap(LoggedChanges.Change::kind));
        boolean ordered = kind == Kind.GRANT || kind == Kind.ADMIT;
        return new Origin(
                kind,
                first,
                given.body().changed(),
                ordered ? logged.flatMap(LoggedChanges.Change::order) : Optional.empty(),
                kind == Kind.CLAIM ? Optional.of(controller.key()) : logged.map(LoggedChanges.Change::who));
    }

    private static boolean has(Domain revision, Controller controller) {
        return revision.body()
                .controller(controller.key())
                .filter(one -> one.may().equals(controller.may()))
                .isPresent();
    }

    /** What the two documents show; where they leave it open, what the log says the order was. */
    private static Kind kind(Optional<DomainBody> before, DomainBody given, Optional<OrderKind> logged) {
        if (before.isEmpty()) {
            return Kind.MADE;
        }
        if (given.ordered() > before.get().ordered()) {
            return isGrant(before.get(), given, logged) ? Kind.GRANT : Kind.ADMIT;
        }
        return before.get().claim().isPresent() && given.claim().isEmpty() ? Kind.CLAIM : Kind.SHARE;
    }

    /** O3: a grant leaves one controller, and ends a claim, where admit is refused. */
    private static boolean isGrant(DomainBody before, DomainBody given, Optional<OrderKind> logged) {
        if (given.controllers().size() != 1) {
            return false;
        }
        List<Thumbprint> gone = before.controllers().stream()
                .map(Controller::key)
                .filter(key -> given.controller(key).isEmpty())
                .toList();
        return before.claim().isPresent()
                || !gone.isEmpty()
                || logged.filter(OrderKind.GRANT::equals).isPresent();
    }
}
