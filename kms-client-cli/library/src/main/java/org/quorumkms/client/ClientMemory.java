package org.quorumkms.client;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.quorumkms.domain.Descent;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.ExportedDomain;
import org.quorumkms.domain.Proof;
import org.quorumkms.domain.SeenDomain;
import org.quorumkms.domain.VerifiedDomain;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.home.Home;
import org.quorumkms.party.Following;
import org.quorumkms.party.KeptDomains;
import org.quorumkms.party.Newest;
import org.quorumkms.party.PinFile;
import org.quorumkms.party.PinSummary;
import org.quorumkms.party.PinnedDomain;
import org.quorumkms.party.Pins;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.trust.VerifiedTrust;

/**
 * What a client's home remembers: its pins, and the newest document of each of its Domains. Where the home cannot be written (a
 * mounted secret), what is seen is held until the program ends, and the program says so (T7). Safe for use by many threads.
 */
public final class ClientMemory implements Following.Memory {

    private final Home home;
    private final PinFile file;
    private final KeptDomains documents;
    private final Supplier<Thumbprint> self;
    private final Consumer<String> notes;
    private final AtomicReference<@Nullable Pins> unsaved = new AtomicReference<>();
    private final Map<DomainId, ExportedDomain> unsavedDocuments = new ConcurrentHashMap<>();
    private final AtomicBoolean said = new AtomicBoolean();

    /**
     * Takes the home, the thumbprint of its key, and who is told what a person should know.
     *
     * @param self is asked where a Domain is kept that this home took up
     * @param notes takes whole sentences that are no result
     */
    public ClientMemory(Home home, Supplier<Thumbprint> self, Consumer<String> notes) {
        this.home = home;
        this.file = new PinFile(home);
        this.documents = new KeptDomains(home, Integer.MAX_VALUE);
        this.self = self;
        this.notes = notes;
    }

    /** Returns the thumbprint of this home's key: what it is as a controller. */
    public Thumbprint self() {
        return self.get();
    }

    /**
     * Returns the pins.
     *
     * @throws RefusedException if this home was never invited
     */
    public Pins pins() {
        Pins held = unsaved.get();
        return held == null ? file.require() : held;
    }

    /** Returns what a use of a Domain needs of the pins. */
    public PinSummary summary() {
        Pins held = unsaved.get();
        return held == null ? file.summary() : PinSummary.of(held);
    }

    /** Returns the home's folder. */
    Path folder() {
        return home.folder();
    }

    /** Changes the pins. Where the home cannot be written, the change lasts until the program ends, and a person is told. */
    public Pins update(UnaryOperator<Pins> change) {
        Pins after = learn(change);
        if (!home.isWritable() && said.compareAndSet(false, true)) {
            note("This home cannot be written: what it saw now is not remembered.");
        }
        return after;
    }

    /** Changes what may as well be learned again. */
    Pins learn(UnaryOperator<Pins> change) {
        if (home.isWritable()) {
            return file.update(change);
        }
        Pins after = change.apply(pins());
        unsaved.set(after);
        return after;
    }

    @Override
    public SeenDomain named(DomainId id) {
        return summary().domain(id).map(PinSummary.Usable::seen).orElseThrow(() -> notUsable(id));
    }

    @Override
    public Descent seen(DomainId id) {
        return pins().domain(id)
                .filter(domain -> !domain.left())
                .map(PinnedDomain::descent)
                .orElseThrow(() -> notUsable(id));
    }

    @Override
    public List<VerifiedTrust> lines() {
        return pins().trusts().lines();
    }

    @Override
    public Optional<ExportedDomain> kept(DomainId id) {
        return Optional.ofNullable(unsavedDocuments.get(id)).or(() -> documents.find(id));
    }

    /** Returns the document of the revision that was seen last, if it is kept. */
    public Optional<ExportedDomain> keptOf(PinnedDomain domain) {
        return kept(domain.id())
                .filter(kept ->
                        kept.domain().thumbprint().equals(domain.descent().thumbprint()));
    }

    @Override
    public void keep(Newest newest, Optional<ExportedDomain> exported) {
        VerifiedDomain domain = newest.domain();
        // All that was before it proves it to whatever another process of this home saw meanwhile.
        Proof proof = exported.map(ExportedDomain::proof).orElse(newest.proof());
        // Before the home is locked: its key may have to be made.
        boolean named = domain.isControlledBy(self());
        update(before -> {
            Optional<PinnedDomain> pinned = before.domain(domain.body().id());
            if (isOlder(pinned, domain, proof)) {
                return before;
            }
            // Who was taken out and is named again takes it up by a card.
            boolean used = named && pinned.filter(PinnedDomain::left).isEmpty();
            Pins after = used ? before.with(domain, proof) : before.leaving(domain, proof);
            exported.ifPresent(this::keepDocument);
            return after;
        });
    }

    /** Keeps a Domain whose signatures are expected here: the newest revision of it. */
    public void expect(VerifiedDomain signer, ExportedDomain exported) {
        update(before -> {
            if (isOlder(before.signer(signer.body().id()), signer, exported.proof())) {
                return before;
            }
            Pins after = before.expecting(signer, exported.proof());
            keepDocument(exported);
            return after;
        });
    }

    /** T6: keeps the branch of a Domain that a person chose. */
    void repin(VerifiedDomain chosen, ExportedDomain exported) {
        boolean named = chosen.isControlledBy(self());
        update(before -> {
            Pins after = before.with(chosen.trust()).repinned(chosen);
            keepDocument(exported);
            return named ? after : after.leaving(chosen, exported.proof());
        });
    }

    /** Tells a person something that is no result. */
    void note(String sentence) {
        notes.accept(sentence);
    }

    private static boolean isOlder(Optional<PinnedDomain> pinned, VerifiedDomain domain, Proof proof) {
        return pinned.filter(seen -> seen.descent().of(domain, proof) == Descent.Kinship.OLDER)
                .isPresent();
    }

    private void keepDocument(ExportedDomain exported) {
        if (home.isWritable()) {
            documents.keep(exported);
        } else {
            unsavedDocuments.put(exported.domain().body().id(), exported);
        }
    }

    /** Returns what says why a Domain that is not among the usable ones is not. */
    public RefusedException notUsable(DomainId id) {
        return pins().domain(id)
                .filter(PinnedDomain::left)
                .map(ClientMemory::left)
                .orElseGet(() -> new RefusedException(
                        "Domain " + id + " is not one that this home took up. Claim it: kms-client claim INVITATION."));
    }

    private static RefusedException left(PinnedDomain domain) {
        return new RefusedException("Domain " + domain.name() + " does not name this home's key any more, at revision "
                + domain.descent().revision() + " ("
                + domain.descent().thumbprint().abbreviated()
                + "): it is remembered, and not used. Ask a controller with share, or the operators, for a card.");
    }
}
