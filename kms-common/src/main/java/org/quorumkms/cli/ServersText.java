package org.quorumkms.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.quorumkms.json.Json;
import org.quorumkms.net.Address;
import org.quorumkms.net.Dialer;
import org.quorumkms.party.KnownServer;
import org.quorumkms.party.Pins;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.trust.HsmKeys;

/** Which servers a home would ask, in that order, and who answers there: the same in every program. */
public final class ServersText {

    private final Table table = new Table("ADDRESS", "SERVER", "HSM", "KNOWN FROM");
    private final List<Object> rows = new ArrayList<>();

    /**
     * Asks who is there.
     *
     * @param pins what the home remembers
     * @param answering who answers at an address, if it is a server that the home accepts
     */
    public ServersText(Pins pins, Function<Address, Optional<Dialer.Peer>> answering) {
        for (KnownServer known : pins.servers()) {
            Optional<Dialer.Peer> peer = answering.apply(known.address());
            Optional<HsmKeys> hsm = peer.flatMap(there -> hsm(pins, there.hsm()));
            table.row(
                    known.address().toString(),
                    peer.map(there -> there.key().abbreviated()).orElse("-"),
                    hsm.map(HsmKeys::label).orElse("-"),
                    known.source().text());
            rows.add(row(known, peer.map(Dialer.Peer::key), hsm));
        }
    }

    /** Returns it for people. */
    public List<String> lines() {
        return table.lines();
    }

    /** Returns it as JSON: {@code {"servers": […]}}. */
    public Map<String, @Nullable Object> json() {
        Map<String, @Nullable Object> json = Json.object();
        json.put("servers", rows);
        return json;
    }

    private static Optional<HsmKeys> hsm(Pins pins, Thumbprint signing) {
        return pins.trusts().lines().stream()
                .flatMap(line -> line.body().hsms().stream())
                .filter(hsm -> hsm.signing().thumbprint().equals(signing))
                .findFirst();
    }

    private static Map<String, @Nullable Object> row(
            KnownServer known, Optional<Thumbprint> key, Optional<HsmKeys> hsm) {
        Map<String, @Nullable Object> row = Json.object();
        row.put("address", known.address().toString());
        row.put("server", key.map(ServersText::server).orElse(null));
        row.put("hsms", hsm.stream().map(ServersText::hsm).toList());
        row.put("source", known.source().text());
        return row;
    }

    private static Map<String, @Nullable Object> server(Thumbprint key) {
        Map<String, @Nullable Object> json = Json.object();
        json.put("label", null);
        json.put("thumbprint", key.value());
        return json;
    }

    private static Map<String, @Nullable Object> hsm(HsmKeys hsm) {
        Map<String, @Nullable Object> json = Json.object();
        json.put("label", hsm.label());
        json.put("fingerprint", hsm.fingerprint().value());
        return json;
    }
}
