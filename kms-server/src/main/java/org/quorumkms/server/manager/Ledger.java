package org.quorumkms.server.manager;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.quorumkms.domain.Descent;
import org.quorumkms.domain.Domain;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.DomainInLine;
import org.quorumkms.domain.DomainVerifier;
import org.quorumkms.domain.ExportedDomain;
import org.quorumkms.domain.Proof;
import org.quorumkms.domain.SeenDomain;
import org.quorumkms.domain.VerifiedDomain;
import org.quorumkms.errors.BehindException;
import org.quorumkms.errors.ClosedException;
import org.quorumkms.errors.KmsException;
import org.quorumkms.errors.MovedException;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.server.memory.Memory;
import org.quorumkms.server.store.Store;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.signed.Thumbprints;
import org.quorumkms.trust.KnownTrusts;
import org.quorumkms.trust.Trust;
import org.quorumkms.trust.TrustChain;
import org.quorumkms.trust.TrustKind;
import org.quorumkms.trust.VerifiedTrust;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is there: the store, held against what this server remembers (protocol.md section 7). A store that shows a Domain or a
 * line that is neither what is remembered nor descends from it is refused; what it lost and this server has is handed back
 * before it is served.
 */
final class Ledger {

    private static final Logger LOG = LoggerFactory.getLogger(Ledger.class);

    private static final int LOCKS = 64;

    private final Store store;
    private final Memory memory;
    private final KnownTrusts trusts;
    private final DomainVerifier verifier;

    /** Domains that a change of this server is about to write: what is pending of them is not unknown. */
    private final Set<DomainId> underWay = ConcurrentHashMap.newKeySet();

    /** One change of a Domain, or intake, at a time in this server: what is pending is one thing. */
    private final List<ReentrantLock> locks =
            IntStream.range(0, LOCKS).mapToObj(i -> new ReentrantLock()).toList();

    Ledger(Store store, Memory memory, Thumbprint genesis) {
        this.store = store;
        this.memory = memory;
        this.trusts = new KnownTrusts(genesis);
        this.verifier = new DomainVerifier(trusts);
    }

    Memory memory() {
        return memory;
    }

    ReentrantLock lock(DomainId id) {
        return locks.get(Math.floorMod(id.hashCode(), LOCKS));
    }

    Set<DomainId> underWay() {
        return underWay;
    }

    /**
     * Returns the newest revision of a Domain, if the store shows one that is what this server remembers, or descends from it.
     *
     * @throws BehindException if the store shows an older one
     * @throws ClosedException if it shows another branch
     */
    Optional<DomainInLine> find(DomainId id) {
        if (!underWay.contains(id) && !memory.pending(id).isEmpty()) {
            requireSettled(id);
        }
        memory.whyClosed(id).ifPresent(why -> {
            throw new ClosedException("Domain " + id + " is closed at this server: " + why
                    + " Its host chooses one: kms-server domain repin.");
        });
        Optional<Descent> remembered = memory.seen(id);
        Optional<Shown> shown = shown(id, remembered);
        shown.ifPresent(one -> requireOpen(lineRoot(one.domain().line())));
        if (remembered.isEmpty()) {
            return shown.map(Shown::domain);
        }
        return Optional.of(checked(remembered.get(), shown, id));
    }

    private void requireOpen(Thumbprint lineRoot) {
        memory.whyClosed(lineRoot).ifPresent(why -> {
            throw new ClosedException("The line of Trust " + lineRoot.abbreviated() + " is closed at this server: "
                    + why + " Its host chooses one: kms-server trust repin.");
        });
    }

    /** Where a line begins: its last branch, or genesis; not verified. */
    private static Thumbprint lineRoot(TrustChain line) {
        List<Trust> trusts = line.trusts();
        int root = trusts.size() - 1;
        while (root > 0 && trusts.get(root).body().kind() == TrustKind.SUCCESSOR) {
            root--;
        }
        return trusts.get(root).thumbprint();
    }

    /** What the store shows of a Domain, with the proof after what is remembered. */
    private record Shown(DomainInLine domain, Proof proof) {}

