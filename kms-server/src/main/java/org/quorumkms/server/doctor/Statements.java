package org.quorumkms.server.doctor;

import java.util.Optional;
import org.quorumkms.errors.KmsException;
import org.quorumkms.server.store.HsmStore;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.trust.HsmKeys;
import org.quorumkms.trust.HsmStatement;

/** What HSMs say of themselves in a store's rows. */
final class Statements {

    private Statements() {}

    /** Returns the keys of an HSM; empty: its statement does not verify, which the look at the HSMs says. */
    static Optional<HsmKeys> keys(HsmStore.Row row, Thumbprint genesis) {
        try {
            return Optional.of(HsmStatement.verify(row.statement(), genesis).keys());
        } catch (KmsException unreadable) {
            return Optional.empty();
        }
    }
}
