package org.quorumkms.operator.cli.access;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.quorumkms.cli.Csv;
import org.quorumkms.cli.Table;
import org.quorumkms.domain.DomainBody;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.Policy;
import org.quorumkms.json.Json;
import org.quorumkms.operator.access.Access;
import org.quorumkms.operator.access.AccessReader;
import org.quorumkms.operator.access.Did;
import org.quorumkms.operator.access.Held;
import org.quorumkms.operator.access.Origin;
import org.quorumkms.operator.cli.rows.Rows;
import org.quorumkms.order.Decision;
import org.quorumkms.order.Order;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.signed.Time;

/**
 * What commands print of who could use what.
 *
 * @param names the names that people know connection keys by
 */
record AccessRows(Function<Thumbprint, Optional<String>> names) {

    Map<String, @Nullable Object> json(DomainId domain, Access access) {
        Optional<DomainBody> body = access.revision().map(one -> one.body());
        Map<String, @Nullable Object> json = Json.object();
        json.put("domain", domain.value());
        json.put("name", body.map(DomainBody::name).orElse(null));
        json.put("at", Time.format(access.at()));
        json.put("revision", body.map(DomainBody::revision).orElse(null));
        json.put(
                "thumbprint",
                access.revision().map(one -> one.thumbprint().value()).orElse(null));
        json.put("state", body.map(one -> one.state().text()).orElse(null));
        json.put("policy", body.flatMap(DomainBody::policy).map(Policy::toJson).orElse(null));
        json.put("controllers", access.holders().stream().map(this::holder).toList());
        json.put(
                "open", access.open().stream().map(order -> open(access, order)).toList());
        json.put("proved", access.proved());
        return json;
    }

    private Map<String, @Nullable Object> holder(Access.Holder holder) {
        Map<String, @Nullable Object> json =
                Rows.name(holder.controller().name(), holder.controller().key());
        json.put("may", holder.controller().may().words());
        json.put("since", Time.format(holder.origin().since()));
        Map<String, @Nullable Object> by = Json.object();
        by.put("kind", holder.origin().kind().text());
        by.put("revision", holder.origin().revision());
        by.put("order", holder.origin().order().map(Thumbprint::value).orElse(null));
        by.put("who", holder.origin().who().map(this::key).orElse(null));
        json.put("by", by);
        return json;
    }

    Map<String, @Nullable Object> key(Thumbprint key) {
        return Rows.name(names.apply(key).orElse(null), key);
    }

    private Map<String, @Nullable Object> open(Access access, Order order) {
        Map<String, @Nullable Object> json = Json.object();
        Decision.Open open = (Decision.Open) order.body().decision();
        json.put("order", order.thumbprint().value());
        json.put("key", holder(access, open.key()));
        json.put("sealed", open.sealed().value());
        json.put("context", open.context().entries());
        json.put("from", Time.format(order.body().created()));
        json.put("until", Time.format(order.body().expires()));
        return json;
    }

    private Map<String, @Nullable Object> holder(Access access, Thumbprint key) {
        return access.holders().stream()
                .map(Access.Holder::controller)
                .filter(one -> one.key().equals(key))
                .findFirst()
                .map(one -> Rows.name(one.name(), key))
                .orElseGet(() -> key(key));
    }

    List<String> text(DomainId domain, Access access) {
        List<String> text = new ArrayList<>();
        if (access.revision().isEmpty()) {
            text.add("Domain " + domain + " was not there at " + Time.format(access.at()) + ".");
            return text;
        }
        DomainBody body = access.revision().get().body();
        text.add("Domain " + body.name() + " (" + domain + ") at " + Time.format(access.at()) + ": revision "
                + body.revision() + " (" + access.revision().get().thumbprint().abbreviated() + "), "
                + body.state().text()
                + body.policy()
                        .map(policy -> ", readers: " + policy.readers().text() + ", decrypt: "
                                + policy.decrypt().text())
                        .orElse(""));
        Table table = new Table("NAME", "KEY", "MAY", "SINCE", "BY");
        for (Access.Holder holder : access.holders()) {
            table.row(
                    holder.controller().name(),
                    holder.controller().key().abbreviated(),
                    holder.controller().may().toString(),
                    Time.format(holder.origin().since()),
                    origin(holder.origin()));
        }
        text.addAll(access.holders().isEmpty() ? List.of("Nobody could use it.") : table.lines());
        for (Order order : access.open()) {
            Decision.Open open = (Decision.Open) order.body().decision();
            text.add("released by order " + order.thumbprint().abbreviated() + " to key "
                    + open.key().abbreviated() + ": " + open.context().entries() + ", until "
                    + Time.format(order.body().expires()));
        }
        return text;
    }

    private String origin(Origin origin) {
        return origin.kind().text() + ", revision " + origin.revision()
                + origin.order().map(order -> ", order " + order.abbreviated()).orElse("")
                + origin.who()
                        .filter(who -> origin.kind() != Origin.Kind.CLAIM)
                        .map(who -> ", by " + named(who))
                        .orElse("");
    }

