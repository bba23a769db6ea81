package org.quorumkms.client.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.quorumkms.cli.NamedKey;
import org.quorumkms.cli.OutputOptions;
import org.quorumkms.client.Sharing;
import org.quorumkms.domain.Controller;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.Rights;
import org.quorumkms.errors.ExitCode;
import org.quorumkms.json.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lets another key use a Domain. */
@Command(
        name = "share",
        description = {
            "Let another key use a Domain of this home, and print the card by which its home takes the Domain up. Nothing in a"
                    + " card is secret, and everything in it decides: send it on a way that its reader trusts.",
            "Nobody gives a right that he has not."
        },
        footer = {
            "",
            "Example:",
            "  kms-client share payroll backup-7.id --may encrypt",
            "  kms-client share payroll 47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU --name backup --may encrypt"
        })
final class ShareCommand extends ClientCommand {

    @Parameters(index = "0", paramLabel = "DOMAIN", description = "A Domain of this home: its name or UUID.")
    private String domain = "";

    @Parameters(
            index = "1",
            paramLabel = "KEY",
            description =
                    "The other key: the word that its kms-client identity printed, a file that holds it, or all 43"
                            + " characters of its thumbprint.")
    private String key = "";

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "How the key is called in the Domain, for people (default: as its identity says).")
    private @Nullable String name;

    @Option(
            names = "--may",
            paramLabel = "RIGHTS",
            description =
                    "decrypt,encrypt,share or some of them; of a Domain that signs share,sign (default: this home's own"
                            + " rights without share).")
    private @Nullable String may;

    @Option(
            names = {"-o", "--out"},
            paramLabel = "FILE",
            description = "Write the card to a file, too.")
    private @Nullable Path file;

    @Mixin
    private OutputOptions files = new OutputOptions();

    ShareCommand(ClientContext context) {
        super(context);
    }

    @Override
    public Integer call() {
        NamedKey other = NamedKey.typed(key, context()::input);
        String called = other.called(name);
        Rights said = may == null ? Rights.NONE : Keys.rights(may);
        if (file != null) {
            files.file(file).requireFree();
        }
        DomainId id = named().any(domain).seen().id();
        Sharing sharing = client().sharing();
        Rights rights = may == null ? sharing.usual(sharing.newest(id)) : said;
        Controller controller = new Controller(other.thumbprint(), called, rights);
        String card = sharing.share(id, controller).toText();
        if (file != null) {
            TextFile.write(file, card, files);
        }
        print(id, controller, card);
        return ExitCode.DONE.code();
    }

    private void print(DomainId id, Controller controller, String card) {
        Map<String, @Nullable Object> json = Json.object();
        json.put("domain", id.value());
        json.put("controller", Keys.json(controller));
        json.put("shared", true);
        json.put("card", card);
        printer().result(json, List.of(card));
        printer()
                .note("shared: " + controller.name() + " (key " + controller.key() + ") may " + controller.may()
                        + " with Domain " + domain + ". There: kms-client claim CARD.");
    }
}
