package org.quorumkms.operator;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.quorumkms.audit.SeenHead;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.home.Home;
import org.quorumkms.json.Fields;
import org.quorumkms.json.Json;
import org.quorumkms.json.StrictJson;
import org.quorumkms.signed.Bytes;
import org.quorumkms.signed.Thumbprint;

/** The newest head of each server's audit log that this home verified, in {@code audit-heads.json}. */
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
    public Optional<SeenHead> of(Thumbprint server) {
        return Optional.ofNullable(all().get(server));
    }

    /** Returns the servers whose logs were seen. */
    public List<Thumbprint> servers() {
        return List.copyOf(all().keySet());
    }

    /** Remembers a head, unless a larger one is remembered. */
    public void see(Thumbprint server, SeenHead head) {
        home.locked(() -> {
            Map<Thumbprint, SeenHead> all = all();
            SeenHead before = all.get(server);
            if (before == null || before.size() < head.size()) {
                all.put(server, head);
                home.write(NAME, write(all));
            }
            return head;
        });
    }

    /** Forgets what was seen of a server's log: after a loss that was looked into. */
    public void forget(Thumbprint server) {
        home.locked(() -> {
            Map<Thumbprint, SeenHead> all = all();
            all.remove(server);
            home.write(NAME, write(all));
            return server;
        });
    }

    private Map<Thumbprint, SeenHead> all() {
        Map<Thumbprint, SeenHead> all = new TreeMap<>();
        home.read(NAME).ifPresent(content -> {
            Fields members = StrictJson.object(WHAT, content);
            members.version(VERSION);
            for (Fields head : members.objects("heads")) {
                all.put(
                        new Thumbprint(head.text("server")),
                        new SeenHead(size(head.text("size")), Bytes.fromBase64Url(head.text("root"))));
                head.end();
            }
            members.end();
        });
        return all;
    }

    private static long size(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new RefusedException(WHAT + " is damaged. Restore it from a backup, or remove it.");
        }
    }

    private static byte[] write(Map<Thumbprint, SeenHead> all) {
        Map<String, @Nullable Object> members = Json.object();
        members.put("version", VERSION);
        members.put("heads", all.entrySet().stream().map(SeenHeads::json).toList());
        return Json.writeIndented(members).getBytes(StandardCharsets.UTF_8);
    }

    private static Map<String, @Nullable Object> json(Map.Entry<Thumbprint, SeenHead> one) {
        Map<String, @Nullable Object> members = Json.object();
        members.put("server", one.getKey().value());
        members.put("size", Long.toString(one.getValue().size()));
        members.put("root", one.getValue().root().base64Url());
        return members;
    }
}
