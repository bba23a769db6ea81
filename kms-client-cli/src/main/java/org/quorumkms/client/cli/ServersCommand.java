package org.quorumkms.client.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.quorumkms.cli.ServersText;
import org.quorumkms.client.ClientMemory;
import org.quorumkms.client.ClientSession;
import org.quorumkms.errors.ExitCode;
import org.quorumkms.net.Address;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows and sets which servers this home asks. */
@Command(
        name = "servers",
        description = {
            "Show which servers this home would ask, in that order, and who answers there: the server's key, and the HSM that"
                    + " vouches for it. Nothing is shown of one that does not answer, or is not accepted.",
            "With --set, say where servers are: for a home that was away while they moved."
        },
        footer = {"", "Example:", "  kms-client servers --set kms1.example:7311,kms2.example:7311"})
final class ServersCommand extends ClientCommand {

    @Option(
            names = "--set",
            paramLabel = "HOST:PORT[,…]",
            description = "Ask these first from now on; with '' what was set before is forgotten.")
    private @Nullable String set;

    ServersCommand(ClientContext context) {
        super(context);
    }

    @Override
    public Integer call() {
        ClientSession client = client();
        ClientMemory memory = client.memory();
        if (set != null) {
            List<Address> said = set.isEmpty() ? List.of() : Address.parseList(set);
            memory.update(before -> before.withServersSet(said));
        }
        ServersText servers = new ServersText(memory.pins(), client::server);
        printer().result(servers.json(), servers.lines());
        return ExitCode.DONE.code();
    }
}
