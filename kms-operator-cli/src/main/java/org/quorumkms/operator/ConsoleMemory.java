package org.quorumkms.operator;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.quorumkms.domain.Descent;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.ExportedDomain;
import org.quorumkms.domain.Proof;
import org.quorumkms.domain.VerifiedDomain;
import org.quorumkms.home.Home;
import org.quorumkms.party.Following;
import org.quorumkms.party.KeptDomains;
import org.quorumkms.party.Newest;
import org.quorumkms.party.PinnedDomain;
import org.quorumkms.party.Pins;
import org.quorumkms.trust.VerifiedTrust;

/**
 * What an operator's console remembers of Domains (T7, D3): its own in its pins, of others what T7 compares
 * ({@link SeenDomains}) and the newest documents of those that it touched last.
 */
public final class ConsoleMemory implements Following.Memory {

    /** How many documents are kept. */
    private static final int DOCUMENTS = 1_000;

    private final HomePins pins;
    private final Supplier<List<VerifiedTrust>> shown;
    private final SeenDomains seen;
    private final KeptDomains kept;

    /** Takes what the home pinned, the home, and the verified lines that a server shows besides. */
    public ConsoleMemory(HomePins pins, Home home, Supplier<List<VerifiedTrust>> shown) {
        this.pins = pins;
        this.shown = shown;
        this.seen = new SeenDomains(home);
        this.kept = documents(home);
    }

    /** Returns the documents that a console's home keeps. */
    public static KeptDomains documents(Home home) {
        return new KeptDomains(home, DOCUMENTS);
    }

    /** Returns what was seen of a Domain, if it was. */
    public Optional<Descent> find(DomainId id) {
        return pins.now()
                .domain(id)
                .map(PinnedDomain::descent)
                .or(() -> seen.find(id).map(SeenDomains.Seen::descent));
    }

    @Override
    public Descent seen(DomainId id) {
        return find(id).orElseThrow(
                        () -> new IllegalStateException("a Domain should be looked at before it is followed"));
    }

    @Override
    public List<VerifiedTrust> lines() {
        List<VerifiedTrust> lines = new ArrayList<>(pins.now().trusts().lines());
        lines.addAll(shown.get());
        return lines;
    }

    @Override
    public Optional<ExportedDomain> kept(DomainId id) {
        return kept.find(id);
    }

    @Override
    public void keep(Newest newest, Optional<ExportedDomain> exported) {
        remember(newest.domain(), newest.proof());
        exported.ifPresent(kept::keep);
    }

    /** Remembers a Domain that was shown whole, and verified. */
    public void keep(VerifiedDomain domain, ExportedDomain exported) {
        remember(domain, exported.proof());
        kept.keep(exported);
    }

    /** Remembers Domains that were verified and never seen before: without their documents. */
    public void meet(List<Descent> domains) {
        seen.see(domains);
    }

    /** T6: remembers the branch of a Domain that a person chose. */
    public void repin(VerifiedDomain chosen, ExportedDomain exported) {
        if (isPinned(chosen.body().id())) {
            pins.change(before -> before.repinned(chosen));
        } else {
            seen.repin(Descent.of(chosen));
        }
        kept.keep(exported);
    }

    /** O1: returns the highest number of an order of a Domain that was proposed or approved here; 0: none was. */
    public int ordered(DomainId id) {
        return seen.find(id).map(SeenDomains.Seen::number).orElse(0);
    }

    /** O1: remembers that an order of a Domain, which was seen, is proposed or approved here. */
    public void ordered(DomainId id, int number) {
        seen.ordered(seen(id), number);
    }

    /** Does some work in which many Domains are seen. */
    public void batch(Runnable work) {
        seen.batch(work);
    }

    private boolean isPinned(DomainId id) {
        return pins.now().domain(id).isPresent();
    }

    private void remember(VerifiedDomain domain, Proof proof) {
        if (isPinned(domain.body().id())) {
            pins.change(before -> pinned(before, domain, proof));
        } else {
            seen.see(List.of(Descent.of(domain)));
        }
    }

    /** Another process of this home may have gone further meanwhile. */
    private static Pins pinned(Pins before, VerifiedDomain domain, Proof proof) {
        boolean older = before.domain(domain.body().id())
                .filter(own -> own.descent().of(domain, proof) == Descent.Kinship.OLDER)
                .isPresent();
        return older ? before : before.with(domain, proof);
    }
}
