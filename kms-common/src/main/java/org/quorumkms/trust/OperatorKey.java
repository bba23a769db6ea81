package org.quorumkms.trust;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.quorumkms.jose.PublicJwk;
import org.quorumkms.jose.RsaJwk;
import org.quorumkms.json.Fields;
import org.quorumkms.json.Json;
import org.quorumkms.signed.Name;
import org.quorumkms.signed.Thumbprint;

/**
 * An operator, as a Trust lists it: it is its approval key.
 *
 * @param name for people
 * @param key the key that verifies its approvals
 */
public record OperatorKey(String name, RsaJwk key) {

    /** Checks the name. */
    public OperatorKey {
        Name.check(name);
    }

    static OperatorKey read(Fields members) {
        OperatorKey operator = new OperatorKey(members.text("name"), PublicJwk.readRsa(members.object("key")));
        members.end();
        return operator;
    }

    /** Returns the thumbprint of the approval key, which is the operator. */
    public Thumbprint thumbprint() {
        return key.thumbprint();
    }

    Map<String, @Nullable Object> toJson() {
        Map<String, @Nullable Object> members = Json.object();
        members.put("name", name);
        members.put("key", key.toJson());
        return members;
    }
}
