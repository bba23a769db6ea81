package org.quorumkms.operator.cli.audit;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.quorumkms.audit.AuditSubject;
import org.quorumkms.audit.LogId;
import org.quorumkms.cli.Table;
import org.quorumkms.domain.DomainId;
import org.quorumkms.errors.KmsException;
import org.quorumkms.json.Json;
import org.quorumkms.operator.HsmEntry;
import org.quorumkms.operator.OperatorView;
import org.quorumkms.operator.Session;
import org.quorumkms.signed.Thumbprint;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Prints entries, with the names that people know the keys by. */
final class AuditNames {

    private static final Logger LOG = LoggerFactory.getLogger(AuditNames.class);
    private static final int MOST_DOMAINS = 50;

    private final Map<Thumbprint, String> names;

    private AuditNames(Map<Thumbprint, String> names) {
        this.names = names;
    }

    static AuditNames of(Session session) {
        Map<Thumbprint, String> names = new HashMap<>();
        for (OperatorView operator : session.operators().all()) {
            operator.domain().body().controllers().forEach(controller -> names.put(controller.key(), operator.name()));
        }
        for (HsmEntry hsm : session.hsms().all()) {
            names.put(hsm.keys().fingerprint(), hsm.keys().label());
        }
        return new AuditNames(names);
    }

    /** Learns what the Domains of some rows call their controllers. A key that no Domain names any more has no name. */
    void learn(Session session, List<AuditRow> rows) {
        rows.stream()
                .flatMap(row -> row.entry().event().subject().domain().stream())
                .distinct()
                .limit(MOST_DOMAINS)
                .forEach(id -> learn(session, id));
    }

    private void learn(Session session, DomainId id) {
        try {
            session.domains()
                    .newest(id)
                    .body()
                    .controllers()
                    .forEach(controller -> names.putIfAbsent(controller.key(), controller.name()));
        } catch (KmsException notShown) {
            LOG.debug("Domain {} has no names: {}", id, notShown.getMessage());
        }
    }

    Map<String, @Nullable Object> json(AuditRow row) {
        AuditSubject subject = row.entry().event().subject();
        Map<String, @Nullable Object> json = Json.object();
        json.put("time", row.entry().time().toString());
        json.put("log", log(row.log()));
        json.put("number", row.number());
        json.put("who", named(row, row.entry().event().who(), "thumbprint"));
        json.put("action", row.entry().event().action().text());
        json.put("result", row.entry().event().result().text());
        json.put("count", row.entry().count());
        json.put("trust", subject.trust().map(Thumbprint::value).orElse(null));
        json.put("domain", subject.domain().map(DomainId::value).orElse(null));
        json.put("revision", subject.revision().orElse(null));
        json.put("hsm", subject.hsm().map(hsm -> named(row, hsm, "fingerprint")).orElse(null));
        json.put("order", subject.order().map(Thumbprint::value).orElse(null));
        json.put(
                "controllers", subject.controllers().stream().map(this::changed).toList());
        return json;
    }

    private Map<String, @Nullable Object> changed(AuditSubject.Changed controller) {
        Map<String, @Nullable Object> json = Json.object();
        json.put("name", names.get(controller.key()));
        json.put("thumbprint", controller.key().value());
        json.put("may", controller.may().words());
        return json;
    }

    private static Map<String, @Nullable Object> log(LogId log) {
        Map<String, @Nullable Object> json = Json.object();
        json.put("server", log.server().value());
        json.put("number", log.number());
        return json;
    }

    /** Returns the keys that people know by a name. */
    Set<Thumbprint> keys(String name) {
        return names.entrySet().stream()
                .filter(one -> one.getValue().equals(name))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    private Map<String, @Nullable Object> named(AuditRow row, Thumbprint key, String kind) {
        Map<String, @Nullable Object> json = Json.object();
        json.put("label", key.equals(row.log().server()) ? "server" : names.get(key));
        json.put(kind, key.value());
        return json;
    }

    Table table(List<AuditRow> rows) {
        Table table = new Table("TIME", "WHO", "ACTION", "RESULT", "COUNT", "TO");
        for (AuditRow row : rows) {
            Thumbprint who = row.entry().event().who();
            table.row(
                    row.entry().time().toString(),
                    who.equals(row.log().server())
                            ? "server " + who.abbreviated()
                            : names.getOrDefault(who, "key " + who.abbreviated()),
                    row.entry().event().action().text(),
                    row.entry().event().result().text(),
                    Integer.toString(row.entry().count()),
                    subject(row.entry().event().subject()));
        }
        return table;
    }

    private String subject(AuditSubject subject) {
        if (subject.domain().isPresent()) {
            return "Domain " + subject.domain().get()
                    + subject.revision().map(number -> " revision " + number).orElse("")
                    + subject.order()
                            .map(order -> " by order " + order.abbreviated())
                            .orElse("")
                    + subject.controllers().stream()
                            .map(one -> "; "
                                    + names.getOrDefault(
                                            one.key(), "key " + one.key().abbreviated())
                                    + (one.may().isEmpty() ? " is out" : " may " + one.may()))
                            .collect(Collectors.joining());
        }
        return subject.hsm()
                .map(hsm -> "HSM " + names.getOrDefault(hsm, hsm.abbreviated()))
                .or(() -> subject.trust().map(trust -> "Trust " + trust.abbreviated()))
                .orElse("-");
    }
}
