package org.quorumkms.server;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.quorumkms.audit.LogId;
import org.quorumkms.cli.StatusText;
import org.quorumkms.errors.ExitCode;
import org.quorumkms.errors.KmsException;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.home.Home;
import org.quorumkms.net.ConnectionKey;
import org.quorumkms.server.ledger.Ledger;
import org.quorumkms.server.manager.Waiting;
import org.quorumkms.server.memory.Memory;
import org.quorumkms.server.monitoring.Counts;
import org.quorumkms.server.monitoring.LogEnd;
import org.quorumkms.server.store.HsmStore;
import org.quorumkms.server.store.JdbcStore;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.signed.Time;
import org.quorumkms.trust.HsmKeys;
import org.quorumkms.trust.HsmStatement;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** How it stands with a server, for people. */
@Command(
        name = "status",
        description =
                "Show how it stands: whether the server runs, its store and HSMs, its log, its newest backup, what waits,"
                        + " and what to do. Looks and verifies nothing (doctor does), needs no passphrase, and may run beside the"
                        + " server. Exit 1 when something is to be done now.",
        footer = {"", "Example:", "  kms-server status"})
final class StatusCommand implements Callable<Integer> {

    private static final Duration BACKUP = Duration.ofDays(1);

    private final ServerContext context;
    private StatusText status = new StatusText();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    StatusCommand(ServerContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        Home home = context.home();
        ServerConfig config = ServerConfig.require(home);
        boolean runs = runs(home);
        status.say("server", runs ? "runs" : "does not run", runs);
        status.say("address", config.listen().toString(), config.listen().toString());
        status.say("genesis", config.genesis().value(), config.genesis().value());
        if (!runs) {
            status.todo("start it: kms-server run");
        }
        look(home, config);
        backup(home);
        return status.print(context.printer(spec)) ? ExitCode.DONE.code() : ExitCode.REFUSED.code();
    }

    private static boolean runs(Home home) {
        try {
            home.hold().close();
            return false;
        } catch (RefusedException held) {
            return true;
        }
    }

    private void look(Home home, ServerConfig config) {
        String where = config.storeName();
        try (JdbcStore store = context.openStore(home, config)) {
            Thumbprint self =
                    ConnectionKey.of(home, context.clock(), context.random()).thumbprint();
            LogId log = new HomeHeadFile(home).log(config.genesis(), self);
            Counts counts = store.read(tables -> Counts.of(tables, Waiting.of(new Ledger(tables), context.clock())));
            LogEnd end = store.read(tables -> LogEnd.of(tables, log));
            status.say("store", where, where);
            hsms(home, config, store, self);
            status.say("trusts", counts.trusts() + " signed, " + counts.proposals() + " proposed", counts.trusts());
            status.put("proposals", counts.proposals());
            status.say("orders", counts.orders() + " wait", counts.orders());
            status.say("domains", String.valueOf(counts.domains()), counts.domains());
            status.say("servers", String.valueOf(counts.servers()), counts.servers());
            String newest =
                    end.newest().map(at -> ", the newest of " + Time.format(at)).orElse("");
            status.say("log", end.entries() + " entries" + newest, end.entries());
            memory(home, config);
        } catch (KmsException e) {
            status.say("store", where + ": " + e.getMessage(), where);
            status.todo("look at the store, then kms-server doctor");
        }
    }

    private void hsms(Home home, ServerConfig config, JdbcStore store, Thumbprint self) {
        Set<Thumbprint> files = HsmFiles.fingerprints(home);
        List<String> there = new ArrayList<>();
        for (HsmStore.Row row : store.read(tables -> tables.hsms().all())) {
            HsmKeys keys =
                    HsmStatement.verify(row.statement(), config.genesis()).keys();
            String label = keys.label();
            if (row.server().equals(self)) {
                there.add(label
                        + (keys.kem().isPresent() ? "" : " (no ML-KEM key)")
                        + (files.contains(row.fingerprint()) ? "" : " (its file is missing)"));
                if (!files.contains(row.fingerprint())) {
                    status.todo("restore the file of HSM " + label + " from a backup");
                }
            }
        }
        status.say("hsms", there.isEmpty() ? "none" : String.join(", ", there), there);
    }

    private void memory(Home home, ServerConfig config) {
        try (Memory memory = context.openMemory(home, config)) {
            status.say("memory", memory.isClosed() ? "closed: this server was restored" : "open", !memory.isClosed());
            if (memory.isClosed()) {
                status.todo("open it: kms-server resume --trust THUMBPRINT");
            }
        }
    }

    private void backup(Home home) {
        Optional<Instant> last = LastBackup.of(home);
        status.say(
                "backup",
                last.map(at -> "of " + Time.format(at)).orElse("none yet"),
                last.map(Time::format).orElse(null));
        Instant now = context.clock().instant();
        if (last.filter(at -> at.plus(BACKUP).isAfter(now)).isEmpty()) {
            status.todo("take a backup: kms-server backup --into DIR --keep 14");
        }
    }
}
