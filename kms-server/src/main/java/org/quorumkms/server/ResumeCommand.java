package org.quorumkms.server;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.quorumkms.audit.AuditAction;
import org.quorumkms.audit.AuditSubject;
import org.quorumkms.cli.Typed;
import org.quorumkms.crypto.Passphrase;
import org.quorumkms.errors.ExitCode;
import org.quorumkms.home.Home;
import org.quorumkms.json.Json;
import org.quorumkms.server.ledger.Resumption;
import org.quorumkms.signed.Thumbprint;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A restored server, opened. */
@Command(
        name = "resume",
        description = {
            "Open a restored server. Name the newest Trust of each line by all 43 characters, as its operators tell you: the"
                    + " backup may be from before somebody was removed. A line that is not named stays closed.",
            "Of each Domain the newest is taken of what the store has, what was handed over since the restore, and what the"
                    + " memories of other servers know. A Domain of which two do not lie on one line stays closed, until"
                    + " kms-server domain repin. The server must be stopped."
        },
        footer = {
            "",
            "Example:",
            "  kms-server resume --trust 47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU --memory other-server.jsonl"
        })
final class ResumeCommand implements Callable<Integer> {

    private final ServerContext context;

    @Option(
            names = "--trust",
            paramLabel = "THUMBPRINT",
            required = true,
            split = ",",
            description = "The newest Trust of a line; may be repeated.")
    private List<String> trusts = new ArrayList<>();

    @Option(
            names = "--memory",
            paramLabel = "FILE",
            split = ",",
            description = "Another server's exported memory; may be repeated.")
    private List<Path> memories = new ArrayList<>();

    @Mixin
    private HsmAccess access;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    ResumeCommand(ServerContext context) {
        this.context = context;
        this.access = new HsmAccess(context);
    }

    @Override
    public Integer call() {
        List<Thumbprint> named = trusts.stream().map(Typed::thumbprint).toList();
        Home home = context.home();
        ServerConfig config = ServerConfig.require(home);
        List<String> closed = new ArrayList<>();
        home.holding(() -> closed.addAll(resume(home, config, named)));
        return closed.isEmpty() ? ExitCode.DONE.code() : ExitCode.REFUSED.code();
    }

    private List<String> resume(Home home, ServerConfig config, List<Thumbprint> named) {
        try (Passphrase passphrase = access.passphrase(home);
                Node node = Node.open(access.context(), home, passphrase)) {
            Resumption.Result result = node.manager()
                    .resumption()
                    .run(
                            named,
                            memories.stream()
                                    .map(file -> MemoryFiles.read(file, config.genesis()))
                                    .toList());
            node.log().record(AuditAction.SERVER_RESUME, AuditSubject.NONE);
            print(result);
            return result.closed();
        }
    }

    private void print(Resumption.Result result) {
        Map<String, @Nullable Object> json = Json.object();
        json.put("healed", result.healed());
        json.put("closed", result.closed());
        List<String> text = new ArrayList<>();
        result.healed().forEach(one -> text.add("healed: " + one));
        result.closed().forEach(one -> text.add("CLOSED: " + one));
        text.add("the server is open" + (result.closed().isEmpty() ? "" : ", but for what is closed"));
        context.printer(spec).result(json, text);
    }
}
