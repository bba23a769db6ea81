package org.quorumkms.operator;

import java.nio.file.Path;
import java.util.Optional;
import org.quorumkms.domain.Descent;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.DomainState;
import org.quorumkms.domain.ExportedDomain;
import org.quorumkms.domain.Purpose;
import org.quorumkms.domain.VerifiedDomain;
import org.quorumkms.errors.KmsException;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.home.Home;
import org.quorumkms.party.LeftBranch;
import org.quorumkms.party.Repin;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.trust.TrustVerifier;
import org.quorumkms.trust.VerifiedTrust;

/**
 * T6: takes another branch of a line or of a Domain after a disaster, by the word of a person to whom both were shown. What may
 * be taken, {@link Repin} says. What is left is written to a file of the home: data that were sealed on it need its keys.
 */
public final class Repinning {

    private final Session session;
    private final Home home;

    /** Takes the calls, and the home. */
    public Repinning(Session session, Home home) {
        this.session = session;
        this.home = home;
    }

    /**
     * Two branches of a Domain.
     *
     * @param seen what this home saw
     * @param left its document, if it is kept
     * @param chosen the revision to take, with its document
     */
    public record OfDomain(Descent seen, Optional<ExportedDomain> left, DomainCalls.Whole chosen) {}

    /**
     * Two branches of a line.
     *
     * @param seen the newest Trust that this home saw
     * @param chosen the Trust to take
     */
    public record OfLine(VerifiedTrust seen, VerifiedTrust chosen) {}

    /**
     * Asks for the branch of a Domain that ends with a revision, verifies it, and returns it beside the one that was seen.
     *
     * @throws RefusedException if the servers have another, or it may not be taken
     */
    public OfDomain domain(DomainId id, Thumbprint chosen) {
        Descent seen = session.memory()
                .find(id)
                .orElseThrow(() -> new RefusedException(
                        "T6: Domain " + id + " was never seen here, so there is nothing to choose."));
        DomainCalls.Whole whole = session.domains().shown(id);
        if (!whole.exported().domain().thumbprint().equals(chosen)) {
            throw new RefusedException("The servers have revision "
                    + whole.domain().body().revision() + " ("
                    + whole.exported().domain().thumbprint()
                    + "), not the one that you named. Ask the other operators which is right.");
        }
        Optional<ExportedDomain> left = session.memory()
                .kept(id)
                .filter(kept -> kept.domain().thumbprint().equals(seen.thumbprint()));
        Repin.requireTakeable(
                whole.domain(),
                seen,
                left.map(ExportedDomain::line),
                session.pins().now().trusts().lines());
        return new OfDomain(seen, left, whole);
    }

    /**
     * Takes the branch that was shown, and moves the Domain at once where it stands under an earlier Trust of its line.
     *
     * @return the file that holds what was left
     */
    public Path take(OfDomain branches) {
        Path left = LeftBranch.keep(home.folder(), branches.seen(), branches.left());
        session.memory().repin(branches.chosen().domain(), branches.chosen().exported());
        moveOn(branches.chosen().domain());
        return left;
    }

    /** An operator's own Domain is moved by its console at the next command. */
    private void moveOn(VerifiedDomain chosen) {
        if (chosen.body().purpose() == Purpose.OPERATOR || chosen.body().state() == DomainState.DELETED) {
            return;
        }
        Optional<VerifiedTrust> newest = session.pins().now().trusts().lines().stream()
                .filter(line -> !line.thumbprint().equals(chosen.trust().thumbprint()) && chosen.mayMoveTo(line))
                .findFirst();
        try {
            newest.ifPresent(line -> session.changes().move(chosen.body().id(), line));
        } catch (KmsException e) {
            session.warn("It was taken, and could not be moved to Trust "
                    + newest.orElseThrow().body().id() + ": " + e.getMessage() + " Move it: domain rewrap "
                    + chosen.body().id() + " --trust "
                    + newest.orElseThrow().body().id());
        }
    }

    /**
     * Asks for a Trust with its line, verifies it, and returns it beside the pinned line that it forked from.
     *
     * @throws RefusedException if it may not be taken
     */
    public OfLine line(Thumbprint chosen) {
        VerifiedTrust verified = new TrustVerifier(session.genesis())
                .verify(session.trusts().line(chosen))
                .require();
        return new OfLine(
                Repin.requireBranch(verified, session.pins().now().trusts().lines()), verified);
    }

    /**
     * Takes the branch that was shown.
     *
     * @return the file that holds what was left
     */
    public Path take(OfLine branches) {
        Path left = LeftBranch.keep(home.folder(), branches.seen());
        session.pins().change(before -> before.repinned(branches.chosen()));
        return left;
    }
}
