package org.quorumkms.order;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.Right;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.json.Fields;
import org.quorumkms.json.Json;
import org.quorumkms.json.StrictJson;
import org.quorumkms.signed.Bytes;
import org.quorumkms.signed.Note;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.signed.Time;

/**
 * What an order says: the payload of its JWS (protocol.md section 8).
 *
 * @param id the order, a UUID
 * @param number its place in the order of decisions about the Domain; none: {@code open}
 * @param decision what to do
 * @param domain the Domain to do it to
 * @param trust the thumbprint of the Trust whose operators order it
 * @param note what the approvers should know; {@code open} has one
 * @param created when it was made
 * @param expires until when it may be carried out, at most 30 days after {@code created}; {@code open}: 7 days
 */
public record OrderBody(
        OrderId id,
        Optional<Integer> number,
        Decision decision,
        DomainId domain,
        Thumbprint trust,
        Optional<String> note,
        Instant created,
        Instant expires) {

    /** The longest time in which an order may be carried out. */
    public static final Duration MAX_VALIDITY = Duration.ofDays(30);

    /** The longest time in which a released file may be opened. */
    public static final Duration MAX_OPEN = Duration.ofDays(7);

    /** By how much an order's number may be above the one of the last that was carried out. */
    public static final int MAX_AHEAD = 1_000_000;

    private static final int VERSION = 2;
    private static final String WHAT = "The order";

    /** Checks what can be seen in the document alone. */
    public OrderBody {
        created = Time.toSeconds(created);
        expires = Time.toSeconds(expires);
        Note.check(note);
        boolean opens = decision.kind() == OrderKind.OPEN;
        require(number.isEmpty() == opens, "it has a number, unless it opens");
        number.ifPresent(one -> require(one >= 1, "numbers are counted from 1"));
        require(!opens || note.isPresent(), "what opens has a note");
        Duration longest = opens ? MAX_OPEN : MAX_VALIDITY;
        require(
                !expires.isBefore(created) && !expires.isAfter(created.plus(longest)),
                "it expires at most " + longest.toDays() + " days after it was created");
        if (decision instanceof Decision.Grant grant) {
            require(grant.controller().may().has(Right.SHARE), "who is granted a Domain may share it");
        }
    }

    /** Reads a payload strictly. */
    public static OrderBody read(Bytes payload) {
        Fields members = StrictJson.object(WHAT, payload.toArray());
        members.version(VERSION);
        OrderKind kind = OrderKind.of(members.text("kind"));
        OrderBody body = new OrderBody(
                new OrderId(members.text("id")),
                members.has("number") ? Optional.of(members.integer("number")) : Optional.empty(),
                Decision.take(kind, members),
                new DomainId(members.text("domain")),
                new Thumbprint(members.text("trust")),
                members.optionalText("note"),
                Time.parse(members.text("created")),
                Time.parse(members.text("expires")));
        members.end();
        return body;
    }

    /** Writes the payload. Done once, when an order is made: from then on its bytes are kept. */
    public Bytes write() {
        Map<String, @Nullable Object> members = Json.object();
        members.put("version", VERSION);
        members.put("id", id.value());
        number.ifPresent(one -> members.put("number", one));
        members.put("kind", kind().text());
        members.put("domain", domain.value());
        members.put("trust", trust.value());
        note.ifPresent(text -> members.put("note", text));
        members.put("created", Time.format(created));
        members.put("expires", Time.format(expires));
        decision.putInto(members);
        return Bytes.utf8(Json.write(members));
    }

    /** Returns what kind of order it is. */
    public OrderKind kind() {
        return decision.kind();
    }

    private static void require(boolean holds, String rule) {
        if (!holds) {
            throw new VerificationException("O1: the order is not well-formed; the rule is that " + rule + ".");
        }
    }
}
