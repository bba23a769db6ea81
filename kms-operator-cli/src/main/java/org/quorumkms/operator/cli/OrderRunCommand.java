package org.quorumkms.operator.cli;

import java.util.List;
import org.quorumkms.cli.ExitCode;
import org.quorumkms.domain.VerifiedDomain;
import org.quorumkms.operator.Lookup;
import org.quorumkms.operator.OrderEntry;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Has an order carried out. */
@Command(
        name = "run",
        description = "Have an HSM carry out an order. It does so only when the quorum has approved, and once.",
        footer = {"", "Example:", "  kms-operator order run 4f1c2d9a"})
final class OrderRunCommand extends OperatorCommand {

    @Parameters(paramLabel = "ID", description = "An order: 8 or more characters of its id or thumbprint.")
    private String id = "";

    OrderRunCommand(OperatorContext context) {
        super(context);
    }

    @Override
    public Integer call() {
        OperatorContext.Session session = open();
        OrderEntry entry = Lookup.order(Orders.all(session), id);
        VerifiedDomain before =
                session.client().verifiedDomain(entry.order().body().domain());
        VerifiedDomain after = session.client().run(entry.order(), before.domain());
        session.client().remember(List.of(after));
        session.printer()
                .result(
                        Rows.domain(after.domain()),
                        List.of("carried out: Domain " + after.body().name() + " ("
                                + after.body().id() + ") is "
                                + after.body().state().text() + ", revision "
                                + after.body().revision()));
        return ExitCode.DONE;
    }
}
