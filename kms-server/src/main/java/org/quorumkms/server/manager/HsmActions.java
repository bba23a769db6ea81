package org.quorumkms.server.manager;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.hsm.Hsm;
import org.quorumkms.jose.EcJwk;
import org.quorumkms.remote.HsmView;
import org.quorumkms.remote.RequestId;
import org.quorumkms.server.store.HsmStore;
import org.quorumkms.server.store.Store;
import org.quorumkms.signed.Name;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.trust.HsmStatement;

/** What operators do with HSMs. */
final class HsmActions {

    private final Store store;
    private final HsmPool hsms;
    private final Authorization authorization;
    private final Requests requests;
    private final String address;

    HsmActions(Store store, HsmPool hsms, Authorization authorization, Requests requests, String address) {
        this.store = store;
        this.hsms = hsms;
        this.authorization = authorization;
        this.requests = requests;
        this.address = address;
    }

    /** Makes the HSMs of this server known: at the start, since a file may be older than the database. */
    void register() {
        store.write(tables -> {
            hsms.all().forEach(hsm -> tables.hsms().save(row(hsm)));
            return hsms;
        });
    }

    List<HsmView> list() {
        return store.read(tables -> tables.hsms().all().stream()
                .map(row -> new HsmView(row.statement(), row.server()))
                .toList());
    }

    HsmView create(EcJwk caller, RequestId request, String label) {
        OperatorCaller operator = authorization.requireOperator(caller);
        String statement =
                requests.once(operator.caller(), request, "hsm " + label, () -> make(label), (tables, hsm) -> {
                    tables.hsms().save(row(hsm));
                    return row(hsm).statement();
                });
        return new HsmView(statement, address);
    }

    private synchronized Hsm make(String label) {
        List<String> taken = labels();
        String chosen = label.isEmpty() ? free(taken) : Name.typed(label);
        if (taken.contains(chosen)) {
            throw new RefusedException("There is an HSM called " + chosen + " already. Take another label.");
        }
        return hsms.make(chosen);
    }

    private List<String> labels() {
        return Stream.concat(
                        hsms.all().stream().map(hsm -> hsm.keys().label()),
                        store.read(tables -> tables.hsms().all()).stream()
                                .map(HsmStore.Row::statement)
                                .map(this::label)
                                .flatMap(Optional::stream))
                .distinct()
                .toList();
    }

    private Optional<String> label(String statement) {
        try {
            Thumbprint genesis = hsms.any().genesis();
            return Optional.of(HsmStatement.verify(statement, genesis).keys().label());
        } catch (VerificationException notAnHsm) {
            return Optional.empty();
        }
    }

    private static String free(List<String> taken) {
        int number = taken.size() + 1;
        while (taken.contains("h" + number)) {
            number++;
        }
        return "h" + number;
    }

    private HsmStore.Row row(Hsm hsm) {
        return new HsmStore.Row(hsm.keys().fingerprint(), hsm.statement().toText(), address);
    }
}
