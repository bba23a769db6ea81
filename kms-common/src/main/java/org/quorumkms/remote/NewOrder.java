package org.quorumkms.remote;

import java.io.Serializable;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.quorumkms.domain.DomainId;
import org.quorumkms.json.Fields;
import org.quorumkms.json.Json;
import org.quorumkms.json.StrictJson;
import org.quorumkms.order.Decision;
import org.quorumkms.order.OrderKind;
import org.quorumkms.signed.Note;

/**
 * An order as an operator wants it. Its number is allotted by the Manager.
 *
 * @param domain the Domain to do it to
 * @param kind what to do
 * @param decision the members of the kind, as JSON
 * @param note what the approvers should know; empty: nothing
 * @param above the highest number that the console knows of: the order's is higher
 * @param seconds for how long it may be carried out; 0: as usual
 */
public record NewOrder(DomainId domain, OrderKind kind, String decision, String note, int above, long seconds)
        implements Serializable {

    private static final int LONGEST = 16 * 1024;

    /** Checks the sizes and forms. */
    public NewOrder {
        if (decision.length() > LONGEST || above < 0 || seconds < 0) {
            throw new IllegalArgumentException("an order should have a short decision and numbers from 0 on");
        }
        Note.typed(note);
        read(kind, decision);
        Objects.requireNonNull(domain);
    }

    /** Takes what was decided. */
    public static NewOrder of(DomainId domain, Decision decision, String note, int above, long seconds) {
        Map<String, @Nullable Object> members = Json.object();
        decision.putInto(members);
        return new NewOrder(domain, decision.kind(), Json.write(members), note, above, seconds);
    }

    /** Returns what was decided. */
    public Decision what() {
        return read(kind, decision);
    }

    private static Decision read(OrderKind kind, String decision) {
        Fields members = StrictJson.object("The order", decision);
        Decision read = Decision.take(kind, members);
        members.end();
        return read;
    }
}
