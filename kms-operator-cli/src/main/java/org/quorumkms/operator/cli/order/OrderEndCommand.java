package org.quorumkms.operator.cli.order;

import java.util.List;
import org.quorumkms.errors.ExitCode;
import org.quorumkms.operator.Lookup;
import org.quorumkms.operator.OrderEntry;
import org.quorumkms.operator.Session;
import org.quorumkms.operator.cli.OperatorCommand;
import org.quorumkms.operator.cli.OperatorContext;
import org.quorumkms.operator.cli.rows.OrderRows;
import org.quorumkms.signed.Note;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Ends an order that lacks approvals, as far as this operator's word goes. */
abstract class OrderEndCommand extends OperatorCommand {

    private final boolean withdraw;

    @Parameters(paramLabel = "ID", description = "An order: 8 or more characters of its id or thumbprint.")
    private String id = "";

    @Option(names = "--note", paramLabel = "TEXT", defaultValue = "", description = "Why.")
    private String note = "";

    OrderEndCommand(OperatorContext context, boolean withdraw) {
        super(context);
        this.withdraw = withdraw;
    }

    @Override
    public final Integer call() {
        String why = Note.typed(note).orElse("");
        Session session = open();
        OrderEntry entry = Lookup.order(session.orders().all(), id);
        OrderEntry after = session.orders().end(entry.order(), withdraw, why);
        String status = after.status(session.now());
        printer()
                .result(
                        OrderRows.row(session.trusts().shown(), after, session.now()),
                        List.of((withdraw ? "withdrawn" : "rejected") + ": order " + OrderRows.reference(after.order())
                                + " is " + status));
        if (status.equals(OrderEntry.APPROVED)) {
            printer()
                    .note("It has its approvals, so it can be carried out until it expires. To end it for good:"
                            + " order end " + after.order().body().domain());
        }
        return ExitCode.DONE.code();
    }

    /** Withdraws. */
    @Command(
            name = "withdraw",
            description = "Take back an order that you proposed, while it lacks approvals.",
            footer = {"", "Example:", "  kms-operator order withdraw 4f1c2d9a --note \"wrong Domain\""})
    static final class Withdraw extends OrderEndCommand {
        Withdraw(OperatorContext context) {
            super(context, true);
        }
    }

    /** Rejects. */
    @Command(
            name = "reject",
            description = "Say no to an order. It ends when so many do that its quorum cannot be reached any more.",
            footer = {"", "Example:", "  kms-operator order reject 4f1c2d9a --note \"not agreed\""})
    static final class Reject extends OrderEndCommand {
        Reject(OperatorContext context) {
            super(context, false);
        }
    }
}
