package org.quorumkms.operator.cli.audit;

import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.quorumkms.audit.LogFile;
import org.quorumkms.audit.LogId;
import org.quorumkms.home.Home;
import org.quorumkms.json.Fields;
import org.quorumkms.json.Json;
import org.quorumkms.json.StrictJson;
import org.quorumkms.operator.AuditReader;
import org.quorumkms.operator.LogPlace;
import org.quorumkms.operator.cli.Staying;
import org.quorumkms.remote.AuditLogView;

/**
 * Gives what is new in the logs, piece by piece, as {@code audit export} writes them whole: all pieces behind each other verify as one
 * file does. How far it came it notes in the home when a piece was taken, so that whoever begins again goes on there: a piece may come
 * twice after a kill, none is left out.
 */
final class AuditFollow {

    private static final String NAME = "audit-follow.json";
    private static final String WHAT = "The file " + NAME + " of this home";
    private static final int VERSION = 1;

    /** Entries of one piece. */
    private static final int PIECE = 10_000;

    private final Optional<Home> home;
    private final Consumer<String> take;
    private final Map<LogId, LogPlace> places;

    /** Takes the home where it is noted how far it came, if it shall be, and what takes the pieces. */
    AuditFollow(Optional<Home> home, Consumer<String> take) {
        this.home = home;
        this.take = take;
        this.places =
                home.flatMap(kept -> kept.read(NAME)).map(AuditFollow::read).orElseGet(LinkedHashMap::new);
    }

    void round(AuditReader audits) {
        for (AuditLogView log : audits.logs()) {
            boolean more = true;
            while (more) {
                LogPlace from = places.getOrDefault(log.log(), LogPlace.BEGINNING);
                StringWriter piece = new StringWriter();
                LogPlace to =
                        audits.after(log, from, PIECE, LogFile.writer(piece).begin(log.log()));
                if (!to.equals(from)) {
                    Staying.whole(() -> {
                        take.accept(piece.toString());
                        places.put(log.log(), to);
                        home.ifPresent(kept -> kept.write(NAME, write()));
                    });
                }
                more = to.entries() < log.size();
            }
        }
    }

    private byte[] write() {
        Map<String, @Nullable Object> members = Json.object();
        members.put("version", VERSION);
        List<Object> logs = new ArrayList<>();
        places.forEach((log, place) -> {
            Map<String, @Nullable Object> one = Json.object();
            one.put("log", log.toString());
            one.put("entries", Json.length(place.entries()));
            one.put("head", Json.length(place.head()));
            one.put("keys", place.keys());
            logs.add(one);
        });
        members.put("logs", logs);
        return (Json.writeIndented(members) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private static Map<LogId, LogPlace> read(byte[] content) {
        Fields members = StrictJson.object(WHAT, content);
        members.version(VERSION);
        Map<LogId, LogPlace> places = new LinkedHashMap<>();
        for (Fields one : members.objects("logs")) {
            places.put(
                    LogId.parse(one.text("log")),
                    new LogPlace(one.length("entries"), one.length("head"), one.integer("keys")));
            one.end();
        }
        members.end();
        return places;
    }
}
