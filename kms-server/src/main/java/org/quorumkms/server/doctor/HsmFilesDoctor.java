package org.quorumkms.server.doctor;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.quorumkms.server.store.HsmStore;
import org.quorumkms.server.store.Store;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.trust.HsmKeys;
import org.quorumkms.trust.Trust;

/** Holds the HSM files of a home against the rows of its store. */
public final class HsmFilesDoctor {

    private final Store store;
    private final Thumbprint genesis;

    /** Takes the store, and the genesis that its HSMs' statements name. */
    public HsmFilesDoctor(Store store, Thumbprint genesis) {
        this.store = store;
        this.genesis = genesis;
    }

    /**
     * Looks.
     *
     * @param there the fingerprints of the HSMs whose files are in the home
     * @param server the server whose home it is; empty: of a backup, whose rows may be any server's
     */
    public void examine(Findings findings, Set<Thumbprint> there, Optional<Thumbprint> server) {
        findings.look("HSM files", subject -> {
            List<HsmStore.Row> rows = store.read(tables -> tables.hsms().all());
            List<HsmStore.Row> own = rows.stream()
                    .filter(row -> server.isEmpty() || row.server().equals(server.get()))
                    .toList();
            if (server.isPresent()) {
                own.stream()
                        .map(HsmStore.Row::fingerprint)
                        .filter(fingerprint -> !there.contains(fingerprint))
                        .forEach(
                                fingerprint -> subject.wrong(
                                        "the file of HSM " + fingerprint
                                                + " is missing. Restore it from a backup, or have successors of its Trusts go on without it"));
            }
            there.stream()
                    .filter(fingerprint ->
                            own.stream().noneMatch(row -> row.fingerprint().equals(fingerprint)))
                    .sorted()
                    .forEach(fingerprint -> unknown(subject, fingerprint, rows));
            return there.size() + " are there";
        });
    }

    /** One that was made just now, or while the database went away, is named by nothing yet: nothing is lost. */
    private void unknown(Findings.Subject subject, Thumbprint fingerprint, List<HsmStore.Row> rows) {
        String words = "HSM " + fingerprint + " is here, and the store does not know it here";
        boolean isNew =
                rows.stream().noneMatch(row -> row.fingerprint().equals(fingerprint)) && !isNamed(fingerprint, rows);
        if (isNew) {
            subject.note(words + ": the next kms-server run tells it");
        } else {
            subject.wrong(
                    words + ", though it was known: its row was removed, or is another server's. The next kms-server"
                            + " run tells it");
        }
    }

    /** By a Trust. One of version 1 shows another fingerprint of an HSM with an ML-KEM key, so it may be any that no row explains. */
    private boolean isNamed(Thumbprint fingerprint, List<HsmStore.Row> rows) {
        List<Trust> trusts = store.read(tables -> tables.trusts().all());
        List<HsmKeys> known = rows.stream()
                .flatMap(row -> Statements.keys(row, genesis).stream())
                .toList();
        return trusts.stream()
                .flatMap(trust -> trust.body().hsms().stream())
                .anyMatch(entry -> entry.fingerprint().equals(fingerprint)
                        || (entry.kem().isEmpty() && known.stream().noneMatch(entry::isEntryOf)));
    }
}
