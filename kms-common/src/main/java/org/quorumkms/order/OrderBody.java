package org.quorumkms.order;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.quorumkms.domain.DomainId;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.json.Fields;
import org.quorumkms.json.Json;
import org.quorumkms.json.StrictJson;
import org.quorumkms.signed.Bytes;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.signed.Time;

/**
 * What an order says: the payload of its JWS (protocol.md section 8).
 *
 * @param id the order, a UUID
 * @param kind what to do
 * @param domain the Domain to do it to
 * @param controller whom to grant the Domain to: the thumbprint of a connection key; for {@code grant} only
 * @param trust the thumbprint of the Trust whose operators order it
 * @param created when it was made
 * @param expires until when it may be carried out, at most 30 days after {@code created}
 */
public record OrderBody(
        DomainId id,
        OrderKind kind,
        DomainId domain,
        Optional<Thumbprint> controller,
        Thumbprint trust,
        Instant created,
        Instant expires) {

    /** The longest time in which an order may be carried out. */
    public static final Duration MAX_VALIDITY = Duration.ofDays(30);

    private static final int VERSION = 1;
    private static final String WHAT = "The order";

    /** Checks what can be seen in the document alone. */
    public OrderBody {
        created = Time.toSeconds(created);
        expires = Time.toSeconds(expires);
        require(controller.isPresent() == (kind == OrderKind.GRANT), "it names a controller exactly when it grants");
        require(
                !expires.isBefore(created) && !expires.isAfter(created.plus(MAX_VALIDITY)),
                "it expires at most 30 days after it was created");
    }

    /** Reads a payload strictly. */
    public static OrderBody read(Bytes payload) {
        Fields members = StrictJson.object(WHAT, payload.toArray());
        members.version(VERSION);
        OrderBody body = new OrderBody(
                new DomainId(members.text("id")),
                OrderKind.of(members.text("kind")),
                new DomainId(members.text("domain")),
                members.optionalText("controller").map(Thumbprint::new),
                new Thumbprint(members.text("trust")),
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
        members.put("kind", kind.text());
        members.put("domain", domain.value());
        controller.ifPresent(key -> members.put("controller", key.value()));
        members.put("trust", trust.value());
        members.put("created", Time.format(created));
        members.put("expires", Time.format(expires));
        return Bytes.utf8(Json.write(members));
    }

    private static void require(boolean holds, String rule) {
        if (!holds) {
            throw new VerificationException("O1: the order is not well-formed; the rule is that " + rule + ".");
        }
    }
}
