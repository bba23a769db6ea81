package org.quorumkms.remote;

import java.io.Serializable;
import java.util.List;
import java.util.Objects;
import org.quorumkms.domain.SeenDomain;
import org.quorumkms.signed.Bounded;
import org.quorumkms.signed.Bytes;

/**
 * Several sealed data keys, to be opened at once: all of them, or none.
 *
 * @param seen the Domain, as the caller saw it (D3)
 * @param each 1 to {@link CreateDataKeys#MOST}, together at most {@link CreateDataKeys#MAX_BYTES} bytes
 */
public record OpenDataKeys(SeenDomain seen, List<Key> each) implements Serializable {

    /**
     * A sealed data key.
     *
     * @param sealed as it is in the header of a file
     * @param context its context, encoded as in the file format
     */
    public record Key(Bytes sealed, Bytes context) implements Serializable {

        /** Checks the members. */
        public Key {
            Objects.requireNonNull(sealed);
            Objects.requireNonNull(context);
        }

        /** Returns how many of the bytes of a call this takes. */
        public int bytes() {
            return sealed.length() + context.length();
        }
    }

    /** Copies the list and checks its size. */
    public OpenDataKeys {
        Objects.requireNonNull(seen);
        each = Bounded.list(each, Key.class, CreateDataKeys.MOST);
        CreateDataKeys.requireSize(
                each.size(), each.stream().mapToLong(Key::bytes).sum());
    }
}
