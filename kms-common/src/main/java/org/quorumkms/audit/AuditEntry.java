package org.quorumkms.audit;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.json.Fields;
import org.quorumkms.json.Json;
import org.quorumkms.json.StrictJson;
import org.quorumkms.signed.Bytes;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.signed.Time;

/**
 * An entry of an audit log: one line of JSON.
 *
 * <pre>{"version":2,"previous":…,"time":…,"who":…,"action":…,"result":…,"count":1,"trust":…,"domain":…,"revision":…,"thumbprint":…}</pre>
 *
 * <p>Equal uses of one second stand in one entry, with their number in {@code count}.
 *
 * @param text the line, as it is hashed
 * @param previous the hash of the line before; in the first entry, of the log's origin
 * @param time when it was written down, whole seconds
 * @param event what was done
 * @param count how many times within that second, at least 1
 */
public record AuditEntry(String text, Thumbprint previous, Instant time, AuditEvent event, int count) {

    private static final int VERSION = 2;
    private static final String WHAT = "An entry of the audit log";

    /** Makes an entry. */
    public static AuditEntry make(Thumbprint previous, Instant time, AuditEvent event, int count) {
        Map<String, @Nullable Object> members = Json.object();
        members.put("version", VERSION);
        members.put("previous", previous.value());
        members.put("time", Time.format(time));
        members.put("who", event.who().value());
        members.put("action", event.action().text());
        members.put("result", event.result().text());
        members.put("count", count);
        event.subject().putInto(members);
        return new AuditEntry(Json.write(members), previous, Time.toSeconds(time), event, count);
    }

    /**
     * Reads an entry.
     *
     * @throws VerificationException if it is not one, to the letter
     */
    public static AuditEntry parse(String text) {
        Fields members = StrictJson.object(WHAT, text);
        members.version(VERSION);
        Thumbprint previous = new Thumbprint(members.text("previous"));
        Instant time = Time.parse(members.text("time"));
        Thumbprint who = new Thumbprint(members.text("who"));
        AuditAction action = AuditAction.of(members.text("action"));
        AuditResult result = AuditResult.of(members.text("result"));
        int count = members.integer("count");
        AuditEntry entry = make(
                previous, time, new AuditEvent(who, action, AuditSubject.take(members), result), Math.max(1, count));
        members.end();
        if (!entry.text().equals(text)) {
            throw new VerificationException(WHAT + " is not written as one.");
        }
        return entry;
    }

    /** Returns the hash of the line: what the next entry names. */
    public Thumbprint hash() {
        return Bytes.utf8(text).thumbprint();
    }
}
