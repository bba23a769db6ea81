package org.quorumkms.operator.cli;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.quorumkms.cli.CommonOptions;
import org.quorumkms.cli.Printer;
import org.quorumkms.cli.ServerOptions;
import org.quorumkms.cli.Terminal;
import org.quorumkms.crypto.Passphrase;
import org.quorumkms.errors.UsageException;
import org.quorumkms.home.FileName;
import org.quorumkms.home.Home;
import org.quorumkms.jose.SigningKey;
import org.quorumkms.net.AcceptedServers;
import org.quorumkms.net.Address;
import org.quorumkms.net.ConnectionKey;
import org.quorumkms.net.Dialer;
import org.quorumkms.operator.ApprovalKey;
import org.quorumkms.operator.Approving;
import org.quorumkms.operator.DialedServers;
import org.quorumkms.operator.Session;
import org.quorumkms.party.PinFile;

/** What all commands of the console share: options, clock, randomness, standard input, the person to ask. */
public final class OperatorContext {

    private final Map<String, String> environment;
    private final CommonOptions common;
    private final ServerOptions servers;
    private final HomeOptions homes;
    private final Clock clock;
    private final SecureRandom random;
    private final InputStream input;
    private Prompt prompt;
    private @Nullable ConnectionKey key;
    private @Nullable Path keyOf;

    /** Takes the variables, options, clock, randomness, standard input, and who asks. */
    public OperatorContext(
            Map<String, String> environment,
            CommonOptions common,
            ServerOptions servers,
            HomeOptions homes,
            Clock clock,
            SecureRandom random,
            InputStream input,
            Prompt prompt) {
        this.environment = Map.copyOf(environment);
        this.common = common;
        this.servers = servers;
        this.homes = homes;
        this.clock = clock;
        this.random = random;
        this.input = input;
        this.prompt = prompt;
    }

    /** Returns a variable of the process; empty if it is not set. */
    public String environment(String variable) {
        return environment.getOrDefault(variable, "");
    }

    /** Returns the options of every program. */
    public CommonOptions common() {
        return common;
    }

    /** Returns which servers to call. */
    public ServerOptions servers() {
        return servers;
    }

    /** Returns the clock. */
    public Clock clock() {
        return clock;
    }

    /** Returns standard input. */
    public InputStream input() {
        return input;
    }

    /** Returns who asks the person. */
    public Prompt prompt() {
        return prompt;
    }

    /** From now on somebody else asks: the interactive console. */
    public void promptBy(Prompt other) {
        this.prompt = other;
    }

    /** Opens the home. */
    public Home home() {
        return Home.open(common.home());
    }

    /** Returns the key of the home, made at the first use; of a locked one the passphrase is asked for once. */
    public synchronized ConnectionKey key(Home home) {
        ConnectionKey before = key;
        if (before == null || !home.folder().equals(keyOf)) {
            before = ConnectionKey.of(home, this::homePassphrase, clock, random);
            key = before;
            keyOf = home.folder();
        }
        return before;
    }

    /** Seals the home's key under a passphrase, which is asked for twice. */
    public void lock(Home home) {
        ConnectionKey open = key(home);
        try (Passphrase passphrase = newHomePassphrase()) {
            open.lock(home, passphrase);
        }
    }

    private Passphrase homePassphrase() {
        return namedHomePassphrase().orElseGet(() -> asked("Passphrase of this home: "));
    }

    private Passphrase newHomePassphrase() {
        return namedHomePassphrase().orElseGet(() -> {
            Passphrase first = asked("New passphrase of this home: ");
            try (Passphrase second = asked("The same again: ")) {
                if (!java.util.Arrays.equals(first.exposed(), second.exposed())) {
                    first.close();
                    throw new UsageException("The two are not the same. Nothing was done.");
                }
            }
            return first;
        });
    }

    private Optional<Passphrase> namedHomePassphrase() {
        String variable = environment("KMS_HOME_PASSPHRASE_FILE");
        return homes.passphraseFile()
                .or(() -> variable.isEmpty() ? Optional.empty() : Optional.of(FileName.path(variable)))
                .map(OperatorContext::firstLine);
    }

    private static Passphrase firstLine(Path file) {
        try {
            Home.requireNotEverybodys(file);
            return Passphrase.ofFirstLine(Files.readAllBytes(file));
        } catch (java.io.IOException e) {
            throw Home.failed("read the passphrase in", file, e);
        }
    }

    private static Passphrase asked(String question) {
        return Terminal.find()
                .flatMap(console -> Optional.ofNullable(console.readPassword(question)))
                .map(Passphrase::owning)
                .orElseThrow(() ->
                        new UsageException("This home is locked, and there is nobody to ask for its passphrase. Name a"
                                + " file that holds it with --home-passphrase-file or KMS_HOME_PASSPHRASE_FILE."));
    }

    /** Returns randomness. */
    public SecureRandom random() {
        return random;
    }

    /** Returns the password of an approval key that an operator keeps itself: from a file, or from the person. */
    public Passphrase ownKeyPassword() {
        String file = environment.getOrDefault("KMS_OWN_KEY_PASSWORD_FILE", "");
        if (!file.isEmpty()) {
            return firstLine(FileName.path(file));
        }
        return Terminal.find()
                .flatMap(console -> Optional.ofNullable(console.readPassword("Password of your approval key: ")))
                .map(Passphrase::owning)
                .orElseThrow(() -> new UsageException("There is nobody to ask for the password of your approval key."
                        + " Name a file that holds it with KMS_OWN_KEY_PASSWORD_FILE."));
    }

    /** Returns the approval key in a file, which is made there if there is none. */
    public SigningKey ownKey(Path file) {
        return Files.exists(file)
                ? ApprovalKey.open(file, this::ownKeyPassword)
                : ApprovalKey.make(file, this::ownKeyPassword, clock.instant(), random);
    }

    /** Connects to a server that the pinned Trusts vouch for. */
    public Session connect(Consumer<String> warnings) {
        Home home = home();
        PinFile pinFile = new PinFile(home);
        ConnectionKey key = key(home);
        List<Address> addresses = servers.addresses(pinFile.summary().servers());
        Dialer dialer =
                new Dialer(key, () -> new AcceptedServers(pinFile.summary().vouching(), servers.serverKeys()), clock);
        return new Session(new DialedServers(dialer, addresses), home, key, clock, random, warnings);
    }

    /** Connects, and brings this home up to date with what the server shows. */
    public Session open(Printer printer) {
        Session session = connect(printer::note);
        session.begin(new MoveQuestion(printer, prompt));
        return session;
    }

    /** Returns what approves with this operator's key. */
    public Approving approving(Session session) {
        return new Approving(session, new ApprovalKey(home()), this::ownKeyPassword);
    }
}
