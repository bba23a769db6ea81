package org.quorumkms.server.monitoring;

import java.time.Instant;
import java.util.List;
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

        TrustRow {
            operators = List.copyOf(operators);
            hsms = List.copyOf(hsms);
        }
    }

    /** A server. */
    record Server(String key, List<String> addresses, List<String> hsms) {

        Server {
            addresses = List.copyOf(addresses);
            hsms = List.copyOf(hsms);
        }
    }
}
