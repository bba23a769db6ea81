package org.quorumkms.server;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.home.Home;
import org.quorumkms.json.Fields;
import org.quorumkms.json.Json;
import org.quorumkms.json.StrictJson;
import org.quorumkms.net.Address;
import org.quorumkms.signed.Thumbprint;

/**
 * What {@code init} or {@code join} decided, in {@code server.json}: written last, so that a home without it was not finished.
 *
 * @param genesis the thumbprint of the genesis Trust
 * @param listen where the server listens
 * @param advertise what invitations say, first the one by which it is called
 * @param store the JDBC URL of the store; empty: the SQLite file of the home
 * @param storePasswordFile the file of the store's password; empty: none
 */
record ServerConfig(
        Thumbprint genesis, Address listen, List<Address> advertise, String store, String storePasswordFile) {

    private static final String NAME = "server.json";
    private static final String WHAT = "The file server.json of this home";
    private static final int VERSION = 1;

    ServerConfig {
        advertise = List.copyOf(advertise);
        if (advertise.isEmpty()) {
            throw new RefusedException(WHAT + " names no address to advertise. Add one.");
        }
    }

    static Optional<ServerConfig> find(Home home) {
        return home.read(NAME).map(ServerConfig::read);
    }

    static ServerConfig require(Home home) {
        return find(home)
                .orElseThrow(() -> new RefusedException("There is no server in " + home.folder()
                        + " yet. Set one up first: kms-server init --operator NAME."));
    }

    /** Returns it with a port that was chosen and is kept from now on, where it names port 0. */
    ServerConfig withPort(Home home) {
        if (listen.port() != 0) {
            return this;
        }
        Address chosen = ListenOptions.chosen(listen);
        ServerConfig kept = new ServerConfig(
                genesis,
                chosen,
                advertise.stream()
                        .map(address -> address.port() == 0 ? new Address(address.host(), chosen.port()) : address)
                        .toList(),
                store,
                storePasswordFile);
        kept.save(home);
        return kept;
    }

    /** Returns what the store is, for people: its URL without what a user may have put behind it. */
    String storeName() {
        return store.isEmpty() ? "SQLite file of the home" : store.replaceFirst("[?].*", "");
    }

    void save(Home home) {
        home.write(NAME, write());
    }

    byte[] write() {
        Map<String, @Nullable Object> members = Json.object();
        members.put("version", VERSION);
        members.put("genesis", genesis.value());
        members.put("listen", listen.toString());
        members.put("advertise", advertise.stream().map(Address::toString).toList());
        members.put("store", store);
        members.put("storePasswordFile", storePasswordFile);
        return Json.writeIndented(members).getBytes(StandardCharsets.UTF_8);
    }

    static ServerConfig read(byte[] content) {
        Fields members = StrictJson.object(WHAT, content);
        members.version(VERSION);
        ServerConfig config = new ServerConfig(
                new Thumbprint(members.text("genesis")),
                Address.parse(members.text("listen")),
                members.texts("advertise").stream().map(Address::parse).toList(),
                members.text("store"),
                members.text("storePasswordFile"));
        members.end();
        return config;
    }
}
