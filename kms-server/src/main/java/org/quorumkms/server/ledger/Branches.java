package org.quorumkms.server.ledger;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.quorumkms.domain.Descent;
import org.quorumkms.domain.Domain;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.DomainInLine;
import org.quorumkms.domain.ExportedDomain;
import org.quorumkms.domain.VerifiedDomain;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.errors.UsageException;
import org.quorumkms.party.Repin;
import org.quorumkms.server.memory.Memory;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.signed.Thumbprints;
import org.quorumkms.trust.Trust;
import org.quorumkms.trust.TrustChain;
import org.quorumkms.trust.VerifiedTrust;

/**
 * What a host chooses by hand after a disaster (T6): a branch of a Domain or of a line, in the place of what this server
 * remembers. It gives up the proof of history and nothing else.
 */
public final class Branches {

    private final CheckedStore store;
    private final Memory memory;

    /** Takes the store, held against what this server remembers. */
    public Branches(CheckedStore store) {
        this.store = store;
        this.memory = store.memory();
    }

    /**
     * A branch of a Domain that may be taken.
     *
     * @param id the Domain
     * @param leftThumbprint what is left
     * @param left what is left, for people
     * @param leftDocument its document, where it is here
     * @param taken what is taken, for people
     * @param document what is taken
     */
    public record Choice(
            String id,
            Thumbprint leftThumbprint,
            String left,
            Optional<String> leftDocument,
            String taken,
            ExportedDomain document) {}

    /**
     * A branch of a line that may be taken.
     *
     * @param left what is left, for people
     * @param leftLine its line, where there is one
     * @param taken what is taken, for people
     * @param trust what is taken
     */
    public record TrustChoice(String left, Optional<String> leftLine, String taken, VerifiedTrust trust) {}

    /** Finds the revision of a Domain that was named, and requires that it may be taken. */
    public Choice domain(String name, Thumbprint chosen) {
        DomainId id = id(name);
        Optional<Descent> seen = memory.seen(id);
        boolean closed = memory.whyClosed(id).isPresent();
        if (seen.isEmpty() && !closed) {
            throw new RefusedException(
                    "This server remembers nothing of Domain " + name + ": there is nothing to choose.");
        }
        Optional<ExportedDomain> kept = kept(id);
        List<ExportedDomain> candidates = new ArrayList<>();
        kept.ifPresent(candidates::add);
        store.read(ledger -> ledger.domains().find(id).map(domain -> ledger.exported(domain)))
                .ifPresent(candidates::add);
        pending(id).ifPresent(candidates::add);
        memory.handedOver().stream()
                .map(Memory.HandedOver::domain)
                .filter(one -> one.domain().body().id().equals(id))
                .forEach(candidates::add);
        ExportedDomain document = candidates.stream()
                .filter(one -> one.domain().thumbprint().equals(chosen))
                .findFirst()
                .orElseThrow(() -> new UsageException("Neither the store nor this server's memory has revision "
                        + chosen + " of Domain " + name + ". Import it first, where it is kept."));
        VerifiedDomain verified = store.verified(DomainInLine.of(document));
        seen.filter(before -> !closed || !chosen.equals(before.thumbprint()))
                .ifPresent(before ->
                        Repin.requireTakeable(verified, before, kept.map(ExportedDomain::line), memory.lines()));
        Optional<String> left = candidates.stream()
                .filter(one -> !one.domain().thumbprint().equals(chosen))
                .findFirst()
                .map(ExportedDomain::toText);
        return new Choice(
                id.value(),
                seen.map(Descent::thumbprint).orElse(chosen),
                seen.map(before -> "revision " + before.revision() + " (" + before.thumbprint()
                                + "), which this server remembers")
                        .orElseGet(
                                () -> "what is closed: " + memory.whyClosed(id).orElse("")),
                left,
                "revision " + verified.body().revision() + " (" + chosen + ") of Domain "
                        + verified.body().name() + " under Trust "
                        + verified.trust().body().id(),
                document);
    }

    private Optional<ExportedDomain> kept(DomainId id) {
        return memory.kept(id)
                .map(one -> store.read(ledger -> new ExportedDomain(
                        one.domain(), ledger.inLine(one.domain()).line(), one.earlier())));
    }

