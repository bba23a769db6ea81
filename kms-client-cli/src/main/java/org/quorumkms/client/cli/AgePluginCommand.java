package org.quorumkms.client.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.quorumkms.age.AgePlugin;
import org.quorumkms.cli.ErrorReport;
import org.quorumkms.client.KmsClient;
import org.quorumkms.errors.ExitCode;
import org.quorumkms.errors.UsageException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What age-plugin-quorum starts: talks with age on standard input and output. */
@Command(
        name = "age-plugin",
        hidden = true,
        description = "The plug-in of age, which age starts as age-plugin-quorum. For people there is kms-client age.",
        footer = {"", "Example:", "  kms-client age-plugin --age-plugin=identity-v1"})
final class AgePluginCommand extends ClientCommand {

    @Option(names = "--age-plugin", paramLabel = "MACHINE", description = "recipient-v1 or identity-v1.")
    private @Nullable String machine;

    AgePluginCommand(ClientContext context) {
        super(context);
    }

    @Override
    public Integer call() throws IOException {
        if (machine == null) {
            throw new UsageException("age starts this itself. What to give it: kms-client age --help.");
        }
        boolean done = new AgePlugin(this::open, ErrorReport::sentence)
                .run(machine, context().input(), context().output());
        return (done ? ExitCode.DONE : ExitCode.REFUSED).code();
    }

    /** Called when age has said what it wants, so that age gets to know of what fails. */
    private KmsClient open() {
        if (!context().servers().addresses(List.of()).isEmpty()
                || !context().servers().serverKeys().isEmpty()) {
            throw new UsageException("The plug-in of age takes no --server and no --server-key."
                    + " Name the servers with kms-client servers --set.");
        }
        Path home = context().common().home();
        if (!home.isAbsolute()) {
            throw new UsageException("The home is " + home + ", and age starts its plug-ins in another folder."
                    + " Name it from / on, in KMS_HOME.");
        }
        return KmsClient.open(home, AgePlugin.options().notes(note -> printer().note(ErrorReport.plain(note))));
    }
}
