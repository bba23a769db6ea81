package org.quorumkms.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.quorumkms.cli.Terminal;
import org.quorumkms.errors.ExitCode;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.errors.UsageException;
import org.quorumkms.home.Home;
import org.quorumkms.json.Json;
import org.quorumkms.server.memory.MemoryFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A memory begun anew. */
@Command(
        name = "new",
        description = {
            "Begin another memory, empty or with another server's. The old file is kept beside it.",
            "What it means: an empty memory cannot tell an old row of the database from the newest. Until this server has"
                    + " served a Domain again, whoever edits the database may show it a Domain as it was, with controllers who"
                    + " were removed since. The server must be stopped."
        },
        footer = {"", "Example:", "  kms-server memory new --memory other-server.jsonl"})
final class MemoryNewCommand implements Callable<Integer> {

    private final ServerContext context;

    @Option(
            names = "--memory",
            paramLabel = "FILE",
            description = "Another server's exported memory, to begin with (kms-server memory export).")
    private @Nullable Path file;

    @Option(names = "--yes", description = "Do not ask.")
    private boolean yes;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    MemoryNewCommand(ServerContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        Home home = context.home();
        ServerConfig config = ServerConfig.require(home);
        requireWanted();
        home.holding(() -> begin(home, config));
        return ExitCode.DONE.code();
    }

    private void requireWanted() {
        if (yes) {
            return;
        }
        String answer = Terminal.find()
                .map(console -> console.readLine("This server forgets every Domain that it served. Go on? (yes/no) "))
                .orElseThrow(() -> new UsageException("Say --yes: a new memory forgets every Domain that was served."));
        if (!"yes".equals(answer)) {
            throw new RefusedException("Nothing was changed.");
        }
    }

    private void begin(Home home, ServerConfig config) {
        Path old = home.file(MemoryFile.NAME);
        String kept = "";
        try {
            if (Files.exists(old)) {
                kept = MemoryFile.NAME + "." + context.clock().instant().getEpochSecond();
                Files.move(old, home.file(kept));
                for (String ending : List.of("-wal", "-shm")) {
                    if (Files.exists(home.file(MemoryFile.NAME + ending))) {
                        Files.move(home.file(MemoryFile.NAME + ending), home.file(kept + ending));
                    }
                }
            }
        } catch (IOException e) {
            throw Home.failed("move", old, e);
        }
        try (MemoryFile memory = MemoryFile.begin(old, config.genesis(), context.clock())) {
            if (file != null) {
                MemoryFiles.take(memory, file, config.genesis());
            }
        }
        Map<String, @Nullable Object> json = Json.object();
        json.put("kept", kept.isEmpty() ? null : home.file(kept).toString());
        context.printer(spec)
                .result(
                        json,
                        List.of(
                                "a new memory was begun",
                                kept.isEmpty() ? "there was none before" : "the old one is " + home.file(kept)));
    }
}
