package org.quorumkms.server;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.quorumkms.cli.Typed;
import org.quorumkms.crypto.Passphrase;
import org.quorumkms.errors.ExitCode;
import org.quorumkms.errors.UsageException;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.home.Home;
import org.quorumkms.hsm.Hsm;
import org.quorumkms.json.Json;
import org.quorumkms.net.Address;
import org.quorumkms.net.ConnectionKey;
import org.quorumkms.server.manager.HsmLabels;
import org.quorumkms.server.memory.MemoryFile;
import org.quorumkms.server.store.ServerStore;
import org.quorumkms.server.store.Store;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.trust.Trust;
import org.quorumkms.trust.TrustChain;
import org.quorumkms.trust.TrustVerifier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A further server. */
@Command(
        name = "join",
        description = "Make this home another server of an existing system, with an HSM of its own.",
        footer = {
            "",
            "Example:",
            "  kms-server join --store 'jdbc:postgresql://db.example:5432/kms?user=kms'"
                    + " --store-password-file /etc/kms/db-password --genesis THUMBPRINT --listen 10.0.0.2:7311",
            "",
            "Take the genesis thumbprint from whoever set the system up, not from the database. Until a Trust names the",
            "new HSM, operators reach this server with --server-key."
        })
final class JoinCommand implements Callable<Integer> {

    private final ServerContext context;

    @Option(
            names = "--genesis",
            paramLabel = "THUMBPRINT",
            required = true,
            description = "The thumbprint of the system's genesis Trust, as kms-server init printed it.")
    private String genesis = "";

    @Option(
            names = "--memory",
            paramLabel = "FILE",
            description = "Another server's exported memory (kms-server memory export).")
    private @Nullable Path memoryFile;

    @Mixin
    private ListenOptions listening = new ListenOptions();

    @Mixin
    private StoreOptions storing = new StoreOptions();

    @Mixin
    private PassphraseSource passphrases;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    JoinCommand(ServerContext context) {
        this.context = context;
        this.passphrases = new PassphraseSource(context.environment());
    }

    @Override
    public Integer call() {
        Thumbprint pinned = Typed.thumbprint(genesis);
        String url = storing.url();
        if (url.isEmpty()) {
            throw new UsageException("A server joins a shared database. Name it with --store.");
        }
        Home home = context.home();
        InitCommand.requireNew(home);
        Address address = listening.address();
        ServerConfig config = new ServerConfig(
                pinned,
                address,
                listening.advertised(address),
                url,
                storing.passwordFile().map(Path::toString).orElse(""));
        home.holding(() -> setUp(home, config));
        return ExitCode.DONE.code();
    }

    private void setUp(Home home, ServerConfig config) {
        ConnectionKey key = ConnectionKey.of(home, context.clock(), context.random());
        String label;
        try (Store store = context.openStore(home, config)) {
            requireSystem(store, config.genesis());
            label = reserve(store, key.thumbprint(), config);
        }
        context.printer(spec).note("Making HSM " + label + "…");
        try (Passphrase passphrase = passphrases.findOrMake(home, context.random())) {
            HsmFiles files = context.hsmFiles(home, passphrase);
            Hsm made = files.make(label, config.genesis());
            config.save(home);
            beginMemory(home, config);
            join(home, files, made);
        }
    }

    /** A server that joins knows nothing of the system: with another server's memory, what that knew. */
    private void beginMemory(Home home, ServerConfig config) {
        try (MemoryFile memory = MemoryFile.begin(home.file(MemoryFile.NAME), config.genesis(), context.clock())) {
            if (memoryFile == null) {
                context.printer(spec)
                        .note(
                                "This server begins with an empty memory: until it has served a Domain, it cannot tell an old"
                                        + " row of the database from the newest. Give it another server's: kms-server memory export.");
            } else {
                MemoryFiles.take(memory, memoryFile, config.genesis());
            }
        }
    }

    private void join(Home home, HsmFiles files, Hsm made) {
        try (Node node = Node.of(context, home, files, List.of(made))) {
            node.manager().register();
            Map<String, @Nullable Object> json = Json.object();
            json.put("genesis", genesis);
            json.put("serverKey", node.identity().serverKey().value());
            context.printer(spec)
                    .result(
                            json,
                            List.of(
                                    "genesis      " + genesis,
                                    "server key   " + node.identity().serverKey(),
                                    "HSM          " + node.manager().hsms().own()));
        }
        passphrases
                .madeFile(home)
                .ifPresent(file -> context.printer(spec)
                        .note("A random passphrase for the HSM file was made: " + file
                                + " (owner only; keep a copy elsewhere)."));
        context.printer(spec)
                .note("Next: kms-server run; then have a Trust name the HSM: kms-operator --server HOST:PORT"
                        + " --server-key THUMBPRINT trust create.");
    }

    /** The database must hold the genesis that was told by hand, signed by every HSM in it. */
    private static void requireSystem(Store store, Thumbprint pinned) {
        Trust found = store.read(tables -> tables.trusts().find(pinned))
                .orElseThrow(() -> new VerificationException("The database holds no system with genesis " + pinned
                        + ". Compare the thumbprint with what kms-server init printed."));
        new TrustVerifier(pinned).verify(new TrustChain(List.of(found))).require();
    }

    private static String reserve(Store store, Thumbprint key, ServerConfig config) {
        List<String> addresses =
                config.advertise().stream().map(Address::toString).toList();
        return store.write(tables -> {
            tables.servers().save(new ServerStore.Row(key, addresses));
            return new HsmLabels(config.genesis())
                    .reserve(tables, "", "join." + key.value(), key)
                    .label();
        });
    }
}
