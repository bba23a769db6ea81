package org.quorumkms.message;

import java.io.IOException;
import java.io.InputStream;

/** Cuts a stream into batches; it looks a few bytes ahead to know which is the last. */
final class StreamInput implements BatchInput {

    private final InputStream in;
    private final Batches sizes;
    private final byte[] ahead;
    private int aheadLength;
    private long next;
    private boolean ended;

    StreamInput(InputStream in, Batches sizes) {
        this.in = in;
        this.sizes = sizes;
        this.ahead = new byte[sizes.overhang() + 1];
    }

    @Override
    public synchronized boolean fill(Batch batch) throws IOException {
        if (ended) {
            return false;
        }
        batch.take(next++);
        // Until it turns out otherwise: nobody reads on where reading failed.
        ended = true;
        byte[] into = batch.input();
        System.arraycopy(ahead, 0, into, 0, aheadLength);
        int most = sizes.input() + ahead.length;
        int length = aheadLength + in.readNBytes(into, aheadLength, most - aheadLength);
        ended = length < most;
        aheadLength = ended ? 0 : ahead.length;
        System.arraycopy(into, sizes.input(), ahead, 0, aheadLength);
        batch.filled(ended ? length : sizes.input(), ended);
        return true;
    }
}
