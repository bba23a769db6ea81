package org.quorumkms.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.quorumkms.cli.Printer;
import org.quorumkms.crypto.Passphrase;
import org.quorumkms.domain.Domain;
import org.quorumkms.errors.ExitCode;
import org.quorumkms.errors.KmsException;
import org.quorumkms.home.Home;
import org.quorumkms.json.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Domains from files. */
@Command(
        name = "import",
        description =
                "Take exported Domains in (kms-client export, kms-operator domain export), each verified to genesis, and none"
                        + " over a newer one or another branch: for an empty or restored database, where no operator is known yet. The server must be stopped.",
        footer = {"", "Example:", "  kms-server import alice.json bob.json"})
final class ImportCommand implements Callable<Integer> {

    private final ServerContext context;

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "Exported Domains.")
    private List<Path> files = new ArrayList<>();

    @Mixin
    private HsmAccess access;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    ImportCommand(ServerContext context) {
        this.context = context;
        this.access = new HsmAccess(context);
    }

    @Override
    public Integer call() {
        Home home = context.home();
        ServerConfig.require(home);
        List<Integer> exits = new ArrayList<>();
        home.holding(() -> {
            try (Passphrase passphrase = access.passphrase(home);
                    Node node = Node.open(access.context(), home, passphrase)) {
                files.forEach(file -> exits.add(imported(node, file)));
            }
        });
        boolean none = exits.stream().allMatch(exit -> exit == ExitCode.DONE.code());
        boolean allInvalid = exits.stream()
                .filter(exit -> exit != ExitCode.DONE.code())
                .allMatch(exit -> exit == ExitCode.NOT_VERIFIED.code());
        return none ? ExitCode.DONE.code() : allInvalid ? ExitCode.NOT_VERIFIED.code() : ExitCode.REFUSED.code();
    }

    /** One bad file does not stop the others. */
    private int imported(Node node, Path file) {
        Printer printer = context.printer(spec);
        Map<String, @Nullable Object> json = Json.object();
        json.put("file", file.toString());
        try {
            Domain domain = node.manager().importByHost(read(file));
            json.put("domain", domain.body().id().value());
            printer.result(
                    json,
                    List.of("imported: " + file + ": Domain " + domain.body().name() + " ("
                            + domain.body().id() + ") revision " + domain.body().revision()));
            return ExitCode.DONE.code();
        } catch (KmsException e) {
            json.put("error", String.valueOf(e.getMessage()));
            printer.result(json, List.of("FAILED: " + file + ": " + e.getMessage()));
            return e.exitCode().code();
        }
    }

    private static String read(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw Home.failed("read", file, e);
        }
    }
}
