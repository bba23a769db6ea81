package org.quorumkms.server;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.quorumkms.cli.OutputOptions;
import org.quorumkms.errors.ExitCode;
import org.quorumkms.home.Home;
import org.quorumkms.json.Json;
import org.quorumkms.net.ConnectionKey;
import org.quorumkms.server.memory.Memory;
import org.quorumkms.server.memory.MemoryExport;
import org.quorumkms.signed.Thumbprint;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A memory to hand on. */
@Command(
        name = "export",
        description =
                "Write what this server remembers to a file, for another server's join, restore or resume. May run beside"
                        + " the server. Not a secret, but what it says decides: hand it over a way that is trusted.",
        footer = {"", "Example:", "  kms-server memory export memory.jsonl"})
final class MemoryExportCommand implements Callable<Integer> {

    private final ServerContext context;

    @Parameters(paramLabel = "FILE", description = "Where to.")
    private Path file = Path.of("");

    @Mixin
    private OutputOptions files = new OutputOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    MemoryExportCommand(ServerContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        Home home = context.home();
        ServerConfig config = ServerConfig.require(home);
        files.file(file).requireFree();
        Thumbprint server =
                ConnectionKey.of(home, context.clock(), context.random()).thumbprint();
        try (Memory memory = context.openMemory(home, config)) {
            files.file(file).write(out -> {
                MemoryExport.write(
                        memory, config.genesis(), server, context.clock().instant(), out);
                return file;
            });
            Map<String, @Nullable Object> json = Json.object();
            json.put("file", file.toString());
            json.put("lines", memory.lines().size());
            json.put("domains", memory.all().size());
            files.printer(context.printer(spec))
                    .result(
                            json,
                            List.of(file + ": " + json.get("lines") + " lines of Trusts, " + json.get("domains")
                                    + " Domains"));
        } catch (IOException e) {
            throw Home.failed("write", file, e);
        }
        return ExitCode.DONE.code();
    }
}
