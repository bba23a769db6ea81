package org.quorumkms.client.cli;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.quorumkms.domain.DomainBody;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.Purpose;
import org.quorumkms.errors.ExitCode;
import org.quorumkms.json.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Ends what earlier keys of a Domain signed. */
@Command(
        name = "end-signatures",
        description = {
            "End what a Domain signed until now: it gets a new key, and whoever sees this revision refuses what earlier ones"
                    + " signed. For when somebody knows an earlier key who should not: a removed HSM, a thief.",
            "What should still count is signed again, and its signatures are handed out anew."
        },
        footer = {"", "Example:", "  kms-client end-signatures releases"})
final class EndSignaturesCommand extends ClientCommand {

    @Parameters(paramLabel = "DOMAIN", description = "A Domain of this home that signs: its name or UUID.")
    private String domain = "";

    EndSignaturesCommand(ClientContext context) {
        super(context);
    }

    @Override
    public Integer call() {
        DomainId id = named().of(domain, Purpose.SIGN).seen().id();
        DomainBody ended = client().sharing().endSignatures(id).body();
        Map<String, @Nullable Object> json = Json.object();
        json.put("domain", id.value());
        json.put("name", ended.name());
        json.put("revision", ended.revision());
        json.put("since", ended.since().orElseThrow());
        printer()
                .result(
                        json,
                        List.of("ended: signatures by Domain " + ended.name() + " before revision "
                                + ended.since().orElseThrow() + " do not count any more"));
        return ExitCode.DONE.code();
    }
}
