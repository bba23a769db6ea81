package org.quorumkms.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.quorumkms.cli.CommonOptions;
import org.quorumkms.cli.ExitCode;
import org.quorumkms.cli.Printer;
import org.quorumkms.crypto.Passphrase;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.errors.UsageException;
import org.quorumkms.home.Home;
import org.quorumkms.hsm.Hsm;
import org.quorumkms.hsm.SoftwareHsm;
import org.quorumkms.json.Json;
import org.quorumkms.net.Address;
import org.quorumkms.server.store.Store;
import org.quorumkms.signed.Name;
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

    private final CommonOptions common;
    private final Clock clock;
    private final SecureRandom random;

    @Option(
            names = "--operator",
            paramLabel = "NAME",
            required = true,
            split = ",",
            description = "An operator to invite; may be repeated.")
    private List<String> operators = new ArrayList<>();

    @Option(names = "--hsms", paramLabel = "N", defaultValue = "2", description = "How many HSMs, 1 to 64 (default 2).")
    private int hsms;

    @Option(
            names = "--listen",
            paramLabel = "HOST:PORT",
            defaultValue = "127.0.0.1:7311",
            description = "Where to listen (default 127.0.0.1:7311). Port 0: a free one is chosen and kept.")
    private String listen = "";

    @Option(
            names = "--advertise",
            paramLabel = "HOST:PORT",
            split = ",",
            description = "What invitations say, if it is not where the server listens; may be repeated.")
    private List<String> advertise = new ArrayList<>();

    @Option(
            names = "--store",
            paramLabel = "JDBC_URL",
            description = "A shared database. This version keeps its store in the home and refuses others.")
    private @Nullable String store;

    @Mixin
    private PassphraseSource passphrases;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    InitCommand(CommonOptions common, Map<String, String> environment, Clock clock, SecureRandom random) {
        this.common = common;
        this.clock = clock;
        this.random = random;
        this.passphrases = new PassphraseSource(environment);
    }

    @Override
    public Integer call() {
        checkOptions();
        Home home = Home.open(common.home());
        requireNew(home);
        Printer printer = common.printer(spec);
        Address address = chosen(Address.parse(listen));
        List<Address> advertised = advertise.isEmpty()
                ? List.of(address)
                : advertise.stream().map(Address::parse).toList();
        printer.note("Making " + hsms + " HSMs…");
        try (Passphrase passphrase = passphrases.findOrMake(home, random)) {
            SoftwareHsm factory = Node.factory(clock, random);
            SoftwareHsm.Founding founding = factory.found(
                    IntStream.rangeClosed(1, hsms).mapToObj(i -> "h" + i).toList());
            HsmFiles files = new HsmFiles(home, factory, passphrase);
            founding.hsms().forEach(files::save);
            try (Store database = Node.openStore(home)) {
                database.write(tables -> {
                    tables.trusts().save(founding.genesis());
                    return founding;
                });
            }
            new ServerConfig(founding.genesis().thumbprint(), address, advertised, "").save(home);
            Map<String, String> invitations = new LinkedHashMap<>();
            try (Node node = Node.open(home, passphrase, clock, random)) {
                FirstInvitations first = new FirstInvitations(node.manager(), clock, random);
                operators.forEach(name -> invitations.put(name, first.invite(name)));
            }
            print(printer, home, founding, invitations);
        }
        return ExitCode.DONE;
    }

    private void checkOptions() {
        operators.forEach(Name::typed);
        if (operators.stream().distinct().count() != operators.size()) {
            throw new UsageException("Two operators have the same name. Give each its own.");
        }
        if (hsms < 1 || hsms > 64) {
            throw new UsageException("A Trust has 1 to 64 HSMs. Give --hsms a number from 1 to 64.");
        }
        if (store != null) {
            throw new RefusedException("This version keeps its store in the home (SQLite). Leave out --store.");
        }
    }

    private static void requireNew(Home home) {
        if (ServerConfig.find(home).isPresent()) {
            throw new RefusedException("There is a server in " + home.folder()
                    + " already. Start it with kms-server run, or name another --home.");
        }
        if (java.nio.file.Files.exists(home.file("hsms"))) {
            throw new RefusedException("An earlier init in " + home.folder()
                    + " did not finish. Nobody was invited by it: remove the folder and run init again.");
        }
    }

    private static Address chosen(Address wanted) {
        if (wanted.port() != 0) {
            return wanted;
        }
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getByName(wanted.host()))) {
            return new Address(wanted.host(), probe.getLocalPort());
        } catch (IOException e) {
            throw new RefusedException(
                    "No free port was found on " + wanted.host() + ". Name an address of this machine with --listen.");
        }
    }

    private void print(Printer printer, Home home, SoftwareHsm.Founding founding, Map<String, String> invitations) {
        List<Hsm> made = founding.hsms().stream().map(SoftwareHsm.Made::hsm).toList();
        Map<String, @Nullable Object> json = Json.object();
        json.put("genesis", founding.genesis().thumbprint().value());
        json.put("hsms", made.stream().map(InitCommand::hsmJson).toList());
        json.put("invitations", invitations);
        List<String> text = new ArrayList<>();
        text.add("genesis  " + founding.genesis().thumbprint());
        made.forEach(hsm -> text.add(
                "HSM " + hsm.keys().label() + "   fingerprint " + hsm.keys().fingerprint()));
        invitations.forEach((name, invitation) -> {
            text.add("");
            text.add("invitation for " + name + " (one use, 7 days):");
            text.add(invitation);
        });
        printer.result(json, text);
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
