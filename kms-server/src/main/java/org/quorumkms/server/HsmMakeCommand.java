package org.quorumkms.server;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.quorumkms.audit.AuditAction;
import org.quorumkms.audit.AuditSubject;
import org.quorumkms.crypto.Passphrase;
import org.quorumkms.errors.ExitCode;
import org.quorumkms.home.Home;
import org.quorumkms.hsm.Hsm;
import org.quorumkms.hsm.MadeHsm;
import org.quorumkms.json.Json;
import org.quorumkms.net.ConnectionKey;
import org.quorumkms.pkcs11.TokenHsms;
import org.quorumkms.pkcs11.TokenName;
import org.quorumkms.remote.RequestId;
import org.quorumkms.server.manager.HsmLabels;
import org.quorumkms.server.store.Store;
import org.quorumkms.signed.Thumbprint;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** An HSM in a token. */
@Command(
        name = "make",
        description = {
            "Make an HSM whose two RSA keys are in a token behind PKCS#11: they are made there and never leave it. The server"
                    + " must be stopped.",
            "The home keeps where the token is, which keys are meant, and the HSM's ML-KEM key, which only the token opens: back the file"
                    + " up. Whoever has the token, its PIN and that file has the HSM."
        },
        footer = {
            "",
            "Example:",
            "  kms-server hsm make --pkcs11 /usr/lib/softhsm/libsofthsm2.so --token quorum-h3 --pin-file /etc/kms/pin",
            "",
            "Then start the server, and have a successor Trust name the HSM: kms-operator trust create."
        })
final class HsmMakeCommand implements Callable<Integer> {

    private final ServerContext context;

    @Mixin
    private TokenOptions token = new TokenOptions();

    @Option(
            names = "--label",
            paramLabel = "H",
            description = "The label of the HSM (default: the next free h1, h2, …).")
    private String label = "";

    @Mixin
    private HsmAccess access;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    HsmMakeCommand(ServerContext context) {
        this.context = context;
        this.access = new HsmAccess(context);
    }

    @Override
    public Integer call() {
        ServerContext known = access.context();
        Home home = known.home();
        ServerConfig config = ServerConfig.require(home);
        TokenName name = token.name();
        home.holding(() -> make(known, home, config, name));
        return ExitCode.DONE.code();
    }

    private void make(ServerContext known, Home home, ServerConfig config, TokenName name) {
        try (Passphrase passphrase = access.passphrase(home)) {
            MadeHsm made = made(known, home, config, name);
            HsmFiles files = known.hsmFiles(home, passphrase);
            files.save(made);
            List<Hsm> all = files.openAll(config.genesis());
            try (Node node = Node.of(known, home, files, all)) {
                node.manager().register();
                node.log()
                        .record(
                                AuditAction.HSM_CREATE,
                                AuditSubject.hsm(made.hsm().keys().fingerprint()));
            }
            print(made.hsm());
        }
    }

    /** The label is set aside when the keys are there: one that was typed wrongly, or a wrong PIN, takes none away. */
    private MadeHsm made(ServerContext known, Home home, ServerConfig config, TokenName name) {
        Thumbprint self = ConnectionKey.of(home, known.clock(), known.random()).thumbprint();
        HsmLabels labels = new HsmLabels(config.genesis());
        TokenHsms tokens = known.tokens();
        try (Store store = known.openStore(home, config)) {
            String chosen = store.read(tables -> labels.choose(tables, label));
            context.printer(spec).note("Making HSM " + chosen + " in token " + name.label() + "…");
            MadeHsm made = tokens.make(chosen, name).bind(config.genesis());
            String request = "make." + RequestId.random(known.random()).value();
            store.write(tables -> labels.reserve(tables, chosen, request, self));
            return made;
        }
    }

    private void print(Hsm hsm) {
        Map<String, @Nullable Object> json = Json.object();
        json.put("label", hsm.keys().label());
        json.put("fingerprint", hsm.keys().fingerprint().value());
        json.put("device", hsm.statement().device().toJson());
        context.printer(spec)
                .result(
                        json,
                        List.of(
                                "made: HSM " + hsm.keys().label() + " ("
                                        + hsm.keys().fingerprint() + ")",
                                "opens  " + HsmWords.opens(hsm.statement().device())));
        context.printer(spec)
                .note(
                        "Next: kms-server backup, since its ML-KEM key is in the home alone; kms-server run; then have a successor Trust name it:"
                                + " kms-operator trust create.");
    }
}
