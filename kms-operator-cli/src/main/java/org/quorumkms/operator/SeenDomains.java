package org.quorumkms.operator;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.quorumkms.domain.Descent;
import org.quorumkms.domain.DomainId;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.home.Home;
import org.quorumkms.json.Fields;
import org.quorumkms.json.Json;
import org.quorumkms.json.StrictJson;

/**
 * The Domains that an operator's console has shown, approved for or changed, each with what T7 compares and the highest order
 * number that it proposed or approved (O1), in {@code domains-seen.json}: a line for the version, then one for each Domain.
 * Kept in the order of seeing, and bounded. A line is read when its Domain is asked for: there may be tens of thousands.
 */
public final class SeenDomains {

    /** How many are remembered: those seen longest ago are forgotten first. */
    static final int MOST = 50_000;

    /** How many are held back at the most, where many are seen one after the other. */
    private static final int HELD_BACK = 1_000;

    private static final String NAME = "domains-seen.json";
    private static final String WHAT = "The file domains-seen.json of this home";
    private static final int VERSION = 2;
    private static final String BEGIN = "{\"id\":\"";
    private static final int ID_LENGTH = 36;

    private final Home home;
    private @Nullable Map<DomainId, String> lines;
    private final Map<DomainId, UnaryOperator<@Nullable Seen>> changes = new LinkedHashMap<>();
    private boolean holding;

    /**
     * What is remembered of a Domain.
     *
     * @param descent what T7 compares
     * @param number the highest number of an order of it that this console proposed or approved; 0: none
     */
    public record Seen(Descent descent, int number) {}

    /** Takes the home. */
    public SeenDomains(Home home) {
        this.home = home;
    }

    /** Returns what is remembered of a Domain. */
    public Optional<Seen> find(DomainId id) {
        Seen seen = written(id);
        UnaryOperator<@Nullable Seen> change = changes.get(id);
        return Optional.ofNullable(change == null ? seen : change.apply(seen));
    }

    /** Remembers Domains that were verified to be those seen before, or to descend from them. */
    public void see(Collection<Descent> domains) {
        domains.forEach(descent -> change(
                descent.id(),
                before -> before == null
                        ? new Seen(descent, 0)
                        : new Seen(
                                before.descent().revision() > descent.revision() ? before.descent() : descent,
                                before.number())));
        written();
    }

    /** T6: remembers the branch of a Domain that a person chose. */
    public void repin(Descent chosen) {
        change(chosen.id(), before -> new Seen(chosen, before == null ? 0 : before.number()));
        written();
    }

    /** O1: remembers that an order of a Domain was proposed or approved here. */
    public void ordered(Descent domain, int number) {
        change(
                domain.id(),
                before -> before == null
                        ? new Seen(domain, number)
                        : new Seen(before.descent(), Math.max(before.number(), number)));
        written();
    }

    /** Does some work in which many are seen: they are written now and then, and at its end. */
    public void batch(Runnable work) {
        holding = true;
        try {
            work.run();
        } finally {
            holding = false;
            written();
        }
    }

    private void change(DomainId id, UnaryOperator<@Nullable Seen> change) {
        UnaryOperator<@Nullable Seen> before = changes.remove(id);
        changes.put(id, before == null ? change : seen -> change.apply(before.apply(seen)));
    }

    private @Nullable Seen written(DomainId id) {
        Map<DomainId, String> known = lines;
        if (known == null) {
            known = read();
            lines = known;
        }
        String line = known.get(id);
        return line == null ? null : parse(line);
    }

    private void written() {
        if (changes.isEmpty() || (holding && changes.size() < HELD_BACK)) {
            return;
        }
        lines = home.locked(() -> {
            // Another process of this home may have written since.
            Map<DomainId, String> all = read();
            changes.forEach((id, change) -> {
                String before = all.remove(id);
                Seen after = change.apply(before == null ? null : parse(before));
                if (after != null) {
                    all.put(id, write(after));
                }
            });
            List<DomainId> ids = new ArrayList<>(all.keySet());
            ids.subList(0, Math.max(0, ids.size() - MOST)).forEach(all::remove);
            home.write(NAME, content(all.values()));
            return all;
        });
        changes.clear();
    }

    private Map<DomainId, String> read() {
        Map<DomainId, String> all = new LinkedHashMap<>();
        home.read(NAME).ifPresent(content -> {
            List<String> text = Arrays.asList(StrictJson.decode(WHAT, content).split("\n"));
            Fields first = StrictJson.collection(WHAT, text.get(0));
            first.edition(VERSION);
            first.end();
            text.subList(1, text.size()).forEach(line -> all.put(id(line), line));
        });
        return all;
    }

    private static DomainId id(String line) {
        if (!line.startsWith(BEGIN) || line.length() < BEGIN.length() + ID_LENGTH) {
            throw new VerificationException(WHAT + " is damaged. Restore it from a backup.");
        }
        return new DomainId(line.substring(BEGIN.length(), BEGIN.length() + ID_LENGTH));
    }

    private static Seen parse(String line) {
        Fields members = StrictJson.object(WHAT, line);
        Seen seen = new Seen(Descent.take(members), members.integer("number"));
        members.end();
        return seen;
    }

    private static String write(Seen seen) {
        Map<String, @Nullable Object> members = seen.descent().toJson();
        members.put("number", seen.number());
        return Json.write(members);
    }

    private static byte[] content(Collection<String> lines) {
        Map<String, @Nullable Object> first = Json.object();
        first.put("version", VERSION);
        return (Json.write(first) + "\n" + String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
    }
}
