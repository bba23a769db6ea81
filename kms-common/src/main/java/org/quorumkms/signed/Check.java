package org.quorumkms.signed;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.quorumkms.json.Json;

/**
 * One thing that was checked.
 *
 * @param what the rule of protocol.md and what it asks, in words
 * @param ok whether it holds
 */
public record Check(String what, boolean ok) {

    /** Returns the members. */
    public Map<String, @Nullable Object> toJson() {
        Map<String, @Nullable Object> members = Json.object();
        members.put("what", what);
        members.put("ok", ok);
        return members;
    }
}
