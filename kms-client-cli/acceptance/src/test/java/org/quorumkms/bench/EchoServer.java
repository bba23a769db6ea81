package org.quorumkms.bench;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.rmi.Remote;
import java.rmi.registry.LocateRegistry;
import java.rmi.server.UnicastRemoteObject;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.quorumkms.crypto.Passphrase;
import org.quorumkms.crypto.SealedKeyStore;
import org.quorumkms.crypto.SecretBytes;
import org.quorumkms.domain.SeenDomain;
import org.quorumkms.hsm.Hsm;
import org.quorumkms.hsm.SoftwareHsm;
import org.quorumkms.net.Address;
import org.quorumkms.net.ConnectionKey;
import org.quorumkms.net.TlsClientSocketFactory;
import org.quorumkms.net.WireFilters;
import org.quorumkms.remote.ClientService;
import org.quorumkms.remote.Data;
import org.quorumkms.remote.Opened;
import org.quorumkms.server.net.ConnectionLimits;
import org.quorumkms.server.net.ServerIdentity;
import org.quorumkms.server.net.TlsServerSocketFactory;

/**
 * The ceiling of the key service: the same registry, TLS, filter, interface and sizes of argument and answer, and nothing
 * behind them. Arguments: a server's home, for its HSMs' certificates, and HOST:PORT.
 */
final class EchoServer {

    private EchoServer() {}

    public static void main(String[] args) throws Exception {
        System.setProperty("java.rmi.server.hostname", "127.0.0.1");
        Address address = Address.parse(args[1]);
        Clock clock = Clock.systemUTC();
        SecureRandom random = new SecureRandom();
        List<Hsm> hsms =
                hsms(Path.of(args[0]), new SoftwareHsm(new SealedKeyStore(SealedKeyStore.SCRYPT_COST), clock, random));
        ServerIdentity identity = new ServerIdentity(
                ConnectionKey.generate(clock.instant(), random),
                () -> hsms.stream()
                        .map(hsm -> new ServerIdentity.Issuer(
                                hsm.certificate(),
                                (server, validity) ->
                                        hsm.issueServerCertificate(server, validity.from(), validity.until())))
                        .toList(),
                clock);
        TlsClientSocketFactory clients = new TlsClientSocketFactory();
        TlsServerSocketFactory servers =
                new TlsServerSocketFactory(address.host(), identity, ConnectionLimits.DEFAULT, caller -> true);
        Data answer;
        try (SecretBytes secret = SecretBytes.random(random, 32)) {
            answer = Data.of(secret);
        }
        Remote echo = (Remote) Proxy.newProxyInstance(
                EchoServer.class.getClassLoader(),
                new Class<?>[] {ClientService.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "openDataKey" -> new Opened((SeenDomain) arguments[0], answer);
                    case "hashCode" -> System.identityHashCode(proxy);
                    case "equals" -> proxy == arguments[0];
                    default -> throw new UnsupportedOperationException(method.getName());
                });
        UnicastRemoteObject.exportObject(echo, address.port(), clients, servers, WireFilters.clients());
        LocateRegistry.createRegistry(address.port(), clients, servers).rebind(ClientService.NAME, echo);
        System.out.println("ready");
        new CountDownLatch(1).await();
    }

    private static List<Hsm> hsms(Path home, SoftwareHsm factory) throws IOException {
        List<Hsm> hsms = new ArrayList<>();
        try (Stream<Path> files = Files.list(home.resolve("hsms"))) {
            for (Path file : files.toList()) {
                hsms.add(factory.open(
                        file.toString(),
                        Files.readAllBytes(file),
                        Passphrase.ofFirstLine(Files.readAllBytes(home.resolve("passphrase")))));
            }
        }
        return hsms;
    }
}
