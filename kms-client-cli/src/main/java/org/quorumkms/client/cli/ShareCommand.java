package org.quorumkms.client.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.quorumkms.cli.ExitCode;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.ExportedDomain;
import org.quorumkms.errors.UsageException;
import org.quorumkms.json.Json;
import org.quorumkms.signed.Thumbprint;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Changes who may use a Domain. */
abstract class ShareCommand extends ClientCommand {

    private final boolean add;

    @Parameters(index = "0", paramLabel = "DOMAIN", description = "A Domain of this home: its name or UUID.")
    private String domain = "";

    @Parameters(
            index = "1",
            paramLabel = "THUMBPRINT",
            description = "All 43 characters of the other key's thumbprint: its kms-client whoami prints it.")
    private String controller = "";

    ShareCommand(ClientContext context, boolean add) {
        super(context);
        this.add = add;
    }

    @Override
    public Integer call() {
        if (controller.length() != Thumbprint.LENGTH) {
            throw new UsageException(
                    "Name the key by all 43 characters of its thumbprint; kms-client whoami prints it.");
        }
        DomainId id = context().anyDomain(domain);
        Thumbprint key = new Thumbprint(controller);
        ExportedDomain changed = context().client().changeControllers(id, key, add);
        write(changed);
        Map<String, @Nullable Object> json = Json.object();
        json.put("domain", id.value());
        json.put("controller", key.value());
        json.put("shared", add);
        printer()
                .result(
                        json,
                        add
                                ? List.of("shared: key " + key + " may use Domain " + domain + " too.")
                                : List.of(
                                        "no longer shared: key " + key + " may not use Domain " + domain + " any more.",
                                        "What it could decrypt until now it may have kept."));
        if (add) {
            printer()
                    .note("There: kms-client domains; in a home that knows no system yet, write the Domain with -o FILE"
                            + " here, and there: kms-client --server HOST:PORT pin FILE --genesis THUMBPRINT.");
        }
        return ExitCode.DONE;
    }

    /** Writes the Domain for the other home, if that is wanted. */
    void write(ExportedDomain changed) {
        // Only sharing has something to hand over.
    }

    /** Adds a controller. */
    @Command(
            name = "share",
            description = "Let another key use a Domain of this home, with the same rights.",
            footer = {"", "Example:", "  kms-client share payroll 47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU"})
    static final class Share extends ShareCommand {

        @Option(
                names = "-o",
                paramLabel = "FILE",
                description =
                        "Write the Domain with its line: what a home that knows no system yet pins. Not a secret.")
        private @Nullable Path file;

        Share(ClientContext context) {
            super(context, true);
        }

        @Override
        void write(ExportedDomain changed) {
            if (file != null) {
                TextFile.write(file, changed.toText());
            }
        }
    }

    /** Takes one away. */
    @Command(
            name = "unshare",
            description = "Let a key, this home's own too, use a Domain no longer. The last one cannot be removed.",
            footer = {"", "Example:", "  kms-client unshare payroll 47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU"})
    static final class Unshare extends ShareCommand {
        Unshare(ClientContext context) {
            super(context, false);
        }
    }
}
