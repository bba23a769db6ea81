package org.quorumkms.operator;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.trust.HsmKeys;

/**
 * What HSMs say of themselves: each in its statement, which its signing key signed. What they are made of no vendor vouches for.
 *
 * @param known the HSMs by what every Trust lists of them, {@link HsmKeys#rsaFingerprint}
 * @param otherwise what is said of one that is not known
 */
public record HsmDevices(Map<Thumbprint, HsmEntry> known, String otherwise) {

    /** No server was asked. */
    public static final HsmDevices NOT_ASKED = new HsmDevices(Map.of(), "");

    /** The server refused: D1, who is in no newest Trust yet does not read the HSMs. */
    static final HsmDevices NOT_SHOWN = new HsmDevices(Map.of(), "the server does not show you what it is made of");

    /** Copies the map. */
    public HsmDevices {
        known = Map.copyOf(known);
    }

    /** Takes what a server showed, verified. */
    public static HsmDevices of(List<HsmEntry> shown) {
        Map<Thumbprint, HsmEntry> known = new HashMap<>();
        shown.forEach(hsm -> known.put(hsm.keys().rsaFingerprint(), hsm));
        return new HsmDevices(known, "the server shows no statement of it");
    }

    /** Returns what an HSM is made of, in words. */
    String of(HsmKeys hsm) {
        if (find(hsm).isEmpty() && known.containsKey(hsm.rsaFingerprint())) {
            return "WARNING: its own statement has no such ML-KEM key: do not approve";
        }
        return find(hsm).map(entry -> entry.device().words()).orElse(otherwise);
    }

    /**
     * Returns the fingerprint to compare: that which the HSM's own server printed, of all its keys, also where a Trust of version 1 lists but
     * two. Never another than that of the keys which a Trust of version 2 lists.
     */
    Thumbprint fingerprint(HsmKeys hsm) {
        return find(hsm).map(HsmEntry::fingerprint).orElse(hsm.fingerprint());
    }

    /** Returns whether the statement of each HSM is known. */
    boolean knowsAll(List<HsmKeys> hsms) {
        return hsms.stream().allMatch(hsm -> find(hsm).isPresent());
    }

    /** Returns whether an HSM has no ML-KEM key, as far as it is known. */
    boolean isWithoutKem(HsmKeys hsm) {
        return find(hsm).filter(entry -> entry.keys().kem().isEmpty()).isPresent();
    }

    private Optional<HsmEntry> find(HsmKeys hsm) {
        return Optional.ofNullable(known.get(hsm.rsaFingerprint())).filter(entry -> hsm.isEntryOf(entry.keys()));
    }
}