    /** A row that cannot be read, or whose line is not there, was lost: what is here of it is handed back. */
    private Optional<Shown> shown(DomainId id, Optional<Descent> remembered) {
        try {
            return store.read(tables -> shown(tables, id, remembered));
        } catch (VerificationException lost) {
            memory.lines().forEach(line -> handBackLine(line.thumbprint()));
            if (remembered.flatMap(this::kept).isPresent() && !isReadable(id)) {
                LOG.warn("{}", lost.getMessage());
                return Optional.empty();
            }
            return store.read(tables -> shown(tables, id, remembered));
        }
    }

    private boolean isReadable(DomainId id) {
        try {
            return store.read(tables -> tables.domains().find(id)).isPresent();
        } catch (VerificationException unreadable) {
            return false;
        }
    }

    /** A restored server hands nothing back until its host opens it. */
    private Optional<Memory.Kept> kept(Descent remembered) {
        return memory.kept(remembered.id())
                .filter(one -> !memory.isClosed() && one.domain().thumbprint().equals(remembered.thumbprint()));
    }

    private static Optional<Shown> shown(Store.Tables tables, DomainId id, Optional<Descent> remembered) {
        return tables.domains().find(id).map(domain -> {
            int from = remembered.map(Descent::revision).orElse(0);
            int number = domain.body().revision();
            Thumbprints between = remembered.isPresent() && from < number
                    ? tables.domains().thumbprints(id, from + 1, number)
                    : Thumbprints.NONE;
            return new Shown(inLine(tables, domain), new Proof(from, between));
        });
    }

    private DomainInLine checked(Descent remembered, Optional<Shown> shown, DomainId id) {
        if (shown.isPresent()) {
            Domain domain = shown.get().domain().domain();
            if (domain.thumbprint().equals(remembered.thumbprint())) {
                return shown.get().domain();
            }
            VerifiedDomain verified = verifier.verify(shown.get().domain()).require();
            switch (remembered.of(verified, shown.get().proof())) {
                case SAME, LATER -> {
                    return shown.get().domain();
                }
                case OLDER -> LOG.warn("the store shows an older revision of Domain {} than this server remembers", id);
                default ->
                    throw new ClosedException(
                            "Domain " + domain.body().name() + " is closed at this server: the store shows"
                                    + " revision " + domain.body().revision() + " ("
                                    + domain.thumbprint().abbreviated() + "), which does not descend from revision "
                                    + remembered.revision() + " ("
                                    + remembered.thumbprint().abbreviated()
                                    + "), which this server remembers. Hand that one over, or have the host choose: kms-server"
                                    + " domain repin.");
            }
        }
        return handedBack(remembered, shown.map(one -> one.domain().domain()))
                .orElseThrow(() -> behind(remembered, shown.map(Shown::domain)));
    }

    private static KmsException behind(Descent remembered, Optional<DomainInLine> shown) {
        return shown.<KmsException>map(one -> new BehindException(
                        one.domain().body().name(),
                        one.domain().body().revision(),
                        one.domain().thumbprint().value()))
                .orElseGet(() -> new ClosedException("The store lost Domain " + remembered.id()
                        + ", of which this server remembers revision " + remembered.revision()
                        + ". Whoever has it hands it over: domain import."));
    }

    /** What the store lost, and this server kept whole, it gets back before it is served. */
    private Optional<DomainInLine> handedBack(Descent remembered, Optional<Domain> shown) {
        return kept(remembered).map(one -> {
            handBackLine(one.domain().body().trust());
            DomainInLine back = store.write(tables -> {
                DomainInLine whole = inLine(tables, one.domain());
                tables.domains().adopt(shown, new ExportedDomain(one.domain(), whole.line(), one.earlier()));
                return whole;
            });
            LOG.warn(
                    "the store lost revision {} of Domain {}; it was handed back",
                    one.domain().body().revision(),
                    remembered.id());
            return back;
        });
    }

