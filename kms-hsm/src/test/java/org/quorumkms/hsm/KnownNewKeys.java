package org.quorumkms.hsm;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.quorumkms.testing.TestKeys;

/** Keys of the pool, those of one HSM after the other: as {@link org.quorumkms.testing.TestHsm#of} has them by their number. */
public final class KnownNewKeys implements Supplier<SoftwareHsm.NewKeys> {

    private final int first;
    private final boolean madeBefore;
    private final AtomicInteger made = new AtomicInteger();

    /** Takes the number of the first key; those of twelve HSMs, and then again. */
    public KnownNewKeys(int first) {
        this(first, false);
    }

    /** Takes besides whether the HSMs were made before there were ML-KEM keys. */
    public KnownNewKeys(int first, boolean madeBefore) {
        this.first = first;
        this.madeBefore = madeBefore;
    }

    @Override
    public SoftwareHsm.NewKeys get() {
        int number = first + 2 * (made.getAndIncrement() % 12);
        return new SoftwareHsm.NewKeys(
                TestKeys.rsa(number),
                TestKeys.rsa(number + 1),
                madeBefore ? Optional.empty() : Optional.of(TestKeys.mlKem(number)));
    }
}
