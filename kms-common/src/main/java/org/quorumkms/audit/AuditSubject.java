package org.quorumkms.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.quorumkms.domain.Controller;
import org.quorumkms.domain.Domain;
import org.quorumkms.domain.DomainBody;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.Rights;
import org.quorumkms.domain.SeenDomain;
import org.quorumkms.json.Fields;
import org.quorumkms.json.Json;
import org.quorumkms.order.Order;
import org.quorumkms.order.OrderKind;
import org.quorumkms.signed.Thumbprint;

/**
 * What something was done to.
 *
 * @param trust the thumbprint of a Trust
 * @param domain a Domain
 * @param revision the number of the Domain's revision
 * @param thumbprint the thumbprint of the Domain's revision
 * @param hsm the fingerprint of an HSM
 * @param order the thumbprint of an order
 * @param kind what the order does
 * @param controllers whose rights were changed, and to what: none means out
 * @param head the signed head of a log, of an {@code audit.gap}
 */
public record AuditSubject(
        Optional<Thumbprint> trust,
        Optional<DomainId> domain,
        Optional<Integer> revision,
        Optional<Thumbprint> thumbprint,
        Optional<Thumbprint> hsm,
        Optional<Thumbprint> order,
        Optional<OrderKind> kind,
        List<Changed> controllers,
        Optional<String> head) {

    /** Nothing in particular. */
    public static final AuditSubject NONE = new AuditSubject(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            List.of(),
            Optional.empty());

    /**
     * A controller whose rights were changed.
     *
     * @param key its connection key
     * @param may its rights from then on; none: it is out
     */
    public record Changed(Thumbprint key, Rights may) {}

    /** Copies the list. */
    public AuditSubject {
        controllers = List.copyOf(controllers);
    }

    /** Names a Trust. */
    public static AuditSubject trust(Thumbprint trust) {
        return new AuditSubject(
                Optional.of(trust),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Optional.empty());
    }

    /** Names a revision of a Domain, and its Trust. */
    public static AuditSubject domain(Domain domain) {
        return named(Optional.of(domain.body().trust()), domain.seen(), List.of());
    }

    /** Names a revision of a Domain. */
    public static AuditSubject domain(SeenDomain seen) {
        return named(Optional.empty(), seen, List.of());
    }

    /** Names a revision of a Domain, and what it changed of the controllers against the one before. */
    public static AuditSubject change(DomainBody before, Domain after) {
        List<Changed> changed = new ArrayList<>();
        for (Controller one : after.body().controllers()) {
            if (before.controller(one.key())
                    .filter(was -> was.may().equals(one.may()))
                    .isEmpty()) {
                changed.add(new Changed(one.key(), one.may()));
            }
        }
        for (Controller one : before.controllers()) {
            if (after.body().controller(one.key()).isEmpty()) {
                changed.add(new Changed(one.key(), Rights.NONE));
            }
        }
        return named(Optional.of(after.body().trust()), after.seen(), changed);
    }

    private static AuditSubject named(Optional<Thumbprint> trust, SeenDomain seen, List<Changed> changed) {
        return new AuditSubject(
                trust,
                Optional.of(seen.id()),
                Optional.of(seen.revision()),
                Optional.of(seen.thumbprint()),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                changed,
                Optional.empty());
    }

    /** Names the head of a log that a server remembers, and that the store does not have. */
    public static AuditSubject head(Checkpoint lost) {
        return new AuditSubject(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Optional.of(lost.text()));
    }

    /** Names a Domain that is only asked for. */
    public static AuditSubject domain(DomainId id) {
        return new AuditSubject(
                Optional.empty(),
                Optional.of(id),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Optional.empty());
    }

    /** Names an HSM. */
    public static AuditSubject hsm(Thumbprint fingerprint) {
        return new AuditSubject(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(fingerprint),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Optional.empty());
    }

    /** Names an order, and its Domain. */
    public static AuditSubject order(Order made) {
        return domain(made.body().domain()).by(made);
    }

    /** Names an order besides. */
    public AuditSubject by(Order made) {
        return new AuditSubject(
                trust,
                domain,
                revision,
                thumbprint,
                hsm,
                Optional.of(made.thumbprint()),
                Optional.of(made.body().kind()),
                controllers,
                head);
    }

    void putInto(Map<String, @Nullable Object> members) {
        trust.ifPresent(one -> members.put("trust", one.value()));
        domain.ifPresent(id -> members.put("domain", id.value()));
        revision.ifPresent(number -> members.put("revision", number));
        thumbprint.ifPresent(one -> members.put("thumbprint", one.value()));
        hsm.ifPresent(fingerprint -> members.put("hsm", fingerprint.value()));
        order.ifPresent(one -> members.put("order", one.value()));
        kind.ifPresent(one -> members.put("kind", one.text()));
        if (!controllers.isEmpty()) {
            members.put(
                    "controllers", controllers.stream().map(AuditSubject::json).toList());
        }
        head.ifPresent(note -> members.put("head", note));
    }

    private static Map<String, @Nullable Object> json(Changed changed) {
        Map<String, @Nullable Object> members = Json.object();
        members.put("key", changed.key().value());
        members.put("may", changed.may().words());
        return members;
    }

    static AuditSubject take(Fields members) {
        return new AuditSubject(
                members.optionalText("trust").map(Thumbprint::new),
                members.optionalText("domain").map(DomainId::new),
                members.has("revision") ? Optional.of(members.integer("revision")) : Optional.empty(),
                members.optionalText("thumbprint").map(Thumbprint::new),
                members.optionalText("hsm").map(Thumbprint::new),
                members.optionalText("order").map(Thumbprint::new),
                members.optionalText("kind").map(OrderKind::of),
                members.has("controllers")
                        ? members.objects("controllers").stream()
                                .map(AuditSubject::changed)
                                .toList()
                        : List.of(),
                members.optionalText("head"));
    }

    private static Changed changed(Fields members) {
        Changed changed = new Changed(new Thumbprint(members.text("key")), Rights.read(members.texts("may")));
        members.end();
        return changed;
    }
}
