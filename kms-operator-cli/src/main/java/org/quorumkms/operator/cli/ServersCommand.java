package org.quorumkms.operator.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.quorumkms.cli.ExitCode;
import org.quorumkms.cli.Table;
import org.quorumkms.json.Json;
import org.quorumkms.net.Address;
import org.quorumkms.net.Dialer;
import org.quorumkms.operator.Session;
import org.quorumkms.party.KnownServer;
import org.quorumkms.party.Pins;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.trust.HsmKeys;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows and sets which servers this home asks. */
@Command(
        name = "servers",
        description = {
            "Show which servers this home would ask, in that order, and who answers there: the server's key, and the HSM that"
                    + " vouches for it. Nothing is shown of one that does not answer, or is not accepted.",
            "With --set, say where servers are: for a home that was away while they moved."
        },
        footer = {"", "Example:", "  kms-operator servers --set kms1.example:7311,kms2.example:7311"})
final class ServersCommand extends OperatorCommand {

    @Option(
            names = "--set",
            paramLabel = "HOST:PORT[,…]",
            description = "Ask these first from now on; with '' what was set before is forgotten.")
    private @Nullable String set;

    ServersCommand(OperatorContext context) {
        super(context);
    }

    @Override
    public Integer call() {
        Session session = connect();
        if (set != null) {
            List<Address> said = set.isEmpty() ? List.of() : Address.parseList(set);
            session.pins().change(before -> before.withServersSet(said));
        }
        Pins pins = session.pins().now();
        Table table = new Table("ADDRESS", "SERVER", "HSM", "KNOWN FROM");
        List<Object> rows = new ArrayList<>();
        for (KnownServer known : pins.servers()) {
            Optional<Dialer.Peer> peer = session.servers().at(known.address());
            Optional<HsmKeys> hsm = peer.flatMap(there -> hsm(pins, there.hsm()));
            table.row(
                    known.address().toString(),
                    peer.map(there -> there.key().abbreviated()).orElse("-"),
                    hsm.map(HsmKeys::label).orElse("-"),
                    known.source().text());
            rows.add(row(known, peer.map(Dialer.Peer::key), hsm));
        }
        Map<String, @Nullable Object> json = Json.object();
        json.put("servers", rows);
        printer().result(json, table.lines());
        return ExitCode.DONE;
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
        row.put("server", key.map(ServersCommand::labelled).orElse(null));
        row.put("hsms", hsm.stream().map(Rows::hsmName).toList());
        row.put("source", known.source().text());
        return row;
    }

    private static Map<String, @Nullable Object> labelled(Thumbprint key) {
        Map<String, @Nullable Object> json = Json.object();
        json.put("label", null);
        json.put("thumbprint", key.value());
        return json;
    }
}
