package org.quorumkms.operator.cli.trust;

import java.util.List;
import org.quorumkms.errors.ExitCode;
import org.quorumkms.operator.Session;
import org.quorumkms.operator.Trusts;
import org.quorumkms.operator.cli.OperatorCommand;
import org.quorumkms.operator.cli.OperatorContext;
import org.quorumkms.operator.cli.rows.TrustRows;
import org.quorumkms.trust.Trust;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lists Trusts: the unsigned, the signed, those that name this operator, those that ended. */
@Command(
        name = "list",
        description = "List Trusts: all, or the unsigned, the signed, those of which you are part, or those that ended"
                + " unsigned.",
        footer = {"", "Example:", "  kms-operator trust list --unsigned"})
final class TrustListCommand extends OperatorCommand {

    @ArgGroup
    private Which which = new Which();

    /** Which Trusts. */
    static final class Which {
        @Option(names = "--unsigned", description = "Only those that no HSM has signed, and one may yet sign.")
        private boolean unsigned;

        @Option(names = "--signed", description = "Only those that an HSM has signed, verified here to genesis.")
        private boolean signed;

        @Option(names = "--mine", description = "Only those of which you are an operator.")
        private boolean mine;

        @Option(names = "--ended", description = "Only those that no HSM has signed, nor can sign any more, with why.")
        private boolean ended;
    }

    TrustListCommand(OperatorContext context) {
        super(context);
    }

    @Override
    public Integer call() {
        Session session = open();
        Trusts trusts = session.trusts().shown();
        List<Trust> rows = trusts.all().stream()
                .filter(trust -> isWanted(session, trusts, trust))
                .toList();
        rows.stream()
                .filter(trust -> !trust.signers().isEmpty() && !trusts.isSigned(trust))
                .forEach(trust -> printer()
                        .note("Trust " + trust.body().id() + " carries an HSM's signature but does not verify;"
                                + " see trust verify " + trust.body().id() + "."));
        printer()
                .table(
                        rows.stream().map(trust -> TrustRows.row(trusts, trust)).toList(),
                        TrustRows.table(trusts, rows),
                        "There is no such Trust. Make one: trust create.");
        if (which.ended && !context().common().json()) {
            rows.forEach(trust -> trusts.endedInWords(trust)
                    .ifPresent(why -> printer().note("Trust " + trust.body().id() + ": " + why)));
        }
        return ExitCode.DONE.code();
    }

    private boolean isWanted(Session session, Trusts trusts, Trust trust) {
        String status = trusts.status(trust);
        return (!which.unsigned || status.equals(Trusts.UNSIGNED))
                && (!which.signed || status.equals(Trusts.SIGNED))
                && (!which.ended || status.equals(Trusts.ENDED))
                && (!which.mine
                        || trust.body().operator(session.self().thumbprint()).isPresent());
    }
}
