package org.quorumkms.operator;

import java.util.ArrayList;
import java.util.List;
import org.quorumkms.domain.DomainBody;
import org.quorumkms.domain.ExportedDomain;
import org.quorumkms.domain.Purpose;
import org.quorumkms.domain.Right;
import org.quorumkms.domain.Rights;
import org.quorumkms.domain.VerifiedDomain;
import org.quorumkms.errors.KmsException;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.remote.NewOperator;
import org.quorumkms.remote.OperatorService;
import org.quorumkms.remote.RequestId;

/** An operator's calls about operators. */
public final class OperatorCalls {

    private final Session session;

    OperatorCalls(Session session) {
        this.session = session;
    }

    /** Returns all enrolled operators and auditors, each verified; warns of one that cannot be read. */
    public List<OperatorView> all() {
        List<OperatorView> all = new ArrayList<>();
        for (String exported : session.call(OperatorService::operators)) {
            try {
                VerifiedDomain domain = session.verifier()
                        .verify(ExportedDomain.parse(exported))
                        .require();
                if (isEnrolled(domain.body())) {
                    all.add(new OperatorView(domain));
                }
            } catch (KmsException e) {
                session.warn("An operator that the server shows is left out: " + e.getMessage());
            }
        }
        return all;
    }

    private static boolean isEnrolled(DomainBody body) {
        return body.purpose() == Purpose.OPERATOR && !body.publicKeys().isEmpty();
    }

    /**
     * Has a further operator's Domain made, and returns the invitation to it.
     *
     * @param auditor whether it may read everything and approves nothing (D8)
     */
    public Invited invite(String name, boolean auditor) {
        RequestId id = session.request();
        Rights may = auditor ? Rights.of(Right.AUDIT) : Rights.all(Purpose.OPERATOR);
        try (Inviting inviting = new Inviting(session)) {
            Invited invited = inviting.anew(
                    may, terms -> session.call(server -> server.inviteOperator(id, new NewOperator(name, terms))));
            Answers.made(name, Purpose.OPERATOR, invited.domain());
            if (session.pins().now().trusts().lineOf(invited.domain().trust()).isEmpty()) {
                throw new VerificationException("D1: the server made a Domain under a line that is not pinned here.");
            }
            session.memory().keep(invited.domain(), invited.exported());
            return invited;
        }
    }
}
