package org.quorumkms.server.monitoring;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.quorumkms.json.Json;

/**
 * How it stands with a server, thing by thing.
 *
 * @param checks what was looked at
 */
record Health(List<Check> checks) {

    Health {
        checks = List.copyOf(checks);
    }

    Check.State state() {
        return checks.stream().map(Check::state).max(Check.State::compareTo).orElse(Check.State.FAILING);
    }

    /** Returns the HTTP status: 200, 429 where it serves and not all, 503 where it does not. */
    int status() {
        return switch (state()) {
            case OK -> 200;
            case LIMITED -> 429;
            case FAILING -> 503;
        };
    }

    String toJson() {
        Map<String, @Nullable Object> members = Json.object();
        members.put("status", state().name().toLowerCase(Locale.ROOT));
        List<Object> all = new ArrayList<>();
        for (Check check : checks) {
            Map<String, @Nullable Object> one = Json.object();
            one.put("name", check.name());
            one.put("status", check.state().name().toLowerCase(Locale.ROOT));
            one.put("message", check.words());
            all.add(one);
        }
        members.put("checks", all);
        return Json.writeIndented(members) + "\n";
    }
}
