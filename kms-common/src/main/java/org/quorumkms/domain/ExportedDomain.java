package org.quorumkms.domain;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.json.Fields;
import org.quorumkms.json.Json;
import org.quorumkms.json.StrictJson;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.signed.Thumbprints;
import org.quorumkms.trust.TrustChain;

/**
 * A Domain with the line from genesis to its Trust, and the thumbprints of all its earlier revisions: all that a verifier
 * needs besides the genesis it pinned. May be kept anywhere (D7).
 *
 * @param domain the Domain
 * @param line the line of its Trust
 * @param earlier the thumbprints of revision 1 to the one before, which give the Domain's history
 */
public record ExportedDomain(Domain domain, TrustChain line, Thumbprints earlier) {

    /**
     * Checks the history.
     *
     * @throws VerificationException if the thumbprints are not those of the Domain's history
     */
    public ExportedDomain {
        if (!Proof.whole(earlier).isWholeFor(domain.body())) {
            throw new VerificationException(Domain.WHAT + " " + domain.body().name()
                    + " does not have the earlier revisions that are given with it.");
        }
    }

    /** Reads one JSON object: the members of a Flattened JWS, {@code trusts} and {@code earlier}. */
    public static ExportedDomain parse(String text) {
        return read(StrictJson.collection(Domain.WHAT, text));
    }

    static ExportedDomain read(Fields members) {
        TrustChain line = TrustChain.read(members.objects("trusts"));
        Thumbprints earlier = Thumbprints.parse(members.text("earlier"));
        Domain domain = Domain.readMembers(members);
        members.end();
        return new ExportedDomain(domain, line, earlier);
    }

    /** Returns the proof that it continues any of its earlier revisions. */
    public Proof proof() {
        return Proof.whole(earlier);
    }

    /** Returns the thumbprint of one of its revisions by its number: of itself, or an earlier one. */
    public Thumbprint revision(int number) {
        return number == domain.body().revision() ? domain.thumbprint() : earlier.get(number - 1);
    }

    /** Returns whether a revision, by its number and thumbprint, is this one or one that it continues. */
    public boolean holds(int number, Thumbprint thumbprint) {
        return number >= 1
                && number <= domain.body().revision()
                && revision(number).equals(thumbprint);
    }

    /** Returns the one JSON object. */
    public String toText() {
        return Json.write(toJson());
    }

    Map<String, @Nullable Object> toJson() {
        Map<String, @Nullable Object> members = domain.jws().toJson();
        members.put("trusts", line.toJson());
        members.put("earlier", earlier.toText());
        return members;
    }
}
