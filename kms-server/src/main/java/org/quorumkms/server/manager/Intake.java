package org.quorumkms.server.manager;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.quorumkms.domain.Descent;
import org.quorumkms.domain.Domain;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.DomainInLine;
import org.quorumkms.domain.ExportedDomain;
import org.quorumkms.domain.Proof;
import org.quorumkms.domain.VerifiedDomain;
import org.quorumkms.errors.KmsException;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.errors.TryAgainException;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.server.memory.Memory;
import org.quorumkms.server.store.Store;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.trust.Trust;
import org.quorumkms.trust.TrustBody;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * D7: what is imported, or handed over. (1) Where this server remembers a revision, it must be that or descend from it;
 * (2) where the store has one that verifies and is, or descends from, what is remembered (or nothing is remembered), it must be
 * that or descend from it; (3) where neither knows the id, it is taken in as it is. What was taken in is remembered.
 */
final class Intake {

    private static final Logger LOG = LoggerFactory.getLogger(Intake.class);

    private final Store store;
    private final Ledger ledger;

    Intake(Store store, Ledger ledger) {
        this.store = store;
        this.ledger = ledger;
    }

    /** What an intake writes besides, in its transaction. */
    interface Besides {
        /** Writes it. */
        void write(Store.Tables tables);
    }

    /**
     * Takes a Domain in that an HSM verified.
     *
     * @return whether anything was changed
     */
    boolean take(ExportedDomain exported, VerifiedDomain verified, Besides besides) {
        ReentrantLock lock = ledger.lock(verified.body().id());
        lock.lock();
        try {
            return taken(exported, verified, besides);
        } finally {
            lock.unlock();
        }
    }

    private boolean taken(ExportedDomain exported, VerifiedDomain verified, Besides besides) {
        DomainId id = verified.body().id();
        Memory memory = ledger.memory();
        boolean waits = ledger.settle(id) == Ledger.Settled.WAITS;
        Optional<Descent> remembered = memory.seen(id);
        remembered.ifPresent(descent -> requireLater(descent, verified, exported));
        Optional<Domain> there = stored(id);
        there.filter(one -> isOfMemory(one, remembered))
                .ifPresent(one -> requireLater(Descent.of(one), verified, exported));
        if (there.filter(one -> one.thumbprint().equals(exported.domain().thumbprint()))
                        .isPresent()
                && remembered
                        .filter(one -> one.thumbprint().equals(exported.domain().thumbprint()))
                        .isPresent()) {
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
        List<Domain> pending = ledger.memory().pending(id);
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
    private void takeForPending(ExportedDomain exported, Optional<Domain> there, Besides besides) {
        DomainId id = exported.domain().body().id();
        if (!Ledger.precedes(exported.domain(), pending(id, false))) {
            throw new RefusedException(
                    "D7: this server made revision "
                            + pending(id, true).body().revision() + " of Domain "
                            + exported.domain().body().name()
                            + ", which the store lost with what was before it. Hand that one over, a later one, or the one before it.");
        }
        store.write(tables -> {
            saveLine(tables, exported);
            requireAdopted(tables.domains().adopt(there, exported), exported);
            besides.write(tables);
            return exported;
        });
        ledger.settle(id);
    }

    private static void requireAdopted(boolean adopted, ExportedDomain exported) {
        if (!adopted) {
            throw new TryAgainException("Domain " + exported.domain().body().name()
                    + " was changed by somebody else at the same moment. Try again.");
        }
    }

    private void write(ExportedDomain exported, Optional<Domain> there, Besides besides) {
        DomainId id = exported.domain().body().id();
        Memory memory = ledger.memory();
        int last = exported.earlier().size();
        ledger.underWay().add(id);
        boolean committed = false;
        boolean[] refused = new boolean[1];
        try {
            memory.begin(
                    List.of(exported.domain()),
                    last == 0
                            ? Optional.empty()
                            : Optional.of(exported.earlier().get(last - 1)),
                    exported::earlier);
            store.write(tables -> {
                refused[0] = false;
                try {
                    saveLine(tables, exported);
                    requireAdopted(tables.domains().adopt(there, exported), exported);
                    besides.write(tables);
                    return exported;
                } catch (KmsException e) {
                    refused[0] = true;
                    throw e;
                }
            });
            committed = true;
            memory.firm(id);
        } finally {
            if (!committed && refused[0]) {
                memory.drop(id);
            }
            ledger.underWay().remove(id);
        }
    }

    /** A row that cannot be read does not verify: it counts for nothing, and what is taken in replaces it. */
    private Optional<Domain> stored(DomainId id) {
        try {
            return store.read(tables -> tables.domains().find(id));
        } catch (VerificationException unreadable) {
            LOG.warn("the store's row of Domain {} cannot be read: {}", id, unreadable.getMessage());
            return Optional.empty();
        }
    }

    /** Whether the store's revision counts: it verifies, and is or descends from what is remembered. */
    private boolean isOfMemory(Domain stored, Optional<Descent> remembered) {
        try {
            DomainInLine whole = store.read(tables -> Ledger.inLine(tables, stored));
            Optional<VerifiedDomain> verified = ledger.proof(whole);
            if (verified.isEmpty() || remembered.isEmpty()) {
                return verified.isPresent();
            }
            Descent before = remembered.get();
            Proof proof = store.read(tables -> new Proof(
                    before.revision(),
                    tables.domains()
                            .thumbprints(
                                    before.id(),
                                    before.revision() + 1,
                                    Math.max(
                                            before.revision() + 1, stored.body().revision()))));
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

    /** The Trusts of its line come with it; a line keeps its one way forward (T6). */
    static void saveLine(Store.Tables tables, ExportedDomain exported) {
        Optional<TrustBody> predecessor = Optional.empty();
        for (Trust trust : exported.line().trusts()) {
            tables.trusts().save(trust.withoutStrangers(predecessor));
            predecessor = Optional.of(trust.body());
            trust.predecessor().ifPresent(before -> requireWay(tables, before, trust));
        }
    }

    private static void requireWay(Store.Tables tables, Thumbprint before, Trust trust) {
        if (TrustActions.takesTheWay(tables, trust) && !tables.trusts().goForward(before, trust.thumbprint())) {
            throw TrustActions.taken(TrustActions.require(tables, before));
        }
    }
}
