package org.quorumkms.operator.cli;

import java.util.ArrayList;
import java.util.List;
import org.quorumkms.cli.ExitCode;
import org.quorumkms.operator.HsmEntry;
import org.quorumkms.operator.Lookup;
import org.quorumkms.operator.Trusts;
import org.quorumkms.trust.Trust;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Action 10 of the report. */
@Command(
        name = "sign",
        description = "Have an HSM sign a Trust. It does so only when its quorum has approved.",
        footer = {"", "Example:", "  kms-operator trust sign 2 --hsm h1"})
final class TrustSignCommand extends OperatorCommand {

    @Parameters(paramLabel = "ID", description = "A Trust: its number, or 8 or more characters of its thumbprint.")
    private String id = "";

    @Option(names = "--hsm", paramLabel = "H", description = "The HSM that shall sign; else one that may is taken.")
    private List<String> hsms = new ArrayList<>();

    TrustSignCommand(OperatorContext context) {
        super(context);
    }

    @Override
    public Integer call() {
        OperatorContext.Session session = open();
        Trust trust = Lookup.trust(session.trusts(), id);
        List<HsmEntry> known = hsms.isEmpty() ? List.of() : session.client().hsms();
        Trust signed = session.client()
                .sign(
                        trust.thumbprint(),
                        hsms.stream()
                                .map(name -> Lookup.hsm(known, name).fingerprint())
                                .toList());
        session.followAgain();
        Trusts now = session.client().trusts();
        session.printer()
                .result(
                        Rows.trust(now, signed),
                        List.of("signed: Trust " + signed.body().id() + " ("
                                + signed.thumbprint() + ") is signed by "
                                + String.join(
                                        ", ",
                                        signed.signers().stream()
                                                .map(hsm -> hsm.label())
                                                .toList())));
        return ExitCode.DONE;
    }
}
