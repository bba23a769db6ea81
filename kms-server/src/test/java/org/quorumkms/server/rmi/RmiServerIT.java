package org.quorumkms.server.rmi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.rmi.AccessException;
import java.rmi.registry.Registry;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quorumkms.domain.Domain;
import org.quorumkms.domain.ExportedDomain;
import org.quorumkms.domain.Purpose;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.errors.UnreachableException;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.hsm.Hsm;
import org.quorumkms.net.AcceptedServers;
import org.quorumkms.net.Address;
import org.quorumkms.net.ConnectionKey;
import org.quorumkms.net.Dialer;
import org.quorumkms.net.RegistryAccess;
import org.quorumkms.remote.ClaimService;
import org.quorumkms.remote.ClientService;
import org.quorumkms.remote.OperatorService;
import org.quorumkms.server.manager.TestServer;
import org.quorumkms.server.manager.TurnableClock;
import org.quorumkms.server.net.ServerIdentity;
import org.quorumkms.server.store.JdbcStore;
import org.quorumkms.signed.Thumbprint;

/** The real registry and services on a free loopback port, over real mutual TLS 1.3. */
class RmiServerIT {

    @TempDir
    private Path folder;

    private final SecureRandom random = new SecureRandom();
    private final ConnectionKey serverKey = ConnectionKey.generate(Instant.now(), random);
    private TestServer system;
    private Address address;
    private RmiServer server;

    @BeforeEach
    void start() throws IOException {
        system = new TestServer(JdbcStore.openSqlite(folder.resolve("store.sqlite")));
        address = freeAddress();
        server = RmiServer.start(
                address, identity(Clock.systemUTC()), system.manager(), Limits.DEFAULT, CallObserver.NONE, random);
    }

