package org.quorumkms.client;

import java.nio.file.Path;
import java.util.Optional;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.ExportedDomain;
import org.quorumkms.domain.VerifiedDomain;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.party.LeftBranch;
import org.quorumkms.party.PinnedDomain;
import org.quorumkms.party.Repin;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.trust.TrustChain;
import org.quorumkms.trust.TrustVerifier;
import org.quorumkms.trust.VerifiedTrust;

/**
 * T6: takes another branch of a line or of a Domain after a disaster, by the word of a person to whom both were shown. What may
 * be taken, {@link Repin} says. What is left is written to a file of the home: data that were sealed on it need its keys.
 */
public final class Repinning {

    private final ClientMemory memory;
    private final ClientCalls calls;

    Repinning(ClientMemory memory, ClientCalls calls) {
        this.memory = memory;
        this.calls = calls;
    }

    /**
     * Two branches of a Domain.
     *
     * @param seen the revision that this home saw
     * @param left its document, if it is kept
     * @param chosen the revision to take
     * @param document its document, with all that was before it
     */
    public record OfDomain(
            PinnedDomain seen, Optional<ExportedDomain> left, VerifiedDomain chosen, ExportedDomain document) {}

    /**
     * Two branches of a line.
     *
     * @param seen the newest Trust that this home saw
     * @param chosen the Trust to take
     */
    public record OfLine(VerifiedTrust seen, VerifiedTrust chosen) {}

    /**
     * Asks the servers for the branch of a Domain that ends with a revision, verifies it, and returns it beside the one that
     * this home saw.
     *
     * @throws RefusedException if the servers have another, or it may not be taken
     */
    public OfDomain domain(DomainId id, Thumbprint chosen) {
        PinnedDomain seen = memory.pins().domain(id).orElseThrow(() -> memory.notUsable(id));
        ExportedDomain document = ExportedDomain.parse(calls.document(id));
        if (!document.domain().body().id().equals(id)) {
            throw new VerificationException("D3: the server answered with another Domain than was asked for.");
        }
        if (!document.domain().thumbprint().equals(chosen)) {
            throw new RefusedException("The servers have revision "
                    + document.domain().body().revision() + " of Domain " + seen.name() + " ("
                    + document.domain().thumbprint()
                    + "), not the one that you named. Ask the operators which is right.");
        }
        VerifiedDomain verified = calls.verifier().get().verify(document).require();
        Optional<ExportedDomain> left = memory.keptOf(seen);
        Repin.requireTakeable(verified, seen.descent(), left.map(ExportedDomain::line), memory.lines());
        return new OfDomain(seen, left, verified, document);
    }

    /** Returns whether a revision stands under a Trust that was replaced: then it should be moved at once. */
    public boolean isToBeMoved(VerifiedDomain taken) {
        return memory.pins()
                .trusts()
                .lineOf(taken.trust())
                .filter(line -> !line.thumbprint().equals(taken.trust().thumbprint()))
                .isPresent();
    }

    /**
     * Takes the branch that was shown.
     *
     * @return the file that holds what was left
     */
    public Path take(OfDomain branches) {
        PinnedDomain seen = branches.seen();
        Path left = LeftBranch.keep(memory.folder(), seen.descent(), branches.left());
        memory.repin(branches.chosen(), branches.document());
        return left;
    }

    /**
     * Asks the servers for a Trust with its line, verifies it, and returns it beside the pinned line that it forked from.
     *
     * @throws RefusedException if it may not be taken
     */
    public OfLine line(Thumbprint chosen) {
        TrustChain line = TrustChain.parse(calls.call(service -> service.line(chosen)));
        if (!line.last().thumbprint().equals(chosen)) {
            throw new VerificationException("T7: the server answered with another Trust than was asked for.");
        }
        VerifiedTrust verified =
                new TrustVerifier(memory.pins().genesis()).verify(line).require();
        return new OfLine(Repin.requireBranch(verified, memory.lines()), verified);
    }

    /**
     * Takes the branch that was shown.
     *
     * @return the file that holds what was left
     */
    public Path take(OfLine branches) {
        Path left = LeftBranch.keep(memory.folder(), branches.seen());
        memory.update(before -> before.repinned(branches.chosen()));
        return left;
    }
}
