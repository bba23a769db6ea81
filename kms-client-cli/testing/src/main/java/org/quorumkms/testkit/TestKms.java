package org.quorumkms.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.quorumkms.client.KmsClient;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.Policy;
import org.quorumkms.domain.Purpose;
import org.quorumkms.home.Home;
import org.quorumkms.net.AcceptedServers;
import org.quorumkms.net.Address;
import org.quorumkms.net.ConnectionKey;
import org.quorumkms.net.Dialer;
import org.quorumkms.operator.DialedServers;
import org.quorumkms.operator.OrderEntry;
import org.quorumkms.operator.Session;
import org.quorumkms.party.FirstContact;
import org.quorumkms.party.Invitation;
import org.quorumkms.party.KeptDomains;
import org.quorumkms.party.PinFile;
import org.quorumkms.remote.TrustPlan;
import org.quorumkms.server.EmbeddedServer;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.trust.Trust;
import org.quorumkms.trust.TrustKind;

/**
 * A system for tests: a server on a free port of the loopback address in this process, one HSM, one operator, and a Trust of both,
 * in a temporary folder. Everything in it is real: the same rules, TLS, and keys of its own.
 *
 * <pre>{@code
 * try (TestKms kms = TestKms.start();
 *         KmsClient client = KmsClient.open(kms.home("payroll"))) {
 *     byte[] sealed = client.domain("payroll").encrypt(data, Map.of("row", "17"));
 * }
 * }</pre>
 *
 * <p>It starts in three to six seconds. One of them may serve all tests of a build: each {@link #home} is of its own. A process that
 * reads object streams before must call {@link KmsClient#prepare} first, or be started with
 * {@code -Djdk.serialFilterFactory=org.quorumkms.net.CallFilters}.
 */
public final class TestKms implements AutoCloseable {

    private static final String OPERATOR = "alice";

    private final Path folder;
    private final Home operatorHome;
    private final AtomicInteger homes = new AtomicInteger();
    private final Address address;
    private final Thumbprint trust;
    private @Nullable EmbeddedServer server;

    private TestKms(Path folder) {
        this.folder = folder;
        Path serverHome = folder.resolve("server");
        String invitation = EmbeddedServer.found(serverHome, List.of(OPERATOR))
                .values()
                .iterator()
                .next();
        EmbeddedServer started = EmbeddedServer.start(serverHome);
        this.server = started;
        this.address = started.address();
        this.operatorHome = Home.open(folder.resolve("operator"));
        enrol(invitation);
        this.trust = found();
    }

    /** Makes a system and starts its server. */
    public static TestKms start() {
        KmsClient.prepare();
        try {
            return new TestKms(Files.createTempDirectory("quorum-kms-test"));
        } catch (IOException e) {
            throw new UncheckedIOException("no temporary folder could be made", e);
        }
    }

    private void enrol(String word) {
        try (Invitation invitation = Invitation.parse(word)) {
            new FirstContact(
                            new PinFile(operatorHome),
                            new KeptDomains(operatorHome, Integer.MAX_VALUE),
                            key(operatorHome),
                            Clock.systemUTC())
                    .claim(
                            invitation,
                            new FirstContact.Servers(List.of(address), Set.of()),
                            Optional.empty(),
                            Optional.empty(),
                            shown -> {});
        }
    }

    private static ConnectionKey key(Home home) {
        return ConnectionKey.of(home, Clock.systemUTC(), new SecureRandom());
    }

    private Thumbprint found() {
        Session session = operator();
        List<Thumbprint> hsms =
                session.hsms().all().stream().map(hsm -> hsm.fingerprint()).toList();
        Trust made = session.trusts()
                .create(new TrustPlan(
                        TrustKind.BRANCH,
                        session.genesis(),
                        hsms,
                        List.of(session.self().thumbprint()),
                        1,
                        "for tests"));
        session.trusts().approve(made);
        Trust signed = session.trusts().sign(made.thumbprint(), List.of());
        operator().begin((founding, newest) -> Optional.of(true));
        return signed.thumbprint();
    }

    private Session operator() {
        ConnectionKey key = key(operatorHome);
        Dialer dialer = new Dialer(
                key,
                () -> new AcceptedServers(new PinFile(operatorHome).require().vouching(), Set.of()),
                Clock.systemUTC());
        return new Session(
                new DialedServers(dialer, List.of(address)),
                operatorHome,
                key,
                Clock.systemUTC(),
                new SecureRandom(),
                warning -> {});
    }

    /** Returns where the server is called, {@code HOST:PORT}. */
    public String address() {
        return address.toString();
    }

    /**
     * Makes a Domain whose controllers decide, and returns the invitation to it, which works once.
     *
     * @param name for people; several may have the same
     */
    public String invitation(String name) {
        return invitation(name, Policy.OPEN);
    }

    /** Makes a Domain of which the operator decides what is opened ({@code decrypt: quorum}), and returns the invitation to it. */
    public String invitationOfQuorum(String name) {
        return invitation(name, new Policy(Policy.Who.CONTROLLERS, Policy.Who.QUORUM));
    }

    private String invitation(String name, Policy policy) {
        return operator().changes().create(trust, name, Purpose.ENCRYPT, policy).invitation();
    }

    /** Makes a Domain, and a client's home that claimed it. */
    public Path home(String domain) {
        return claimed(invitation(domain));
    }

    /** Makes a Domain of which the operator decides what is opened, and a client's home that claimed it. */
    public Path homeOfQuorum(String domain) {
        return claimed(invitationOfQuorum(domain));
    }

    private Path claimed(String invitation) {
        Path home = folder.resolve("client" + homes.incrementAndGet());
        KmsClient.claim(home, invitation);
        return home;
    }

    /**
     * Approves, as the operator, what a client asked to be released.
     *
     * @param order what {@code Release.order()} returns
     */
    public void approve(String order) {
        Session session = operator();
        OrderEntry found = session.orders().all().stream()
                .filter(one -> one.order().body().id().value().equals(order))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no order " + order));
        session.orders().approve(found.order());
    }

    /**
     * Makes a new active master key of a Domain: what is sealed from then on is under that.
     *
     * @param domain its UUID
     */
    public void rotate(String domain) {
        operator().changes().rotate(new DomainId(domain), Duration.ZERO);
    }

    /** Stops the server: calls fail as when it is down. */
    public synchronized void stopServer() {
        EmbeddedServer running = server;
        if (running != null) {
            server = null;
            running.close();
        }
    }

    /** Starts the server again, at the same address. */
    public synchronized void startServer() {
        if (server == null) {
            server = EmbeddedServer.start(folder.resolve("server"));
        }
    }

    /** Stops the server and removes everything. */
    @Override
    public void close() {
        stopServer();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the test system's folder could not be removed", e);
        }
    }
}