    private static Address freeAddress() throws IOException {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return new Address("127.0.0.1", probe.getLocalPort());
        }
    }

    @AfterEach
    void stop() throws InterruptedException {
        server.stop(Duration.ofSeconds(5));
        system.close();
    }

    private ServerIdentity identity(Clock clock) {
        return new ServerIdentity(
                serverKey, () -> system.hsms().stream().map(RmiServerIT::issuer).toList(), clock);
    }

    private static ServerIdentity.Issuer issuer(Hsm hsm) {
        return new ServerIdentity.Issuer(
                hsm.certificate(),
                (key, validity) -> hsm.issueServerCertificate(key, validity.from(), validity.until()));
    }

    private Dialer dialer(Set<Thumbprint> hsms, Set<Thumbprint> keys) {
        return new Dialer(
                ConnectionKey.generate(Instant.now(), random),
                () -> new AcceptedServers(hsms, keys),
                Clock.systemUTC());
    }

    private Dialer dialer() {
        return dialer(Set.of(system.hsm().keys().signing().thumbprint()), Set.of());
    }

    @Test
    void anUnknownCallerReachesNothingButClaim() throws Exception {
        OperatorService operators =
                RegistryAccess.lookup(dialer(), List.of(address), OperatorService.class, OperatorService.NAME);
        assertThatThrownBy(operators::trusts)
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("is not an operator's");
        ClientService clients =
                RegistryAccess.lookup(dialer(), List.of(address), ClientService.class, ClientService.NAME);
        assertThat(clients.domains()).isEmpty();
        assertThatThrownBy(() -> clients.line(system.genesis())).isInstanceOf(RefusedException.class);
        Domain invited = ExportedDomain.parse(system.manager()
                        .inviteFirst("alice", system.terms(Purpose.OPERATOR))
                        .exported())
                .domain();
        ClaimService claims = RegistryAccess.lookup(dialer(), List.of(address), ClaimService.class, ClaimService.NAME);
        String claimed = claims.claim(system.request(), TestServer.claimRequest(invited));
        assertThat(ExportedDomain.parse(claimed).domain().body().revision()).isEqualTo(2);
    }

    @Test
    void eachCallerIsItsOwnKeyEvenOnOneThread() throws Exception {
        Domain invited = ExportedDomain.parse(system.manager()
                        .inviteFirst("alice", system.terms(Purpose.OPERATOR))
                        .exported())
                .domain();
        Dialer alice = dialer();
        RegistryAccess.lookup(alice, List.of(address), ClaimService.class, ClaimService.NAME)
                .claim(system.request(), TestServer.claimRequest(invited));
        OperatorService asAlice =
                RegistryAccess.lookup(alice, List.of(address), OperatorService.class, OperatorService.NAME);
        OperatorService asOther =
                RegistryAccess.lookup(dialer(), List.of(address), OperatorService.class, OperatorService.NAME);
        for (int i = 0; i < 20; i++) {
            assertThat(asAlice.trusts()).hasSize(1);
            assertThatThrownBy(asOther::trusts).isInstanceOf(RefusedException.class);
        }
    }

    @Test
    void aServerThatNobodyVouchesForIsRefused() {
        Dialer other = dialer(Set.of(system.genesis()), Set.of());
        assertThatThrownBy(() -> RegistryAccess.lookup(other, List.of(address), ClaimService.class, ClaimService.NAME))
                .isInstanceOf(VerificationException.class)
                .hasMessageContaining("is in no Trust pinned here")
                .hasMessageContaining(serverKey.thumbprint().value());
        Dialer named = dialer(Set.of(), Set.of(serverKey.thumbprint()));
        assertThat(RegistryAccess.lookup(named, List.of(address), ClaimService.class, ClaimService.NAME))
                .isNotNull();
    }

    /** Section 6: a handshake that takes an earlier session up shows no certificates, and is judged all the same. */
    @Test
    void aServerThatIsAcceptedNoMoreIsRefused_alsoWhereItsSessionIsResumed() throws Exception {
        AtomicReference<Set<Thumbprint>> accepted =
                new AtomicReference<>(Set.of(system.hsm().keys().signing().thumbprint()));
        Dialer dialer = new Dialer(
                ConnectionKey.generate(Instant.now(), random),
                () -> new AcceptedServers(accepted.get(), Set.of()),
                Clock.systemUTC());
        assertThat(RegistryAccess.lookup(dialer, List.of(address), ClientService.class, ClientService.NAME)
                        .domains())
                .isEmpty();
        assertThat(dialer.peer(address).key()).isEqualTo(serverKey.thumbprint());
        accepted.set(Set.of(system.genesis()));
        assertThatThrownBy(() -> dialer.peer(address))
                .isInstanceOf(IOException.class)
                .hasRootCauseMessage("its server key is " + serverKey.thumbprint()
                        + ", vouched for by an HSM (signing key "
                        + system.hsm().keys().signing().thumbprint()
                        + ") that is in no Trust pinned here; if you know this server, name its key with --server-key");
    }

    @Test
    void anExpiredCertificateIsRefusedAndAFreshOneIsIssuedInTime() {
        Clock later = Clock.fixed(Instant.now().plus(Duration.ofDays(8)), ZoneOffset.UTC);
        Set<Thumbprint> hsms = Set.of(system.hsm().keys().signing().thumbprint());
        Dialer inAWeek = new Dialer(
                ConnectionKey.generate(Instant.now(), random), () -> new AcceptedServers(hsms, Set.of()), later);
        assertThatThrownBy(
                        () -> RegistryAccess.lookup(inAWeek, List.of(address), ClaimService.class, ClaimService.NAME))
                .isInstanceOf(VerificationException.class)
                .hasMessageContaining("compare the clocks");
        ServerIdentity identity = identity(later);
        String vouching = identity.vouching(List.of());
        assertThat(identity.chain(vouching).get(0).getNotAfter().toInstant()).isAfter(later.instant());
        assertThat(identity.chain(vouching).get(0))
                .isEqualTo(identity.chain(vouching).get(0));
    }

    /** A server whose clock was ahead once kept a certificate that nobody accepted until it was valid. */
    @Test
    void aCertificateFromTheFutureIsNotKept() throws Exception {
        TurnableClock clock = new TurnableClock();
        clock.turn(Duration.ofDays(2));
        server.stop(Duration.ofSeconds(5));
        ServerIdentity identity = identity(clock);
        // RMI gives a port back when it likes.
        address = freeAddress();
        server = RmiServer.start(address, identity, system.manager(), Limits.DEFAULT, CallObserver.NONE, random);
        Dialer dialer = dialer();
        assertThatThrownBy(() -> RegistryAccess.lookup(dialer, List.of(address), ClaimService.class, ClaimService.NAME))
                .isInstanceOf(VerificationException.class)
                .hasMessageContaining("compare the clocks");
        clock.turn(Duration.ofDays(-2));
        assertThat(RegistryAccess.lookup(dialer, List.of(address), ClaimService.class, ClaimService.NAME))
                .isNotNull();
        String vouching = identity.vouching(List.of());
        assertThat(identity.chain(vouching)).isEqualTo(identity.chain(vouching));
    }

    @Test
    void whicheverHsmTheCallerAcceptsVouches() {
        for (Hsm hsm : system.hsms()) {
            Dialer onlyThisOne = dialer(Set.of(hsm.keys().signing().thumbprint(), system.genesis()), Set.of());
            assertThat(RegistryAccess.lookup(onlyThisOne, List.of(address), ClaimService.class, ClaimService.NAME))
                    .isNotNull();
        }
    }

    @Test
    void nobodyCanBindRebindOrUnbind() throws Exception {
        Registry registry = RegistryAccess.open(dialer(), address);
        assertThat(registry.list()).containsExactlyInAnyOrder("claim", "client", "handover", "operator");
        ClaimService stub = RegistryAccess.lookup(dialer(), List.of(address), ClaimService.class, ClaimService.NAME);
        assertThatThrownBy(() -> registry.rebind("claim", stub)).hasRootCauseInstanceOf(AccessException.class);
        assertThatThrownBy(() -> registry.bind("other", stub)).hasRootCauseInstanceOf(AccessException.class);
        assertThatThrownBy(() -> registry.unbind("claim")).hasRootCauseInstanceOf(AccessException.class);
    }

    @Test
    void plainCallersAndNobodyAreSaidToBeUnreachable() throws InterruptedException {
        server.stop(Duration.ofSeconds(5));
        assertThatThrownBy(
                        () -> RegistryAccess.lookup(dialer(), List.of(address), ClaimService.class, ClaimService.NAME))
                .isInstanceOf(UnreachableException.class)
                .hasMessageContaining(address.toString());
    }

    @Test
    void theNextAddressIsTriedWhenOneIsDown() {
        Address dead = new Address("127.0.0.1", 1);
        assertThat(RegistryAccess.lookup(dialer(), List.of(dead, address), ClaimService.class, ClaimService.NAME))
                .isNotNull();
    }
}
