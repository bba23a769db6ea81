package org.quorumkms.operator.cli;

import java.util.ArrayList;
import java.util.List;
import org.quorumkms.cli.ExitCode;
import org.quorumkms.operator.Lookup;
import org.quorumkms.operator.TrustDifference;
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
        OperatorContext.Session session = open();
        Trust trust = Lookup.trust(session.trusts(), id);
        if (context().common().json()) {
            session.printer().document(trust.toText());
            return ExitCode.DONE;
        }
        List<String> text = new ArrayList<>(session.trusts()
                .predecessor(trust)
                .map(before -> TrustDifference.lines(trust, before))
                .orElseGet(() -> TrustDifference.lines(trust)));
        text.add("created " + Time.format(trust.body().created()) + ", to be approved by "
                + Time.format(trust.body().approveBy()));
        text.add(
                session.trusts().isSigned(trust)
                        ? "signed by "
                                + String.join(
                                        ", ",
                                        trust.signers().stream()
                                                .map(HsmKeys::label)
                                                .toList()) + "; verified to genesis"
                        : "not signed by an HSM yet");
        session.printer().result(null, text);
        return ExitCode.DONE;
    }
}
