package org.quorumkms.operator.cli.domain;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.quorumkms.domain.DomainBody;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.DomainState;
import org.quorumkms.domain.Purpose;
import org.quorumkms.domain.VerifiedDomain;
import org.quorumkms.jose.Jwe;
import org.quorumkms.operator.Session;
import org.quorumkms.trust.VerifiedTrust;

/** Moves Domains to a Trust (D5). */
public final class Rewrapping extends DomainsWork {

    private final VerifiedTrust target;
    private final Map<DomainId, Integer> underRsaAlone = new HashMap<>();
    private int renewed;

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
        if (fits && renewsForVersion2(domain)) {
            underRsaAlone.put(domain.id(), domain.revision());
        }
        return fits ? Verdict.DO : Verdict.NOT_CONCERNED;
    }

    /** D5: what was recorded under RSA alone opens for ever once RSA falls, so these moves make a new active key. */
    private boolean renewsForVersion2(DomainBody domain) {
        return target.body().isHybrid()
                && domain.purpose() != Purpose.OPERATOR
                && domain.claim().isEmpty()
                && domain.keys()
                        .filter(keys -> keys.algorithm() == Jwe.Algorithm.RSA)
                        .isPresent();
    }

    @Override
    public List<String> notes() {
        return renewed == 0
                ? List.of()
                : List.of("Until now RSA alone protected the keys of " + renewed
                        + " of them, which have new active keys. What was"
                        + " encrypted before stays open to whoever recorded it and breaks RSA one day: what must stay"
                        + " secret longer is made anew with kms-client reencrypt.");
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
        VerifiedDomain moved = session().own().is(domain)
                ? session().own().moveTo(target)
                : session().changes().move(domain, target);
        if (underRsaAlone.getOrDefault(domain, Integer.MAX_VALUE) < moved.body().revision()) {
            renewed++;
        }
        return moved;
    }
}
