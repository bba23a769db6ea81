package org.quorumkms.party;

import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.home.Home;

/**
 * Keeps a home's pins in {@code pins.json}: one file, replaced whole, one process at a time. It is read each time, and verified
 * again only where it says something else.
 */
public final class PinFile {

    private static final String NAME = "pins.json";

    private static final String SUMMARY = "pins.summary";

    private final Home home;
    private final AtomicReference<@Nullable Verified> last = new AtomicReference<>();

    private final AtomicReference<@Nullable Summarised> summarised = new AtomicReference<>();

    private record Summarised(Stamp stamp, PinSummary summary) {}

    /** Which file it is, and as it was written last: it is replaced whole, and is another one then. */
    private record Stamp(Object key, FileTime written, long size, Set<PosixFilePermission> permissions) {

        static Stamp of(PosixFileAttributes file) {
            return new Stamp(file.fileKey(), file.lastModifiedTime(), file.size(), file.permissions());
        }
    }

    /** What the file said when it was read last. */
    @SuppressWarnings("ArrayRecordComponent")
    private record Verified(byte[] content, Pins pins) {}

    /** Takes the home. */
    public PinFile(Home home) {
        this.home = home;
    }

    /** Returns the pins, if this home was ever invited. */
    public Optional<Pins> find() {
        return home.read(NAME).map(this::verified);
    }

    private Pins verified(byte[] content) {
        Verified before = last.get();
        if (before != null && Arrays.equals(before.content(), content)) {
            return before.pins();
        }
        Pins pins = Pins.read(content);
        last.set(new Verified(content, pins));
        return pins;
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
     * Returns what a use of a Domain needs of the pins, without verifying them again: the home is its owner's alone, and
     * what stands in it was verified before it was written.
     *
     * @throws RefusedException if this home was never invited
     */
    public PinSummary summary() {
        Optional<Stamp> stamp = home.attributes(NAME).map(Stamp::of);
        Summarised before = summarised.get();
        if (before != null && stamp.filter(before.stamp()::equals).isPresent()) {
            return before.summary();
        }
        PinSummary read = readSummary();
        // Of the file as it was before it was read: if it was replaced meanwhile, it is read again.
        stamp.ifPresent(one -> summarised.set(new Summarised(one, read)));
        return read;
    }

    private PinSummary readSummary() {
        byte[] pins = home.read(NAME).orElseThrow(PinFile::noneYet);
        return home.read(SUMMARY)
                .flatMap(content -> PinSummary.read(content, pins))
                .orElseGet(() -> PinSummary.of(verified(pins)));
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
                byte[] content = after.write();
                home.write(NAME, content);
                home.write(SUMMARY, PinSummary.of(after).write(content));
                last.set(new Verified(content, after));
            }
            return after;
        });
    }

    private static RefusedException noneYet() {
        return new RefusedException(
                "This home knows no system yet. Paste an invitation first (kms-operator enrol, kms-client claim).");
    }
}