    private String named(Thumbprint key) {
        return names.apply(key).orElse("key " + key.abbreviated());
    }

    List<String> csv(DomainId domain, Access access) {
        List<String> rows = new ArrayList<>();
        rows.add(Csv.row(List.of(
                "domain",
                "name",
                "at",
                "revision",
                "state",
                "controller",
                "thumbprint",
                "may",
                "since",
                "by",
                "byRevision",
                "order",
                "who")));
        access.revision().ifPresent(revision -> {
            for (Access.Holder holder : access.holders()) {
                Origin origin = holder.origin();
                rows.add(Csv.row(List.of(
                        domain.value(),
                        revision.body().name(),
                        Time.format(access.at()),
                        Integer.toString(revision.body().revision()),
                        revision.body().state().text(),
                        holder.controller().name(),
                        holder.controller().key().value(),
                        String.join(" ", holder.controller().may().words()),
                        Time.format(origin.since()),
                        origin.kind().text(),
                        Integer.toString(origin.revision()),
                        origin.order().map(Thumbprint::value).orElse(""),
                        origin.who().map(Thumbprint::value).orElse(""))));
            }
        });
        return rows;
    }

    Map<String, @Nullable Object> json(Thumbprint key, AccessReader.ByKey found) {
        Map<String, @Nullable Object> json = Json.object();
        json.put("key", key(key));
        json.put("could", found.could().stream().map(AccessRows::could).toList());
        json.put("did", found.did().stream().map(AccessRows::did).toList());
        json.put(
                "logs",
                found.logs().stream()
                        .map(log -> {
                            Map<String, @Nullable Object> one = Json.object();
                            one.put("server", log.log().server().value());
                            one.put("number", log.log().number());
                            one.put("entries", log.size());
                            return one;
                        })
                        .toList());
        json.put("proved", found.missing().isEmpty());
        return json;
    }

    private static Map<String, @Nullable Object> could(Held held) {
        Map<String, @Nullable Object> json = Json.object();
        json.put("domain", held.domain().body().id().value());
        json.put("name", held.domain().body().name());
        json.put("may", held.may().words());
        json.put("from", Time.format(held.from()));
        json.put("until", held.until().map(Time::format).orElse(null));
        return json;
    }

    private static Map<String, @Nullable Object> did(Did did) {
        Map<String, @Nullable Object> json = Json.object();
        json.put("domain", did.domain().map(DomainId::value).orElse(null));
        json.put("action", did.action().text());
        json.put("result", did.result().text());
        json.put("count", did.count());
        json.put("first", Time.format(did.first()));
        json.put("last", Time.format(did.last()));
        return json;
    }

    List<String> text(Thumbprint key, AccessReader.ByKey found, Instant since) {
        List<String> text = new ArrayList<>();
        text.add("key " + key + names.apply(key).map(name -> ", " + name).orElse("") + ", since " + Time.format(since));
        Table could = new Table("COULD USE", "ID", "MAY", "FROM", "UNTIL");
        found.could()
                .forEach(held -> could.row(
                        held.domain().body().name(),
                        held.domain().body().id().value(),
                        held.may().toString(),
                        Time.format(held.from()),
                        held.until().map(Time::format).orElse("now")));
        text.addAll(found.could().isEmpty() ? List.of("It could use no Domain.") : could.lines());
        Table did = new Table("DID", "RESULT", "COUNT", "FIRST", "LAST", "DOMAIN");
        found.did()
                .forEach(one -> did.row(
                        one.action().text(),
                        one.result().text(),
                        Long.toString(one.count()),
                        Time.format(one.first()),
                        Time.format(one.last()),
                        one.domain().map(DomainId::value).orElse("-")));
        text.addAll(found.did().isEmpty() ? List.of("The logs name nothing that it did.") : did.lines());
        text.add(found.logs().size() == 1 ? "1 log was read." : found.logs().size() + " logs were read.");
        return text;
    }

    List<String> csv(AccessReader.ByKey found) {
        List<String> rows = new ArrayList<>();
        rows.add(Csv.row(List.of("what", "domain", "name", "may", "action", "result", "count", "from", "until")));
        found.could()
                .forEach(held -> rows.add(Csv.row(List.of(
                        "could",
                        held.domain().body().id().value(),
                        held.domain().body().name(),
                        String.join(" ", held.may().words()),
                        "",
                        "",
                        "",
                        Time.format(held.from()),
                        held.until().map(Time::format).orElse("")))));
        found.did()
                .forEach(one -> rows.add(Csv.row(List.of(
                        "did",
                        one.domain().map(DomainId::value).orElse(""),
                        "",
                        "",
                        one.action().text(),
                        one.result().text(),
                        Long.toString(one.count()),
                        Time.format(one.first()),
                        Time.format(one.last())))));
        return rows;
    }

    /** A revision that is not there is a hole in the record. */
    static String missing(List<String> what) {
        return "NOT PROVED: the server does not show " + String.join(", ", what)
                + " as it was signed. Somebody took it out of the database, or an import brought no more than its thumbprint.";
    }
}
