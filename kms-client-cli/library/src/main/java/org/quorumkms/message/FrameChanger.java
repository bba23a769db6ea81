package org.quorumkms.message;

import org.quorumkms.errors.VerificationException;

/** Opens batches of frames of one message and seals what was in them as the same frames of another. */
final class FrameChanger implements Transform {

    private final FrameOpener opener;
    private final FrameSealer sealer;

    FrameChanger(FrameOpener opener, FrameSealer sealer) {
        this.opener = opener;
        this.sealer = sealer;
    }

    @Override
    public void apply(Batch batch) {
        try {
            opener.apply(batch);
        } catch (VerificationException e) {
            // What was opened before the bad frame is plaintext: it is not what goes out here.
            batch.done(0);
            throw e;
        }
        batch.again();
        sealer.apply(batch);
    }
}
