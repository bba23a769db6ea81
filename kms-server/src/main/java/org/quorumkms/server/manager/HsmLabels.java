package org.quorumkms.server.manager;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.server.store.HsmStore;
import org.quorumkms.server.store.HsmStore.Reservation;
import org.quorumkms.server.store.Store;
import org.quorumkms.signed.Name;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.trust.HsmStatement;

/** Labels of HSMs: each is set aside for one request before the HSM is made, so that two servers never take the same. */
public final class HsmLabels {

    private final Thumbprint genesis;

    /** Takes the thumbprint of the system's genesis. */
    public HsmLabels(Thumbprint genesis) {
        this.genesis = genesis;
    }

    /**
     * Reserves a label for a request, or finds what it reserved before.
     *
     * @param wanted the label; empty: a free one is chosen
     * @param request who wants it, and for which request
     * @param server the key of the server that will make the HSM
     * @throws RefusedException if the wanted one is taken
     */
    public Reservation reserve(Store.Tables tables, String wanted, String request, Thumbprint server) {
        return tables.hsms().reservation(request).orElseGet(() -> {
            String chosen = choose(tables, wanted);
            Reservation reservation = new Reservation(chosen, request, server);
            if (!tables.hsms().reserve(reservation)) {
                throw taken(chosen);
            }
            return reservation;
        });
    }

    /**
     * Chooses a label that is free now.
     *
     * @param wanted the label; empty: any
     * @throws RefusedException if the wanted one is taken
     */
    public String choose(Store.Tables tables, String wanted) {
        List<String> taken = taken(tables);
        String chosen = wanted.isEmpty() ? free(taken) : Name.typed(wanted);
        if (taken.contains(chosen)) {
            throw taken(chosen);
        }
        return chosen;
    }

    private static RefusedException taken(String label) {
        return new RefusedException(
                "There is an HSM called " + label + " already, or one is being made. Take another label.");
    }

    private List<String> taken(Store.Tables tables) {
        return Stream.concat(
                        tables.hsms().reservedLabels().stream(),
                        tables.hsms().all().stream()
                                .map(HsmStore.Row::statement)
                                .map(this::label)
                                .flatMap(Optional::stream))
                .distinct()
                .toList();
    }

    private Optional<String> label(String statement) {
        try {
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
}
