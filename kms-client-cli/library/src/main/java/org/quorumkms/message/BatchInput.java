package org.quorumkms.message;

import java.io.IOException;

/** Gives batches in the order of the input, each to one of many threads. */
interface BatchInput {

    /** Fills a batch with what comes next; returns false, and fills nothing, behind the last one. */
    boolean fill(Batch batch) throws IOException;

    /** Returns how many bytes all batches have at the most, if that is known. */
    default long most() {
        return Long.MAX_VALUE;
    }
}
