package org.quorumkms.operator.cli;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.quorumkms.cli.ExitCode;
import org.quorumkms.domain.Domain;
import org.quorumkms.domain.DomainState;
import org.quorumkms.domain.Purpose;
import org.quorumkms.domain.VerifiedDomain;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.operator.Lookup;
import org.quorumkms.trust.VerifiedTrust;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Moves Domains (D5). */
@Command(
        name = "rewrap",
        description = {
            "Move Domains to a Trust that follows their own: their keys are wrapped for its HSMs, under a fresh key. Where a"
                    + " member was dropped, a new master key becomes active. Clients go on meanwhile.",
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

    private @Nullable VerifiedTrust target;

    DomainRewrapCommand(OperatorContext context) {
        super(context);
    }

    @Override
    public Integer call() {
        OperatorContext.Session session = open();
        VerifiedTrust to = session.trusts()
                .verified(Lookup.trust(session.trusts(), trust))
                .orElseThrow(() -> new VerificationException("Trust " + trust
                        + " is not signed, or does not verify to genesis; see trust verify " + trust + "."));
        target = to;
        int failed = run(session, "moved", domain -> session.client().move(domain, to));
        return failed == 0 ? ExitCode.DONE : ExitCode.REFUSED;
    }

    @Override
    Verdict verdict(OperatorContext.Session session, Domain domain) {
        VerifiedTrust to = java.util.Objects.requireNonNull(target);
        if (domain.body().trust().equals(to.thumbprint())) {
            return Verdict.DONE_BEFORE;
        }
        boolean own = domain.body().id().equals(session.self().domain().body().id());
        boolean fits =
                VerifiedDomain.mayMove(domain.body().purpose(), domain.body().trust(), to)
                        && domain.body().state() != DomainState.DELETED
                        && (domain.body().purpose() != Purpose.OPERATOR || own);
        return fits ? Verdict.DO : Verdict.NOT_CONCERNED;
    }

    @Override
    List<String> notConcerned(Domain domain) {
        List<String> why = new ArrayList<>();
        if (domain.body().purpose() == Purpose.OPERATOR) {
            why.add("an operator's Domain moves at its own controller's order");
        }
        why.add("its Trust does not lead to that one over successor links");
        return why;
    }
}
