package org.quorumkms.server.ledger;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.quorumkms.domain.Descent;
import org.quorumkms.domain.Domain;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.Proof;
import org.quorumkms.domain.VerifiedDomain;
import org.quorumkms.errors.KmsException;
import org.quorumkms.server.memory.Memory;
import org.quorumkms.signed.Bytes;
import org.quorumkms.signed.Thumbprint;

/**
 * What a server remembers of Domains, held against what its store shows (T6): in lines, {@code id remembered store}, sorted, so
 * that a host can look at exactly the list that it takes.
 */
public final class Lost {

    private final CheckedStore store;
    private final Memory memory;

    /** Takes the store, held against what this server remembers. */
    public Lost(CheckedStore store) {
        this.store = store;
        this.memory = store.memory();
    }

    /**
     * A Domain of which the store shows neither what is remembered nor a later revision.
     *
     * @param id the Domain
     * @param remembered what is remembered
     * @param stored the store's newest revision, if it can be read
     * @param kept whether this server has what it remembers whole, and hands it back by itself
     */
    public record One(DomainId id, Descent remembered, Optional<Domain> stored, boolean kept) {

        /** Returns the line: {@code id remembered store}. */
        public String line() {
            return id + " " + remembered.thumbprint() + " "
                    + stored.map(domain -> domain.thumbprint().value()).orElse("-");
        }
    }

    /** Looks at every Domain that is remembered. */
    public List<One> all() {
        List<One> lost = new ArrayList<>();
        for (Descent descent : memory.all()) {
            Optional<Domain> stored = stored(descent.id());
            if (stored.filter(domain -> isShown(descent, domain)).isEmpty()) {
                boolean kept = memory.kept(descent.id())
                        .filter(one -> one.domain().thumbprint().equals(descent.thumbprint()))
                        .isPresent();
                lost.add(new One(descent.id(), descent, stored, kept));
            }
        }
        return lost;
    }

    private Optional<Domain> stored(DomainId id) {
        try {
            return store.read(ledger -> ledger.domains().find(id));
        } catch (KmsException unreadable) {
            return Optional.empty();
        }
    }

    private boolean isShown(Descent descent, Domain domain) {
        if (domain.thumbprint().equals(descent.thumbprint())) {
            return true;
        }
        if (domain.body().revision() <= descent.revision()) {
            return false;
        }
        try {
            Optional<VerifiedDomain> verified = store.proof(store.read(ledger -> ledger.inLine(domain)));
            Proof proof = new Proof(
                    descent.revision(),
                    store.read(ledger -> ledger.domains()
                            .thumbprints(
                                    descent.id(),
                                    descent.revision() + 1,
                                    domain.body().revision())));
            return verified.filter(one -> descent.of(one, proof) == Descent.Kinship.LATER)
                    .isPresent();
        } catch (KmsException without) {
            return false;
        }
    }

    /** Returns those that nobody hands back: sorted lines. */
    public static List<String> lines(List<One> lost) {
        TreeSet<String> lines = new TreeSet<>();
        lost.stream().filter(one -> !one.kept()).forEach(one -> lines.add(one.line()));
        return List.copyOf(lines);
    }

    /** Returns the SHA-256 of sorted lines, each with its line feed: what a host names to take exactly these. */
    public static Thumbprint digest(List<String> lines) {
        StringBuilder text = new StringBuilder();
        lines.forEach(line -> text.append(line).append('\n'));
        return Bytes.utf8(text.toString()).thumbprint();
    }
}
