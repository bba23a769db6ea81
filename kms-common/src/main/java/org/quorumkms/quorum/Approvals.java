package org.quorumkms.quorum;

import java.util.List;

/**
 * Who of the authorised approved, and how many must: what "2 of 3" on a screen and the gate in an HSM both read.
 *
 * @param signed the authorised who approved, in the order of their list
 * @param missing the authorised who did not, in the order of their list
 * @param threshold how many approvals are needed; at least 1
 */
public record Approvals<K>(List<K> signed, List<K> missing, int threshold) {

    /** Copies the lists and checks the threshold. */
    public Approvals {
        signed = List.copyOf(signed);
        missing = List.copyOf(missing);
        if (threshold < 1 || threshold > signed.size() + missing.size()) {
            throw new IllegalArgumentException("threshold should be from 1 to the number of those who may approve");
        }
    }

    /** Returns whether at least the threshold approved. */
    public boolean reached() {
        return signed.size() >= threshold;
    }
}