    private Optional<ExportedDomain> pending(DomainId id) {
        List<Domain> pending = memory.pending(id);
        if (pending.isEmpty()) {
            return Optional.empty();
        }
        Domain last = pending.get(pending.size() - 1);
        return memory.kept(id)
                .filter(one -> one.domain()
                        .body()
                        .history()
                        .then(one.domain().thumbprint())
                        .equals(pending.get(0).body().history()))
                .map(one -> store.read(ledger -> {
                    Thumbprints earlier = one.earlier().then(one.domain().thumbprint());
                    for (Domain step : pending.subList(0, pending.size() - 1)) {
                        earlier = earlier.then(step.thumbprint());
                    }
                    return new ExportedDomain(last, ledger.inLine(last).line(), earlier);
                }));
    }

    private DomainId id(String name) {
        if (DomainId.isOne(name)) {
            return new DomainId(name);
        }
        List<Domain> named = store.read(ledger -> ledger.domains().named(name, 2));
        if (named.size() != 1) {
            throw new UsageException(
                    named.isEmpty()
                            ? "There is no Domain " + name + " in the store. Name it by its UUID."
                            : name + " fits more than one Domain. Name it by its UUID.");
        }
        return named.get(0).body().id();
    }

    /** Takes a branch of a Domain. */
    public void take(Choice choice) {
        ExportedDomain document = choice.document();
        store.write(ledger -> {
            Optional<Domain> there =
                    ledger.domains().find(document.domain().body().id());
            boolean same = there.filter(
                            one -> one.thumbprint().equals(document.domain().thumbprint()))
                    .isPresent();
            return same || ledger.domains().adopt(there, document);
        });
        memory.repin(document);
    }

    /**
     * Takes everything that nobody holds any more as the store has it: exactly the list that was looked at.
     *
     * @return the lines that were taken
     */
    public List<String> takeLost(Thumbprint digest) {
        List<Lost.One> lost = new Lost(store).all();
        List<String> lines = Lost.lines(lost);
        if (!Lost.digest(lines).equals(digest)) {
            throw new RefusedException("The list of what is lost has changed (digest " + Lost.digest(lines)
                    + "). Look at it again: kms-server doctor. Nothing was changed.");
        }
        for (Lost.One one : lost) {
            if (!one.kept()) {
                Optional<ExportedDomain> stored =
                        one.stored().map(domain -> store.read(ledger -> ledger.exported(domain)));
                stored.ifPresent(document -> store.verified(DomainInLine.of(document)));
                if (stored.isPresent()) {
                    memory.repin(stored.get());
                } else {
                    memory.forget(one.id());
                }
            }
        }
        return lines;
    }

    /** Finds the Trust that was named, and requires that it may be taken. */
    public TrustChoice trust(String reference, Thumbprint chosen) {
        boolean named = reference.matches("[0-9]{1,10}")
                ? store.read(ledger -> ledger.trusts().find(chosen))
                        .map(Trust::body)
                        .filter(body -> Integer.toString(body.id()).equals(reference))
                        .isPresent()
                : reference.length() >= Thumbprint.SHORTEST_PREFIX
                        && chosen.value().startsWith(reference);
        TrustChain line = store.read(ledger -> ledger.trusts().line(chosen))
                .filter(found -> named)
                .orElseThrow(() -> new UsageException(
                        "The store has no Trust " + reference + " with that thumbprint. See kms-operator trust list."));
        VerifiedTrust trust = store.lines().verified(line);
        boolean reopens = memory.whyClosed(trust.lineRoot()).isPresent();
        Optional<VerifiedTrust> remembered = memory.newest(trust.lineRoot());
        if (!reopens) {
            Repin.requireBranch(trust, memory.lines());
        }
        return new TrustChoice(
                remembered
                        .map(one ->
                                "Trust " + one.body().id() + " (" + one.thumbprint() + "), which this server remembers")
                        .orElse("nothing: the line is closed"),
                remembered.map(one -> one.chain().toText()),
                "Trust " + trust.body().id() + " (" + trust.thumbprint() + ")",
                trust);
    }

    /** Takes a branch of a line. */
    public void take(TrustChoice choice) {
        store.change(ledger -> ledger.turnAlong(choice.trust().chain().trusts()));
        memory.repin(choice.trust());
    }
}
