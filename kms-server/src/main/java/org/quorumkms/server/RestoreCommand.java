package org.quorumkms.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.quorumkms.cli.Terminal;
import org.quorumkms.errors.ExitCode;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.errors.UsageException;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.home.Home;
import org.quorumkms.json.Json;
import org.quorumkms.net.Address;
import org.quorumkms.net.ConnectionKey;
import org.quorumkms.server.backup.BackupReader;
import org.quorumkms.server.backup.Manifest;
import org.quorumkms.server.memory.MemoryExport;
import org.quorumkms.server.memory.MemoryFile;
import org.quorumkms.server.store.HsmStore;
import org.quorumkms.server.store.JdbcStore;
import org.quorumkms.server.store.ServerStore;
import org.quorumkms.server.store.Store;
import org.quorumkms.server.store.StoreCopy;
import org.quorumkms.signed.Thumbprint;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A server from its copy. */
@Command(
        name = "restore",
        description = "Make an empty home a server from a backup. Nothing is overwritten. Without --store, the store"
                + " becomes a file in the home; with it, an empty PostgreSQL database.",
        footer = {
            "",
            "Example:",
            "  kms-server --home /var/lib/kms restore /backup/kms-2026-11-23.zip --old-server-is-gone",
            "",
            "A home is lost and the shared database is not: add --home-only, and its HSM files come back."
        })
final class RestoreCommand implements Callable<Integer> {

    private final ServerContext context;

    @Parameters(paramLabel = "DIR|FILE.zip", description = "The backup.")
    private Path path = Path.of("");

    @Option(
            names = "--listen",
            paramLabel = "HOST:PORT",
            description = "Where to listen, if not where the lost server did.")
    private @Nullable String listen;

    @Option(
            names = "--home-only",
            description = "Restore the HSM files, and go on with the shared database that --store names.")
    private boolean homeOnly;

    @Option(
            names = "--memory",
            paramLabel = "FILE",
            description =
                    "A newer memory than the backup's: this server's own, or another's (kms-server memory export).")
    private @Nullable Path memoryFile;

    @Option(
            names = "--old-server-is-gone",
            description = "The server that the backup is of does not run any more, and never will.")
    private boolean gone;

    @Mixin
    private StoreOptions storing = new StoreOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    RestoreCommand(ServerContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        String url = storing.url();
        if (homeOnly && url.isEmpty()) {
            throw new UsageException("--home-only goes with --store: it goes on with a shared database.");
        }
        Home home = context.home();
        InitCommand.requireNew(home);
        requireGone();
        try (BackupReader backup = BackupReader.open(path)) {
            home.holding(() -> restore(backup, home, url));
        } catch (IOException e) {
            throw Home.failed("restore from", path, e);
        }
        return ExitCode.DONE.code();
    }

    /** Two servers with the same HSMs, one of which is behind, would be shown different things. */
    private void requireGone() {
        if (gone) {
            return;
        }
        String answer = Terminal.find()
                .map(console -> console.readLine("Is the server that the backup is of gone for good? (yes/no) "))
                .orElseThrow(
                        () -> new UsageException("Say --old-server-is-gone if the server that the backup is of does not"
                                + " run any more: two servers with the same HSMs must not run beside each other."));
        if (!"yes".equals(answer)) {
            throw new RefusedException("Nothing was restored. Stop the old server first, for good.");
        }
    }

    /** A restored system begins with the newest memory at hand, closed (protocol.md section 7). */
    private void beginMemory(BackupReader backup, Home home, Manifest manifest) throws IOException {
        MemoryExport export;
        if (memoryFile == null) {
            try (InputStream in = backup.open(Manifest.MEMORY)) {
                export = MemoryExport.read(in, manifest.genesis());
            }
        } else {
            export = MemoryFiles.read(memoryFile, manifest.genesis());
        }
        try (MemoryFile memory = MemoryFile.begin(home.file(MemoryFile.NAME), manifest.genesis(), context.clock())) {
            MemoryFiles.take(memory, export);
            memory.closeAll();
        }
    }

