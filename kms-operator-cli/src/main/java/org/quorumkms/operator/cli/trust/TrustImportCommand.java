package org.quorumkms.operator.cli.trust;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.quorumkms.errors.ExitCode;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.json.Json;
import org.quorumkms.operator.TrustChoices;
import org.quorumkms.operator.cli.Documents;
import org.quorumkms.operator.cli.OperatorCommand;
import org.quorumkms.operator.cli.OperatorContext;
import org.quorumkms.party.PinFile;
import org.quorumkms.party.Pins;
import org.quorumkms.trust.TrustChain;
import org.quorumkms.trust.TrustVerifier;
import org.quorumkms.trust.VerifiedTrust;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Takes newer links of a pinned line from a file. */
@Command(
        name = "import",
        description = {
            "Take the newer Trusts of a line that this home pinned from a file that an operator made with trust export --line."
                    + " They prove themselves; a line only goes forward. Needs no server.",
            "For a home that was away so long that it accepts no server any more."
        },
        footer = {"", "Example:", "  kms-operator trust import line.json"})
final class TrustImportCommand extends OperatorCommand {

    @Parameters(paramLabel = "FILE", description = "The line, genesis first: a JSON array.")
    private Path file = Path.of("");

    TrustImportCommand(OperatorContext context) {
        super(context);
    }

    @Override
    public Integer call() {
        PinFile pins = new PinFile(context().home());
        Pins before = pins.require();
        VerifiedTrust offered = new TrustVerifier(before.genesis())
                .verify(TrustChain.parse(Documents.read(file)))
                .require();
        if (before.trusts().lineOf(offered).isEmpty() && !isFoundedHere(offered)) {
            throw new RefusedException("Trust " + offered.body().id()
                    + " is not of a line that this home pinned: which ones count, invitations and cards decide.");
        }
        pins.update(known -> known.with(offered));
        int newer = before.trusts()
                .lineOf(offered)
                .map(pinned -> offered.after(pinned.thumbprint()).size())
                .orElse(offered.chain().trusts().size() - 1);
        Map<String, @Nullable Object> json = Json.object();
        json.put("id", offered.body().id());
        json.put("thumbprint", offered.thumbprint().value());
        json.put("newer", newer);
        printer()
                .result(
                        json,
                        List.of(
                                newer == 0
                                        ? "known already: Trust "
                                                + offered.body().id()
                                        : "pinned: Trust " + offered.body().id() + " ("
                                                + offered.thumbprint().abbreviated() + "), " + newer
                                                + " after the one that was known"));
        return ExitCode.DONE.code();
    }

    /** The founding line, whose first Trust was approved in this home: it is this operator's own. */
    private boolean isFoundedHere(VerifiedTrust offered) {
        return offered.isFoundedOn(offered.genesis())
                && new TrustChoices(context().home())
                        .has(
                                TrustChoices.Choice.APPROVED,
                                offered.chain().trusts().get(1).thumbprint());
    }
}
