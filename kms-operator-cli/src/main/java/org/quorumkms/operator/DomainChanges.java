package org.quorumkms.operator;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.quorumkms.domain.ClaimTerms;
import org.quorumkms.domain.Controller;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.ExportedDomain;
import org.quorumkms.domain.OperatorRequest;
import org.quorumkms.domain.Policy;
import org.quorumkms.domain.Purpose;
import org.quorumkms.domain.Rights;
import org.quorumkms.domain.VerifiedDomain;
import org.quorumkms.errors.ElsewhereException;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.remote.InviteDomain;
import org.quorumkms.remote.MoveDomain;
import org.quorumkms.remote.NewDomain;
import org.quorumkms.remote.RequestId;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.trust.HsmKeys;
import org.quorumkms.trust.Trust;
import org.quorumkms.trust.VerifiedTrust;

/** An operator's calls that change Domains: moves (D5), rotations (D6), new ones and invitations (D4). */
public final class DomainChanges {

    private final Session session;

    DomainChanges(Session session) {
        this.session = session;
    }

    /**
     * Moves a Domain to a Trust (D5), in as many calls as the servers' HSMs need.
     *
     * @param target the Trust, verified
     * @return the Domain, verified under that Trust
     */
    public VerifiedDomain move(DomainId domain, VerifiedTrust target) {
        // Each step goes at least one link further.
        for (int i = 0; i < target.chain().trusts().size(); i++) {
            VerifiedDomain moved = step(domain, target.thumbprint(), false);
            if (moved.trust().thumbprint().equals(target.thumbprint())) {
                return moved;
            }
        }
        throw notMoved(domain, target);
    }

    /** Moves this operator's own Domain to a Trust: at its controller's word, one for each step. */
    VerifiedDomain moveOwn(VerifiedDomain own, VerifiedTrust target) {
        VerifiedDomain at = own;
        for (int i = 0; i < target.chain().trusts().size(); i++) {
            at = ownStep(at, target);
            if (at.trust().thumbprint().equals(target.thumbprint())) {
                return at;
            }
        }
        throw notMoved(own.body().id(), target);
    }

    private static VerificationException notMoved(DomainId domain, VerifiedTrust target) {
        return new VerificationException("The server did not move Domain " + domain + " to Trust "
                + target.body().id() + ".");
    }

    private VerifiedDomain ownStep(VerifiedDomain at, VerifiedTrust target) {
        List<Thumbprint> steps = steps(at, target);
        for (int i = 0; true; i++) {
            try {
                return step(at.body().id(), steps.get(i), true);
            } catch (ElsewhereException noHsm) {
                // The HSM that is in both Trusts is not at hand: a nearer Trust may have another one.
                if (i == steps.size() - 1) {
                    throw noHsm;
                }
            }
        }
    }

    private VerifiedDomain step(DomainId domain, Thumbprint to, boolean own) {
        RequestId id = session.request();
        return session.domains().changed(domain, seen -> {
            String word = own
                    ? new OperatorRequest(seen.id(), seen.thumbprint(), OperatorRequest.REWRAP, to)
                            .sign(session.connectionKey())
                    : "";
            return session.call(server -> server.moveDomain(id, new MoveDomain(seen, to, word)));
        });
    }

    /** The Trusts on the way to a target that have an HSM which is in the Domain's Trust too, the last one first. */
    private static List<Thumbprint> steps(VerifiedDomain at, VerifiedTrust target) {
        List<HsmKeys> hsms = at.trust().body().hsms();
        List<Thumbprint> steps = new ArrayList<>();
        for (Trust trust : target.after(at.trust().thumbprint())) {
            if (hsms.stream().anyMatch(trust.body()::names)) {
                steps.add(0, trust.thumbprint());
            }
        }
        return steps.isEmpty() ? List.of(target.thumbprint()) : steps;
    }

    /** Has a new key made the active one of a Domain, unless the active one is younger. */
    public VerifiedDomain rotate(DomainId domain, Duration youngest) {
        RequestId id = session.request();
        return session.domains()
                .changed(domain, seen -> session.call(server -> server.rotateDomain(id, seen, youngest.toSeconds())));
    }

