package org.quorumkms.server.ledger;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.quorumkms.domain.Descent;
import org.quorumkms.domain.Domain;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.DomainInLine;
import org.quorumkms.domain.ExportedDomain;
import org.quorumkms.domain.VerifiedDomain;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.server.memory.Memory;
import org.quorumkms.server.memory.MemoryExport;
import org.quorumkms.server.store.DomainStore;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.trust.TrustChain;
import org.quorumkms.trust.TrustKind;
import org.quorumkms.trust.VerifiedTrust;

/**
 * Opens a restored server (protocol.md section 7). The newest Trust of each line is told by hand; of each Domain the newest is
 * taken of what the store has, what was handed over, and what memories know, if all else lies on that one's line. Until then
 * nothing was chosen, whoever was first.
 */
public final class Resumption {

    private static final int PAGE = 500;

    private final CheckedStore store;
    private final Thumbprint self;
    private final Memory memory;
    private final List<String> healed = new ArrayList<>();
    private final List<String> closed = new ArrayList<>();
    private final Map<DomainId, String> unreadable = new HashMap<>();

    /** Takes the store, held against what this server remembers, and the thumbprint of this server's key. */
    public Resumption(CheckedStore store, Thumbprint self) {
        this.store = store;
        this.self = self;
        this.memory = store.memory();
    }

    /**
     * What opening gave.
     *
     * @param healed what the store had lost, and has again
     * @param closed what stays closed, and why
     */
    public record Result(List<String> healed, List<String> closed) {

        /** Copies the lists. */
        public Result {
            healed = List.copyOf(healed);
            closed = List.copyOf(closed);
        }
    }

    /**
     * Opens this restored server.
     *
     * @param named the newest Trust of each line, as it was told by hand
     * @param others what other servers remember
     */
    public Result run(List<Thumbprint> named, List<MemoryExport> others) {
        if (!memory.isClosed()) {
            throw new RefusedException("This server is open already. Nothing was changed.");
        }
        List<Memory.HandedOver> handedOver = memory.handedOver();
        List<ExportedDomain> handed =
                handedOver.stream().map(Memory.HandedOver::domain).toList();
        Map<Thumbprint, VerifiedTrust> lines = lines(named, handed, others);
        Set<Thumbprint> roots = closeOtherLines(lines.keySet());
        Map<DomainId, List<ExportedDomain>> documents = new HashMap<>();
        handedOver.stream()
                .filter(one -> mayCount(one, lines))
                .map(Memory.HandedOver::domain)
                .forEach(one -> documents
                        .computeIfAbsent(one.domain().body().id(), id -> new ArrayList<>())
                        .add(one));
        Set<String> ids = new TreeSet<>();
        documents.keySet().forEach(id -> ids.add(id.value()));
        memory.all().forEach(descent -> ids.add(descent.id().value()));
        others.forEach(
                other -> other.domains().forEach(descent -> ids.add(descent.id().value())));
        ids.addAll(storedIds());
        for (String id : ids) {
            choose(new DomainId(id), documents.getOrDefault(new DomainId(id), List.of()), others, roots);
        }
        memory.open(store.read(ledger -> ledger.tables().restored()));
        memory.forgetHandedOver();
        return new Result(healed, closed);
    }

    private List<String> storedIds() {
        List<String> ids = new ArrayList<>();
        String after = "";
        while (true) {
            String last = after;
            List<DomainStore.Row> page = store.read(ledger -> ledger.domains().page(last, PAGE));
            if (page.isEmpty()) {
                return ids;
            }
            page.forEach(row -> ids.add(row.id()));
            after = page.get(page.size() - 1).id();
        }
    }

    /** The named Trusts by where their lines begin: each must be at hand, verified, and the newest that is known. */
    private Map<Thumbprint, VerifiedTrust> lines(
            List<Thumbprint> named, List<ExportedDomain> handed, List<MemoryExport> others) {
        Map<Thumbprint, VerifiedTrust> lines = new HashMap<>();
        for (Thumbprint trust : named) {
            VerifiedTrust found = find(trust, handed, others)
                    .orElseThrow(() -> new RefusedException("Trust " + trust
                            + " is not in the store, nor in what was handed over or remembered. Have somebody who saw it hand"
                            + " a Domain over, or name the newest that is here. Nothing was opened."));
            if (lines.put(found.lineRoot(), found) != null) {
                throw new RefusedException(
                        "Two of the named Trusts are of one line. Name its newest only. Nothing was opened.");
            }
            memory.newest(found.lineRoot())
                    .filter(remembered -> !found.reachedFrom(remembered.thumbprint()))
                    .ifPresent(remembered -> {
                        throw new RefusedException("Trust " + trust.abbreviated() + " does not follow Trust "
                                + remembered.thumbprint() + ", which this server remembers. Nothing was opened.");
                    });
        }
        lines.values().forEach(this::take);
        return lines;
    }

