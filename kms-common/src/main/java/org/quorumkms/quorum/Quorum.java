package org.quorumkms.quorum;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Counts approvals. */
public final class Quorum {

    private Quorum() {}

    /**
     * Walks the authorised and asks of each whether it approved. Because the loop walks the <em>authorised</em>, never
     * the supplied signatures, duplicates, strangers and invalid signatures cannot count, whatever their order or
     * number.
     *
     * @param authorised who may approve, each once
     * @param threshold how many must, from 1 to the number of the authorised
     * @param approved whether one of them validly approved; if it throws, that one did not
     * @throws IllegalArgumentException if the threshold is out of range or an authorised stands in the list twice: such
     *     a document is refused before anything is counted
     */
    public static <K> Approvals<K> count(List<K> authorised, int threshold, Predicate<K> approved) {
        if (authorised.stream().distinct().count() != authorised.size()) {
            throw new IllegalArgumentException("each who may approve should be listed once");
        }
        List<K> signed = new ArrayList<>();
        List<K> missing = new ArrayList<>();
        for (K one : authorised) {
            (holds(approved, one) ? signed : missing).add(one);
        }
        return new Approvals<>(signed, missing, threshold);
    }

    /** A verifier that throws is an invalid signature (T2): it must not keep the valid ones from being counted. */
    private static <K> boolean holds(Predicate<K> approved, K one) {
        try {
            return approved.test(one);
        } catch (RuntimeException invalid) {
            return false;
        }
    }
}
