package org.quorumkms.operator;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.quorumkms.audit.LogId;
import org.quorumkms.audit.SeenHead;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.home.Home;
import org.quorumkms.json.Fields;
import org.quorumkms.json.Json;
import org.quorumkms.json.StrictJson;
import org.quorumkms.signed.Bytes;

/**
 * The newest head of each audit log that this home verified, and which logs it accepted as cut, in {@code audit-heads.json}.
 */
public final class SeenHeads {

    private static final String NAME = "audit-heads.json";
    private static final String WHAT = "The file audit-heads.json of this home";
    private static final int VERSION = 1;

    private final Home home;

    /** Takes the home. */
    public SeenHeads(Home home) {
        this.home = home;
    }

    /** Returns the head of a server's log that was seen. */
    public Optional<SeenHead> of(LogId log) {
        return Optional.ofNullable(content().heads().get(log));
    }

    /** Returns the logs that were seen. */
    public List<LogId> logs() {
        return List.copyOf(content().heads().keySet());
    }

    /** Remembers a head of a log that holds, unless a larger one is remembered; nothing is accepted of that log any more. */
    public void see(LogId log, SeenHead head) {
        home.whileLocked(() -> {
            Content content = content();
            SeenHead before = content.heads().get(log);
            boolean isNewer = before == null || before.size() < head.size();
            if (isNewer) {
                content.heads().put(log, head);
            }
            if (content.accepted().remove(log) || isNewer) {
                home.write(NAME, write(content));
            }
        });
    }

    /**
     * Accepts that a log was cut, after that was looked into: what was seen of it is forgotten, and where its server ended it,
     * nothing more is expected.
     */
    public void accept(LogId log) {
        home.whileLocked(() -> {
            Content content = content();
            content.heads().remove(log);
            content.accepted().add(log);
            home.write(NAME, write(content));
        });
    }

    /** Returns whether a log was accepted as cut. */
    public boolean isAccepted(LogId log) {
        return content().accepted().contains(log);
    }

    private record Content(Map<LogId, SeenHead> heads, Set<LogId> accepted) {}

    private Content content() {
        Content read = new Content(new TreeMap<>(), new TreeSet<>());
        home.read(NAME).ifPresent(content -> {
            Fields members = StrictJson.object(WHAT, content);
            members.version(VERSION);
            for (Fields head : members.objects("heads")) {
                read.heads()
                        .put(
                                LogId.parse(head.text("server")),
                                new SeenHead(size(head.text("size")), Bytes.fromBase64Url(head.text("root"))));
                head.end();
            }
            if (members.has("accepted")) {
                members.texts("accepted").forEach(log -> read.accepted().add(LogId.parse(log)));
            }
            members.end();
        });
        return read;
    }

    private static long size(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new RefusedException(WHAT + " is damaged. Restore it from a backup, or remove it.");
        }
    }

    private static byte[] write(Content content) {
        Map<String, @Nullable Object> members = Json.object();
        members.put("version", VERSION);
        members.put(
                "heads",
                content.heads().entrySet().stream().map(SeenHeads::json).toList());
        members.put("accepted", content.accepted().stream().map(LogId::toString).toList());
        return Json.writeIndented(members).getBytes(StandardCharsets.UTF_8);
    }

    private static Map<String, @Nullable Object> json(Map.Entry<LogId, SeenHead> one) {
        Map<String, @Nullable Object> members = Json.object();
        members.put("server", one.getKey().toString());
        members.put("size", Long.toString(one.getValue().size()));
        members.put("root", one.getValue().root().base64Url());
        return members;
    }
}
