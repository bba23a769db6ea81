package org.quorumkms.remote;

import java.io.Serializable;
import java.util.List;
import org.quorumkms.signed.Bounded;
import org.quorumkms.signed.Thumbprint;

/**
 * An order as a server knows it. All but the document is the store's word.
 *
 * @param order the document
 * @param proposer the thumbprint of the approval key of whoever proposed it; empty: not known
 * @param rejections who rejected it
 * @param state {@code open}, {@code carried out}, {@code withdrawn}, {@code rejected}, {@code expired} or {@code void}
 */
public record OrderView(String order, String proposer, List<TrustView.Rejection> rejections, String state)
        implements Serializable {

    /** It can be carried out, if it has or gets its approvals. */
    public static final String OPEN = "open";

    /** It was. */
    public static final String CARRIED_OUT = "carried out";

    /** Its proposer took it back. */
    public static final String WITHDRAWN = "withdrawn";

    /** Operators said no, so that its quorum cannot be reached. */
    public static final String REJECTED = "rejected";

    /** Its time is over. */
    public static final String EXPIRED = "expired";

    /** A higher number was carried out, its Trust was replaced, or its Domain changed since. */
    public static final String VOID = "void";

    /** Copies the list. */
    public OrderView {
        Bounded.text(order, Sizes.DOCUMENT);
        Bounded.text(proposer, Thumbprint.LENGTH);
        rejections = Bounded.list(rejections, TrustView.Rejection.class, TrustView.MOST_REJECTIONS);
        Bounded.text(state, Sizes.WORDS);
    }
}
