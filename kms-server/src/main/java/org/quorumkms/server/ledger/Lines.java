package org.quorumkms.server.ledger;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.quorumkms.errors.ClosedException;
import org.quorumkms.server.memory.Memory;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.trust.KnownTrusts;
import org.quorumkms.trust.Trust;
import org.quorumkms.trust.TrustChain;
import org.quorumkms.trust.TrustKind;
import org.quorumkms.trust.VerifiedTrust;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The lines of Trusts, as the store shows them, held against what this server remembers: what the store lost is handed back, and
 * a line of which it shows another branch is closed (protocol.md section 7).
 */
public final class Lines {

    private static final Logger LOG = LoggerFactory.getLogger(Lines.class);

    private final LedgerStore store;
    private final Memory memory;
    private final Thumbprint genesis;
    private final KnownTrusts trusts;

    Lines(LedgerStore store, Memory memory, Thumbprint genesis) {
        this.store = store;
        this.memory = memory;
        this.genesis = genesis;
        this.trusts = new KnownTrusts(genesis);
    }

    /** Verifies a Trust with its line. */
    public VerifiedTrust verified(TrustChain line) {
        return trusts.require(line);
    }

    /** Verifies a Trust with its line; what does not verify to genesis gives none. */
    public Optional<VerifiedTrust> proof(TrustChain line) {
        return trusts.verify(line).proof();
    }

    KnownTrusts known() {
        return trusts;
    }

    /**
     * Returns the newest Trust of the line that a Trust is of: as the store shows it, held against what is remembered.
     *
     * @throws ClosedException if the store shows another branch than is remembered
     */
    public VerifiedTrust newest(Thumbprint trust) {
        return held(verified(store.read(ledger -> ledger.line(ledger.newest(trust)))));
    }

    /** Returns whether the operators have founded the system: then genesis's own operators propose no more (D1). */
    public boolean isFounded() {
        return memory.lines().stream().anyMatch(line -> line.chain().trusts().size() > 1)
                || store.read(ledger -> ledger.trusts().wayForward(genesis)).isPresent();
    }

    /** Returns the signed Trusts that nothing replaced, as the store shows them and this server remembers. */
    public List<VerifiedTrust> newestTrusts() {
        return ends().stream()
                .map(this::heldIfOpen)
                .flatMap(Optional::stream)
                .distinct()
                .toList();
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

    /** Says why a line is closed whose newest Trust, as the store shows it, is such a one. */
    public Optional<ClosedException> closed(Predicate<VerifiedTrust> wanted) {
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

    private List<VerifiedTrust> ends() {
        List<TrustChain> ends = store.read(ledger -> ledger.trusts().all().stream()
                .filter(trust -> trust.body().kind() != TrustKind.GENESIS)
                .filter(trust -> ledger.trusts().wayForward(trust.thumbprint()).isEmpty())
                .map(trust -> ledger.trusts().line(trust.thumbprint()))
                .flatMap(Optional::stream)
                .toList());
        return ends.stream().map(this::proof).flatMap(Optional::stream).toList();
    }

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
        handBack(newer.thumbprint());
        return newer;
    }

    /** Requires that the line of a Domain is not closed; where it begins is not verified. */
    void requireOpen(TrustChain line) {
        List<Trust> all = line.trusts();
        int root = all.size() - 1;
        while (root > 0 && all.get(root).body().kind() == TrustKind.SUCCESSOR) {
            root--;
        }
        requireOpen(all.get(root).thumbprint());
    }

    private void requireOpen(Thumbprint lineRoot) {
        memory.whyClosed(lineRoot).ifPresent(why -> {
            throw new ClosedException("The line of Trust " + lineRoot.abbreviated() + " is closed at this server: "
                    + why + " Its host chooses one: kms-server trust repin.");
        });
    }

    /** Gives the store all that it lost of the remembered lines. */
    void handBackAll() {
        memory.lines().forEach(line -> handBack(line.thumbprint()));
    }

    /** Gives the store the Trusts of a remembered line that it lost. */
    void handBack(Thumbprint trust) {
        if (memory.isClosed()) {
            return;
        }
        memory.lines().stream()
                .map(VerifiedTrust::chain)
                .filter(line ->
                        line.trusts().stream().anyMatch(one -> one.thumbprint().equals(trust)))
                .filter(line -> store.read(ledger -> ledger.lacks(line)))
                .forEach(line -> store.change(ledger -> ledger.restore(line)));
    }
}
