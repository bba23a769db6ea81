package org.quorumkms.operator;

import java.util.function.UnaryOperator;
import org.quorumkms.party.PinFile;
import org.quorumkms.party.Pins;

/** A home's pins, read once, and kept whenever they change. */
public final class HomePins {

    private final PinFile file;
    private Pins pins;

    /**
     * Reads them.
     *
     * @throws org.quorumkms.errors.RefusedException if this home was never invited
     */
    public HomePins(PinFile file) {
        this.file = file;
        this.pins = file.require();
    }

    /** Returns them as they are now. */
    public Pins now() {
        return pins;
    }

    /** Changes them and keeps them, before the caller goes on. */
    public Pins change(UnaryOperator<Pins> change) {
        pins = file.update(change);
        return pins;
    }
}
