package org.quorumkms.message;

/** What a worker does with a batch. */
interface Transform {

    /**
     * Reads a batch's input and writes its output.
     *
     * @throws org.quorumkms.errors.VerificationException if the input is not what it should be; the output then is what
     *     was verified before
     */
    void apply(Batch batch);
}
