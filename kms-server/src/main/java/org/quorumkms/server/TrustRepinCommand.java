package org.quorumkms.server;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.quorumkms.audit.AuditAction;
import org.quorumkms.audit.AuditSubject;
import org.quorumkms.cli.Printer;
import org.quorumkms.cli.Typed;
import org.quorumkms.crypto.Passphrase;
import org.quorumkms.errors.ExitCode;
import org.quorumkms.home.Home;
import org.quorumkms.json.Json;
import org.quorumkms.server.ledger.Branches;
import org.quorumkms.signed.Thumbprint;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** One branch of a line, chosen. */
@Command(
        name = "repin",
        description =
                "After a disaster: take the named Trust as the newest of its line, in the place of what this server"
                        + " remembers; also opens a line that was not named at kms-server resume. The server must be stopped.",
        footer = {"", "Example:", "  kms-server trust repin 7 --thumbprint 47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU"
        })
final class TrustRepinCommand implements Callable<Integer> {

    private final ServerContext context;

    @Parameters(paramLabel = "ID", description = "The Trust, by its number or 8 or more characters of its thumbprint.")
    private String id = "";

    @Option(
            names = "--thumbprint",
            paramLabel = "THUMBPRINT",
            required = true,
            description = "The same Trust, by all 43 characters, as its operators tell you.")
    private String thumbprint = "";

    @Option(names = "--yes", description = "Do not ask.")
    private boolean yes;

    @Mixin
    private HsmAccess access;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    TrustRepinCommand(ServerContext context) {
        this.context = context;
        this.access = new HsmAccess(context);
    }

    @Override
    public Integer call() {
        Thumbprint chosen = Typed.thumbprint(thumbprint);
        Home home = context.home();
        ServerConfig.require(home);
        home.holding(() -> take(home, chosen));
        return ExitCode.DONE.code();
    }

    private void take(Home home, Thumbprint chosen) {
        try (Passphrase passphrase = access.passphrase(home);
                Node node = Node.open(access.context(), home, passphrase)) {
            Branches.TrustChoice choice = node.manager().branches().trust(id, chosen);
            Printer printer = context.printer(spec);
            Choosing.require(printer, yes, choice.left(), choice.taken());
            choice.leftLine().ifPresent(line -> Choosing.keep(home, "line-" + chosen.abbreviated() + ".json", line));
            node.manager().branches().take(choice);
            node.log().record(AuditAction.DOMAIN_REPIN, AuditSubject.trust(chosen));
            Map<String, @Nullable Object> json = Json.object();
            json.put("thumbprint", chosen.value());
            printer.result(json, List.of("taken: " + choice.taken()));
        }
    }
}
