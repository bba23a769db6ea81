package org.quorumkms.client.cli;

import java.util.stream.Collectors;
import org.quorumkms.cli.Printer;
import org.quorumkms.domain.DomainBody;
import org.quorumkms.domain.Policy;
import org.quorumkms.domain.Purpose;
import org.quorumkms.domain.VerifiedDomain;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.party.FirstContact;
import org.quorumkms.trust.OperatorKey;
import org.quorumkms.trust.TrustBody;

/** D9: shows who decides about a Domain before it is taken up, and asks where that is a quorum and somebody sits there. */
final class ShownTerms implements FirstContact.Wanted {

    private final ClientContext context;
    private final Printer printer;
    private String answered = "";

    ShownTerms(ClientContext context, Printer printer) {
        this.context = context;
        this.printer = printer;
    }

    @Override
    public void require(VerifiedDomain domain) {
        DomainBody body = domain.body();
        if (body.purpose() == Purpose.OPERATOR) {
            throw new RefusedException("This is an operator's. Nothing was claimed; use kms-operator enrol.");
        }
        String terms = terms(domain);
        // It may be asked again, where the Domain was moved meanwhile.
        if (terms.equals(answered)) {
            return;
        }
        terms.lines().forEach(printer::note);
        boolean byQuorum = body.policy()
                .filter(policy -> policy.readers() == Policy.Who.QUORUM || policy.decrypt() == Policy.Who.QUORUM)
                .isPresent();
        if (byQuorum) {
            printer.note("With quorum, data are lost when the quorum is.");
            if (context.common().terminal()
                    && !Confirmation.isYes(printer, context.input(), "Take up Domain " + body.name() + "?")) {
                throw new RefusedException("Nothing was claimed. Type yes if you mean to.");
            }
        }
        answered = terms;
    }

    private static String terms(VerifiedDomain domain) {
        DomainBody body = domain.body();
        TrustBody trust = domain.trust().body();
        String first = "Domain " + body.name() + " (" + body.id() + "), to "
                + body.purpose().text() + " with:";
        String policy = body.policy()
                .map(said -> "  who may use it decide: " + who(said.readers(), "its controllers with share")
                        + "\n  what was sealed open:  " + who(said.decrypt(), "its controllers with decrypt") + "\n")
                .orElse("");
        return first + "\n" + policy + "  Trust " + trust.id() + " ("
                + domain.trust().thumbprint().abbreviated() + "): any " + trust.quorum() + " of "
                + trust.operators().stream().map(OperatorKey::name).collect(Collectors.joining(", "));
    }

    private static String who(Policy.Who who, String controllers) {
        return who == Policy.Who.QUORUM ? "a quorum of operators, by an order each time" : controllers;
    }
}
