package org.quorumkms.server.rmi;

import java.io.ObjectInputFilter;
import java.rmi.NoSuchObjectException;
import java.rmi.Remote;
import java.rmi.RemoteException;
import java.rmi.registry.LocateRegistry;
import java.rmi.registry.Registry;
import java.rmi.server.UnicastRemoteObject;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.net.Address;
import org.quorumkms.net.RmiSettings;
import org.quorumkms.net.TlsClientSocketFactory;
import org.quorumkms.net.WireFilters;
import org.quorumkms.remote.ClaimService;
import org.quorumkms.remote.ClientService;
import org.quorumkms.remote.HandOverService;
import org.quorumkms.remote.OperatorService;
import org.quorumkms.server.manager.Manager;
import org.quorumkms.server.net.ServerCredentials;
import org.quorumkms.server.net.TlsServerSocketFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves the registry and the services on one port: mutual TLS 1.3, an allow-list filter on each object. */
public final class RmiServer {

    private static final Logger LOG = LoggerFactory.getLogger(RmiServer.class);

    /** How long answers may take to be sent when the server stops. */
    private static final Duration FLUSH = Duration.ofSeconds(5);

    private final Calls calls;
    private final TlsServerSocketFactory sockets;
    private final List<Remote> exported;

    private record Service(String name, Remote object, ObjectInputFilter parameters) {

        static <S extends Remote> Service of(
                String name, Class<S> type, S endpoint, ObjectInputFilter parameters, CallObserver observer) {
            return new Service(name, WholeCalls.before(type, endpoint, observer), parameters);
        }
    }

    private RmiServer(Calls calls, TlsServerSocketFactory sockets, List<Remote> exported) {
        this.calls = calls;
        this.sockets = sockets;
        this.exported = exported;
    }

    /**
     * Begins to serve.
     *
     * @param listen where; the port is not 0
     * @param observer is told of each call
     * @throws RefusedException if the port is taken
     */
    public static RmiServer start(
            Address listen,
            ServerCredentials credentials,
            Manager manager,
            Limits limits,
            CallObserver observer,
            SecureRandom random) {
        RmiSettings.apply();
        TlsClientSocketFactory clients = new TlsClientSocketFactory();
        TlsServerSocketFactory servers =
                new TlsServerSocketFactory(listen.host(), credentials, limits.connections(), manager::isNamed);
        Calls calls = new Calls(limits, random);
        List<Service> services = List.of(
                Service.of(
                        ClaimService.NAME,
                        ClaimService.class,
                        new ClaimEndpoint(calls, manager),
                        WireFilters.claims(),
                        observer),
                Service.of(
                        ClientService.NAME,
                        ClientService.class,
                        new ClientEndpoint(calls, manager),
                        WireFilters.clients(),
                        observer),
                Service.of(
                        OperatorService.NAME,
                        OperatorService.class,
                        new OperatorEndpoint(calls, manager),
                        WireFilters.operators(),
                        observer),
                Service.of(
                        HandOverService.NAME,
                        HandOverService.class,
                        new HandOverEndpoint(calls, manager),
                        LargeCalls.of(manager.imports()::mayBring, WireFilters.handOver()),
                        observer));
        List<Remote> exported = new ArrayList<>();
        try {
            for (Service service : services) {
                UnicastRemoteObject.exportObject(
                        service.object(), listen.port(), clients, servers, service.parameters());
                exported.add(service.object());
            }
            Registry registry = LocateRegistry.createRegistry(listen.port(), clients, servers);
            exported.add(registry);
            for (Service service : services) {
                registry.rebind(service.name(), service.object());
            }
            return new RmiServer(calls, servers, exported);
        } catch (RemoteException e) {
            LOG.debug("starting to serve", e);
            exported.forEach(RmiServer::unexport);
            throw new RefusedException("Could not listen on " + listen
                    + ": the address is not this machine's, or the port is taken. Stop what uses it, or change listen"
                    + " in server.json.");
        }
    }

    /** Returns how many calls are under way. */
    public int calls() {
        return calls.underWay();
    }

    /** Returns how many connections are open. */
    public int connections() {
        return sockets.connections();
    }

    /** Ends: calls under way are finished, further ones are refused. */
    public void stop(Duration patience) throws InterruptedException {
        if (!calls.stop(patience)) {
            LOG.warn("calls were still under way after {}; they are cut off", patience);
        }
        long end = System.nanoTime() + FLUSH.toNanos();
        for (Remote object : exported) {
            // RMI counts a call until its answer is sent.
            while (System.nanoTime() < end && !unexport(object, false)) {
                TimeUnit.MILLISECONDS.sleep(10);
            }
            unexport(object);
        }
    }

    private static boolean unexport(Remote object, boolean force) {
        try {
            return UnicastRemoteObject.unexportObject(object, force);
        } catch (NoSuchObjectException e) {
            LOG.debug("was not exported", e);
            return true;
        }
    }

    private static void unexport(Remote object) {
        if (!unexport(object, true)) {
            LOG.warn("an object is still called");
        }
    }
}
