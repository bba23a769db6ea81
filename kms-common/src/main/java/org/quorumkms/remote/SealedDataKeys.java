package org.quorumkms.remote;

import java.io.Serializable;
import java.util.List;
import org.quorumkms.signed.Bounded;

/**
 * Fresh data keys.
 *
 * @param each in the order of the contexts
 */
public record SealedDataKeys(List<SealedDataKey> each) implements Serializable {

    /** Copies the list and checks its size. */
    public SealedDataKeys {
        each = Bounded.list(each, SealedDataKey.class, CreateDataKeys.MOST);
    }
}
