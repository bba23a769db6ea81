package org.quorumkms.operator.inbox;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Finds what is new among items that are read again and again. */
public final class Changes {

    private Map<String, String> before = Map.of();

    /** Returns the items that were not there, or stood elsewhere, the time before. */
    public List<InboxItem> in(List<InboxItem> items) {
        List<InboxItem> changed = items.stream()
                .filter(item -> !item.stage().equals(before.get(item.key())))
                .toList();
        Map<String, String> now = new HashMap<>();
        items.forEach(item -> now.put(item.key(), item.stage()));
        before = now;
        return changed;
    }
}
