package org.quorumkms.client.cli;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.quorumkms.age.AgeKeys;
import org.quorumkms.domain.Purpose;
import org.quorumkms.errors.ExitCode;
import org.quorumkms.json.Json;
import org.quorumkms.party.PinSummary;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Prints a Domain as a recipient of age. */
@Command(
        name = "recipient",
        description =
                "Print a Domain as a recipient of age: what is encrypted to it opens where the Domain may be used. To"
                        + " encrypt, age needs a home that may, and a server. Needs no server itself.",
        footer = {"", "Example:", "  kms-client age recipient -d payroll"})
final class AgeRecipientCommand extends ClientCommand {

    @Option(
            names = {"-d", "--domain"},
            paramLabel = "DOMAIN",
            description = "The Domain, by name or UUID; may be left out if there is one.")
    private @Nullable String domain;

    AgeRecipientCommand(ClientContext context) {
        super(context);
    }

    @Override
    public Integer call() {
        PinSummary.Usable usable = named().of(domain, Purpose.ENCRYPT);
        String id = usable.seen().id().value();
        Map<String, @Nullable Object> json = Json.object();
        json.put("domain", id);
        json.put("name", usable.name());
        json.put("recipient", AgeKeys.recipient(id));
        printer().result(json, List.of(AgeKeys.recipient(id)));
        return ExitCode.DONE.code();
    }
}
