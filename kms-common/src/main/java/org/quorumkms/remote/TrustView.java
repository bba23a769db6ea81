package org.quorumkms.remote;

import java.io.Serializable;
import java.util.List;
import java.util.Objects;
import org.quorumkms.signed.Bounded;
import org.quorumkms.signed.Note;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.trust.TrustBody;

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

    /** How many operators may have rejected something: those of a Trust and of its predecessor. */
    public static final int MOST_REJECTIONS = 2 * TrustBody.MAX_MEMBERS;

    /** Checks the members. */
    public TrustView {
        Bounded.text(trust, Sizes.DOCUMENT);
        Bounded.text(proposer, Thumbprint.LENGTH);
        rejections = Bounded.list(rejections, Rejection.class, MOST_REJECTIONS);
        Bounded.text(ended, Sizes.WORDS);
    }

    /**
     * An operator's word against a proposal.
     *
     * @param operator the thumbprint of its approval key
     * @param why its reason; may be empty
     */
    public record Rejection(Thumbprint operator, String why) implements Serializable {

        /** Checks the members. */
        public Rejection {
            Objects.requireNonNull(operator);
            Bounded.text(why, Sizes.WORDS);
        }

        /** Makes one of what a store says, which may be more than is shown. */
        public static Rejection shown(Thumbprint operator, String why) {
            return new Rejection(operator, why.substring(0, Math.min(why.length(), Note.MOST)));
        }
    }
}
