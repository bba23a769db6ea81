package org.quorumkms.server;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.quorumkms.audit.AuditKey;
import org.quorumkms.audit.LogId;
import org.quorumkms.cli.OutputOptions;
import org.quorumkms.crypto.Ed25519Key;
import org.quorumkms.errors.ExitCode;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.errors.UsageException;
import org.quorumkms.home.Home;
import org.quorumkms.json.Json;
import org.quorumkms.net.ConnectionKey;
import org.quorumkms.server.backup.BackupWriter;
import org.quorumkms.server.backup.Manifest;
import org.quorumkms.server.backup.ManifestSignature;
import org.quorumkms.server.memory.Memory;
import org.quorumkms.server.memory.MemoryExport;
import org.quorumkms.server.store.HsmStore;
import org.quorumkms.server.store.JdbcStore;
import org.quorumkms.server.store.StoreCopy;
import org.quorumkms.signed.Thumbprint;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A copy of the server. */
@Command(
        name = "backup",
        description =
                "Copy the store and this home's sealed HSM files, while the server runs: one consistent state. The"
                        + " passphrase of the HSM files is not in it; keep that elsewhere.",
        footer = {
            "",
            "Example:",
            "  kms-server backup --into /var/backups/quorum-kms --keep 14",
            "  kms-server backup verify /var/backups/quorum-kms/quorum-kms-20261127T083000Z.zip"
        })
final class BackupCommand implements Callable<Integer> {

    private static final int MOST_KEPT = 10_000;

    private final ServerContext context;

    @Parameters(arity = "0..1", paramLabel = "DIR|FILE.zip", description = "Where to; must not exist.")
    private @Nullable Path named;

    @Option(
            names = "--into",
            paramLabel = "DIR",
            description = "Instead: a file with the time in its name, in this folder, which is made if there is none.")
    private @Nullable Path into;

    @Option(
            names = "--keep",
            paramLabel = "N",
            description = "With --into: remove the oldest backups there, so that N are left, when this one is whole.")
    private @Nullable Integer keep;

    @Mixin
    private OutputOptions files = new OutputOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    BackupCommand(ServerContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        Home home = context.home();
        ServerConfig config = ServerConfig.require(home);
        Thumbprint self =
                ConnectionKey.of(home, context.clock(), context.random()).thumbprint();
        List<StoreCopy.Written> written = new ArrayList<>();
        List<String> copied = new ArrayList<>();
        Instant begun = context.clock().instant();
        Path path = path(begun);
        try (JdbcStore store = context.openStore(home, config);
                Memory memory = context.openMemory(home, config)) {
            BackupWriter.write(
                    path, files.file(path), begun, config.genesis(), signer(home, config, self, store), backup -> {
                        // The store first: an HSM's file is written before the store knows it, so none is missing then.
                        backup.add(Manifest.STORE, out -> written.add(StoreCopy.write(store, out)));
                        backup.add(Manifest.CONFIG, out -> out.write(config.write()));
                        // The memory after the store: it may know more, never less.
                        backup.add(
                                Manifest.MEMORY,
                                out -> MemoryExport.write(
                                        memory,
                                        config.genesis(),
                                        self,
                                        context.clock().instant(),
                                        out));
                        copied.addAll(addHsms(backup, home, self, written.get(0).hsms()));
                    });
        } catch (IOException e) {
            throw Home.failed("write", path, e);
        }
        LastBackup.note(home, begun, path.toAbsolutePath().toString());
        List<Path> removed = into == null || keep == null ? List.of() : new BackupFolder(into).keep(keep);
        print(path, config, written.get(0).rows(), copied.size(), removed);
        return ExitCode.DONE.code();
    }

    private Path path(Instant begun) {
        if (named == null && into != null) {
            if (keep != null && (keep < 1 || keep > MOST_KEPT)) {
                throw new UsageException("--keep is a number from 1 to " + MOST_KEPT + ".");
            }
            return new BackupFolder(into).next(begun);
        }
        if (named == null || into != null || keep != null) {
            throw new UsageException(
                    "Name a file, or a folder by --into, with --keep N if older ones there are to be removed.");
        }
        return named;
    }

    /** By the key of this server's log of the moment, which its HSMs certified. */
    private static Function<byte[], ManifestSignature> signer(
            Home home, ServerConfig config, Thumbprint server, JdbcStore store) {
        LogId log = new HomeHeadFile(home).log(config.genesis(), server);
        List<AuditKey> certificates = store.read(tables -> tables.audit().keys(log)).stream()
                .map(AuditKey::parse)
                .toList();
        Ed25519Key key = new HomeLogKeys(home, List.of()).of(log);
        return manifest -> ManifestSignature.sign(manifest, key, certificates);
    }

    /** Those of this server's HSMs that the copied store knows: one that is being made is not part of that state. */
    private static List<String> addHsms(BackupWriter backup, Home home, Thumbprint self, List<HsmStore.Row> known)
            throws IOException {
        Home folder = Home.open(home.file(HsmFiles.FOLDER));
        List<String> copied = new ArrayList<>();
        for (HsmStore.Row row : known) {
            if (row.server().equals(self)) {
                String name = HsmFiles.find(home, row.fingerprint())
                        .map(file -> String.valueOf(file.getFileName()))
                        .orElse("");
                byte[] sealed = Optional.of(name)
                        .filter(found -> !found.isEmpty())
                        .flatMap(folder::read)
                        .orElseThrow(() -> new RefusedException("The file of HSM " + row.fingerprint()
                                + " is missing, so this would be no backup. Run kms-server doctor."));
                backup.add(Manifest.HSMS + name, out -> out.write(sealed));
                copied.add(name);
            }
        }
        return copied;
    }

    private void print(Path path, ServerConfig config, Map<String, Integer> counts, int hsms, List<Path> removed) {
        Map<String, @Nullable Object> json = Json.object();
        json.put("file", path.toString());
        json.put("genesis", config.genesis().value());
        json.put("trusts", counts.getOrDefault("trust", 0));
        json.put("domains", counts.getOrDefault("domain", 0));
        json.put("hsms", hsms);
        json.put("removed", removed.stream().map(Path::toString).toList());
        files.printer(context.printer(spec))
                .result(
                        json,
                        List.of(path + ": " + json.get("trusts") + " Trusts, " + json.get("domains") + " Domains, "
                                + json.get("hsms") + " HSM files"));
        context.printer(spec)
                .note("The passphrase of the HSM files is not in the backup. Keep it elsewhere: without it, the HSMs"
                        + " are lost.");
    }
}
