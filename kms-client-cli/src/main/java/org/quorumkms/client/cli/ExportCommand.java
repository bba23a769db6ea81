package org.quorumkms.client.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.quorumkms.cli.OutputOptions;
import org.quorumkms.client.ClientMemory;
import org.quorumkms.errors.ExitCode;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.party.PinnedDomain;
import org.quorumkms.party.Pins;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes the newest document of a Domain. */
@Command(
        name = "export",
        description = {
            "Write the newest document that this home keeps of a Domain, with its line and all that was before it: what an"
                    + " operator imports where servers lost it. Needs no server.",
            "Nothing in it can be opened without one of the Domain's HSMs."
        },
        footer = {"", "Example:", "  kms-client export payroll -o payroll.json"})
final class ExportCommand extends ClientCommand {

    @Parameters(paramLabel = "DOMAIN", description = "A Domain that this home remembers: its name or UUID.")
    private String domain = "";

    @Option(
            names = {"-o", "--out"},
            paramLabel = "FILE",
            description = "Write it to a file instead of standard output.")
    private @Nullable Path file;

    @Mixin
    private OutputOptions files = new OutputOptions();

    ExportCommand(ClientContext context) {
        super(context);
    }

    @Override
    public Integer call() {
        ClientMemory memory = memory();
        Pins pins = memory.pins();
        List<PinnedDomain> all = new ArrayList<>(pins.domains());
        pins.signers().stream()
                .filter(signer -> pins.domain(signer.id()).isEmpty())
                .forEach(all::add);
        PinnedDomain found = DomainNames.remembered(domain, all);
        String document = memory.kept(found.id())
                .orElseThrow(() -> new RefusedException(
                        "This home keeps no document of Domain " + found.name() + ". Fetch it: kms-client domains."))
                .toText();
        if (file == null) {
            printer().document(document);
        } else {
            TextFile.write(file, document, files);
            files.printer(printer()).note("written: " + file);
        }
        return ExitCode.DONE.code();
    }
}
