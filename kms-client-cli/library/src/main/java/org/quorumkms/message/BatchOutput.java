package org.quorumkms.message;

import java.io.IOException;

/** Takes batches from many threads. */
interface BatchOutput {

    /** Writes a batch's output; may wait until those before it are written. */
    void write(Batch batch) throws IOException;

    /** Says that this batch will not come: nothing behind it is to be written, and nobody is to wait for it. */
    void abandon(long index);

    /** Ends after the last batch was written. */
    void end() throws IOException;
}
