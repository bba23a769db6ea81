package org.quorumkms.remote;

import java.io.Serializable;
import java.util.List;
import org.quorumkms.signed.Thumbprint;

/**
 * A Trust as a server knows it. All but the document is the store's word.
 *
 * @param trust the document
 * @param proposer the thumbprint of the approval key of whoever proposed it; empty: not known
 * @param rejections who rejected it
 * @param ended why it is not to be signed any more; empty: it is open, or signed
 */
public record TrustView(String trust, String proposer, List<Rejection> rejections, String ended)
        implements Serializable {

    /** Copies the list. */
    public TrustView {
        rejections = List.copyOf(rejections);
        java.util.Objects.requireNonNull(trust);
        java.util.Objects.requireNonNull(proposer);
        java.util.Objects.requireNonNull(ended);
    }

    /**
     * An operator's word against a proposal.
     *
     * @param operator the thumbprint of its approval key
     * @param why its reason; may be empty
     */
    public record Rejection(Thumbprint operator, String why) implements Serializable {

        /** Requires that nothing is missing. */
        public Rejection {
            java.util.Objects.requireNonNull(operator);
            java.util.Objects.requireNonNull(why);
        }
    }
}
