package org.quorumkms.operator.cli.trust;

import java.util.List;
import org.quorumkms.errors.ExitCode;
import org.quorumkms.operator.Lookup;
import org.quorumkms.operator.Session;
import org.quorumkms.operator.Trusts;
import org.quorumkms.operator.cli.OperatorCommand;
import org.quorumkms.operator.cli.OperatorContext;
import org.quorumkms.operator.cli.rows.TrustRows;
import org.quorumkms.signed.Note;
import org.quorumkms.trust.Trust;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Ends an unsigned Trust that lacks approvals, as far as this operator's word goes (T3). */
abstract class TrustEndCommand extends OperatorCommand {

    private final boolean withdraw;

    @Parameters(paramLabel = "ID", description = "A Trust: its number, or 8 or more characters of its thumbprint.")
    private String id = "";

    @Option(names = "--note", paramLabel = "TEXT", defaultValue = "", description = "Why.")
    private String note = "";

    TrustEndCommand(OperatorContext context, boolean withdraw) {
        super(context);
        this.withdraw = withdraw;
    }

    @Override
    public final Integer call() {
        String why = Note.typed(note).orElse("");
        Session session = open();
        Trust trust = Lookup.trust(session.trusts().shown(), id);
        session.trusts().end(trust, withdraw, why);
        Trusts after = session.trusts().shown();
        String status = after.endedInWords(trust)
                .map(reason -> " has ended: " + reason)
                .orElse(" is still " + after.status(trust));
        printer()
                .result(
                        TrustRows.row(after, trust),
                        List.of((withdraw ? "withdrawn" : "rejected") + ": Trust "
                                + trust.body().id() + status));
        return ExitCode.DONE.code();
    }

    /** Withdraws. */
    @Command(
            name = "withdraw",
            description = "Take back an unsigned Trust that you proposed, while it lacks approvals.",
            footer = {"", "Example:", "  kms-operator trust withdraw 7 --note \"wrong quorum\""})
    static final class Withdraw extends TrustEndCommand {
        Withdraw(OperatorContext context) {
            super(context, true);
        }
    }

    /** Rejects. */
    @Command(
            name = "reject",
            description = "Say no to an unsigned Trust. It ends when so many do that one of the two quorums cannot be"
                    + " reached any more.",
            footer = {"", "Example:", "  kms-operator trust reject 7 --note \"I do not know dave\""})
    static final class Reject extends TrustEndCommand {
        Reject(OperatorContext context) {
            super(context, false);
        }
    }
}