    private void restore(BackupReader backup, Home home, String url) {
        Manifest manifest = backup.manifest();
        Map<String, Integer> counts = new LinkedHashMap<>();
        try (JdbcStore store = context.openStore(home, url, storing.passwordFile())) {
            // Before anything is filled in: it may name an address that is not this machine's.
            ServerConfig config = config(backup, url);
            if (!homeOnly) {
                counts.putAll(fill(store, backup));
                store.write(Store.Tables::restoredOnce);
            }
            requireSystem(store, manifest);
            Home files = Home.open(home.file(HsmFiles.FOLDER));
            for (Manifest.Entry entry : manifest.entries()) {
                if (entry.name().startsWith(Manifest.HSMS)) {
                    files.write(entry.name().substring(Manifest.HSMS.length()), backup.read(entry.name()));
                    counts.merge("files", 1, Integer::sum);
                }
            }
            takeOver(home, config, store, manifest);
            beginMemory(backup, home, manifest);
            config.save(home);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        print(manifest, counts);
    }

    private static Map<String, Integer> fill(JdbcStore store, BackupReader backup) throws IOException {
        try (InputStream in = backup.open(Manifest.STORE)) {
            return StoreCopy.read(store, in);
        }
    }

    private static void requireSystem(JdbcStore store, Manifest manifest) {
        if (store.read(tables -> tables.trusts().find(manifest.genesis())).isEmpty()) {
            throw new RefusedException("The store does not hold the backup's system (genesis " + manifest.genesis()
                    + "). Name its database with --store, or leave out --home-only.");
        }
    }

    /** This home's server takes the place of the lost one: it has a key of its own. */
    private void takeOver(Home home, ServerConfig config, JdbcStore store, Manifest manifest) {
        Thumbprint key =
                ConnectionKey.of(home, context.clock(), context.random()).thumbprint();
        ServerStore.Row self = new ServerStore.Row(
                key, config.advertise().stream().map(Address::toString).toList());
        store.change(tables -> {
            tables.hsms().all().stream()
                    .filter(row -> manifest.entries().stream()
                            .anyMatch(entry -> entry.name().startsWith(Manifest.HSMS + row.fingerprint() + ".")))
                    .map(HsmStore.Row::server)
                    .distinct()
                    .forEach(lost -> tables.servers().replace(lost, self));
        });
    }

    private ServerConfig config(BackupReader backup, String url) throws IOException {
        ServerConfig before = ServerConfig.read(backup.read(Manifest.CONFIG));
        if (!before.genesis().equals(backup.manifest().genesis())) {
            throw new VerificationException("The backup's configuration belongs to another system.");
        }
        Address address = ListenOptions.chosen(listen == null ? before.listen() : Address.parse(listen));
        return new ServerConfig(
                before.genesis(),
                address,
                listen == null ? before.advertise() : List.of(address),
                url,
                storing.passwordFile().map(Path::toString).orElse(""));
    }

    private void print(Manifest manifest, Map<String, Integer> counts) {
        Map<String, @Nullable Object> json = Json.object();
        json.put("genesis", manifest.genesis().value());
        json.put("trusts", counts.getOrDefault("trust", 0));
        json.put("domains", counts.getOrDefault("domain", 0));
        json.put("hsms", counts.getOrDefault("files", 0));
        context.printer(spec)
                .result(
                        json,
                        List.of("restored " + json.get("trusts") + " Trusts, " + json.get("domains") + " Domains, "
                                + json.get("hsms") + " HSM files of the backup of " + manifest.created()));
        context.printer(spec)
                .note(
                        "Next: put the passphrase of the HSM files where kms-server run finds it, then kms-server run: it keeps"
                                + " what consoles and clients hand over, and changes nothing. When they did, open it:"
                                + " kms-server resume --trust THUMBPRINT.");
    }
}
