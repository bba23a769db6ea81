package org.quorumkms.operator.cli.rows;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.quorumkms.cli.Table;
import org.quorumkms.domain.Controller;
import org.quorumkms.domain.Domain;
import org.quorumkms.domain.DomainBody;
import org.quorumkms.domain.Policy;
import org.quorumkms.json.Json;
import org.quorumkms.operator.ListedDomain;
import org.quorumkms.operator.Trusts;
import org.quorumkms.signed.Time;

/** What commands print of Domains. */
public final class DomainRows {

    private static final String UNREADABLE = "unreadable";
    private static final int SHOWN_CONTROLLERS = 4;

    private DomainRows() {}

    /** Returns the row of a Domain. */
    public static Map<String, @Nullable Object> row(Domain domain) {
        DomainBody body = domain.body();
        Map<String, @Nullable Object> row = Json.object();
        row.put("id", body.id().value());
        row.put("name", body.name());
        row.put("purpose", body.purpose().text());
        row.put("revision", body.revision());
        row.put("trust", body.trust().value());
        row.put("state", body.state().text());
        row.put("policy", body.policy().map(Policy::toJson).orElse(null));
        row.put("claim", body.claim().map(terms -> claim(terms.expires())).orElse(null));
        row.put(
                "controllers",
                body.controllers().stream().map(DomainRows::controller).toList());
        return row;
    }

    /** A row of a list; one that cannot be read says so as its state. */
    public static Map<String, @Nullable Object> row(ListedDomain listed) {
        return listed.domain().map(DomainRows::row).orElseGet(() -> {
            Map<String, @Nullable Object> row = Json.object();
            row.put("id", listed.id().isEmpty() ? null : listed.id());
            row.put("name", null);
            row.put("purpose", null);
            row.put("revision", null);
            row.put("trust", null);
            row.put("state", UNREADABLE);
            row.put("policy", null);
            row.put("claim", null);
            row.put("controllers", List.of());
            return row;
        });
    }

    /** Returns a controller with its name, thumbprint and rights. */
    public static Map<String, @Nullable Object> controller(Controller controller) {
        Map<String, @Nullable Object> row = Rows.name(controller.name(), controller.key());
        row.put("may", controller.may().words());
        return row;
    }

    private static Map<String, @Nullable Object> claim(java.time.Instant expires) {
        Map<String, @Nullable Object> row = Json.object();
        row.put("expires", Time.format(expires));
        return row;
    }

    /** Returns Domains as a table. */
    public static Table table(Trusts trusts, List<ListedDomain> rows) {
        Table table = new Table("NAME", "ID", "PURPOSE", "REVISION", "STATE", "TRUST", "CONTROLLERS");
        for (ListedDomain listed : rows) {
            if (listed.domain().isEmpty()) {
                table.row("-", listed.id().isEmpty() ? "-" : listed.id(), "-", "-", UNREADABLE, "-", "-");
                continue;
            }
            DomainBody body = listed.domain().get().body();
            table.row(
                    body.name(),
                    body.id().value(),
                    body.purpose().text(),
                    Integer.toString(body.revision()),
                    body.state().text(),
                    trusts.find(body.trust())
                            .map(trust -> Integer.toString(trust.body().id()))
                            .orElse(body.trust().abbreviated()),
                    controllers(body));
        }
        return table;
    }

    /** Says who may use it, or who decides about that. */
    public static String controllers(DomainBody body) {
        if (body.claim().isPresent()) {
            return "(not claimed yet, until " + Time.format(body.claim().get().expires()) + ")";
        }
        if (body.controllers().isEmpty()) {
            return "(none)";
        }
        int more = body.controllers().size() - SHOWN_CONTROLLERS;
        return String.join(
                        ", ",
                        body.controllers().stream()
                                .limit(SHOWN_CONTROLLERS)
                                .map(one -> one.name() + " (" + one.may() + ")")
                                .toList())
                + (more > 0 ? " and " + more + " more" : "");
    }
}
