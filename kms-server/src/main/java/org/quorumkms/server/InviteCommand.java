package org.quorumkms.server;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.quorumkms.crypto.Passphrase;
import org.quorumkms.errors.ExitCode;
import org.quorumkms.home.Home;
import org.quorumkms.json.Json;
import org.quorumkms.signed.Name;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A new first invitation. */
@Command(
        name = "invite",
        description =
                "A new first invitation for an operator, only while no Trust has operators. An unused earlier one of"
                        + " the same name stops working.",
        footer = {"", "Example:", "  kms-server invite alice"})
final class InviteCommand implements Callable<Integer> {

    private final ServerContext context;

    @Parameters(paramLabel = "NAME", description = "The operator's name, for people.")
    private String name = "";

    @Mixin
    private HsmAccess access;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    InviteCommand(ServerContext context) {
        this.context = context;
        this.access = new HsmAccess(context);
    }

    @Override
    public Integer call() {
        Name.typed(name);
        Home home = context.home();
        ServerConfig.require(home);
        try (Passphrase passphrase = access.passphrase(home);
                Node node = Node.open(access.context(), home, passphrase)) {
            String invitation = new FirstInvitations(node.manager(), context.clock(), context.random()).invite(name);
            Map<String, @Nullable Object> json = Json.object();
            json.put("name", name);
            json.put("invitation", invitation);
            context.printer(spec).secret(json, List.of(invitation), "Run it again.");
        }
        return ExitCode.DONE.code();
    }
}
