package org.quorumkms.server;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.quorumkms.audit.AuditAction;
import org.quorumkms.audit.AuditSubject;
import org.quorumkms.cli.Printer;
import org.quorumkms.cli.Typed;
import org.quorumkms.crypto.Passphrase;
import org.quorumkms.domain.DomainId;
import org.quorumkms.errors.ExitCode;
import org.quorumkms.errors.UsageException;
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

/** One branch of a Domain, chosen. */
@Command(
        name = "repin",
        description = {
            "After a disaster: take the named revision of a Domain in the place of what this server remembers. What is left is"
                    + " written to a file of the home, for the keys that only that branch has. The server must be stopped.",
            "With --lost, everything that kms-server doctor lists as held by nobody is taken as the store has it: exactly the"
                    + " list whose digest is named."
        },
        footer = {
            "",
            "Example:",
            "  kms-server domain repin payroll --thumbprint 47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU",
            "  kms-server domain repin --lost 47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU"
        })
final class DomainRepinCommand implements Callable<Integer> {

    private final ServerContext context;

    @Parameters(arity = "0..1", paramLabel = "NAME", description = "A Domain, by its name or UUID.")
    private @Nullable String domain;

    @Option(
            names = "--thumbprint",
            paramLabel = "THUMBPRINT",
            description = "The revision to take, by all 43 characters.")
    private @Nullable String thumbprint;

    @Option(names = "--lost", paramLabel = "DIGEST", description = "The digest that doctor printed.")
    private @Nullable String lost;

    @Option(names = "--yes", description = "Do not ask.")
    private boolean yes;

    @Mixin
    private HsmAccess access;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    DomainRepinCommand(ServerContext context) {
        this.context = context;
        this.access = new HsmAccess(context);
    }

    @Override
    public Integer call() {
        boolean one = domain != null && thumbprint != null && lost == null;
        boolean all = domain == null && thumbprint == null && lost != null;
        if (!one && !all) {
            throw new UsageException("Name a Domain with --thumbprint, or all that is lost with --lost DIGEST.");
        }
        Home home = context.home();
        ServerConfig.require(home);
        home.holding(() -> take(home));
        return ExitCode.DONE.code();
    }

    private void take(Home home) {
        try (Passphrase passphrase = access.passphrase(home);
                Node node = Node.open(access.context(), home, passphrase)) {
            if (lost != null) {
                takeLost(node, Typed.thumbprint(lost));
            } else if (domain != null && thumbprint != null) {
                takeOne(home, node, domain, Typed.thumbprint(thumbprint));
            }
        }
    }

    private void takeOne(Home home, Node node, String name, Thumbprint chosen) {
        Branches.Choice choice = node.manager().branches().domain(name, chosen);
        Printer printer = context.printer(spec);
        Choosing.require(printer, yes, choice.left(), choice.taken());
        Optional<String> left = choice.leftDocument()
                .map(text -> Choosing.keep(
                                home,
                                choice.id() + "-" + choice.leftThumbprint().abbreviated() + ".json",
                                text)
                        .toString());
        node.manager().branches().take(choice);
        node.log().record(AuditAction.DOMAIN_REPIN, AuditSubject.domain(new DomainId(choice.id())));
        Map<String, @Nullable Object> json = Json.object();
        json.put("domain", choice.id());
        json.put("thumbprint", chosen.value());
        json.put("left", left.orElse(null));
        printer.result(
                json,
                List.of("taken: " + choice.taken(), "what was left: " + left.orElse("its document was not here")));
    }

    private void takeLost(Node node, Thumbprint digest) {
        List<String> taken = node.manager().branches().takeLost(digest);
        node.log().record(AuditAction.DOMAIN_REPIN, AuditSubject.NONE);
        Map<String, @Nullable Object> json = Json.object();
        json.put("taken", taken);
        List<String> text = new ArrayList<>();
        taken.forEach(line -> text.add("taken: " + line));
        context.printer(spec).result(json, text);
    }
}
