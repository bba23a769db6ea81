package org.quorumkms.server;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.quorumkms.audit.AuditAction;
import org.quorumkms.audit.AuditSubject;
import org.quorumkms.cli.Printer;
import org.quorumkms.crypto.NativeCrypto;
import org.quorumkms.crypto.Passphrase;
import org.quorumkms.errors.ExitCode;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.errors.UsageException;
import org.quorumkms.home.Home;
import org.quorumkms.hsm.Hsm;
import org.quorumkms.hsm.SoftwareHsm;
import org.quorumkms.json.Json;
import org.quorumkms.net.Address;
import org.quorumkms.server.memory.MemoryFile;
import org.quorumkms.server.store.Store;
import org.quorumkms.signed.Name;
import org.quorumkms.trust.Trust;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** First start. */
@Command(
        name = "init",
        description = "Set up a new system: HSMs, the genesis Trust, one invitation for each first operator.",
        footer = {
            "",
            "Example:",
            "  kms-server init --operator alice --operator bob --operator carol",
            "",
            "Give each operator its own invitation over a channel you trust: it is a one-time secret."
        })
final class InitCommand implements Callable<Integer> {

    private final ServerContext context;

    @Option(
            names = "--operator",
            paramLabel = "NAME",
            required = true,
            split = ",",
            description = "An operator to invite; may be repeated.")
    private List<String> operators = new ArrayList<>();

    @Option(names = "--hsms", paramLabel = "N", defaultValue = "2", description = "How many HSMs, 1 to 64 (default 2).")
    private int hsms;

    @Mixin
    private ListenOptions listening = new ListenOptions();

    @Mixin
    private StoreOptions storing = new StoreOptions();

    @Mixin
    private PassphraseSource passphrases;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    InitCommand(ServerContext context) {
        this.context = context;
        this.passphrases = new PassphraseSource(context.environment());
    }

    @Override
    public Integer call() {
        checkOptions();
        String url = storing.url();
        Home home = context.home();
        requireNew(home);
        home.holding(() -> setUp(home, url));
        return ExitCode.DONE.code();
    }

    private void setUp(Home home, String url) {
        Printer printer = context.printer(spec);
        Address address = listening.address();
        printer.note("Making " + hsms + " HSMs…");
        // Loaded before the HSMs are made, so that it makes their RSA keys.
        NativeCrypto.provider();
        try (Passphrase passphrase = passphrases.findOrMake(home, context.random())) {
            SoftwareHsm.Founding founding = found(home, url, passphrase);
            new ServerConfig(
                            founding.genesis().thumbprint(),
                            address,
                            listening.advertised(address),
                            url,
                            storing.passwordFile().map(Path::toString).orElse(""))
                    .save(home);
            MemoryFile.begin(home.file(MemoryFile.NAME), founding.genesis().thumbprint(), context.clock())
                    .close();
            Map<String, String> invitations = new LinkedHashMap<>();
            HsmFiles files = new HsmFiles(home, context.hsms(), passphrase);
            List<Hsm> made = founding.hsms().stream().map(SoftwareHsm.Made::hsm).toList();
            try (Node node = Node.of(context, home, files, made)) {
                node.manager().register();
                node.log()
                        .record(
                                AuditAction.SYSTEM_FOUND,
                                AuditSubject.trust(founding.genesis().thumbprint()));
                FirstInvitations first = new FirstInvitations(node.manager(), context.clock(), context.random());
                operators.forEach(name -> invitations.put(name, first.invite(name)));
            }
            print(printer, home, founding, invitations);
        }
    }

    private SoftwareHsm.Founding found(Home home, String url, Passphrase passphrase) {
        try (Store database = context.openStore(home, url, storing.passwordFile())) {
            requireEmpty(database);
            SoftwareHsm factory = context.hsms();
            SoftwareHsm.Founding founding = factory.found(
                    IntStream.rangeClosed(1, hsms).mapToObj(i -> "h" + i).toList());
            HsmFiles files = new HsmFiles(home, factory, passphrase);
            founding.hsms().parallelStream().forEach(files::save);
            if (!database.<Boolean>write(tables -> tables.trusts().found(founding.genesis()))) {
                requireEmpty(database);
            }
            return founding;
        }
    }

    private void checkOptions() {
        operators.forEach(Name::typed);
        if (operators.stream().distinct().count() != operators.size()) {
            throw new UsageException("Two operators have the same name. Give each its own.");
        }
        if (hsms < 1 || hsms > 64) {
            throw new UsageException("A Trust has 1 to 64 HSMs. Give --hsms a number from 1 to 64.");
        }
    }

    static void requireNew(Home home) {
        if (ServerConfig.find(home).isPresent()) {
            throw new RefusedException("There is a server in " + home.folder()
                    + " already. Start it with kms-server run, or name another --home.");
        }
        if (java.nio.file.Files.exists(home.file(HsmFiles.FOLDER))) {
            throw new RefusedException("An earlier init, join or restore in " + home.folder()
                    + " did not finish. Nobody was told of it: remove the folder and do it again.");
        }
    }

    private static void requireEmpty(Store store) {
        List<Trust> there = store.read(tables -> tables.trusts().all());
        if (!there.isEmpty()) {
            throw new RefusedException("The database holds a system already (genesis "
                    + there.get(0).thumbprint()
                    + "). Add a server to it with kms-server join, or name an empty database. If that was an init that did not"
                    + " finish, empty the database.");
        }
    }

    private void print(Printer printer, Home home, SoftwareHsm.Founding founding, Map<String, String> invitations) {
        List<Hsm> made = founding.hsms().stream().map(SoftwareHsm.Made::hsm).toList();
        Map<String, @Nullable Object> json = Json.object();
        json.put("genesis", founding.genesis().thumbprint().value());
        json.put("hsms", made.stream().map(InitCommand::hsmJson).toList());
        json.put("invitations", invitations);
        json.put("cards", Json.object());
        List<String> text = new ArrayList<>();
        text.add("genesis  " + founding.genesis().thumbprint());
        made.forEach(hsm -> text.add(
                "HSM " + hsm.keys().label() + "   fingerprint " + hsm.keys().fingerprint()));
        invitations.forEach((name, invitation) -> {
            text.add("");
            text.add("invitation for " + name + " (one use, 7 days):");
            text.add(invitation);
        });
        printer.secret(json, text, "Make each anew: kms-server invite NAME");
        passphrases
                .madeFile(home)
                .ifPresent(file -> printer.note("A random passphrase for the HSM files was made: " + file
                        + " (owner only; keep a copy elsewhere)."));
        printer.note("Next: kms-server run");
    }

    private static Map<String, @Nullable Object> hsmJson(Hsm hsm) {
        Map<String, @Nullable Object> json = Json.object();
        json.put("label", hsm.keys().label());
        json.put("fingerprint", hsm.keys().fingerprint().value());
        return json;
    }
}
