package org.quorumkms.server;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.quorumkms.crypto.Passphrase;
import org.quorumkms.errors.KmsException;
import org.quorumkms.home.Home;
import org.quorumkms.jose.RsaJwk;
import org.quorumkms.server.backup.BackupReader;
import org.quorumkms.server.backup.Manifest;
import org.quorumkms.server.backup.ManifestSignature;
import org.quorumkms.server.doctor.Findings;
import org.quorumkms.server.doctor.MemoryDoctor;
import org.quorumkms.server.doctor.StoreDoctor;
import org.quorumkms.server.memory.MemoryExport;
import org.quorumkms.server.memory.MemoryFile;
import org.quorumkms.server.store.HsmStore;
import org.quorumkms.server.store.JdbcStore;
import org.quorumkms.server.store.StoreCopy;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.trust.HsmStatement;
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
        try (TemporaryHome temporary = TemporaryHome.make("kms-backup-verify")) {
            Home home = temporary.home();
            try (JdbcStore store = JdbcStore.openSqlite(home.file(ServerContext.DATABASE))) {
                fill(store, backup);
                new StoreDoctor(store, manifest.genesis(), Optional.empty(), context.clock()).examine(findings);
                examineMemory(backup, home, store, findings);
                examineSignature(backup, store, findings);
                examineHsmFiles(backup, home, store, findings);
            }
        }
    }

    private static void fill(JdbcStore store, BackupReader backup) throws IOException {
        Manifest.Entry copy = backup.manifest().entries().stream()
                .filter(entry -> entry.name().equals(Manifest.STORE))
                .findFirst()
                .orElseThrow();
        try (InputStream in = backup.open(copy)) {
            StoreCopy.read(store, in);
        }
    }

    private void examineMemory(BackupReader backup, Home home, JdbcStore store, Findings findings) throws IOException {
        Manifest manifest = backup.manifest();
        try (InputStream in = new ByteArrayInputStream(backup.read(Manifest.MEMORY));
                MemoryFile memory = MemoryFile.begin(home.file(MemoryFile.NAME), manifest.genesis(), context.clock())) {
            MemoryFiles.take(memory, MemoryExport.read(in, manifest.genesis()));
            new MemoryDoctor(store, memory, manifest.genesis()).examine(findings);
        }
    }

    /** Whoever can write where backups are could make one of his own; whose it is an HSM's certificate says. */
    private static void examineSignature(BackupReader backup, JdbcStore store, Findings findings) {
        Thumbprint genesis = backup.manifest().genesis();
        List<RsaJwk> hsms = store.read(tables -> tables.hsms().all()).stream()
                .map(row -> HsmStatement.verify(row.statement(), genesis).keys().signing())
                .toList();
        Optional<ManifestSignature> signature = backup.signature();
        List<String> wrong = new ArrayList<>();
        if (signature.isEmpty()) {
            wrong.add("the manifest is not signed: anybody could have made this backup");
        } else if (!signature.get().isCertifiedBy(hsms, genesis)) {
            wrong.add("no HSM of the backup certified the key that signed the manifest");
        }
        findings.add("signature", "the manifest is signed by a key that an HSM of the backup certified", wrong);
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
        Set<Thumbprint> known = store.read(tables -> tables.hsms().all()).stream()
                .map(HsmStore.Row::fingerprint)
                .collect(Collectors.toSet());
        Set<Thumbprint> there = HsmFiles.fingerprints(home);
        List<String> wrong = new ArrayList<>();
        there.stream()
                .filter(fingerprint -> !known.contains(fingerprint))
                .forEach(fingerprint ->
                        wrong.add("HSM " + fingerprint + " is in the backup, and its store does not know it"));
        findings.add("HSM files", there.size() + " are there", wrong);
        if (passphraseFile == null) {
            context.printer(spec).note("The HSM files were not opened: name their passphrase with --passphrase-file.");
            return;
        }
        try (Passphrase passphrase = SecretFile.read(passphraseFile)) {
            int opened = new HsmFiles(home, context.hsms(), passphrase)
                    .openAll(manifest.genesis())
                    .size();
            findings.add("what is in HSM files", opened + " open and are what their names say", List.of());
        } catch (KmsException e) {
            findings.notSeen("what is in HSM files", e);
        }
    }

    /** A folder that is gone when the command is. */
    private record TemporaryHome(Path folder, Thread atExit) implements AutoCloseable {

        static TemporaryHome make(String name) throws IOException {
            Path folder = Files.createTempDirectory(name);
            Thread atExit = new Thread(() -> remove(folder), name);
            Runtime.getRuntime().addShutdownHook(atExit);
            return new TemporaryHome(folder, atExit);
        }

        Home home() {
            return Home.open(folder);
        }

        private static void remove(Path folder) {
            try (Stream<Path> files = Files.exists(folder) ? Files.walk(folder) : Stream.empty()) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            } catch (IOException e) {
                throw Home.failed("remove", folder, e);
            }
        }

        @Override
        public void close() {
            remove(folder);
            Runtime.getRuntime().removeShutdownHook(atExit);
        }
    }
}