    private Optional<VerifiedTrust> find(Thumbprint trust, List<ExportedDomain> handed, List<MemoryExport> others) {
        Optional<VerifiedTrust> stored =
                store.read(ledger -> ledger.trusts().line(trust)).flatMap(store.lines()::proof);
        if (stored.isPresent()) {
            return stored;
        }
        for (ExportedDomain one : handed) {
            Optional<VerifiedTrust> shown = at(one.line(), trust);
            if (shown.isPresent()) {
                return shown;
            }
        }
        for (MemoryExport other : others) {
            for (VerifiedTrust line : other.lines()) {
                Optional<VerifiedTrust> shown = at(line.chain(), trust);
                if (shown.isPresent()) {
                    return shown;
                }
            }
        }
        return memory.lines().stream()
                .map(line -> at(line.chain(), trust))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private Optional<VerifiedTrust> at(TrustChain line, Thumbprint trust) {
        boolean holds = line.trusts().stream().anyMatch(one -> one.thumbprint().equals(trust));
        return holds ? store.lines().proof(line).map(proof -> proof.at(trust)) : Optional.empty();
    }

    /** The store gets the line as it was told, and goes no further. */
    private void take(VerifiedTrust trust) {
        store.change(ledger -> {
            trust.chain().trusts().forEach(ledger.trusts()::save);
            ledger.turnAlong(trust.chain().trusts());
        });
        store.read(ledger -> ledger.trusts().wayForward(trust.thumbprint())).ifPresent(next -> {
            throw new RefusedException("Trust " + trust.body().id() + " has a signed successor in the store, " + next
                    + ". Name that one, if its operators say so. Nothing was opened.");
        });
        memory.repin(trust);
    }

    /** A line that is not named stays closed. */
    private Set<Thumbprint> closeOtherLines(Set<Thumbprint> named) {
        Set<Thumbprint> others = new HashSet<>();
        store.read(ledger -> ledger.trusts().all()).stream()
                .filter(trust -> trust.body().kind() == TrustKind.BRANCH
                        && !trust.signers().isEmpty())
                .filter(trust -> !named.contains(trust.thumbprint()))
                .forEach(trust -> {
                    others.add(trust.thumbprint());
                    memory.closeLine(trust.thumbprint(), "it was not named when this restored server was opened.");
                    closed.add("the line of Trust " + trust.body().id() + " ("
                            + trust.thumbprint().abbreviated() + "), which was not named");
                });
        return others;
    }

    private void choose(
            DomainId id, List<ExportedDomain> handed, List<MemoryExport> others, Set<Thumbprint> closedRoots) {
        List<ExportedDomain> documents = new ArrayList<>(handed);
        Optional<Domain> stored = stored(id);
        stored.flatMap(this::whole).ifPresent(documents::add);
        own(id).ifPresent(documents::add);
        List<Descent> known = new ArrayList<>();
        memory.seen(id).ifPresent(known::add);
        others.forEach(other -> other.domains().stream()
                .filter(descent -> descent.id().equals(id))
                .forEach(known::add));
        Optional<ExportedDomain> newest = documents.stream()
                .filter(one -> store.proof(DomainInLine.of(one)).isPresent())
                .max((one, other) -> Integer.compare(
                        one.domain().body().revision(), other.domain().body().revision()));
        if (newest.isEmpty()) {
            known.stream()
                    .max((one, other) -> Integer.compare(one.revision(), other.revision()))
                    .ifPresent(memory::remember);
            Optional.ofNullable(unreadable.get(id)).ifPresent(closed::add);
            return;
        }
        VerifiedDomain chosen = store.verified(DomainInLine.of(newest.get()));
        if (closedRoots.contains(chosen.trust().lineRoot())) {
            return;
        }
        List<String> beside = beside(newest.get(), chosen, documents, known);
        if (!beside.isEmpty()) {
            String why = "revision " + chosen.body().revision() + " ("
                    + chosen.domain().thumbprint().abbreviated() + ") and " + String.join(", ", beside)
                    + " do not lie on one line.";
            memory.close(id, why);
            closed.add("Domain " + chosen.body().name() + " (" + id + "): " + why);
            return;
        }
        take(id, newest.get(), stored);
        known.stream()
                .filter(descent -> descent.revision() > chosen.body().revision())
                .max((one, other) -> Integer.compare(one.revision(), other.revision()))
                .ifPresent(memory::remember);
    }

    /** What this server has whole itself: its database was put back, its memory was not. */
    private Optional<ExportedDomain> own(DomainId id) {
        return memory.kept(id)
                .flatMap(one -> store.read(ledger ->
                                ledger.trusts().line(one.domain().body().trust()))
                        .map(line -> new ExportedDomain(one.domain(), line, one.earlier())));
    }

    /** One row that cannot be read, or lacks what was before it, keeps no other Domain closed. */
    private Optional<Domain> stored(DomainId id) {
        try {
            return store.read(ledger -> ledger.domains().find(id));
        } catch (VerificationException unreadable) {
            unreadable(id, unreadable);
            return Optional.empty();
        }
    }

    private Optional<ExportedDomain> whole(Domain domain) {
        try {
            return Optional.of(store.read(ledger -> ledger.exported(domain)));
        } catch (VerificationException incomplete) {
            unreadable(domain.body().id(), incomplete);
            return Optional.empty();
        }
    }

    private void unreadable(DomainId id, VerificationException why) {
        unreadable.put(id, "Domain " + id + ": " + why.getMessage());
    }

    /**
     * What was handed over counts if an operator of the line's newest Trust did, as that was named, or an HSM of it signed it
     * (D3), or this server's host did.
     */
    private boolean mayCount(Memory.HandedOver one, Map<Thumbprint, VerifiedTrust> lines) {
        Optional<VerifiedDomain> verified = store.proof(DomainInLine.of(one.domain()));
        if (verified.isEmpty()) {
            return false;
        }
        VerifiedTrust newest = lines.get(verified.get().trust().lineRoot());
        return newest == null
                || one.operators().contains(self)
                || one.operators().stream()
                        .anyMatch(key -> newest.body().operator(key).isPresent())
                || newest.body().hsms().stream()
                        .anyMatch(hsm -> hsm.signing()
                                .thumbprint()
                                .equals(one.domain().domain().signature().kid()));
    }

    private List<String> beside(
            ExportedDomain newest, VerifiedDomain chosen, List<ExportedDomain> documents, List<Descent> known) {
        List<String> beside = new ArrayList<>();
        for (ExportedDomain one : documents) {
            if (!newest.holds(one.domain().body().revision(), one.domain().thumbprint())) {
                beside.add(name(one.domain().body().revision(), one.domain().thumbprint()));
            }
        }
        for (Descent one : known) {
            if (one.revision() <= chosen.body().revision() && !isBefore(one, chosen, newest)) {
                beside.add(name(one.revision(), one.thumbprint()));
            }
        }
        return beside;
    }

    private static boolean isBefore(Descent one, VerifiedDomain chosen, ExportedDomain newest) {
        return switch (one.of(chosen, newest.proof())) {
            case SAME, LATER -> true;
            default -> false;
        };
    }

    private static String name(int revision, Thumbprint thumbprint) {
        return "revision " + revision + " (" + thumbprint.abbreviated() + ")";
    }

    private void take(DomainId id, ExportedDomain newest, Optional<Domain> stored) {
        boolean there = stored.filter(
                        domain -> domain.thumbprint().equals(newest.domain().thumbprint()))
                .isPresent();
        if (!there) {
            store.write(ledger -> {
                newest.line().trusts().forEach(ledger.trusts()::save);
                return ledger.domains().adopt(stored, newest);
            });
            healed.add("Domain " + newest.domain().body().name() + " (" + id + ") is at revision "
                    + newest.domain().body().revision() + " again"
                    + stored.map(domain -> ", from " + domain.body().revision()).orElse(", and was lost"));
        }
        memory.repin(newest);
    }
}
