package org.quorumkms.server.ledger;

import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The store, held against what this server remembers (protocol.md section 7). A store that shows a Domain or a line that is
 * neither what is remembered nor descends from it is refused; what it lost and this server has is handed back before it is
 * served.
 */
public final class CheckedStore {

    private static final Logger LOG = LoggerFactory.getLogger(CheckedStore.class);

    private final LedgerStore store;
    private final Memory memory;
    private final Lines lines;
    private final PendingChanges pending;
    private final DomainVerifier verifier;

    /** Takes the store, what this server remembers, and the thumbprint of the genesis Trust. */
    public CheckedStore(Store store, Memory memory, Thumbprint genesis) {
        this.store = new LedgerStore(store);
        this.memory = memory;
        this.lines = new Lines(this.store, memory, genesis);
        this.pending = new PendingChanges(this.store, memory, lines);
        this.verifier = new DomainVerifier(lines.known());
    }

    /** Reads in one transaction; nothing of it is held against anything. */
    public <T> T read(Function<Ledger, T> work) {
        return store.read(work);
    }

    /** Reads and writes in one transaction; what throws changes nothing. */
    public <T> T write(Function<Ledger, T> work) {
        return store.write(work);
    }

    /** Reads and writes in one transaction, of which nothing comes back. */
    public void change(Consumer<Ledger> work) {
        store.change(work);
    }

    /** Returns what this server remembers. */
    public Memory memory() {
        return memory;
    }

    /** Returns the lines of Trusts. */
    public Lines lines() {
        return lines;
    }

    /** Returns what writes changes of Domains. */
    public PendingChanges pending() {
        return pending;
    }

    /** Hands back to the store what it lost, and what was pending: before this server serves. */
    public void settle() {
        if (!memory.isClosed()) {
            lines.handBackAll();
            pending.settleAll();
        }
    }

    /**
     * Returns the newest revision of a Domain, if the store shows one that is what this server remembers, or descends from it.
     *
     * @throws BehindException if the store shows an older one
     * @throws ClosedException if it shows another branch
     */
    public Optional<DomainInLine> find(DomainId id) {
        pending.requireSettled(id);
        memory.whyClosed(id).ifPresent(why -> {
            throw new ClosedException("Domain " + id + " is closed at this server: " + why
                    + " Its host chooses one: kms-server domain repin.");
        });
        Optional<Descent> remembered = memory.seen(id);
        Optional<Shown> shown = shown(id, remembered);
        shown.ifPresent(one -> lines.requireOpen(one.domain().line()));
        if (remembered.isEmpty()) {
            return shown.map(Shown::domain);
        }
        return Optional.of(checked(remembered.get(), shown));
    }

    /** Returns the newest revision of a Domain; one that is not there is refused. */
    public DomainInLine require(DomainId id) {
        return find(id).orElseThrow(() -> new RefusedException(
                "This server knows no Domain " + id + ". See domain list, or import it with domain import."));
    }

    /** Returns a Domain as a caller named it (D3), read now. */
    public DomainInLine named(SeenDomain seen) {
        return named(require(seen.id()), seen);
    }

    /**
     * Returns a Domain as a caller named it (D3).
     *
     * @param known what is there, as it was read before
     * @throws MovedException if the caller is behind, or on another branch
     * @throws BehindException if the store is, also when it is read again
     */
    public DomainInLine named(DomainInLine known, SeenDomain seen) {
        if (known.domain().thumbprint().equals(seen.thumbprint())) {
            return known;
        }
        DomainInLine again = require(seen.id());
        if (again.domain().thumbprint().equals(seen.thumbprint())) {
            return again;
        }
        throw again.domain().body().revision() < seen.revision() ? behind(again.domain()) : moved(again.domain());
    }

    /** Says that the store shows a Domain at an older revision than somebody saw. */
    public static BehindException behind(Domain there) {
        return new BehindException(
                there.body().name(), there.body().revision(), there.thumbprint().value());
    }

    /** Says that a Domain is at another revision than the caller saw. */
    public static MovedException moved(Domain there) {
        return new MovedException(
                there.body().name(), there.body().revision(), there.thumbprint().value());
    }

    /** Verifies a Domain of the store. */
    public VerifiedDomain verified(DomainInLine domain) {
        return verifier.verify(domain).require();
    }

