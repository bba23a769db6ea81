package org.quorumkms.server;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.quorumkms.crypto.Passphrase;
import org.quorumkms.errors.KmsException;
import org.quorumkms.home.Home;
import org.quorumkms.hsm.Hsm;
import org.quorumkms.jose.RsaJwk;
import org.quorumkms.server.backup.BackupReader;
import org.quorumkms.server.backup.Manifest;
import org.quorumkms.server.doctor.BackupDoctor;
import org.quorumkms.server.doctor.Findings;
import org.quorumkms.server.doctor.HsmFilesDoctor;
import org.quorumkms.server.doctor.MemoryDoctor;
import org.quorumkms.server.doctor.StoreDoctor;
import org.quorumkms.server.memory.MemoryExport;
import org.quorumkms.server.memory.MemoryFile;
import org.quorumkms.server.store.JdbcStore;
import org.quorumkms.server.store.StoreCopy;
import org.quorumkms.signed.Thumbprint;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What doctor says of a server, said of its backup. */
@Command(
        name = "verify",
        description =
                "Verify a backup without restoring it: its checksums and its signature, and all that doctor verifies"
                        + " of a store and a memory. Needs no home, and room for the store in the folder for temporary files."
                        + " Exit 4 when something does not verify, 1 when anything else is wrong.",
        footer = {"", "Example:", "  kms-server backup verify /backup/quorum-kms-20261127T083000Z.zip"})
final class BackupVerifyCommand implements Callable<Integer> {

    private final ServerContext context;

    @Parameters(paramLabel = "DIR|FILE.zip", description = "The backup.")
    private Path path = Path.of("");

    @Option(
            names = "--passphrase-file",
            paramLabel = "FILE",
            description = "Also open the HSM files, with the passphrase in the first line.")
    private @Nullable Path passphraseFile;

    @Option(
            names = "--genesis",
            paramLabel = "THUMBPRINT",
            description = "The system that it should be of (default: that of this home, if a server is set up here).")
    private @Nullable String genesis;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    BackupVerifyCommand(ServerContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        Findings findings = new Findings();
        try (BackupReader backup = BackupReader.open(path)) {
            findings.add(
                    "checksums", backup.manifest().entries().size() + " files are what the manifest says", List.of());
            examine(backup, findings);
        } catch (IOException e) {
            throw Home.failed("read", path, e);
        }
        return FindingsText.print(context.printer(spec), findings);
    }

    private void examine(BackupReader backup, Findings findings) throws IOException {
        Manifest manifest = backup.manifest();
        try (TemporaryHome temporary = new TemporaryHome("kms-backup-verify")) {
            Home home = temporary.home();
            try (JdbcStore store = JdbcStore.openSqlite(home.file(ServerContext.DATABASE))) {
                try (InputStream in = backup.open(Manifest.STORE)) {
                    StoreCopy.read(store, in);
                }
                List<RsaJwk> proven =
                        new StoreDoctor(store, manifest.genesis(), Optional.empty(), context.clock()).examine(findings);
                new BackupDoctor(backup, expected()).examine(findings, proven);
                examineMemory(backup, home, store, findings);
                examineHsmFiles(backup, home, store, findings);
            }
        }
    }

    private void examineMemory(BackupReader backup, Home home, JdbcStore store, Findings findings) throws IOException {
        Manifest manifest = backup.manifest();
        try (InputStream in = backup.open(Manifest.MEMORY);
                MemoryFile memory = MemoryFile.begin(home.file(MemoryFile.NAME), manifest.genesis(), context.clock())) {
            MemoryFiles.take(memory, MemoryExport.read(in, manifest.genesis()));
            new MemoryDoctor(store, memory, manifest.genesis()).examine(findings);
        }
    }

    /** What was named, or what a server that is set up here belongs to. */
    private Optional<Thumbprint> expected() {
        if (genesis != null) {
            return Optional.of(new Thumbprint(genesis));
        }
        // To open a home would make it.
        return Files.exists(context.common().home())
                ? ServerConfig.find(context.home()).map(ServerConfig::genesis)
                : Optional.empty();
    }

    private void examineHsmFiles(BackupReader backup, Home home, JdbcStore store, Findings findings)
            throws IOException {
        Manifest manifest = backup.manifest();
        Home folder = Home.open(home.file(HsmFiles.FOLDER));
        for (Manifest.Entry entry : manifest.entries()) {
            if (entry.name().startsWith(Manifest.HSMS)) {
                folder.write(entry.name().substring(Manifest.HSMS.length()), backup.read(entry.name()));
            }
        }
        new HsmFilesDoctor(store, manifest.genesis()).examine(findings, HsmFiles.fingerprints(home), Optional.empty());
        if (passphraseFile == null) {
            context.printer(spec).note("The HSM files were not opened: name their passphrase with --passphrase-file.");
            return;
        }
        try (Passphrase passphrase = SecretFile.read(passphraseFile)) {
            List<Hsm> opened = context.hsmFiles(home, passphrase).openAll(manifest.genesis());
            findings.add(
                    "what is in HSM files",
                    opened.size() + " open and are what their names say" + HsmWords.notTried(opened),
                    List.of());
        } catch (KmsException e) {
            findings.notSeen("what is in HSM files", e);
        }
    }
}
