package org.quorumkms.operator.cli.rows;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.quorumkms.domain.DomainBody;
import org.quorumkms.json.Json;
import org.quorumkms.operator.Invited;

/** What commands print of invitations. */
public final class InvitationRows {

    private InvitationRows() {}

    /** Returns a Domain with the invitation to it. */
    public static Map<String, @Nullable Object> json(Invited invited) {
        return json(invited.domain().body(), invited.invitation());
    }

    /** Without an invitation: it was ended. */
    public static Map<String, @Nullable Object> json(DomainBody domain, @Nullable String invitation) {
        Map<String, @Nullable Object> json = Json.object();
        json.put("id", domain.id().value());
        json.put("name", domain.name());
        json.put("invitation", invitation);
        json.put("card", null);
        return json;
    }

    /** Of an operator: its name is enough. */
    public static Map<String, @Nullable Object> operator(String name, @Nullable String invitation) {
        Map<String, @Nullable Object> json = Json.object();
        json.put("name", name);
        json.put("invitation", invitation);
        return json;
    }
}
