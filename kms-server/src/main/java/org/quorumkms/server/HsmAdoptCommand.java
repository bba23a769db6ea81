package org.quorumkms.server;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.quorumkms.audit.AuditAction;
import org.quorumkms.audit.AuditSubject;
import org.quorumkms.crypto.Passphrase;
import org.quorumkms.errors.ExitCode;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.home.Home;
import org.quorumkms.hsm.MadeHsm;
import org.quorumkms.json.Json;
import org.quorumkms.net.ConnectionKey;
import org.quorumkms.pkcs11.TokenHsms;
import org.quorumkms.pkcs11.TokenName;
import org.quorumkms.server.store.HsmStore;
import org.quorumkms.server.store.Store;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.trust.HsmStatement;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The HSMs of a token whose files are lost. */
@Command(
        name = "adopt",
        description = {
            "Make the files of HSMs anew whose keys are in a token: a home was lost, and the token is not. Which keys are which HSM's is"
                    + " found by the statements in the store. The server must be stopped.",
            "Without a backup begin a home with kms-server join, which goes with a shared store."
        },
        footer = {
            "",
            "Example:",
            "  kms-server hsm adopt --pkcs11 /usr/lib/softhsm/libsofthsm2.so --token quorum-h3 --pin-file /etc/kms/pin"
        })
final class HsmAdoptCommand implements Callable<Integer> {

    private final ServerContext context;

    @Mixin
    private TokenOptions token = new TokenOptions();

    @Option(
            names = "--old-server-is-gone",
            description = "The server that held the HSM does not run any more and never will.")
    private boolean oldServerIsGone;

    @Mixin
    private HsmAccess access;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    HsmAdoptCommand(ServerContext context) {
        this.context = context;
        this.access = new HsmAccess(context);
    }

    @Override
    public Integer call() {
        Home home = context.home();
        ServerConfig config = ServerConfig.require(home);
        TokenName name = token.name();
        home.holding(() -> adopt(home, config, name));
        return ExitCode.DONE.code();
    }

    private void adopt(Home home, ServerConfig config, TokenName name) {
        try (Passphrase passphrase = access.passphrase(home)) {
            ServerContext known = access.context();
            List<MadeHsm> found = found(known, home, config, name);
            HsmFiles files = known.hsmFiles(home, passphrase);
            found.forEach(files::save);
            try (Node node = Node.of(known, home, files, files.openAll(config.genesis()))) {
                node.manager().register();
                found.forEach(one -> node.log()
                        .record(
                                AuditAction.HSM_ADOPT,
                                AuditSubject.hsm(one.hsm().keys().fingerprint())));
            }
            print(found);
        }
    }

    private List<MadeHsm> found(ServerContext known, Home home, ServerConfig config, TokenName name) {
        Thumbprint self = ConnectionKey.of(home, known.clock(), known.random()).thumbprint();
        // Each once, however many rows show it.
        Set<Thumbprint> there = new HashSet<>(HsmFiles.fingerprints(home));
        TokenHsms tokens = known.tokens();
        // A token that is not there, or refuses its PIN, is no matter of a row.
        context.printer(spec).note("Looking into " + tokens.info(name).words() + "…");
        List<MadeHsm> found = new ArrayList<>();
        try (Store store = known.openStore(home, config)) {
            for (HsmStore.Row row : store.read(tables -> tables.hsms().all())) {
                adopted(tokens, name, row, config.genesis(), there)
                        .filter(made -> there.add(made.hsm().keys().fingerprint()))
                        .ifPresent(made -> {
                            requireOurs(row, self, made.hsm().keys().label());
                            found.add(made);
                        });
            }
        }
        if (found.isEmpty()) {
            throw new RefusedException("Token " + name.label()
                    + " holds the keys of no HSM that the store knows and this home has no file of.");
        }
        return found;
    }

    /** Says of a row that is wrong, which whoever edits the database can make, and goes on with the others. */
    private Optional<MadeHsm> adopted(
            TokenHsms tokens, TokenName name, HsmStore.Row row, Thumbprint genesis, Set<Thumbprint> there) {
        try {
            HsmStatement statement = HsmStatement.verify(row.statement(), genesis);
            boolean missing = !there.contains(statement.keys().fingerprint());
            return missing && statement.device().isToken() ? tokens.adopt(name, statement) : Optional.empty();
        } catch (RefusedException | VerificationException e) {
            context.printer(spec).note("An HSM of the store is left out: " + e.getMessage());
            return Optional.empty();
        }
    }

    private void requireOurs(HsmStore.Row row, Thumbprint self, String label) {
        if (!row.server().equals(self) && !oldServerIsGone) {
            throw new RefusedException("HSM " + label + " is held by server " + row.server()
                    + ". If that one does not run any more and never will, say --old-server-is-gone.");
        }
    }

    private void print(List<MadeHsm> found) {
        List<Map<String, @Nullable Object>> json = new ArrayList<>();
        List<String> text = new ArrayList<>();
        for (MadeHsm made : found) {
            Map<String, @Nullable Object> one = Json.object();
            one.put("label", made.hsm().keys().label());
            one.put("fingerprint", made.hsm().keys().fingerprint().value());
            json.add(one);
            text.add("adopted: HSM " + made.hsm().keys().label() + " ("
                    + made.hsm().keys().fingerprint() + ")");
        }
        context.printer(spec).result(json, text);
        context.printer(spec).note("Next: kms-server run");
    }
}
