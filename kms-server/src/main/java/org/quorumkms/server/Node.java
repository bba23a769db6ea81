package org.quorumkms.server;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.quorumkms.crypto.Passphrase;
import org.quorumkms.home.Home;
import org.quorumkms.hsm.Hsm;
import org.quorumkms.net.AcceptedServers;
import org.quorumkms.net.Address;
import org.quorumkms.net.ConnectionKey;
import org.quorumkms.net.Dialer;
import org.quorumkms.server.audit.AuditLog;
import org.quorumkms.server.manager.HsmPool;
import org.quorumkms.server.manager.Manager;
import org.quorumkms.server.memory.Memory;
import org.quorumkms.server.monitoring.Metrics;
import org.quorumkms.server.monitoring.Subject;
import org.quorumkms.server.net.ServerIdentity;
import org.quorumkms.server.rmi.CallObserver;
import org.quorumkms.server.rmi.Limits;
import org.quorumkms.server.rmi.RmiServer;
import org.quorumkms.server.store.Store;

/** The composition root: a server put together from its home. */
final class Node implements AutoCloseable {

    /** The file of the key that signs the audit log. */
    static final String AUDIT_KEY = "audit-key.pem";

    private final ServerContext context;
    private final ServerConfig config;
    private final Store store;
    private final Memory memory;
    private final AuditLog log;
    private final Manager manager;
    private final ServerIdentity identity;
    private final HsmPool pool;
    private final Optional<Metrics> metrics;

    private Node(
            ServerContext context,
            ServerConfig config,
            Store store,
            Memory memory,
            AuditLog log,
            Manager manager,
            ServerIdentity identity,
            HsmPool pool,
            Optional<Metrics> metrics) {
        this.context = context;
        this.config = config;
        this.store = store;
        this.memory = memory;
        this.log = log;
        this.manager = manager;
        this.identity = identity;
        this.pool = pool;
        this.metrics = metrics;
    }

    /** Opens the home's HSMs and store. */
    static Node open(ServerContext context, Home home, Passphrase passphrase) {
        HsmFiles files = context.hsmFiles(home, passphrase);
        return of(context, home, files, files.openAll(ServerConfig.require(home).genesis()));
    }

    /** Opens the home's HSMs and store, counts what is done with them, and says who hears of tokens that go and come. */
    static Node open(
            ServerContext context, Home home, Passphrase passphrase, Optional<Metrics> metrics, TokenNews news) {
        HsmFiles files = context.hsmFiles(home, passphrase, news);
        return of(context, home, files, files.openAll(ServerConfig.require(home).genesis()), metrics);
    }

    /** Opens the home's store, with HSMs that are open already. */
    static Node of(ServerContext context, Home home, HsmFiles files, List<Hsm> hsms) {
        return of(context, home, files, hsms, Optional.empty());
    }

    private static Node of(
            ServerContext context, Home home, HsmFiles files, List<Hsm> opened, Optional<Metrics> metrics) {
        ServerConfig config = ServerConfig.require(home);
        UnaryOperator<Hsm> counted = hsm -> metrics.map(all -> all.watched(hsm)).orElse(hsm);
        // The first signs what any can sign: one that is there, if any is.
        List<Hsm> hsms = opened.stream()
                .map(counted)
                .sorted(Comparator.comparing(hsm -> hsm.away().isPresent()))
                .toList();
        HsmPool pool = new HsmPool(hsms, label -> counted.apply(files.make(label, config.genesis())));
        ConnectionKey key = ConnectionKey.of(home, context.clock(), context.random());
        Store bare = context.openStore(home, config);
        Store store = metrics.map(all -> all.watched(bare)).orElse(bare);
        Memory memory = context.openMemory(home, config);
        // A store that was put back closes whoever was not opened since (protocol.md section 7).
        if (store.read(Store.Tables::restored) > memory.opened()) {
            memory.closeAll();
        }
        AuditLog log = new AuditLog(
                store,
                new AuditLog.Identity(config.genesis(), key.thumbprint()),
                new HomeLogKeys(home, hsms),
                new HomeHeadFile(home),
                context.clock());
        log.open();
        Manager manager = new Manager(
                store,
                pool,
                memory,
                new Manager.Server(
                        key.thumbprint(),
                        config.advertise().stream().map(Address::toString).toList(),
                        hsms.get(0).keys().signing().thumbprint()),
                log,
                context.clock(),
                context.random());
        ServerIdentity identity = new ServerIdentity(
                key,
                // One that is away cannot vouch for anybody new.
                () -> pool.all().stream()
                        .sorted(Comparator.comparing(hsm -> hsm.away().isPresent()))
                        .map(Node::issuer)
                        .toList(),
                context.clock());
        return new Node(context, config, store, memory, log, manager, identity, pool, metrics);
    }

    private static ServerIdentity.Issuer issuer(Hsm hsm) {
        return new ServerIdentity.Issuer(
                hsm.certificate(),
                (key, validity) -> hsm.issueServerCertificate(key, validity.from(), validity.until()));
    }

    /** Returns what is watched of a server that serves. */
    Subject subject(Home home, RmiServer server) {
        return new Subject(
                config.genesis(),
                store,
                log,
                pool::all,
                () -> HsmFiles.fingerprints(home),
                this::certificates,
                memory::isClosed,
                () -> LastBackup.of(home),
                server::calls,
                server::connections,
                () -> freeBytes(home),
                context.clock());
    }

    private static long freeBytes(Home home) {
        try {
            return Files.getFileStore(home.folder()).getUsableSpace();
        } catch (IOException e) {
            throw Home.failed("look at the disk of", home.folder(), e);
        }
    }

    /** Until when the certificates are valid that are shown now, by the HSM that vouches; what is due is renewed. */
    private Map<String, Instant> certificates() {
        Map<String, Instant> until = new TreeMap<>();
        for (Hsm hsm : pool.all()) {
            String issuer = hsm.certificate().getSubjectX500Principal().getName();
            until.put(
                    hsm.keys().label(),
                    identity.chain(issuer).stream()
                            .map(certificate -> certificate.getNotAfter().toInstant())
                            .min(Instant::compareTo)
                            .orElseThrow());
        }
        return until;
    }

    ServerConfig config() {
        return config;
    }

    /** Returns the labels of its HSMs. */
    List<String> hsms() {
        return pool.all().stream().map(hsm -> hsm.keys().label()).toList();
    }

    Memory memory() {
        return memory;
    }

    AuditLog log() {
        return log;
    }

    Manager manager() {
        return manager;
    }

    Dialer ownDialer() {
        ConnectionKey key = ConnectionKey.of(context.home(), context.clock(), context.random());
        return new Dialer(key, () -> new AcceptedServers(Set.of(), Set.of(key.thumbprint())), context.clock());
    }

    ServerIdentity identity() {
        return identity;
    }

    RmiServer serve(Limits limits) {
        CallObserver observer = metrics.isPresent() ? metrics.get() : CallObserver.NONE;
        return RmiServer.start(config.listen(), identity, manager, limits, observer, context.random());
    }

    @Override
    public void close() {
        log.close();
        memory.close();
        store.close();
    }
}
