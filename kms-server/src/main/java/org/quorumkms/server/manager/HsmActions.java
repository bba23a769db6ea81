package org.quorumkms.server.manager;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.quorumkms.audit.AuditAction;
import org.quorumkms.audit.AuditSubject;
import org.quorumkms.errors.ElsewhereException;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.hsm.Hsm;
import org.quorumkms.jose.EcJwk;
import org.quorumkms.remote.HsmView;
import org.quorumkms.remote.RequestId;
import org.quorumkms.server.store.HsmStore;
import org.quorumkms.server.store.HsmStore.Reservation;
import org.quorumkms.server.store.ServerStore;
import org.quorumkms.server.store.Store;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.trust.HsmStatement;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What operators do with HSMs, and which server holds which. */
final class HsmActions {

    private static final Logger LOG = LoggerFactory.getLogger(HsmActions.class);

    private final Store store;
    private final HsmPool hsms;
    private final Authorization authorization;
    private final Requests requests;
    private final ServerStore.Row self;
    private final HsmLabels labels;

    HsmActions(Store store, HsmPool hsms, Authorization authorization, Requests requests, ServerStore.Row self) {
        this.store = store;
        this.hsms = hsms;
        this.authorization = authorization;
        this.requests = requests;
        this.self = self;
        this.labels = new HsmLabels(hsms.any().genesis());
    }

    /** Makes this server and its HSMs known: at the start, since a file may be older than the database. */
    void register() {
        store.change(tables -> {
            tables.servers().save(self);
            hsms.all().forEach(hsm -> tables.hsms().save(row(hsm)));
            tables.servers().forgetEmpty();
        });
        List<Thumbprint> here =
                hsms.all().stream().map(hsm -> hsm.keys().fingerprint()).toList();
        List<HsmStore.Row> known = store.read(tables -> tables.hsms().all());
        known.stream()
                .filter(row -> row.server().equals(self.key()) && !here.contains(row.fingerprint()))
                .forEach(row -> LOG.error(
                        "the file of HSM {} is gone: restore it from a backup, or have successors of its Trusts go on"
                                + " without it",
                        row.fingerprint()));
    }

    String own() {
        return hsms.all().stream()
                .map(hsm -> hsm.keys().label() + " " + hsm.keys().fingerprint())
                .collect(Collectors.joining(", "));
    }

    /** Returns where to call the servers, this one first. */
    List<String> addresses() {
        List<ServerStore.Row> all = store.read(tables -> tables.servers().all());
        return Stream.concat(self.addresses().stream(), all.stream().flatMap(row -> row.addresses().stream()))
                .distinct()
                .toList();
    }

    List<HsmView> list() {
        return store.read(tables -> {
            Map<Thumbprint, String> addresses = tables.servers().all().stream()
                    .collect(Collectors.toMap(
                            ServerStore.Row::key, row -> row.addresses().get(0)));
            return tables.hsms().all().stream()
                    .map(row -> new HsmView(row.statement(), addresses.getOrDefault(row.server(), "")))
                    .toList();
        });
    }

    HsmView create(EcJwk caller, RequestId request, String label) {
        OperatorCaller operator = authorization.requireOperator(caller);
        String statement = requests.once(
                new Requests.Asked(operator.caller(), request, AuditAction.HSM_CREATE, "hsm " + label),
                () -> make(operator.caller().value() + "." + request.value(), label),
                (tables, hsm) -> {
                    HsmStore.Row row = row(hsm);
                    tables.hsms().save(row);
                    return new Requests.Outcome(row.statement(), AuditSubject.hsm(row.fingerprint()));
                });
        return new HsmView(statement, addressOf(statement));
    }

    /** A repeated request may be answered by another server than the one that made the HSM. */
    private String addressOf(String statement) {
        Thumbprint made =
                HsmStatement.verify(statement, hsms.any().genesis()).keys().fingerprint();
        return store.read(tables -> tables.hsms()
                .find(made)
                .map(row -> address(tables, row.server()))
                .orElseThrow(() -> new RefusedException("The store does not know HSM " + made + " any more.")));
    }

    private static String address(Store.Tables tables, Thumbprint server) {
        return tables.servers().all().stream()
                .filter(row -> row.key().equals(server))
                .map(row -> row.addresses().get(0))
                .findFirst()
                .orElse(server.value());
    }

    /** One at a time; a request that was interrupted after the file was written finds the HSM that it made. */
    private synchronized Hsm make(String request, String label) {
        String reserved = store.write(tables -> ownLabel(tables, labels.reserve(tables, label, request, self.key())));
        return hsms.all().stream()
                .filter(hsm -> hsm.keys().label().equals(reserved))
                .findFirst()
                .orElseGet(() -> hsms.make(reserved));
    }

    private String ownLabel(Store.Tables tables, Reservation earlier) {
        if (!earlier.server().equals(self.key())) {
            String where = address(tables, earlier.server());
            throw new ElsewhereException("Another server, " + where + ", began to make HSM " + earlier.label()
                    + " for this request. See hsm list when it is back.");
        }
        return earlier.label();
    }

    private HsmStore.Row row(Hsm hsm) {
        return new HsmStore.Row(hsm.keys().fingerprint(), hsm.statement().toText(), self.key());
    }
}
