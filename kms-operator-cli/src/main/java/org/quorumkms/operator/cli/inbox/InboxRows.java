package org.quorumkms.operator.cli.inbox;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.quorumkms.json.Json;
import org.quorumkms.operator.Trusts;
import org.quorumkms.operator.cli.rows.TrustRows;
import org.quorumkms.operator.inbox.Inbox;
import org.quorumkms.operator.inbox.InboxItem;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.signed.Time;

/** What commands print of an inbox. */
public final class InboxRows {

    private InboxRows() {}

    /** Returns the row of an item. */
    public static Map<String, @Nullable Object> row(Trusts trusts, InboxItem item) {
        Map<String, @Nullable Object> row = Json.object();
        row.put("kind", item.kind().text());
        row.put("what", item.what().text());
        row.put("id", item.id());
        row.put("thumbprint", item.thumbprint().map(Thumbprint::value).orElse(null));
        row.put("title", item.title());
        row.put("by", item.by().map(one -> TrustRows.named(trusts, one)).orElse(null));
        row.put("note", item.note().orElse(null));
        row.put("since", time(item.since()));
        row.put("until", time(item.until()));
        row.put("state", item.state().text());
        row.put("why", item.why().isEmpty() ? null : item.why());
        return row;
    }

    private static @Nullable String time(Optional<Instant> time) {
        return time.map(Time::format).orElse(null);
    }

    /** Returns items for people, under what they wait for. */
    public static List<String> lines(List<InboxItem> items) {
        List<String> lines = new ArrayList<>();
        for (InboxItem.State state : InboxItem.State.values()) {
            List<InboxItem> some =
                    items.stream().filter(item -> item.state() == state).toList();
            if (!some.isEmpty()) {
                lines.add(heading(state));
                some.forEach(item -> lines.add("  " + Inbox.line(item)));
            }
        }
        if (items.stream().noneMatch(InboxItem::waitsForMe)) {
            lines.add(0, "Nothing waits for you.");
        }
        return lines;
    }

    /** Returns one item for people, which was just found. */
    public static String news(InboxItem item) {
        return heading(item.state()) + ": " + Inbox.line(item);
    }

    private static String heading(InboxItem.State state) {
        return switch (state) {
            case WAITS_FOR_ME -> "waits for you";
            case WAITS_FOR_OTHERS -> "waits for others";
            case ENDED -> "ended";
        };
    }
}
