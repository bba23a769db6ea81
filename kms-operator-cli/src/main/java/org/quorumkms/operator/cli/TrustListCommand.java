package org.quorumkms.operator.cli;

import java.util.List;
import org.quorumkms.cli.ExitCode;
import org.quorumkms.trust.Trust;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Actions 1, 2 and 3 of the report. */
@Command(
        name = "list",
        description = "List Trusts: all, or the unsigned, the signed, or those of which you are part.",
        footer = {"", "Example:", "  kms-operator trust list --unsigned"})
final class TrustListCommand extends OperatorCommand {

    @ArgGroup
    private Which which = new Which();

    /** Which Trusts. */
    static final class Which {
        @Option(names = "--unsigned", description = "Only those that no HSM has signed.")
        private boolean unsigned;

        @Option(names = "--signed", description = "Only those that an HSM has signed, verified here to genesis.")
        private boolean signed;

        @Option(names = "--mine", description = "Only those of which you are an operator.")
        private boolean mine;
    }

    TrustListCommand(OperatorContext context) {
        super(context);
    }

    @Override
    public Integer call() {
        OperatorContext.Session session = open();
        List<Trust> rows = session.trusts().all().stream()
                .filter(trust -> !which.unsigned || !session.trusts().isSigned(trust))
                .filter(trust -> !which.signed || session.trusts().isSigned(trust))
                .filter(trust -> !which.mine
                        || trust.body().operator(session.self().thumbprint()).isPresent())
                .toList();
        rows.stream()
                .filter(trust -> !trust.signers().isEmpty() && !session.trusts().isSigned(trust))
                .forEach(trust -> session.printer()
                        .note("Trust " + trust.body().id() + " carries an HSM's signature but does not verify;"
                                + " see trust verify " + trust.body().id() + "."));
        session.printer()
                .table(
                        rows.stream()
                                .map(trust -> Rows.trust(session.trusts(), trust))
                                .toList(),
                        Rows.trustTable(session.trusts(), rows),
                        "There is no such Trust. Make one: trust create.");
        return ExitCode.DONE;
    }
}
