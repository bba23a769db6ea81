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
import org.quorumkms.hsm.Founding;
import org.quorumkms.hsm.Hsm;
import org.quorumkms.hsm.MadeHsm;
import org.quorumkms.hsm.SoftwareHsm;
import org.quorumkms.hsm.UnboundHsm;
import org.quorumkms.json.Json;
import org.quorumkms.net.Address;
import org.quorumkms.pkcs11.TokenHsms;
import org.quorumkms.server.memory.MemoryFile;
import org.quorumkms.server.store.Store;
import org.quorumkms.trust.Trust;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** First start. */
@Command(
        name = "init",
        description = {
            "Set up a new system: HSMs, the genesis Trust, and the first operators' Domains.",
            "An operator is named with its identity, which its kms-operator identity printed: then a card is printed, no"
                    + " secret, and nobody else can be that operator. One that is named without gets an invitation, and"
                    + " whoever reads it can be that operator."
        },
        footer = {
            "",
            "Example:",
            "  kms-server init --operator alice=alice.id --operator bob=bob.id --operator carol=kmsid1.eyJ…",
            "  kms-server init --operator alice,bob,carol",
            "",
            "Give each operator its own card or invitation over a channel you trust. An invitation is a one-time secret."
        })
final class InitCommand implements Callable<Integer> {

    private static final String SOFTWARE = "software";

    private final ServerContext context;

    @Option(
            names = "--operator",
            paramLabel = "NAME[=IDENTITY]",
            required = true,
            split = ",",
            description = "An operator, with its identity: the word or a file that holds it. May be repeated.")
    private List<String> operators = new ArrayList<>();

    @Option(names = "--hsms", paramLabel = "N", defaultValue = "2", description = "How many HSMs, 1 to 64 (default 2).")
    private int hsms;

    @Option(
            names = "--hsm",
            paramLabel = "HSM",
            description = "What each HSM is, in place of --hsms: software, or a token as a PKCS#11 URI"
                    + " (pkcs11:token=LABEL?module-path=FILE). May be repeated.")
    private List<String> kinds = new ArrayList<>();

    @Mixin
    private PinOption pins = new PinOption();

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
        List<FirstOperator> first = checked();
        String url = storing.url();
        Home home = context.home();
        requireNew(home);
        home.holding(() -> setUp(home, url, first));
        return ExitCode.DONE.code();
    }

    private void setUp(Home home, String url, List<FirstOperator> operators) {
        Printer printer = context.printer(spec);
        Address address = listening.address();
        printer.note("Making " + (kinds.isEmpty() ? hsms : kinds.size()) + " HSMs…");
        // Loaded before the HSMs are made, so that it makes their RSA keys.
        NativeCrypto.provider();
        try (Passphrase passphrase = passphrases.findOrMake(home, context.random())) {
            Founding founding = found(home, url, passphrase);
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
            Map<String, String> cards = new LinkedHashMap<>();
            HsmFiles files = known().hsmFiles(home, passphrase);
            List<Hsm> made = founding.hsms().stream().map(MadeHsm::hsm).toList();
            try (Node node = Node.of(known(), home, files, made)) {
                node.manager().register();
                node.log()
                        .record(
                                AuditAction.SYSTEM_FOUND,
                                AuditSubject.trust(founding.genesis().thumbprint()));
                FirstInvitations first = new FirstInvitations(node.manager(), context.clock(), context.random());
                for (FirstOperator operator : operators) {
                    operator.identity()
                            .ifPresentOrElse(
                                    known -> cards.put(operator.name(), first.card(known)),
                                    () -> invitations.put(operator.name(), first.invite(operator.name())));
                }
            }
            print(printer, home, founding, new ToHandOut(invitations, cards));
        }
    }

    private ServerContext known() {
        return context.withPins(pins.file());
    }

    private Founding found(Home home, String url, Passphrase passphrase) {
        try (Store database = context.openStore(home, url, storing.passwordFile())) {
            requireEmpty(database);
            Founding founding = Founding.of(unbound(), context.clock().instant());
            HsmFiles files = known().hsmFiles(home, passphrase);
            founding.hsms().parallelStream().forEach(files::save);
            if (!database.<Boolean>write(tables -> tables.trusts().found(founding.genesis()))) {
                requireEmpty(database);
            }
            return founding;
        }
    }

    private List<UnboundHsm> unbound() {
        SoftwareHsm software = context.hsms();
        if (kinds.isEmpty()) {
            return IntStream.rangeClosed(1, hsms)
                    .mapToObj(i -> software.make("h" + i))
                    .toList();
        }
        TokenHsms tokens = known().tokens();
        List<UnboundHsm> made = new ArrayList<>();
        for (String kind : kinds) {
            String label = "h" + (made.size() + 1);
            made.add(kind.equals(SOFTWARE) ? software.make(label) : tokens.make(label, TokenUri.parse(kind)));
        }
        return made;
    }

    private List<FirstOperator> checked() {
        kinds.stream().filter(kind -> !kind.equals(SOFTWARE)).forEach(TokenUri::parse);
        List<FirstOperator> first = operators.stream().map(FirstOperator::typed).toList();
        FirstOperator.requireDifferent(first);
        if (kinds.size() > 64) {
            throw new UsageException("A Trust has 1 to 64 HSMs.");
        }
        if (hsms < 1 || hsms > 64) {
            throw new UsageException("A Trust has 1 to 64 HSMs. Give --hsms a number from 1 to 64.");
        }
        return first;
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

    /**
     * What the operators get.
     *
     * @param invitations secrets, by name
     * @param cards by name
     */
    private record ToHandOut(Map<String, String> invitations, Map<String, String> cards) {}

    private void print(Printer printer, Home home, Founding founding, ToHandOut handed) {
        List<Hsm> made = founding.hsms().stream().map(MadeHsm::hsm).toList();
        Map<String, @Nullable Object> json = Json.object();
        json.put("genesis", founding.genesis().thumbprint().value());
        json.put("hsms", made.stream().map(InitCommand::hsmJson).toList());
        json.put("invitations", handed.invitations());
        json.put("cards", handed.cards());
        List<String> text = new ArrayList<>();
        text.add("genesis  " + founding.genesis().thumbprint());
        made.forEach(hsm -> text.add(
                "HSM " + hsm.keys().label() + "   fingerprint " + hsm.keys().fingerprint()));
        handed.cards().forEach((name, card) -> {
            text.add("");
            text.add("card for " + name + " (no secret):");
            text.add(card);
        });
        handed.invitations().forEach((name, invitation) -> {
            text.add("");
            text.add("invitation for " + name + " (one use, 7 days):");
            text.add(invitation);
        });
        if (handed.invitations().isEmpty()) {
            printer.result(json, text);
        } else {
            printer.secret(json, text, "Make each anew: kms-server invite NAME");
            printer.note("Whoever reads the invitation for "
                    + String.join(" or ", handed.invitations().keySet())
                    + " can be that operator. None is printed for one that is named with its identity: --operator"
                    + " NAME=IDENTITY.");
        }
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
