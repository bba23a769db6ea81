package org.quorumkms.server.manager;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.quorumkms.audit.AuditSubject;
import org.quorumkms.errors.ElsewhereException;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.hsm.Hsm;
import org.quorumkms.jose.EcJwk;
import org.quorumkms.remote.HsmView;
import org.quorumkms.server.ledger.CheckedStore;
import org.quorumkms.server.ledger.Ledger;
import org.quorumkms.server.manager.Changes.Asked;
import org.quorumkms.server.manager.Changes.Outcome;
import org.quorumkms.server.store.HsmStore;
import org.quorumkms.server.store.HsmStore.Reservation;
import org.quorumkms.server.store.ServerStore;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.trust.HsmStatement;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What operators do with HSMs, and which server holds which. */
public final class HsmActions {

    private static final Logger LOG = LoggerFactory.getLogger(HsmActions.class);

    private final CheckedStore store;
    private final HsmPool hsms;
    private final Authorization authorization;
    private final Changes changes;
    private final ServerStore.Row self;
    private final HsmLabels labels;

    HsmActions(CheckedStore store, HsmPool hsms, Authorization authorization, Changes changes, ServerStore.Row self) {
        this.store = store;
        this.hsms = hsms;
        this.authorization = authorization;
        this.changes = changes;
        this.self = self;
        this.labels = new HsmLabels(hsms.any().genesis());
    }

    /** Makes this server and its HSMs known: at the start, since a file may be older than the database. */
    void register() {
        store.change(ledger -> {
            ledger.servers().save(self);
            hsms.all().forEach(hsm -> ledger.hsms().save(row(hsm)));
            ledger.servers().forgetEmpty();
        });
        List<Thumbprint> here =
                hsms.all().stream().map(hsm -> hsm.keys().fingerprint()).toList();
        List<HsmStore.Row> known = store.read(ledger -> ledger.hsms().all());
        known.stream()
                .filter(row -> row.server().equals(self.key()) && !here.contains(row.fingerprint()))
                .forEach(row -> LOG.error(
                        "the file of HSM {} is gone: restore it from a backup, or have successors of its Trusts go on"
                                + " without it",
                        row.fingerprint()));
    }

    /** Returns labels and fingerprints of this server's HSMs, for people. */
    public String own() {
        return hsms.all().stream()
                .map(hsm -> hsm.keys().label() + " " + hsm.keys().fingerprint())
                .collect(Collectors.joining(", "));
    }

    /** Returns where to call the servers, this one first. */
    List<String> addresses() {
        List<ServerStore.Row> all = store.read(ledger -> ledger.servers().all());
        return Stream.concat(self.addresses().stream(), all.stream().flatMap(row -> row.addresses().stream()))
                .distinct()
                .toList();
    }

    /** Returns where to call the servers, to an operator. */
    public List<String> operatorsServers(EcJwk caller) {
        authorization.operator(Call.OPERATORS_SERVERS, caller);
        return addresses();
    }

    /** Returns where to call the servers, to a client. */
    public List<String> clientsServers(EcJwk caller) {
        authorization.requireNamed(caller);
        return addresses();
    }

    /** Lists all HSMs. */
    public List<HsmView> list(EcJwk caller) {
        authorization.operator(Call.HSMS, caller);
        return store.read(ledger -> {
            Map<Thumbprint, String> addresses = ledger.servers().all().stream()
                    .collect(Collectors.toMap(
                            ServerStore.Row::key, row -> row.addresses().get(0)));
            return ledger.hsms().all().stream()
                    .map(row -> new HsmView(row.statement(), addresses.getOrDefault(row.server(), "")))
                    .toList();
        });
    }

    /** Makes an HSM. */
    public HsmView create(Request request, String label) {
        String statement = changes.once(
                new Asked(request, Call.CREATE_HSM, AuditSubject.NONE, "hsm " + label),
                operator -> make(request.key().value() + "." + request.id().value(), label),
                (ledger, operator, hsm) -> {
                    HsmStore.Row row = row(hsm);
                    ledger.hsms().save(row);
                    return new Outcome(row.statement(), AuditSubject.hsm(row.fingerprint()));
                });
        return new HsmView(statement, addressOf(statement));
    }

    /** A repeated request may be answered by another server than the one that made the HSM. */
    private String addressOf(String statement) {
        Thumbprint made =
                HsmStatement.verify(statement, hsms.any().genesis()).keys().fingerprint();
        return store.read(ledger -> ledger.hsms()
                .find(made)
                .map(row -> address(ledger, row.server()))
                .orElseThrow(() -> new RefusedException("The store does not know HSM " + made + " any more.")));
    }

    private static String address(Ledger ledger, Thumbprint server) {
        return ledger.servers().all().stream()
                .filter(row -> row.key().equals(server))
                .map(row -> row.addresses().get(0))
                .findFirst()
                .orElse(server.value());
    }

    /** One at a time; a request that was interrupted after the file was written finds the HSM that it made. */
    private synchronized Hsm make(String request, String label) {
        String reserved =
                store.write(ledger -> ownLabel(ledger, labels.reserve(ledger.tables(), label, request, self.key())));
        return hsms.all().stream()
                .filter(hsm -> hsm.keys().label().equals(reserved))
                .findFirst()
                .orElseGet(() -> hsms.make(reserved));
    }

    private String ownLabel(Ledger ledger, Reservation earlier) {
        if (!earlier.server().equals(self.key())) {
            String where = address(ledger, earlier.server());
            throw new ElsewhereException("Another server, " + where + ", began to make HSM " + earlier.label()
                    + " for this request. See hsm list when it is back.");
        }
        return earlier.label();
    }

    private HsmStore.Row row(Hsm hsm) {
        return new HsmStore.Row(hsm.keys().fingerprint(), hsm.statement().toText(), self.key());
    }
}
