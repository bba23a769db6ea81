package org.quorumkms.server.rmi;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.rmi.Remote;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.quorumkms.hsm.Hsm;
import org.quorumkms.net.AcceptedServers;
import org.quorumkms.net.Address;
import org.quorumkms.net.ConnectionKey;
import org.quorumkms.net.Dialer;
import org.quorumkms.net.RegistryAccess;
import org.quorumkms.server.manager.TestServer;
import org.quorumkms.server.net.ServerIdentity;
import org.quorumkms.server.store.JdbcStore;
import org.quorumkms.signed.Thumbprint;

/** The real services on a free loopback port, over a system of its own. */
final class RunningServer {

    private final SecureRandom random = new SecureRandom();
    private final TestServer system;
    private final Address address;
    private final RmiServer server;

    private RunningServer(Path folder, Limits limits) throws IOException {
        this.system = new TestServer(JdbcStore.openSqlite(folder.resolve("store.sqlite")));
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            this.address = new Address("127.0.0.1", probe.getLocalPort());
        }
        ServerIdentity identity = new ServerIdentity(
                newKey(),
                () -> system.hsms().stream().map(RunningServer::issuer).toList(),
                Clock.systemUTC());
        this.server = RmiServer.start(address, identity, system.manager(), limits, CallObserver.NONE, random);
    }

    static RunningServer start(Path folder, Limits limits) throws IOException {
        return new RunningServer(folder, limits);
    }

    private static ServerIdentity.Issuer issuer(Hsm hsm) {
        return new ServerIdentity.Issuer(
                hsm.certificate(),
                (key, validity) -> hsm.issueServerCertificate(key, validity.from(), validity.until()));
    }

    TestServer system() {
        return system;
    }

    Address address() {
        return address;
    }

    ConnectionKey newKey() {
        return ConnectionKey.generate(Instant.now(), random);
    }

    Dialer dialer(ConnectionKey key) {
        Set<Thumbprint> hsms = system.hsms().stream()
                .map(hsm -> hsm.keys().signing().thumbprint())
                .collect(Collectors.toSet());
        return new Dialer(key, () -> new AcceptedServers(hsms, Set.of()), Clock.systemUTC());
    }

    <S extends Remote> S lookup(ConnectionKey key, Class<S> service, String name) {
        return RegistryAccess.lookup(dialer(key), List.of(address), service, name);
    }

    void close() throws InterruptedException {
        server.stop(Duration.ofSeconds(5));
        system.close();
    }
}
