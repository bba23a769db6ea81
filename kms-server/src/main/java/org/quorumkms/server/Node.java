package org.quorumkms.server;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import org.quorumkms.crypto.Passphrase;
import org.quorumkms.crypto.SealedKeyStore;
import org.quorumkms.home.Home;
import org.quorumkms.hsm.Hsm;
import org.quorumkms.hsm.SoftwareHsm;
import org.quorumkms.net.Address;
import org.quorumkms.net.ServerIdentity;
import org.quorumkms.server.manager.HsmPool;
import org.quorumkms.server.manager.Manager;
import org.quorumkms.server.rmi.RmiServer;
import org.quorumkms.server.store.JdbcStore;
import org.quorumkms.server.store.Store;

/** The composition root: a server put together from its home. */
final class Node implements AutoCloseable {

    private static final String DATABASE = "store.sqlite";

    private final ServerConfig config;
    private final Store store;
    private final Manager manager;
    private final ServerIdentity identity;
    private final SecureRandom random;

    private Node(ServerConfig config, Store store, Manager manager, ServerIdentity identity, SecureRandom random) {
        this.config = config;
        this.store = store;
        this.manager = manager;
        this.identity = identity;
        this.random = random;
    }

    static SoftwareHsm factory(Clock clock, SecureRandom random) {
        return new SoftwareHsm(new SealedKeyStore(SealedKeyStore.SCRYPT_COST), clock, random);
    }

    static Store openStore(Home home) {
        return JdbcStore.openSqlite(home.file(DATABASE));
    }

    /** Opens the home's HSMs and store. */
    static Node open(Home home, Passphrase passphrase, Clock clock, SecureRandom random) {
        ServerConfig config = ServerConfig.require(home);
        HsmFiles files = new HsmFiles(home, factory(clock, random), passphrase);
        List<Hsm> hsms = files.openAll(config.genesis());
        Hsm vouching = hsms.get(0);
        HsmPool pool = new HsmPool(hsms, label -> files.make(label, config.genesis()));
        Store store = openStore(home);
        Manager manager = new Manager(
                store,
                pool,
                new Manager.Server(
                        config.advertise().stream().map(Address::toString).toList(),
                        vouching.keys().signing().thumbprint()),
                clock,
                random);
        manager.registerHsms();
        ServerIdentity identity = new ServerIdentity(
                home.connectionKey(clock, random),
                () -> pool.all().stream().map(Node::issuer).toList(),
                clock);
        return new Node(config, store, manager, identity, random);
    }

    private static ServerIdentity.Issuer issuer(Hsm hsm) {
        return new ServerIdentity.Issuer(
                hsm.certificate(),
                (key, validity) -> hsm.issueServerCertificate(key, validity.from(), validity.until()));
    }

    ServerConfig config() {
        return config;
    }

    Manager manager() {
        return manager;
    }

    RmiServer serve() {
        return RmiServer.start(config.listen(), identity, manager, random);
    }

    @Override
    public void close() {
        store.close();
    }
}