    /** Has a Domain made where controllers decide, and returns the invitation to it. */
    public Invited create(Thumbprint trust, String name, Purpose purpose) {
        return create(trust, name, purpose, Policy.OPEN);
    }

    /** Has a Domain made, and returns the invitation to it. */
    public Invited create(Thumbprint trust, String name, Purpose purpose, Policy policy) {
        RequestId id = session.request();
        try (Inviting inviting = new Inviting(session)) {
            Invited invited = inviting.anew(
                    Rights.all(purpose),
                    terms -> session.call(server -> server.createDomain(
                            id, new NewDomain(trust, name, purpose, List.of(terms), List.of(), policy))));
            Answers.made(name, purpose, invited.domain());
            Answers.under(trust, invited.domain());
            Answers.decidedBy(policy, invited.domain());
            session.memory().keep(invited.domain(), invited.exported());
            return invited;
        }
    }

    /** Has a Domain made that nobody claims, since a quorum gives rights (D9): its first controller comes by an order. */
    public VerifiedDomain createByOrders(Thumbprint trust, String name, Policy policy) {
        RequestId id = session.request();
        return made(id, new NewDomain(trust, name, Purpose.ENCRYPT, List.of(), List.of(), policy));
    }

    /** Has a Domain made for a known key (D4), which need not claim it. */
    public VerifiedDomain createFor(Controller known, Thumbprint trust, String name, Purpose purpose, Policy policy) {
        RequestId id = session.request();
        VerifiedDomain domain = made(id, new NewDomain(trust, name, purpose, List.of(), List.of(known), policy));
        Answers.controlledBy(known, domain);
        return domain;
    }

    private VerifiedDomain made(RequestId id, NewDomain wanted) {
        ExportedDomain exported = ExportedDomain.parse(
                session.call(server -> server.createDomain(id, wanted)).exported());
        VerifiedDomain domain = session.verifier().verify(exported).require();
        Answers.made(wanted.name(), wanted.purpose(), domain);
        Answers.under(wanted.trust(), domain);
        Answers.decidedBy(wanted.policy(), domain);
        session.memory().keep(domain, exported);
        return domain;
    }

    /** Has the invitation of an unclaimed Domain made anew (D4), with the same rights. */
    public Invited invite(VerifiedDomain unclaimed) {
        RequestId id = session.request();
        ClaimTerms earlier = unclaimed
                .body()
                .claim()
                .orElseThrow(
                        () -> new RefusedException(
                                "D4: Domain " + unclaimed.body().name()
                                        + " has no invitation that could be made anew or ended: it is claimed, or orders govern it."));
        try (Inviting inviting = new Inviting(session)) {
            return session.domains()
                    .following()
                    .call(
                            unclaimed.body().id(),
                            seen -> descended(inviting.anew(
                                    earlier.may(),
                                    terms -> session.call(server ->
                                            server.inviteDomain(id, new InviteDomain(seen, List.of(terms)))))));
        }
    }

    private Invited descended(Invited invited) {
        session.memory()
                .seen(invited.domain().body().id())
                .require(invited.domain(), invited.exported().proof());
        session.memory().keep(invited.domain(), invited.exported());
        return invited;
    }

    /** Has the invitation of an unclaimed Domain ended (D4): nobody can claim it any more. */
    public VerifiedDomain endInvitation(VerifiedDomain unclaimed) {
        RequestId request = session.request();
        DomainId id = unclaimed.body().id();
        return session.domains().following().call(id, seen -> {
            ExportedDomain exported = ExportedDomain.parse(session.call(
                            server -> server.inviteDomain(request, new InviteDomain(seen, List.of())))
                    .exported());
            Answers.domain(id, exported.domain().body());
            VerifiedDomain domain = session.verifier().verify(exported).require();
            session.memory().seen(id).require(domain, exported.proof());
            session.memory().keep(domain, exported);
            return domain;
        });
    }
}