    /** Verifies a Domain of the store; what does not verify to genesis gives none. */
    public Optional<VerifiedDomain> proof(DomainInLine domain) {
        return verifier.verify(domain).proof();
    }

    /** Returns the newest revision of a Domain with all that was before it, for a verifier elsewhere. */
    public ExportedDomain exported(DomainId id) {
        Domain domain = require(id).domain();
        return read(ledger -> ledger.exported(domain));
    }

    /** What the store shows of a Domain, with the proof after what is remembered. */
    private record Shown(DomainInLine domain, Proof proof) {}

    /** A row that cannot be read, or whose line is not there, was lost: what is here of it is handed back. */
    private Optional<Shown> shown(DomainId id, Optional<Descent> remembered) {
        try {
            return read(ledger -> shown(ledger, id, remembered));
        } catch (VerificationException lost) {
            lines.handBackAll();
            if (remembered.flatMap(this::kept).isPresent()
                    && read(ledger -> ledger.readable(id)).isEmpty()) {
                LOG.warn("{}", lost.getMessage());
                return Optional.empty();
            }
            return read(ledger -> shown(ledger, id, remembered));
        }
    }

    private static Optional<Shown> shown(Ledger ledger, DomainId id, Optional<Descent> remembered) {
        return ledger.domains().find(id).map(domain -> {
            int from = remembered.map(Descent::revision).orElse(0);
            int number = domain.body().revision();
            Thumbprints between = remembered.isPresent() && from < number
                    ? ledger.domains().thumbprints(id, from + 1, number)
                    : Thumbprints.NONE;
            return new Shown(ledger.inLine(domain), new Proof(from, between));
        });
    }

    private DomainInLine checked(Descent remembered, Optional<Shown> shown) {
        if (shown.isPresent()) {
            Domain domain = shown.get().domain().domain();
            if (domain.thumbprint().equals(remembered.thumbprint())) {
                return shown.get().domain();
            }
            VerifiedDomain verified = verified(shown.get().domain());
            switch (remembered.of(verified, shown.get().proof())) {
                case SAME, LATER -> {
                    return shown.get().domain();
                }
                case OLDER ->
                    LOG.warn(
                            "the store shows an older revision of Domain {} than this server remembers",
                            remembered.id());
                default -> throw anotherBranch(domain, remembered);
            }
        }
        return handedBack(remembered, shown.map(one -> one.domain().domain()))
                .orElseThrow(
                        () -> shown.<KmsException>map(one -> behind(one.domain().domain()))
                                .orElseGet(() -> lost(remembered)));
    }

    private static ClosedException anotherBranch(Domain shown, Descent remembered) {
        return new ClosedException(
                "Domain " + shown.body().name() + " is closed at this server: the store shows"
                        + " revision " + shown.body().revision() + " ("
                        + shown.thumbprint().abbreviated()
                        + "), which does not descend from revision " + remembered.revision() + " ("
                        + remembered.thumbprint().abbreviated()
                        + "), which this server remembers. Hand that one over, or have the host choose: kms-server domain repin.");
    }

    private static ClosedException lost(Descent remembered) {
        return new ClosedException("The store lost Domain " + remembered.id()
                + ", of which this server remembers revision " + remembered.revision()
                + ". Whoever has it hands it over: domain import.");
    }

    /** What the store lost, and this server kept whole, it gets back before it is served. */
    private Optional<DomainInLine> handedBack(Descent remembered, Optional<Domain> shown) {
        return kept(remembered).map(one -> {
            lines.handBack(one.domain().body().trust());
            DomainInLine back = write(ledger -> {
                DomainInLine whole = ledger.inLine(one.domain());
                ledger.domains().adopt(shown, new ExportedDomain(one.domain(), whole.line(), one.earlier()));
                return whole;
            });
            LOG.warn(
                    "the store lost revision {} of Domain {}; it was handed back",
                    one.domain().body().revision(),
                    remembered.id());
            return back;
        });
    }

    /** A restored server hands nothing back until its host opens it. */
    private Optional<Memory.Kept> kept(Descent remembered) {
        return memory.kept(remembered.id())
                .filter(one -> !memory.isClosed() && one.domain().thumbprint().equals(remembered.thumbprint()));
    }
}
