package org.quorumkms.server.ledger;

import java.util.function.Consumer;
import java.util.function.Function;
import org.quorumkms.server.store.Store;

/**
 * The store, of whose transactions each sees a {@link Ledger}.
 *
 * @param store the store
 */
record LedgerStore(Store store) {

    <T> T read(Function<Ledger, T> work) {
        return store.read(tables -> work.apply(new Ledger(tables)));
    }

    <T> T write(Function<Ledger, T> work) {
        return store.write(tables -> work.apply(new Ledger(tables)));
    }

    void change(Consumer<Ledger> work) {
        store.change(tables -> work.accept(new Ledger(tables)));
    }
}
