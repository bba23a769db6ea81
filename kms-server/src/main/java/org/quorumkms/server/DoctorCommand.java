package org.quorumkms.server;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.quorumkms.audit.Checkpoint;
import org.quorumkms.crypto.Passphrase;
import org.quorumkms.errors.KmsException;
import org.quorumkms.home.Home;
import org.quorumkms.hsm.Hsm;
import org.quorumkms.net.ConnectionKey;
import org.quorumkms.server.doctor.Findings;
import org.quorumkms.server.doctor.HomeDoctor;
import org.quorumkms.server.doctor.HsmFilesDoctor;
import org.quorumkms.server.doctor.MemoryDoctor;
import org.quorumkms.server.doctor.ReachDoctor;
import org.quorumkms.server.doctor.StoreDoctor;
import org.quorumkms.server.memory.Memory;
import org.quorumkms.server.store.JdbcStore;
import org.quorumkms.signed.Thumbprint;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Looks whether everything is there and right. */
@Command(
        name = "doctor",
        description = "Check the home, its permissions, the store, the HSM files, and every stored signature and chain."
                + " Mends nothing, and may run beside the server."
                + " Exit 4 when a signature, a chain or a history does not verify, 1 when anything else is wrong or could"
                + " not be looked at.",
        footer = {"", "Example:", "  kms-server doctor"})
final class DoctorCommand implements Callable<Integer> {

    private final ServerContext context;

    @Mixin
    private HsmAccess access;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    DoctorCommand(ServerContext context) {
        this.context = context;
        this.access = new HsmAccess(context);
    }

    @Override
    public Integer call() {
        Home home = context.home();
        ServerConfig config = ServerConfig.require(home);
        Findings findings = new Findings();
        new HomeDoctor(home).examine(findings);
        examineDatabases(home, config, findings);
        return FindingsText.print(context.printer(spec), findings);
    }

    private void examineDatabases(Home home, ServerConfig config, Findings findings) {
        try {
            // Before the store: beside a running server the log that is looked at must not be older than its head.
            Optional<Checkpoint> head = new HomeHeadFile(home).read().map(Checkpoint::parse);
            if (home.isWritable()) {
                examineStore(home, home, config, head, findings);
                return;
            }
            try (TemporaryHome copy = StoreSnapshot.of(home)) {
                context.printer(spec).note("This home cannot be written: a copy of its databases is looked at.");
                examineStore(home, copy.home(), config, head, findings);
            }
        } catch (KmsException e) {
            findings.notSeen("store", e);
        }
    }

    /** The databases may be elsewhere than the home. */
    private void examineStore(
            Home home, Home databases, ServerConfig config, Optional<Checkpoint> head, Findings findings) {
        try (JdbcStore store = context.openStore(databases, config)) {
            new StoreDoctor(store, config.genesis(), head, context.clock()).examine(findings);
            try (Memory memory = context.openMemory(databases, config)) {
                new MemoryDoctor(store, memory, config.genesis()).examine(findings);
            }
            new ReachDoctor(store, config.genesis()).examine(findings);
            examineHsmFiles(home, config, store, findings);
        } catch (KmsException e) {
            findings.notSeen("store", e);
        }
    }

    private void examineHsmFiles(Home home, ServerConfig config, JdbcStore store, Findings findings) {
        Thumbprint self =
                ConnectionKey.of(home, context.clock(), context.random()).thumbprint();
        new HsmFilesDoctor(store, config.genesis()).examine(findings, HsmFiles.fingerprints(home), Optional.of(self));
        openHsmFiles(home, config, findings);
    }

    private void openHsmFiles(Home home, ServerConfig config, Findings findings) {
        try (Passphrase passphrase = access.passphrase(home)) {
            HsmFiles files = access.context().hsmFiles(home, passphrase);
            List<String> wrong = new ArrayList<>();
            List<String> names = files.names();
            for (String name : names) {
                try {
                    Hsm hsm = files.open(name, config.genesis());
                    hsm.away().ifPresent(why -> wrong.add("HSM " + hsm.keys().label() + " is unavailable: " + why));
                } catch (KmsException e) {
                    wrong.add(String.valueOf(e.getMessage()));
                }
            }
            findings.add(
                    "what is in HSM files", names.size() - wrong.size() + " open and are what their names say", wrong);
        } catch (KmsException e) {
            findings.notSeen("what is in HSM files", e);
        }
    }
}