    /** What is pending is settled, or the Domain is not served: a caller may have heard of the pending one. */
    private void requireSettled(DomainId id) {
        if (settle(id) == Settled.WAITS) {
            Domain last = last(memory.pending(id));
            throw store.read(tables -> readable(tables, id))
                    .<KmsException>map(there -> new BehindException(
                            there.body().name(),
                            there.body().revision(),
                            there.thumbprint().value()))
                    .orElseGet(() -> new ClosedException("The store lost Domain " + id
                            + ", of which this server made revision "
                            + last.body().revision()
                            + ". Whoever has the one before hands it over: domain import."));
        }
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
        Domain last = last(pending);
        Optional<Memory.Kept> kept = memory.kept(id).filter(one -> precedes(one.domain(), pending.get(0)));
        kept.ifPresent(one -> handBackLine(one.domain().body().trust()));
        Settled settled = store.write(tables -> settled(tables, id, pending, kept));
        switch (settled) {
            case DONE -> {
                memory.firm(id);
                LOG.warn(
                        "revision {} of Domain {} was pending; the store has it",
                        last.body().revision(),
                        id);
            }
            case ANOTHER ->
                memory.close(
                        id,
                        "this server made revision " + last.body().revision() + " ("
                                + last.thumbprint().abbreviated()
                                + ") and does not know whether it was committed; the store shows another at its place.");
            case WAITS ->
                LOG.warn(
                        "revision {} of Domain {} is pending, and the store lost what it was made of",
                        last.body().revision(),
                        id);
        }
        return settled;
    }

    private static Domain last(List<Domain> pending) {
        return pending.get(pending.size() - 1);
    }

    /** Returns whether a revision is the one that another was made of. */
    static boolean precedes(Domain before, Domain next) {
        return before.body()
                .history()
                .then(before.thumbprint())
                .equals(next.body().history());
    }

    private static Optional<Domain> readable(Store.Tables tables, DomainId id) {
        try {
            return tables.domains().find(id);
        } catch (VerificationException unreadable) {
            return Optional.empty();
        }
    }

    private static Settled settled(Store.Tables tables, DomainId id, List<Domain> pending, Optional<Memory.Kept> kept) {
        Optional<Domain> newest = readable(tables, id);
        if (isFrom(tables, id, newest, last(pending))) {
            return Settled.DONE;
        }
        Domain first = pending.get(0);
        Optional<Domain> before = newest.filter(one -> precedes(one, first)
                || pending.stream().anyMatch(step -> step.thumbprint().equals(one.thumbprint())));
        if (before.isEmpty()
                && newest.filter(one -> one.body().revision() >= first.body().revision())
                        .isPresent()) {
            return Settled.ANOTHER;
        }
        if (before.isEmpty() && kept.isPresent()) {
            Domain lost = kept.get().domain();
            tables.domains()
                    .adopt(
                            newest,
                            new ExportedDomain(
                                    lost,
                                    inLine(tables, lost).line(),
                                    kept.get().earlier()));
            before = Optional.of(lost);
        }
        if (first.body().revision() == 1) {
            tables.domains()
                    .adopt(
                            newest,
                            new ExportedDomain(first, inLine(tables, first).line(), Thumbprints.NONE));
            before = Optional.of(first);
        }
        return before.isPresent() && handedAgain(tables, before.get(), pending) ? Settled.DONE : Settled.WAITS;
    }

    private static boolean handedAgain(Store.Tables tables, Domain before, List<Domain> pending) {
        Domain newest = before;
        for (Domain next : pending) {
            if (next.body().revision() > newest.body().revision()) {
                if (!tables.domains().replace(newest, next)) {
                    return false;
                }
                newest = next;
            }
        }
        return true;
    }

    private static boolean isFrom(Store.Tables tables, DomainId id, Optional<Domain> newest, Domain last) {
        int number = last.body().revision();
        return newest.filter(one -> one.thumbprint().equals(last.thumbprint())
                        || (one.body().revision() > number
                                && tables.domains()
                                                .thumbprints(id, number, number + 1)
                                                .size()
                                        == 1
                                && tables.domains()
                                        .thumbprints(id, number, number + 1)
                                        .get(0)
                                        .equals(last.thumbprint())))
                .isPresent();
    }

