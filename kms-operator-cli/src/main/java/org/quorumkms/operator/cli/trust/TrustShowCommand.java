package org.quorumkms.operator.cli.trust;

import java.util.ArrayList;
import java.util.List;
import org.quorumkms.cli.Shown;
import org.quorumkms.errors.ExitCode;
import org.quorumkms.operator.HsmDevices;
import org.quorumkms.operator.Lookup;
import org.quorumkms.operator.Session;
import org.quorumkms.operator.TrustDifference;
import org.quorumkms.operator.Trusts;
import org.quorumkms.operator.cli.OperatorCommand;
import org.quorumkms.operator.cli.OperatorContext;
import org.quorumkms.remote.TrustView;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.signed.Time;
import org.quorumkms.trust.HsmKeys;
import org.quorumkms.trust.Trust;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Shows a Trust. */
@Command(
        name = "show",
        description = "Show a Trust and what it changes; with --output json the document itself.",
        footer = {"", "Example:", "  kms-operator trust show 2"})
final class TrustShowCommand extends OperatorCommand {

    @Parameters(paramLabel = "ID", description = "A Trust: its number, or 8 or more characters of its thumbprint.")
    private String id = "";

    TrustShowCommand(OperatorContext context) {
        super(context);
    }

    @Override
    public Integer call() {
        Session session = open();
        Trust trust = Lookup.trust(session.trusts().shown(), id);
        if (context().common().json()) {
            printer().document(trust.toText());
            return ExitCode.DONE.code();
        }
        HsmDevices devices = session.hsms().devices();
        List<String> text = new ArrayList<>(session.trusts()
                .shown()
                .predecessor(trust)
                .map(before -> TrustDifference.lines(trust, before, devices))
                .orElseGet(() -> TrustDifference.lines(trust, devices)));
        Trusts trusts = session.trusts().shown();
        text.addAll(told(trusts, trust));
        text.add("created " + Time.format(trust.body().created()) + ", to be approved by "
                + Time.format(trust.body().approveBy()));
        text.add(
                session.trusts().shown().isSigned(trust)
                        ? "signed by "
                                + String.join(
                                        ", ",
                                        trust.signers().stream()
                                                .map(HsmKeys::label)
                                                .toList()) + "; verified to genesis"
                        : trusts.endedInWords(trust)
                                .map(why -> "not signed, and not to be signed any more: " + why)
                                .orElse("not signed by an HSM yet"));
        printer().result(null, text);
        return ExitCode.DONE.code();
    }

    /** What the server says besides the document. */
    private static List<String> told(Trusts trusts, Trust trust) {
        TrustView told = trusts.told(trust);
        List<String> lines = new ArrayList<>();
        if (!told.proposer().isEmpty()) {
            lines.add("proposed by " + named(trusts, new Thumbprint(told.proposer())));
        }
        for (TrustView.Rejection rejection : told.rejections()) {
            lines.add("rejected by " + named(trusts, rejection.operator())
                    + (rejection.why().isEmpty() ? "" : ", who says:"));
            if (!rejection.why().isEmpty()) {
                lines.addAll(Shown.quotation(rejection.why()));
            }
        }
        return lines;
    }

    private static String named(Trusts trusts, Thumbprint operator) {
        return trusts.operator(operator).map(one -> one.name() + " ").orElse("") + operator;
    }
}
