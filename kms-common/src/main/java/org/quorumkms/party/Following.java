package org.quorumkms.party;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.quorumkms.domain.Descent;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.DomainVerifier;
import org.quorumkms.domain.ExportedDomain;
import org.quorumkms.domain.SeenDomain;
import org.quorumkms.errors.BehindException;
import org.quorumkms.errors.MovedException;
import org.quorumkms.remote.NewestDomain;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.trust.VerifiedTrust;

/**
 * Keeps a home and a server on one revision of a Domain (D3). A call names the revision that this home saw. Where the home is
 * behind, it asks for the newest one, verifies that it descends from what it saw, keeps it, and asks again; where the server
 * is behind, the home hands its newest document over, once, and asks again.
 */
public final class Following {

    /** A Domain that is changed as fast as it is asked about is left alone after so many tries. */
    private static final int MOST_TRIES = 8;

    private final Memory memory;
    private final Server server;
    private final Supplier<DomainVerifier> verifier;

    /** What this home remembers. */
    public interface Memory {
        /** Returns what was seen of a Domain last. */
        Descent seen(DomainId id);

        /** Returns how the revision that was seen last is named, without reading more than that needs. */
        default SeenDomain named(DomainId id) {
            return seen(id).seen();
        }

        /** Returns the pinned lines. */
        List<VerifiedTrust> lines();

        /** Returns the document that is kept of a Domain. */
        Optional<ExportedDomain> kept(DomainId id);

        /** Remembers a revision that was shown to descend from what was seen. */
        void keep(Newest newest, Optional<ExportedDomain> exported);
    }

    /** What this home asks a server. */
    public interface Server {
        /** Asks for the newest revision. */
        NewestDomain newest(SeenDomain seen, Thumbprint trust);

        /** Asks for a Domain with all that was before it. */
        String domain(DomainId id);

        /** Hands a document over. */
        void handOver(String exported);
    }

    /** Takes what the home remembers, what it asks, and what verifies to the pinned genesis. */
    public Following(Memory memory, Server server, Supplier<DomainVerifier> verifier) {
        this.memory = memory;
        this.server = server;
        this.verifier = verifier;
    }

    /** Makes a call that names a Domain, with the revision that home and server have both. */
    public <T> T call(DomainId id, Function<SeenDomain, T> call) {
        boolean handedOver = false;
        for (int i = 0; true; i++) {
            SeenDomain seen = memory.named(id);
            try {
                return call.apply(seen);
            } catch (MovedException moved) {
                if (i >= MOST_TRIES || seen.thumbprint().value().equals(moved.thumbprint())) {
                    throw moved;
                }
                catchUp(id);
            } catch (BehindException behind) {
                Optional<ExportedDomain> newest = memory.kept(id)
                        .filter(kept -> kept.domain().thumbprint().equals(seen.thumbprint()));
                if (handedOver || newest.isEmpty()) {
                    throw behind;
                }
                handedOver = true;
                server.handOver(newest.get().toText());
            }
        }
    }

    /** Asks for the newest revision of a Domain that this home has seen, verifies it, and keeps it. */
    public Newest catchUp(DomainId id) {
        Descent seen = memory.seen(id);
        return take(server.newest(seen.seen(), seen.trust()), seen);
    }

    /**
     * Takes an answer that shows the newest revision after one that was named, verifies it, and keeps it.
     *
     * @param seen what was seen when the call was made
     */
    public Newest take(NewestDomain answer, Descent seen) {
        Newest newest = Newest.verified(answer, seen, memory.lines(), verifier.get());
        Optional<ExportedDomain> exported = newest.exported(memory.kept(seen.id()));
        // Before anything else is asked for: who was taken out is refused that, and should remember it.
        memory.keep(newest, exported);
        if (exported.isEmpty()) {
            ExportedDomain whole = ExportedDomain.parse(server.domain(seen.id()));
            // It may have been changed since; then the next call catches up.
            if (whole.domain().thumbprint().equals(newest.domain().domain().thumbprint())) {
                memory.keep(newest, Optional.of(newest.exportedWith(whole.earlier())));
            }
        }
        return newest;
    }
}
