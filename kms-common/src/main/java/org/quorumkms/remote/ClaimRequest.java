package org.quorumkms.remote;

import java.io.Serializable;
import java.util.Objects;
import org.quorumkms.domain.SeenDomain;
import org.quorumkms.signed.Name;

/**
 * What an invited caller asks (D4).
 *
 * @param seen the revision of the Domain that the caller looked at
 * @param secret the one-time secret
 * @param name how the caller wants to be called; of an operator, its Domain's
 * @param ownKey what an operator that keeps its approval key itself says with it ({@code OwnKey}); else empty
 */
public record ClaimRequest(SeenDomain seen, Data secret, String name, String ownKey) implements Serializable {

    private static final int LONGEST = 8 * 1024;

    /** Checks the forms. */
    public ClaimRequest {
        Objects.requireNonNull(seen);
        Objects.requireNonNull(secret);
        Name.check(name);
        if (ownKey.length() > LONGEST) {
            throw new IllegalArgumentException("the statement of an own key should be short");
        }
    }
}
