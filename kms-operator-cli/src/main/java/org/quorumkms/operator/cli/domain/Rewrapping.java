package org.quorumkms.operator.cli.domain;

import org.quorumkms.domain.DomainBody;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.DomainState;
import org.quorumkms.domain.Purpose;
import org.quorumkms.domain.VerifiedDomain;
import org.quorumkms.operator.Session;
import org.quorumkms.trust.VerifiedTrust;

/** Moves Domains to a Trust (D5). */
public final class Rewrapping extends DomainsWork {

    private final VerifiedTrust target;

    /** Takes the session, whether a person sees how far it is, and the Trust. */
    public Rewrapping(Session session, boolean terminal, VerifiedTrust target) {
        super(session, terminal);
        this.target = target;
    }

    @Override
    String done() {
        return "moved";
    }

    @Override
    Verdict verdict(DomainBody domain) {
        if (domain.trust().equals(target.thumbprint())) {
            return Verdict.DONE_BEFORE;
        }
        boolean fits = VerifiedDomain.mayMove(domain.purpose(), domain.trust(), target)
                && domain.state() != DomainState.DELETED
                && (movesAtAnyWord(domain) || session().own().is(domain.id()));
        return fits ? Verdict.DO : Verdict.NOT_CONCERNED;
    }

    /** D5: an auditor's Domain moves as any does. */
    private static boolean movesAtAnyWord(DomainBody domain) {
        return domain.purpose() != Purpose.OPERATOR || domain.isAuditors();
    }

    @Override
    String notConcerned(DomainBody domain) {
        if (domain.state() == DomainState.DELETED) {
            return "it is deleted";
        }
        return movesAtAnyWord(domain) || session().own().is(domain.id())
                ? "its Trust does not lead to that one over successor links"
                : "an operator's Domain moves at its own controller's order";
    }

    @Override
    VerifiedDomain change(DomainId domain) {
        return session().own().is(domain)
                ? session().own().moveTo(target)
                : session().changes().move(domain, target);
    }
}
