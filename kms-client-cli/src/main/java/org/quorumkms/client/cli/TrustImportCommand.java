package org.quorumkms.client.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.quorumkms.client.ClientMemory;
import org.quorumkms.errors.ExitCode;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.json.Json;
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
            "Take the newer Trusts of a line that this home pinned from a file that an operator made with kms-operator trust"
                    + " export --line. They prove themselves; a line only goes forward. Needs no server.",
            "For a home that was away so long that it accepts no server any more."
        },
        footer = {"", "Example:", "  kms-client trust import line.json"})
final class TrustImportCommand extends ClientCommand {

    @Parameters(paramLabel = "FILE", description = "The line, genesis first: a JSON array.")
    private Path file = Path.of("");

    TrustImportCommand(ClientContext context) {
        super(context);
    }

    @Override
    public Integer call() {
        ClientMemory memory = memory();
        Pins before = memory.pins();
        VerifiedTrust offered = new TrustVerifier(before.genesis())
                .verify(TrustChain.parse(TextFile.read(file)))
                .require();
        VerifiedTrust pinned = before.trusts()
                .lineOf(offered)
                .orElseThrow(
                        () -> new RefusedException(
                                "Trust " + offered.body().id()
                                        + " is not of a line that this home pinned: which ones count, invitations and cards decide."));
        memory.update(known -> known.with(offered));
        int newer = offered.after(pinned.thumbprint()).size();
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
}
