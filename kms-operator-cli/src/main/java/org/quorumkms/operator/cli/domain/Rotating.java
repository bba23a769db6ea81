package org.quorumkms.operator.cli.domain;

import java.time.Duration;
import org.quorumkms.domain.DomainBody;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.DomainState;
import org.quorumkms.domain.Purpose;
import org.quorumkms.domain.VerifiedDomain;
import org.quorumkms.operator.Session;

/** Gives Domains new keys (D6). */
final class Rotating extends DomainsWork {

    private final Duration youngest;

    Rotating(Session session, boolean terminal, Duration youngest) {
        super(session, terminal);
        this.youngest = youngest;
    }

    @Override
    String done() {
        return "rotated";
    }

    @Override
    Verdict verdict(DomainBody domain) {
        boolean under = session()
                .trusts()
                .shown()
                .find(domain.trust())
                .flatMap(trust -> trust.body().operator(session().self().thumbprint()))
                .isPresent();
        boolean fits = under
                && domain.purpose() != Purpose.OPERATOR
                && domain.claim().isEmpty()
                && domain.state() == DomainState.ENABLED;
        return fits ? Verdict.DO : Verdict.NOT_CONCERNED;
    }

    @Override
    String notConcerned(DomainBody domain) {
        if (domain.purpose() == Purpose.OPERATOR) {
            return "an operator's key never rotates: a new key is a new operator";
        }
        if (domain.claim().isPresent()) {
            return "it is not claimed yet; its claim makes its keys";
        }
        return domain.state() == DomainState.ENABLED
                ? "you are not an operator of its Trust; move it to yours first: domain rewrap"
                : "it is " + domain.state().text();
    }

    @Override
    VerifiedDomain change(DomainId domain) {
        return session().changes().rotate(domain, youngest);
    }
}
