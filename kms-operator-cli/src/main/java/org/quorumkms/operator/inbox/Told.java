package org.quorumkms.operator.inbox;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.quorumkms.home.Home;

/** What a program was told already, kept in the home: it is told of each item once, and of each change of its stage. */
final class Told {

    private static final String FILE = "inbox.told";

    private final Home home;
    private final Map<String, String> stages = new LinkedHashMap<>();

    Told(Home home) {
        this.home = home;
        home.read(FILE).map(bytes -> new String(bytes, StandardCharsets.UTF_8)).stream()
                .flatMap(String::lines)
                .forEach(line -> {
                    int at = line.indexOf('\t');
                    if (at > 0) {
                        stages.put(line.substring(0, at), line.substring(at + 1));
                    }
                });
    }

    boolean isNew(InboxItem item) {
        return !item.stage().equals(stages.get(item.key()));
    }

    void told(InboxItem item) {
        stages.put(item.key(), item.stage());
        save();
    }

    /** Forgets what is not there any more. */
    void retain(List<InboxItem> items) {
        Set<String> keys = items.stream().map(InboxItem::key).collect(Collectors.toCollection(HashSet::new));
        if (stages.keySet().retainAll(keys)) {
            save();
        }
    }

    private void save() {
        home.write(
                FILE,
                stages.entrySet().stream()
                        .map(one -> one.getKey() + "\t" + one.getValue() + "\n")
                        .collect(Collectors.joining())
                        .getBytes(StandardCharsets.UTF_8));
    }
}
