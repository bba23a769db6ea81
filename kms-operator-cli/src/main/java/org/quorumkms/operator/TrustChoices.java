package org.quorumkms.operator;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.quorumkms.home.Home;
import org.quorumkms.json.Fields;
import org.quorumkms.json.Json;
import org.quorumkms.json.StrictJson;
import org.quorumkms.signed.Thumbprint;

/**
 * What the operator of this home decided about Trusts, in {@code trust-choices.json}: which it approved or confirmed, so that
 * its own Domain may move out of genesis under one (D5), and which it declined. The newest are kept.
 */
public final class TrustChoices {

    /** What was decided. */
    public enum Choice {
        /** The Trust was approved here, or its HSMs, operators and quorum were confirmed. */
        APPROVED,
        /** Its HSMs, operators and quorum were shown and declined: this is not asked again. */
        DECLINED;

        String text() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    private static final int MOST = 1_000;
    private static final String NAME = "trust-choices.json";
    private static final String WHAT = "The file trust-choices.json of this home";
    private static final int VERSION = 2;

    private final Home home;

    /** Takes the home. */
    public TrustChoices(Home home) {
        this.home = home;
    }

    /** Returns whether something was decided about a Trust. */
    public boolean has(Choice choice, Thumbprint trust) {
        return all(choice).contains(trust);
    }

    /** Returns the Trusts about which something was decided, oldest first. */
    public List<Thumbprint> all(Choice choice) {
        return read().getOrDefault(choice, List.of());
    }

    /** Remembers a decision. */
    public void add(Choice choice, Thumbprint trust) {
        home.whileLocked(() -> {
            Map<Choice, List<Thumbprint>> all = read();
            List<Thumbprint> list = all.getOrDefault(choice, List.of());
            if (!list.contains(trust)) {
                List<Thumbprint> more = new ArrayList<>(list);
                more.add(trust);
                all.put(choice, more.subList(Math.max(0, more.size() - MOST), more.size()));
                home.write(NAME, write(all));
            }
        });
    }

    private Map<Choice, List<Thumbprint>> read() {
        Map<Choice, List<Thumbprint>> all = new java.util.EnumMap<>(Choice.class);
        for (Choice choice : Choice.values()) {
            all.put(choice, new ArrayList<>());
        }
        home.read(NAME).ifPresent(content -> {
            Fields members = StrictJson.object(WHAT, content);
            members.edition(VERSION);
            all.forEach((choice, list) -> members.texts(choice.text()).forEach(text -> list.add(new Thumbprint(text))));
            members.end();
        });
        return all;
    }

    private static byte[] write(Map<Choice, List<Thumbprint>> all) {
        Map<String, @Nullable Object> members = Json.object();
        members.put("version", VERSION);
        all.forEach((choice, list) ->
                members.put(choice.text(), list.stream().map(Thumbprint::value).toList()));
        return Json.writeIndented(members).getBytes(StandardCharsets.UTF_8);
    }
}
