package org.quorumkms.home;

import java.util.Optional;
import java.util.function.UnaryOperator;
import org.quorumkms.errors.RefusedException;

/** Keeps a home's pins in {@code pins.json}: one file, replaced whole, one process at a time. */
public final class PinFile {

    private static final String NAME = "pins.json";

    private final Home home;

    /** Takes the home. */
    public PinFile(Home home) {
        this.home = home;
    }

    /** Returns the pins, if this home was ever invited. */
    public Optional<Pins> find() {
        return home.read(NAME).map(Pins::read);
    }

    /**
     * Returns the pins.
     *
     * @throws RefusedException if this home was never invited
     */
    public Pins require() {
        return find().orElseThrow(PinFile::noneYet);
    }

    /**
     * Changes the pins and keeps them, before the caller goes on.
     *
     * @return the changed pins
     */
    public Pins update(UnaryOperator<Pins> change) {
        return updateOrBegin(pins -> change.apply(pins.orElseThrow(PinFile::noneYet)));
    }

    /** Changes the pins or begins them. */
    public Pins updateOrBegin(java.util.function.Function<Optional<Pins>, Pins> change) {
        return home.locked(() -> {
            Optional<Pins> before = find();
            Pins after = change.apply(before);
            if (!before.equals(Optional.of(after))) {
                home.write(NAME, after.write());
            }
            return after;
        });
    }

    private static RefusedException noneYet() {
        return new RefusedException(
                "This home knows no system yet. Paste an invitation first (kms-operator enrol, kms-client claim).");
    }
}
