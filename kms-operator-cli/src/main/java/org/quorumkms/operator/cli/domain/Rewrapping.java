package org.quorumkms.operator.cli.domain;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.quorumkms.domain.DomainBody;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.DomainState;
import org.quorumkms.domain.VerifiedDomain;
import org.quorumkms.jose.Jwe;
import org.quorumkms.operator.Session;
import org.quorumkms.trust.VerifiedTrust;

/** Moves Domains to a Trust (D5). */
public final class Rewrapping extends DomainsWork {

    private final VerifiedTrust target;
    private final Set<DomainId> underRsaAlone = new HashSet<>();
    private int left;

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
                && (!domain.movesAtItsControllersOrder() || session().own().is(domain.id()));
        if (fits && isUnder(Jwe.Algorithm.RSA, domain)) {
            underRsaAlone.add(domain.id());
        }
        return fits ? Verdict.DO : Verdict.NOT_CONCERNED;
    }

    @Override
    public List<String> notes() {
        return left == 0
                ? List.of()
                : List.of("Until now RSA alone protected the keys of " + left
                        + " of them. Those that clients use have new active keys."
                        + " What was encrypted before stays open to whoever recorded it and breaks RSA one day: what must stay secret"
                        + " longer is made anew with kms-client reencrypt.");
    }

    @Override
    String notConcerned(DomainBody domain) {
        if (domain.state() == DomainState.DELETED) {
            return "it is deleted";
        }
        return !domain.movesAtItsControllersOrder() || session().own().is(domain.id())
                ? "its Trust does not lead to that one over successor links"
                : "an operator's Domain moves at its own controller's order";
    }

    @Override
    VerifiedDomain change(DomainId domain) {
        VerifiedDomain moved = session().own().is(domain)
                ? session().own().moveTo(target)
                : session().changes().move(domain, target);
        if (underRsaAlone.contains(domain) && isUnder(Jwe.Algorithm.HYBRID, moved.body())) {
            left++;
        }
        return moved;
    }

    private static boolean isUnder(Jwe.Algorithm wrapping, DomainBody domain) {
        return domain.keys().filter(keys -> keys.algorithm() == wrapping).isPresent();
    }
}
