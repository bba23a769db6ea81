package org.quorumkms.server.monitoring;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.quorumkms.server.store.HsmStore;
import org.quorumkms.server.store.ServerStore;
import org.quorumkms.server.store.Store;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.trust.HsmKeys;
import org.quorumkms.trust.HsmStatement;
import org.quorumkms.trust.OperatorKey;
import org.quorumkms.trust.Trust;
import org.quorumkms.trust.TrustBody;
import org.quorumkms.trust.TrustKind;

/**
 * What there is to show.
 *
 * @param at when it was seen
 * @param genesis the system
 * @param trusts all Trusts
 * @param servers all servers
 */
record Overview(Instant at, String genesis, List<TrustRow> trusts, List<Server> servers) {

    /** Before anything was seen. */
    static final Overview NONE = new Overview(Instant.EPOCH, "", List.of(), List.of());

    Overview {
        trusts = List.copyOf(trusts);
        servers = List.copyOf(servers);
    }

    /** Looks. */
    static Overview of(Store.Tables tables, Thumbprint genesis, Set<Thumbprint> open, Instant now) {
        List<HsmStore.Row> hsms = tables.hsms().all();
        return new Overview(
                now,
                genesis.value(),
                tables.trusts().all().stream()
                        .map(trust -> TrustRow.of(trust, open.contains(trust.thumbprint())))
                        .toList(),
                tables.servers().all().stream()
                        .map(server -> Server.of(server, hsms, genesis))
                        .toList());
    }

    /** A Trust. */
    record TrustRow(
            int id,
            String thumbprint,
            String predecessor,
            TrustKind kind,
            int quorum,
            List<String> operators,
            List<String> hsms,
            boolean signed,
            boolean open) {

        private static TrustRow of(Trust trust, boolean open) {
            TrustBody body = trust.body();
            return new TrustRow(
                    body.id(),
                    trust.thumbprint().value(),
                    body.predecessor().map(Thumbprint::value).orElse(""),
                    body.kind(),
                    body.quorum(),
                    body.operators().stream().map(OperatorKey::name).toList(),
                    body.hsms().stream().map(HsmKeys::label).toList(),
                    !trust.signers().isEmpty(),
                    open);
        }

        TrustRow {
            operators = List.copyOf(operators);
            hsms = List.copyOf(hsms);
        }
    }

    /** A server. */
    record Server(String key, List<String> addresses, List<String> hsms) {

        private static Server of(ServerStore.Row server, List<HsmStore.Row> hsms, Thumbprint genesis) {
            return new Server(
                    server.key().value(),
                    server.addresses(),
                    hsms.stream()
                            .filter(hsm -> hsm.server().equals(server.key()))
                            .map(hsm -> HsmStatement.verify(hsm.statement(), genesis)
                                    .keys()
                                    .label())
                            .toList());
        }

        Server {
            addresses = List.copyOf(addresses);
            hsms = List.copyOf(hsms);
        }
    }
}
