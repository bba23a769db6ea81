package org.quorumkms.signed;

import java.io.Serial;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import org.quorumkms.errors.VerificationException;

/**
 * Thumbprints in a row, 32 bytes each: the revisions of a Domain, oldest first ({@code earlier}, {@code between}). Kept
 * packed, since there may be tens of thousands. Immutable.
 */
public final class Thumbprints implements Serializable {

    /** The most: those of the revisions before the last one that a Domain can have. */
    public static final int MOST = 65_535;

    /** None. */
    public static final Thumbprints NONE = new Thumbprints(new byte[0]);

    @Serial
    private static final long serialVersionUID = 1;

    private static final int LENGTH = 32;

    private final byte[] packed;

    private Thumbprints(byte[] packed) {
        if (packed.length % LENGTH != 0 || packed.length / LENGTH > MOST) {
            throw new VerificationException(
                    "A row of thumbprints has an invalid length: it is 32 bytes for each, of at most " + MOST + ".");
        }
        this.packed = packed;
    }

    /** Packs a list. */
    public static Thumbprints of(List<Thumbprint> thumbprints) {
        byte[] packed = new byte[thumbprints.size() * LENGTH];
        for (int i = 0; i < thumbprints.size(); i++) {
            System.arraycopy(thumbprints.get(i).toArray(), 0, packed, i * LENGTH, LENGTH);
        }
        return new Thumbprints(packed);
    }

    /** Reads one base64url string. */
    public static Thumbprints parse(String text) {
        return text.isEmpty() ? NONE : new Thumbprints(Base64Url.decode(text));
    }

    /** Returns one base64url string. */
    public String toText() {
        return Base64Url.encode(packed);
    }

    /** Returns how many there are. */
    public int size() {
        return packed.length / LENGTH;
    }

    /** Returns the one at a place, from 0. */
    public Thumbprint get(int place) {
        return Thumbprint.ofHash(bytes(place));
    }

    /** Returns the 32 bytes of the one at a place, from 0. */
    public byte[] bytes(int place) {
        return Arrays.copyOfRange(packed, place * LENGTH, (place + 1) * LENGTH);
    }

    /** Returns those from one place on, and before another. */
    public Thumbprints part(int from, int to) {
        return new Thumbprints(Arrays.copyOfRange(packed, from * LENGTH, to * LENGTH));
    }

    /** Returns these with one more at the end. */
    public Thumbprints then(Thumbprint next) {
        return then(of(List.of(next)));
    }

    /** Returns these with others behind them. */
    public Thumbprints then(Thumbprints more) {
        byte[] all = Arrays.copyOf(packed, packed.length + more.packed.length);
        System.arraycopy(more.packed, 0, all, packed.length, more.packed.length);
        return new Thumbprints(all);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Thumbprints that && Arrays.equals(packed, that.packed);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(packed);
    }

    @Override
    public String toString() {
        return size() + " thumbprints";
    }

    @Serial
    private Object readResolve() {
        return new Thumbprints(packed.clone());
    }
}
