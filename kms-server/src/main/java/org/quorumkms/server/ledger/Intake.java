package org.quorumkms.server.ledger;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.quorumkms.domain.Descent;
import org.quorumkms.domain.Domain;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.DomainInLine;
import org.quorumkms.domain.ExportedDomain;
import org.quorumkms.domain.Proof;
import org.quorumkms.domain.VerifiedDomain;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.errors.TryAgainException;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.signed.Thumbprint;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * D7: what is imported, or handed over. (1) Where this server remembers a revision, it must be that or descend from it;
 * (2) where the store has one that verifies and is, or descends from, what is remembered (or nothing is remembered), it must be
 * that or descend from it; (3) where neither knows the id, it is taken in as it is. What was taken in is remembered.
 */
public final class Intake {

    private static final Logger LOG = LoggerFactory.getLogger(Intake.class);

    private final CheckedStore store;

    /** Takes where Domains are. */
    public Intake(CheckedStore store) {
        this.store = store;
    }

    /**
     * Takes a Domain in that an HSM verified.
     *
     * @param besides what is written in the same transaction
     * @return whether anything was changed
     */
    public boolean take(ExportedDomain exported, VerifiedDomain verified, Consumer<Ledger> besides) {
        return store.pending().whileLocked(exported.domain().body().id(), () -> taken(exported, verified, besides));
    }

    private boolean taken(ExportedDomain exported, VerifiedDomain verified, Consumer<Ledger> besides) {
        DomainId id = verified.body().id();
        Thumbprint thumbprint = exported.domain().thumbprint();
        boolean waits = store.pending().settle(id) == PendingChanges.Settled.WAITS;
        Optional<Descent> remembered = store.memory().seen(id);
        remembered.ifPresent(descent -> requireLater(descent, verified, exported));
        Optional<Domain> there = stored(id);
        there.filter(one -> isOfMemory(one, remembered))
                .ifPresent(one -> requireLater(Descent.of(one), verified, exported));
        if (there.map(Domain::thumbprint).equals(Optional.of(thumbprint))
                && remembered.map(Descent::thumbprint).equals(Optional.of(thumbprint))) {
            return false;
        }
        if (waits && !continuesPending(exported, verified)) {
            takeForPending(exported, there, besides);
        } else {
            write(exported, there, besides);
        }
        return true;
    }

    private Domain pending(DomainId id, boolean last) {
        List<Domain> pending = store.memory().pending(id);
        return pending.get(last ? pending.size() - 1 : 0);
    }

    private boolean continuesPending(ExportedDomain exported, VerifiedDomain verified) {
        Descent pending = Descent.of(pending(verified.body().id(), true));
        return switch (pending.of(verified, exported.proof())) {
            case SAME, LATER -> true;
            default -> false;
        };
    }

    /** The store lost what the pending revision was made of: that comes first, and the pending one stays pending until then. */
    private void takeForPending(ExportedDomain exported, Optional<Domain> there, Consumer<Ledger> besides) {
        DomainId id = exported.domain().body().id();
        if (!PendingChanges.precedes(exported.domain(), pending(id, false))) {
            throw new RefusedException(
                    "D7: this server made revision "
                            + pending(id, true).body().revision() + " of Domain "
                            + exported.domain().body().name()
                            + ", which the store lost with what was before it. Hand that one over, a later one, or the one before it.");
        }
        store.change(ledger -> adopt(ledger, exported, there, besides));
        store.pending().settle(id);
    }

    private void write(ExportedDomain exported, Optional<Domain> there, Consumer<Ledger> besides) {
        int last = exported.earlier().size();
        Optional<Thumbprint> before =
                last == 0 ? Optional.empty() : Optional.of(exported.earlier().get(last - 1));
        store.pending().write(List.of(exported.domain()), before, exported::earlier, ledger -> {
            adopt(ledger, exported, there, besides);
            return true;
        });
    }

    private static void adopt(
            Ledger ledger, ExportedDomain exported, Optional<Domain> there, Consumer<Ledger> besides) {
        ledger.takeIn(exported.line());
        if (!ledger.domains().adopt(there, exported)) {
            throw new TryAgainException("Domain " + exported.domain().body().name()
                    + " was changed by somebody else at the same moment. Try again.");
        }
        besides.accept(ledger);
    }

    /** A row that cannot be read does not verify: it counts for nothing, and what is taken in replaces it. */
    private Optional<Domain> stored(DomainId id) {
        try {
            return store.read(ledger -> ledger.domains().find(id));
        } catch (VerificationException unreadable) {
            LOG.warn("the store's row of Domain {} cannot be read: {}", id, unreadable.getMessage());
            return Optional.empty();
        }
    }

    /** Whether the store's revision counts: it verifies, and is or descends from what is remembered. */
    private boolean isOfMemory(Domain stored, Optional<Descent> remembered) {
        try {
            DomainInLine whole = store.read(ledger -> ledger.inLine(stored));
            Optional<VerifiedDomain> verified = store.proof(whole);
            if (verified.isEmpty() || remembered.isEmpty()) {
                return verified.isPresent();
            }
            Descent before = remembered.get();
            int from = before.revision() + 1;
            Proof proof = store.read(ledger -> new Proof(
                    before.revision(),
                    ledger.domains()
                            .thumbprints(
                                    before.id(),
                                    from,
                                    Math.max(from, stored.body().revision()))));
            return switch (before.of(verified.get(), proof)) {
                case SAME, LATER -> true;
                default -> false;
            };
        } catch (VerificationException withoutLine) {
            return false;
        }
    }

    private static void requireLater(Descent before, VerifiedDomain verified, ExportedDomain exported) {
        try {
            before.require(verified, exported.proof());
        } catch (RefusedException older) {
            throw new RefusedException("D7: nothing was imported. " + older.getMessage());
        }
    }
}
