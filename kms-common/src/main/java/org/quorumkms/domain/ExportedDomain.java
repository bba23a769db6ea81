package org.quorumkms.domain;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.quorumkms.json.Fields;
import org.quorumkms.json.Json;
import org.quorumkms.json.StrictJson;
import org.quorumkms.trust.TrustChain;

/**
 * A Domain with the line from genesis to its Trust: all that a verifier needs besides the genesis it pinned. May be
 * kept anywhere (D7).
 *
 * @param domain the Domain
 * @param line the line of its Trust
 */
public record ExportedDomain(Domain domain, TrustChain line) {

    /** Reads one JSON object: the members of a Flattened JWS and {@code trusts}. */
    public static ExportedDomain parse(String text) {
        return read(StrictJson.collection(Domain.WHAT, text));
    }

    static ExportedDomain read(Fields members) {
        TrustChain line = TrustChain.read(members.objects("trusts"));
        Domain domain = Domain.readMembers(members);
        members.end();
        return new ExportedDomain(domain, line);
    }

    /** Returns the one JSON object. */
    public String toText() {
        return Json.write(toJson());
    }

    Map<String, @Nullable Object> toJson() {
        Map<String, @Nullable Object> members = domain.jws().toJson();
        members.put("trusts", line.toJson());
        return members;
    }
}
