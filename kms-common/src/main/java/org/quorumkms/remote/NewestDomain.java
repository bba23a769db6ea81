package org.quorumkms.remote;

import java.io.Serializable;
import org.quorumkms.json.StrictJson;
import org.quorumkms.signed.Bounded;

/**
 * The newest revision of a Domain, as an answer to who named the one it saw (D3).
 *
 * @param document the revision, without its line
 * @param line a JSON array: the Trusts of its line after the one that was named, or from genesis on where that is not in it
 * @param after the number of the revision after which {@code between} begins; 0: with revision 1
 * @param between the thumbprints of the revisions from there to the one before this, in one base64url string
 */
public record NewestDomain(String document, String line, int after, String between) implements Serializable {

    /** Requires that nothing is missing. */
    public NewestDomain {
        Bounded.text(document, Sizes.DOCUMENT);
        Bounded.text(line, StrictJson.MAX_COLLECTION_LENGTH);
        Bounded.count(after);
        Bounded.text(between, Sizes.THUMBPRINTS);
    }
}
