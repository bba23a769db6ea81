package org.quorumkms.operator.cli.domain;

import org.quorumkms.errors.VerificationException;
import org.quorumkms.operator.Lookup;
import org.quorumkms.operator.Session;
import org.quorumkms.operator.Trusts;
import org.quorumkms.operator.cli.OperatorContext;
import org.quorumkms.trust.VerifiedTrust;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Moves Domains (D5). */
@Command(
        name = "rewrap",
        description = {
            "Move Domains to a Trust that follows their own: their keys are wrapped for its HSMs, under a fresh key. Where a"
                    + " member was dropped, or the Trust is the first of version 2, a new master key becomes active. Clients go on meanwhile.",
            "Of operators' Domains only your own moves: each operator moves its own. What was interrupted is begun again:"
                    + " what is there already is left alone."
        },
        footer = {
            "",
            "Example:",
            "  kms-operator domain rewrap payroll --trust 3",
            "  kms-operator domain rewrap --all --trust 3"
        })
final class DomainRewrapCommand extends DomainsCommand {

    @Option(names = "--trust", paramLabel = "ID", required = true, description = "The Trust to move to.")
    private String trust = "";

    DomainRewrapCommand(OperatorContext context) {
        super(context);
    }

    @Override
    public Integer call() {
        requireNamed();
        Session session = open();
        Trusts trusts = session.trusts().shown();
        VerifiedTrust target = trusts.verified(Lookup.trust(trusts, trust))
                .orElseThrow(() -> new VerificationException("Trust " + trust
                        + " is not signed, or does not verify to genesis; see trust verify " + trust + "."));
        return carryOut(new Rewrapping(session, context().common().terminal(), target));
    }
}
