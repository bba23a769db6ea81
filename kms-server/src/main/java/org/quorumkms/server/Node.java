package org.quorumkms.server;

import java.util.List;
import org.quorumkms.crypto.Passphrase;
import org.quorumkms.home.Home;
import org.quorumkms.hsm.Hsm;
import org.quorumkms.net.Address;
import org.quorumkms.net.ConnectionKey;
import org.quorumkms.server.audit.AuditLog;
import org.quorumkms.server.manager.HsmPool;
import org.quorumkms.server.manager.Manager;
import org.quorumkms.server.memory.Memory;
import org.quorumkms.server.net.ServerIdentity;
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

    private Node(
            ServerContext context,
            ServerConfig config,
            Store store,
            Memory memory,
            AuditLog log,
            Manager manager,
            ServerIdentity identity) {
        this.context = context;
        this.config = config;
        this.store = store;
        this.memory = memory;
        this.log = log;
        this.manager = manager;
        this.identity = identity;
    }

    /** Opens the home's HSMs and store. */
    static Node open(ServerContext context, Home home, Passphrase passphrase) {
        HsmFiles files = new HsmFiles(home, context.hsms(), passphrase);
        return of(context, home, files, files.openAll(ServerConfig.require(home).genesis()));
    }

    /** Opens the home's store, with HSMs that are open already. */
    static Node of(ServerContext context, Home home, HsmFiles files, List<Hsm> hsms) {
        ServerConfig config = ServerConfig.require(home);
        HsmPool pool = new HsmPool(hsms, label -> files.make(label, config.genesis()));
        ConnectionKey key = ConnectionKey.of(home, context.clock(), context.random());
        Store store = context.openStore(home, config);
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
                key, () -> pool.all().stream().map(Node::issuer).toList(), context.clock());
        return new Node(context, config, store, memory, log, manager, identity);
    }

    private static ServerIdentity.Issuer issuer(Hsm hsm) {
        return new ServerIdentity.Issuer(
                hsm.certificate(),
                (key, validity) -> hsm.issueServerCertificate(key, validity.from(), validity.until()));
    }

    ServerConfig config() {
        return config;
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

    ServerIdentity identity() {
        return identity;
    }

    RmiServer serve(Limits limits) {
        return RmiServer.start(config.listen(), identity, manager, limits, context.random());
    }

    @Override
    public void close() {
        log.close();
        memory.close();
        store.close();
    }
}
