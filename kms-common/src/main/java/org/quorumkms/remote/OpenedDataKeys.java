package org.quorumkms.remote;

import java.io.Serializable;
import java.util.List;
import org.quorumkms.signed.Bounded;

/**
 * Opened data keys.
 *
 * @param each in the order in which they were named
 */
public record OpenedDataKeys(List<Opened> each) implements Serializable {

    /** Copies the list and checks its size. */
    public OpenedDataKeys {
        each = Bounded.list(each, Opened.class, CreateDataKeys.MOST);
    }
}
