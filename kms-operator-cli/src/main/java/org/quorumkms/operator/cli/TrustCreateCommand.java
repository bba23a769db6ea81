package org.quorumkms.operator.cli;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.quorumkms.cli.ExitCode;
import org.quorumkms.errors.UsageException;
import org.quorumkms.operator.HsmEntry;
import org.quorumkms.operator.Lookup;
import org.quorumkms.operator.OperatorView;
import org.quorumkms.operator.TrustDifference;
import org.quorumkms.remote.TrustPlan;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.trust.Trust;
import org.quorumkms.trust.TrustBody;
import org.quorumkms.trust.TrustKind;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Action 8 of the report. */
@Command(
        name = "create",
        description = "Create an unsigned Trust: the founding one, a successor (--after), or a branch (--branch-of).",
        footer = {
            "",
            "Example:",
            "  kms-operator trust create --hsm h1,h2 --operator alice,bob,carol --quorum 2",
            "  kms-operator trust create --after 2 --hsm h1,h2 --operator alice,bob,dave --quorum 2"
        })
final class TrustCreateCommand extends OperatorCommand {

    @Option(
            names = "--hsm",
            paramLabel = "H",
            required = true,
            split = ",",
            description = "An HSM: label or fingerprint; may be repeated.")
    private List<String> hsms = new ArrayList<>();

    @Option(
            names = "--operator",
            paramLabel = "O",
            required = true,
            split = ",",
            description = "An operator: name or thumbprint; may be repeated.")
    private List<String> operators = new ArrayList<>();

    @Option(names = "--quorum", paramLabel = "N", required = true, description = "How many operators must approve.")
    private int quorum;

    @ArgGroup
    private Follows follows = new Follows();

    /** What it follows. */
    static final class Follows {
        @Option(names = "--after", paramLabel = "ID", description = "Replace this Trust: its Domains may move.")
        private @Nullable String after;

        @Option(
                names = "--branch-of",
                paramLabel = "ID",
                description = "A new community of operators beside this Trust.")
        private @Nullable String branchOf;
    }

    TrustCreateCommand(OperatorContext context) {
        super(context);
    }

    @Override
    public Integer call() {
        OperatorContext.Session session = open();
        List<HsmEntry> knownHsms = session.client().hsms();
        List<OperatorView> knownOperators = session.client().operators();
        requireQuorum();
        TrustPlan plan = new TrustPlan(
                follows.after != null ? TrustKind.SUCCESSOR : TrustKind.BRANCH,
                predecessor(session),
                hsms.stream()
                        .map(name -> Lookup.hsm(knownHsms, name).fingerprint())
                        .toList(),
                operators.stream()
                        .map(name -> Lookup.operator(knownOperators, name).thumbprint())
                        .toList(),
                quorum);
        Trust trust = session.client().createTrust(plan);
        List<String> text = new ArrayList<>();
        session.trusts()
                .find(plan.predecessor())
                .ifPresent(before -> text.addAll(TrustDifference.lines(trust, before)));
        text.add("Created, unsigned. Next, each operator: trust approve "
                + trust.body().id());
        session.printer().result(Rows.trust(session.trusts(), trust), text);
        return ExitCode.DONE;
    }

    private void requireQuorum() {
        if (quorum < 1 || quorum > operators.size()) {
            throw new UsageException("The quorum is from 1 to the number of operators, here " + operators.size() + ".");
        }
        if (hsms.size() > TrustBody.MAX_MEMBERS || operators.size() > TrustBody.MAX_MEMBERS) {
            throw new UsageException("A Trust has at most 64 HSMs and 64 operators.");
        }
    }

    private Thumbprint predecessor(OperatorContext.Session session) {
        @Nullable String named = follows.after != null ? follows.after : follows.branchOf;
        return named == null
                ? session.client().genesis()
                : Lookup.trust(session.trusts(), named).thumbprint();
    }
}
