package org.quorumkms.message;

/** What a worker does with a batch. */
interface Transform {

    /** Reads a batch's input and writes its output. */
    void apply(Batch batch);
}
