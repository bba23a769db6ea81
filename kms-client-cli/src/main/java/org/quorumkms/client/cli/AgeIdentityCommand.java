package org.quorumkms.client.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.quorumkms.age.AgeKeys;
import org.quorumkms.cli.OutputOptions;
import org.quorumkms.domain.Purpose;
import org.quorumkms.errors.ExitCode;
import org.quorumkms.json.Json;
import org.quorumkms.party.PinSummary;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Prints a Domain as an identity file of age. */
@Command(
        name = "identity",
        description =
                "Print a Domain as an identity file of age. It is no secret: it names the Domain, and what opens is"
                        + " this home's key. Needs no server.",
        footer = {
            "",
            "Example:",
            "  kms-client age identity -d payroll -o payroll.txt",
            "  age -d -i payroll.txt folder.tar.age | tar x"
        })
final class AgeIdentityCommand extends ClientCommand {

    @Option(
            names = {"-d", "--domain"},
            paramLabel = "DOMAIN",
            description = "The Domain, by name or UUID; may be left out if there is one.")
    private @Nullable String domain;

    @Option(
            names = {"-o", "--out"},
            paramLabel = "FILE",
            description = "Write it to a file instead of standard output.")
    private @Nullable Path file;

    @Mixin
    private OutputOptions files = new OutputOptions();

    AgeIdentityCommand(ClientContext context) {
        super(context);
    }

    @Override
    public Integer call() {
        PinSummary.Usable usable = named().of(domain, Purpose.ENCRYPT);
        String id = usable.seen().id().value();
        List<String> lines = List.of(
                "# Domain " + usable.name() + " (" + id + ") of Quorum KMS",
                "# recipient: " + AgeKeys.recipient(id),
                "# This is no secret: what opens is the key of a home that may use the Domain.",
                AgeKeys.identity(id));
        if (file != null) {
            TextFile.write(file, String.join("\n", lines), files);
            files.printer(printer()).note("written: " + file);
            return ExitCode.DONE.code();
        }
        Map<String, @Nullable Object> json = Json.object();
        json.put("domain", id);
        json.put("name", usable.name());
        json.put("recipient", AgeKeys.recipient(id));
        json.put("identity", AgeKeys.identity(id));
        printer().result(json, lines);
        return ExitCode.DONE.code();
    }
}
