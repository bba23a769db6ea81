package org.quorumkms.server.ledger;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.quorumkms.domain.Domain;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.ExportedDomain;
import org.quorumkms.errors.ClosedException;
import org.quorumkms.errors.KmsException;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.server.memory.Memory;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.signed.Thumbprints;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Changes of Domains: written into the server's memory as pending before the commit, made firm after it, before the answer. Of
 * which it is not known whether it was committed is handed to the store again (protocol.md section 7).
 */
public final class PendingChanges {

    private static final Logger LOG = LoggerFactory.getLogger(PendingChanges.class);

    private static final int LOCKS = 64;

    private final LedgerStore store;
    private final Memory memory;
    private final Lines lines;

    /** Domains that a change of this server is about to write: what is pending of them is not unknown. */
    private final Set<DomainId> underWay = ConcurrentHashMap.newKeySet();

    /** One change of a Domain, or intake, at a time in this server: what is pending is one thing. */
    private final List<ReentrantLock> locks =
            IntStream.range(0, LOCKS).mapToObj(i -> new ReentrantLock()).toList();

    PendingChanges(LedgerStore store, Memory memory, Lines lines) {
        this.store = store;
        this.memory = memory;
        this.lines = lines;
    }

    /** How it stands with a change of which it is not known whether it was committed. */
    enum Settled {
        /** Nothing is pending, or the store has it. */
        DONE,
        /** The store shows another at its place. */
        ANOTHER,
        /** The store lost what it was made of, and it is not here. */
        WAITS
    }

    /** Does work on a Domain while no other change of it is made in this server. */
    public <T> T whileLocked(DomainId id, Supplier<T> work) {
        ReentrantLock lock = locks.get(Math.floorMod(id.hashCode(), LOCKS));
        lock.lock();
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Writes revisions of a Domain.
     *
     * @param after the revisions, one after the other
     * @param before what the first was made of
     * @param earlier all before the first
     * @param work writes them, and returns whether it did; what it refuses was not committed
     */
    public void write(
            List<Domain> after, Optional<Thumbprint> before, Supplier<Thumbprints> earlier, Predicate<Ledger> work) {
        DomainId id = last(after).body().id();
        boolean[] refused = new boolean[1];
        underWay.add(id);
        try {
            memory.begin(after, before, earlier);
            boolean made = store.write(ledger -> {
                // The transaction may be carried out again: what an earlier attempt refused does not count.
                refused[0] = false;
                try {
                    return work.test(ledger);
                } catch (KmsException e) {
                    refused[0] = true;
                    throw e;
                }
            });
            if (made) {
                memory.firm(id);
            } else {
                memory.drop(id);
            }
        } catch (KmsException e) {
            if (refused[0]) {
                memory.drop(id);
            }
            throw e;
        } finally {
            underWay.remove(id);
        }
    }

    /** Settles everything that is pending: before a server serves. */
    void settleAll() {
        for (DomainId id : memory.allPending()) {
            try {
                settle(id);
            } catch (VerificationException unreadable) {
                // It is looked at again when it is asked for; others are served.
                LOG.error("what is pending of Domain {} waits: {}", id, unreadable.getMessage());
            }
        }
    }

    /** What is pending is settled, or the Domain is not served: a caller may have heard of the pending one. */
    void requireSettled(DomainId id) {
        if (underWay.contains(id) || memory.pending(id).isEmpty() || settle(id) != Settled.WAITS) {
            return;
        }
        Domain last = last(memory.pending(id));
        throw store.read(ledger -> ledger.readable(id))
                .<KmsException>map(CheckedStore::behind)
                .orElseGet(() -> new ClosedException("The store lost Domain " + id
                        + ", of which this server made revision "
                        + last.body().revision()
                        + ". Whoever has the one before hands it over: domain import."));
    }

    /** A change of which it is not known whether it was committed is handed to the store again. */
    synchronized Settled settle(DomainId id) {
        List<Domain> pending = memory.pending(id);
        // What is closed stays as it is until its host chooses: the pending one may be chosen too.
        if (pending.isEmpty()
                || underWay.contains(id)
                || memory.isClosed()
                || memory.whyClosed(id).isPresent()) {
            return Settled.DONE;
        }
        Optional<Memory.Kept> kept = memory.kept(id).filter(one -> precedes(one.domain(), pending.get(0)));
        kept.ifPresent(one -> lines.handBack(one.domain().body().trust()));
        Settled settled = store.write(ledger -> settled(ledger, pending, kept));
        note(last(pending), settled);
        return settled;
    }

    private void note(Domain last, Settled settled) {
        DomainId id = last.body().id();
        int revision = last.body().revision();
        switch (settled) {
            case DONE -> {
                memory.firm(id);
                LOG.warn("revision {} of Domain {} was pending; the store has it", revision, id);
            }
            case ANOTHER ->
                memory.close(
                        id,
                        "this server made revision " + revision + " ("
                                + last.thumbprint().abbreviated()
                                + ") and does not know whether it was committed; the store shows another at its place.");
            case WAITS ->
                LOG.warn("revision {} of Domain {} is pending, and the store lost what it was made of", revision, id);
        }
    }

    private static Settled settled(Ledger ledger, List<Domain> pending, Optional<Memory.Kept> kept) {
        Domain first = pending.get(0);
        Optional<Domain> newest = ledger.readable(first.body().id());
        if (newest.filter(one -> ledger.isEarlier(one, last(pending).seen())).isPresent()) {
            return Settled.DONE;
        }
        Optional<Domain> before = newest.filter(one -> precedes(one, first)
                || pending.stream().anyMatch(step -> step.thumbprint().equals(one.thumbprint())));
        if (before.isEmpty()
                && newest.filter(one -> one.body().revision() >= first.body().revision())
                        .isPresent()) {
            return Settled.ANOTHER;
        }
        if (before.isEmpty() && kept.isPresent()) {
            before = Optional.of(
                    handedBack(ledger, newest, kept.get().domain(), kept.get().earlier()));
        }
        if (first.body().revision() == 1) {
            before = Optional.of(handedBack(ledger, newest, first, Thumbprints.NONE));
        }
        return before.isPresent() && handedAgain(ledger, before.get(), pending) ? Settled.DONE : Settled.WAITS;
    }

    private static Domain handedBack(Ledger ledger, Optional<Domain> there, Domain lost, Thumbprints earlier) {
        ledger.domains()
                .adopt(there, new ExportedDomain(lost, ledger.inLine(lost).line(), earlier));
        return lost;
    }

    private static boolean handedAgain(Ledger ledger, Domain before, List<Domain> pending) {
        Domain newest = before;
        for (Domain next : pending) {
            if (next.body().revision() > newest.body().revision()) {
                if (!ledger.domains().replace(newest, next)) {
                    return false;
                }
                newest = next;
            }
        }
        return true;
    }

    private static Domain last(List<Domain> revisions) {
        return revisions.get(revisions.size() - 1);
    }

    /** Returns whether a revision is the one that another was made of. */
    static boolean precedes(Domain before, Domain next) {
        return before.body()
                .history()
                .then(before.thumbprint())
                .equals(next.body().history());
    }
}
