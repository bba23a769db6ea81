package org.quorumkms.server;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.quorumkms.audit.AuditAction;
import org.quorumkms.audit.AuditSubject;
import org.quorumkms.crypto.Passphrase;
import org.quorumkms.errors.ExitCode;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.errors.UsageException;
import org.quorumkms.home.Home;
import org.quorumkms.json.Json;
import org.quorumkms.net.ConnectionKey;
import org.quorumkms.server.manager.HsmUses;
import org.quorumkms.server.memory.Memory;
import org.quorumkms.server.store.Store;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.trust.HsmKeys;
import org.quorumkms.trust.HsmStatement;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The end of an HSM. */
@Command(
        name = "destroy",
        description = {
            "Overwrite and remove an HSM's file, for ever: what only it could open is lost. Refused while a newest Trust, any"
                    + " Domain that is not deleted, or this server's memory names it. The server must be stopped.",
            "A file system or disk that writes elsewhere, a snapshot and a backup may keep the file's old content, sealed"
                    + " with the passphrase: destroy those too."
        },
        footer = {"", "Example:", "  kms-server hsm destroy h2"})
final class HsmDestroyCommand implements Callable<Integer> {

    private final ServerContext context;

    @Parameters(paramLabel = "H", description = "An HSM: its label, or 8 or more characters of its fingerprint.")
    private String hsm = "";

    @Mixin
    private HsmAccess access;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    HsmDestroyCommand(ServerContext context) {
        this.context = context;
        this.access = new HsmAccess(context);
    }

    @Override
    public Integer call() {
        Home home = context.home();
        ServerConfig config = ServerConfig.require(home);
        home.holding(() -> destroy(home, config));
        return ExitCode.DONE.code();
    }

    private void destroy(Home home, ServerConfig config) {
        Thumbprint self =
                ConnectionKey.of(home, context.clock(), context.random()).thumbprint();
        try (Store store = context.openStore(home, config)) {
            HsmKeys keys = find(store, config.genesis(), self);
            HsmUses uses = uses(home, config, store, keys);
            if (!uses.needs().isEmpty()) {
                throw new RefusedException(
                        "HSM " + keys.label() + " is needed: " + String.join("; ", uses.needs())
                                + ". Have a successor Trust go on without it, and move what stands under the old one: domain rewrap.");
            }
            // The entry in the log first, while the HSM can still vouch for it.
            try (Passphrase passphrase = access.passphrase(home);
                    Node node = Node.open(access.context(), home, passphrase)) {
                node.log().record(AuditAction.HSM_DESTROY, AuditSubject.hsm(keys.fingerprint()));
            }
            store.write(tables -> {
                tables.hsms().remove(keys.fingerprint());
                return keys;
            });
            HsmFiles.destroy(home, keys.fingerprint(), config.genesis(), access.context()::tokens);
            new Attestations(home).forget(keys.fingerprint());
            uses.lost().forEach(one -> context.printer(spec).note("Nobody opens any more: " + one + "."));
            context.printer(spec)
                    .note(
                            "A backup from before the last Domain left this HSM's Trusts cannot be opened any more without it:"
                                    + " keep none that is older than the last domain rewrap.");
            print(keys);
        }
    }

    private HsmUses uses(Home home, ServerConfig config, Store store, HsmKeys keys) {
        try (Memory memory = context.openMemory(home, config)) {
            return store.read(tables -> HsmUses.of(tables, memory, keys));
        }
    }

    private HsmKeys find(Store store, Thumbprint genesis, Thumbprint self) {
        List<HsmKeys> found = store.read(tables -> tables.hsms().all()).stream()
                .filter(row -> row.server().equals(self))
                .map(row -> HsmStatement.verify(row.statement(), genesis).keys())
                .filter(keys -> keys.label().equals(hsm)
                        || (hsm.length() >= Thumbprint.SHORTEST_PREFIX
                                && keys.fingerprint().value().startsWith(hsm)))
                .toList();
        if (found.size() != 1) {
            throw new UsageException((found.isEmpty() ? "This server holds no HSM " : "More than one HSM here is ")
                    + hsm + ". See kms-operator hsm list.");
        }
        return found.get(0);
    }

    private void print(HsmKeys keys) {
        Map<String, @Nullable Object> json = Json.object();
        json.put("label", keys.label());
        json.put("fingerprint", keys.fingerprint().value());
        context.printer(spec).result(json, List.of("destroyed: HSM " + keys.label() + " (" + keys.fingerprint() + ")"));
    }
}