    /** Settles everything that is pending: before a server serves. */
    void settleAll() {
        memory.lines().forEach(line -> handBackLine(line.thumbprint()));
        for (DomainId id : memory.allPending()) {
            try {
                settle(id);
            } catch (VerificationException unreadable) {
                // It is looked at again when it is asked for; others are served.
                LOG.error("what is pending of Domain {} waits: {}", id, unreadable.getMessage());
            }
        }
    }

    /** Gives the store the Trusts of a remembered line that it lost. */
    private void handBackLine(Thumbprint trust) {
        if (memory.isClosed()) {
            return;
        }
        memory.lines().stream()
                .filter(line -> line.chain().trusts().stream()
                        .anyMatch(one -> one.thumbprint().equals(trust)))
                .forEach(line -> {
                    boolean missing = store.read(
                            tables -> tables.trusts().find(line.thumbprint()).isEmpty()
                                    || line.chain().trusts().stream().anyMatch(one -> isOff(tables, one)));
                    if (missing) {
                        store.write(tables -> {
                            saveLine(tables, line.chain());
                            return line;
                        });
                    }
                });
    }

    private static boolean isOff(Store.Tables tables, Trust trust) {
        return TrustActions.takesTheWay(tables, trust)
                && trust.predecessor().flatMap(tables.trusts()::wayForward).isEmpty();
    }

    private static void saveLine(Store.Tables tables, TrustChain line) {
        for (Trust trust : line.trusts()) {
            tables.trusts().save(trust);
            if (TrustActions.takesTheWay(tables, trust)) {
                trust.predecessor().ifPresent(before -> tables.trusts().goForward(before, trust.thumbprint()));
            }
        }
    }

    /**
     * Returns a Domain as a caller named it (D3).
     *
     * @param known what is there, as it was read before
     * @throws MovedException if the caller is behind, or on another branch
     * @throws BehindException if the store is, also when it is read again
     */
    DomainInLine named(DomainInLine known, SeenDomain seen) {
        if (known.domain().thumbprint().equals(seen.thumbprint())) {
            return known;
        }
        DomainInLine again = require(seen.id());
        if (again.domain().thumbprint().equals(seen.thumbprint())) {
            return again;
        }
        Domain there = again.domain();
        if (there.body().revision() < seen.revision()) {
            throw new BehindException(
                    there.body().name(),
                    there.body().revision(),
                    there.thumbprint().value());
        }
        throw moved(there);
    }

    static MovedException moved(Domain there) {
        return new MovedException(
                there.body().name(), there.body().revision(), there.thumbprint().value());
    }

    /** Returns a Domain as a caller named it, read now. */
    DomainInLine named(SeenDomain seen) {
        return named(require(seen.id()), seen);
    }

    DomainInLine require(DomainId id) {
        return find(id).orElseThrow(() -> new RefusedException(
                "This server knows no Domain " + id + ". See domain list, or import it with domain import."));
    }

    /** Verifies a Domain of the store. */
    VerifiedDomain verified(DomainInLine domain) {
        return verifier.verify(domain).require();
    }

    Optional<VerifiedDomain> proof(DomainInLine domain) {
        return verifier.verify(domain).proof();
    }

    /** Verifies a Trust with its line. */
    Optional<VerifiedTrust> proof(TrustChain line) {
        return trusts.verify(line).proof();
    }

    VerifiedTrust verified(TrustChain line) {
        return trusts.require(line);
    }

    /** Returns a Domain with all that was before it, for a verifier elsewhere. */
    ExportedDomain exported(DomainInLine domain) {
        return store.read(tables -> exported(tables, domain.domain()));
    }

    static ExportedDomain exported(Store.Tables tables, Domain domain) {
        DomainInLine whole = inLine(tables, domain);
        return new ExportedDomain(
                domain,
                whole.line(),
                tables.domains()
                        .thumbprints(domain.body().id(), 1, domain.body().revision()));
    }

    static DomainInLine inLine(Store.Tables tables, Domain domain) {
        return new DomainInLine(
                domain,
                tables.trusts()
                        .line(domain.body().trust())
                        .orElseThrow(
                                () -> new VerificationException("T5: the store lacks the line of the Trust of Domain "
                                        + domain.body().name() + ".")));
    }

