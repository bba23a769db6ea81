package org.quorumkms.operator.cli.trust;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.quorumkms.errors.ExitCode;
import org.quorumkms.errors.UsageException;
import org.quorumkms.operator.HsmDevices;
import org.quorumkms.operator.HsmEntry;
import org.quorumkms.operator.KeysToExchange;
import org.quorumkms.operator.Lookup;
import org.quorumkms.operator.OperatorView;
import org.quorumkms.operator.Session;
import org.quorumkms.operator.TrustDifference;
import org.quorumkms.operator.cli.OperatorCommand;
import org.quorumkms.operator.cli.OperatorContext;
import org.quorumkms.operator.cli.rows.TrustRows;
import org.quorumkms.remote.TrustPlan;
import org.quorumkms.signed.Note;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.trust.Trust;
import org.quorumkms.trust.TrustBody;
import org.quorumkms.trust.TrustKind;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Proposes a Trust. */
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

    @Option(names = "--note", paramLabel = "TEXT", defaultValue = "", description = "What the approvers should know.")
    private String note = "";

    @Option(names = "--approve", description = "Approve it at once with your own key, as it is shown.")
    private boolean approve;

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
        Note.typed(note);
        Session session = open();
        List<HsmEntry> knownHsms = session.hsms().all();
        List<OperatorView> knownOperators = session.operators().all();
        requireQuorum();
        TrustPlan plan = new TrustPlan(
                follows.after != null ? TrustKind.SUCCESSOR : TrustKind.BRANCH,
                predecessor(session),
                hsms.stream()
                        .map(name -> Lookup.hsm(knownHsms, name).fingerprint())
                        .toList(),
                operators.stream()
                        .map(name -> operator(knownOperators, name).thumbprint())
                        .toList(),
                quorum,
                note);
        Trust trust = session.trusts().create(plan);
        List<String> text = new ArrayList<>();
        session.trusts()
                .shown()
                .find(plan.predecessor())
                .ifPresent(before -> text.addAll(TrustDifference.lines(trust, before, HsmDevices.of(knownHsms))));
        if (plan.kind() == TrustKind.SUCCESSOR) {
            sayWhoseKeys(trust, knownOperators);
        }
        text.add("Created, unsigned. Next, each operator: trust approve "
                + trust.body().id());
        if (approve) {
            text.forEach(printer()::note);
            text.clear();
        }
        Trust after = approve ? context().approving(session).approve(trust) : trust;
        if (approve) {
            text.add("approved: Trust " + after.body().id() + " has " + TrustRows.approvals(after) + " of the "
                    + after.body().quorum() + " approvals it needs");
        }
        printer().result(TrustRows.row(session.trusts().shown(), after), text);
        return ExitCode.DONE.code();
    }

    /** D8: no HSM approves with an auditor's key. */
    private static OperatorView operator(List<OperatorView> known, String name) {
        OperatorView operator = Lookup.operator(known, name);
        if (operator.isAuditor()) {
            throw new UsageException(
                    "D8: " + operator.name() + " is an auditor, who approves nothing. Name operators only.");
        }
        return operator;
    }

    /** D5: an HSM that is dropped, or was, could have had them. */
    private void sayWhoseKeys(Trust successor, List<OperatorView> enrolled) {
        List<String> lines = KeysToExchange.lines(successor.body(), enrolled);
        if (!lines.isEmpty()) {
            printer()
                    .note(
                            "These operators' keys could be had by whoever gets an HSM that is not in it. They should enrol"
                                    + " anew (operator invite), and a successor should take their new keys:");
            lines.forEach(line -> printer().note("  " + line));
        }
    }

    private void requireQuorum() {
        if (quorum < 1 || quorum > operators.size()) {
            throw new UsageException("The quorum is from 1 to the number of operators, here " + operators.size() + ".");
        }
        if (hsms.size() > TrustBody.MAX_MEMBERS || operators.size() > TrustBody.MAX_MEMBERS) {
            throw new UsageException("A Trust has at most 64 HSMs and 64 operators.");
        }
    }

    private Thumbprint predecessor(Session session) {
        @Nullable String named = follows.after != null ? follows.after : follows.branchOf;
        return named == null
                ? session.genesis()
                : Lookup.trust(session.trusts().shown(), named).thumbprint();
    }
}
