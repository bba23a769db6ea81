package org.quorumkms.operator;

import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.SeenDomain;
import org.quorumkms.domain.VerifiedDomain;
import org.quorumkms.errors.KmsException;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.trust.TrustKind;
import org.quorumkms.trust.VerifiedTrust;

/**
 * This operator's own Domain. The console moves it by itself along successor links to the newest Trust of its line (D5): where
 * it stays behind, whoever gets an HSM that was dropped has the operator's key, and when the last HSM of its Trust is gone
 * the operator is locked out. Out of genesis it moves only under a founding Trust that this operator approved or confirmed.
 */
public final class OwnDomain {

    private final Session session;
    private @Nullable OperatorView self;

    OwnDomain(Session session) {
        this.session = session;
    }

    /** Asks the operator whether its own Domain may move out of genesis into a line. */
    public interface Asker {
        /**
         * Shows a Trust with its HSMs, operators and quorum, and asks.
         *
         * @return the answer; empty if nobody can be asked
         */
        Optional<Boolean> mayMoveUnder(VerifiedTrust founding, VerifiedTrust newest);
    }

    /** Returns this operator; the first time, as the server knows it, verified and pinned (D3, T7). */
    OperatorView self() {
        OperatorView known = self;
        if (known == null) {
            known = view(session.domains().newest(id()));
            self = known;
        }
        return known;
    }

    private DomainId id() {
        return session.pins()
                .now()
                .operatorDomain()
                .orElseThrow(() -> new RefusedException(
                        "This home has no operator Domain. Enrol with an operator's invitation: enrol INVITATION."))
                .id();
    }

    private OperatorView view(VerifiedDomain domain) {
        if (!domain.isControlledBy(session.connection())) {
            throw new RefusedException("Your Domain " + domain.body().name()
                    + " does not name this home's key any more. Ask the other operators.");
        }
        return new OperatorView(domain);
    }

    /** Returns whether a Domain is this one. */
    public boolean is(DomainId domain) {
        return domain.equals(id());
    }

    /** Makes a call that names this Domain, with the revision that home and server have both. */
    <T> T call(Function<SeenDomain, T> call) {
        return session.domains().following().call(id(), call);
    }

    /** Moves it as far as D5 lets a console move it by itself, and warns where it cannot. */
    void moveOn(Asker asker) {
        try {
            VerifiedDomain own = self().domain();
            Optional<VerifiedTrust> newest = session.pins().now().trusts().lines().stream()
                    .filter(line -> !line.thumbprint().equals(own.trust().thumbprint()) && own.mayMoveTo(line))
                    .findFirst();
            if (newest.isPresent() && mayLeave(own, newest.get(), asker)) {
                moveTo(newest.get());
            }
        } catch (KmsException e) {
            session.warn("Your own Domain was not moved to the newest Trust of its line: " + e.getMessage());
        }
    }

    /** Moves it to a Trust, at this operator's word. */
    public VerifiedDomain moveTo(VerifiedTrust target) {
        VerifiedDomain moved = session.changes().moveOwn(self().domain(), target);
        self = view(moved);
        return moved;
    }

    /** D5: along successor links by itself; out of genesis only under a founding Trust that was approved or confirmed. */
    private boolean mayLeave(VerifiedDomain own, VerifiedTrust newest, Asker asker) {
        if (own.trust().body().kind() != TrustKind.GENESIS) {
            return true;
        }
        VerifiedTrust founding = newest.at(newest.chain().trusts().get(1).thumbprint());
        Thumbprint named = founding.thumbprint();
        TrustChoices choices = session.choices();
        if (choices.has(TrustChoices.Choice.APPROVED, named)) {
            return true;
        }
        Optional<Boolean> answer = choices.has(TrustChoices.Choice.DECLINED, named)
                ? Optional.empty()
                : asker.mayMoveUnder(founding, newest);
        answer.ifPresent(yes -> choices.add(yes ? TrustChoices.Choice.APPROVED : TrustChoices.Choice.DECLINED, named));
        if (answer.isEmpty()) {
            session.warn("Your own Domain stands under genesis still, and this home did not approve the founding Trust "
                    + founding.body().id() + " (" + named + "). Look at it (trust show "
                    + founding.body().id() + "), and if it is right: domain rewrap "
                    + own.body().id() + " --trust " + newest.body().id());
        }
        return answer.orElse(false);
    }
}