    /**
     * Returns the newest Trust of the line that a Trust is of: as the store shows it, held against what is remembered.
     *
     * @throws ClosedException if the store shows another branch than is remembered
     */
    VerifiedTrust newest(Thumbprint trust) {
        return held(trusts.require(store.read(tables -> line(tables, newest(tables, trust)))));
    }

    /** One line that is closed stops nobody of another. */
    private Optional<VerifiedTrust> heldIfOpen(VerifiedTrust shown) {
        try {
            return Optional.of(held(shown));
        } catch (ClosedException closed) {
            LOG.warn("{}", closed.getMessage());
            return Optional.empty();
        }
    }

    /** Holds the newest Trust that the store shows against what is remembered. */
    private VerifiedTrust held(VerifiedTrust shown) {
        requireOpen(shown.lineRoot());
        Optional<VerifiedTrust> remembered = memory.newest(shown.lineRoot());
        if (remembered.isEmpty() || shown.reachedFrom(remembered.get().thumbprint())) {
            return shown;
        }
        VerifiedTrust newer = remembered.get();
        if (!newer.reachedFrom(shown.thumbprint())) {
            throw new ClosedException(
                    "The line of Trust " + shown.body().id() + " is closed at this server: the store shows "
                            + shown.thumbprint().abbreviated() + " as its newest Trust, this server remembers "
                            + newer.thumbprint().abbreviated() + ". Its host chooses one: kms-server trust repin.");
        }
        handBackLine(newer.thumbprint());
        return newer;
    }

    /** Returns the newest Trust that is reached from one over the ways forward that the store keeps (T6). */
    private static Thumbprint newest(Store.Tables tables, Thumbprint trust) {
        Thumbprint newest = trust;
        boolean genesis = isGenesis(tables, trust);
        // A line is bounded, and so is this walk, whatever the database says.
        for (int i = 0; i < TrustChain.MAX_LENGTH && !genesis; i++) {
            Optional<Thumbprint> next = tables.trusts().wayForward(newest);
            if (next.isEmpty()) {
                return newest;
            }
            newest = next.get();
        }
        return newest;
    }

    private static boolean isGenesis(Store.Tables tables, Thumbprint trust) {
        return tables.trusts()
                .find(trust)
                .filter(one -> one.body().kind() == TrustKind.GENESIS)
                .isPresent();
    }

    static TrustChain line(Store.Tables tables, Thumbprint trust) {
        return tables.trusts()
                .line(trust)
                .orElseThrow(() -> new VerificationException(
                        "T5: the store lacks Trust " + trust.abbreviated() + " or a predecessor of it."));
    }

    /** Returns whether the operators have founded the system: then genesis's own operators propose no more (D1). */
    boolean isFounded(Thumbprint genesis) {
        return memory.lines().stream().anyMatch(line -> line.chain().trusts().size() > 1)
                || store.read(tables -> tables.trusts().wayForward(genesis)).isPresent();
    }

    /** Returns the signed Trusts that nothing replaced, as the store shows them and this server remembers. */
    List<VerifiedTrust> newestTrusts() {
        return ends().stream()
                .map(this::heldIfOpen)
                .flatMap(Optional::stream)
                .distinct()
                .toList();
    }

    private List<VerifiedTrust> ends() {
        List<TrustChain> ends = store.read(tables -> tables.trusts().all().stream()
                .filter(trust -> trust.body().kind() != TrustKind.GENESIS)
                .filter(trust -> tables.trusts().wayForward(trust.thumbprint()).isEmpty())
                .map(trust -> tables.trusts().line(trust.thumbprint()))
                .flatMap(Optional::stream)
                .toList());
        return ends.stream().map(this::proof).flatMap(Optional::stream).toList();
    }

    /** Says why a line is closed whose newest Trust, as the store shows it, is such a one. */
    Optional<ClosedException> closedLine(Predicate<VerifiedTrust> wanted) {
        for (VerifiedTrust end : ends()) {
            try {
                held(end);
            } catch (ClosedException closed) {
                if (wanted.test(end)) {
                    return Optional.of(closed);
                }
            }
        }
        return Optional.empty();
    }
}
