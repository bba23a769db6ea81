package org.quorumkms.operator.cli;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.quorumkms.cli.Printer;
import org.quorumkms.cli.Table;
import org.quorumkms.domain.Domain;
import org.quorumkms.domain.Purpose;
import org.quorumkms.json.Json;
import org.quorumkms.operator.HsmEntry;
import org.quorumkms.operator.OperatorView;
import org.quorumkms.operator.Trusts;
import org.quorumkms.quorum.Approvals;
import org.quorumkms.signed.Check;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.trust.HsmKeys;
import org.quorumkms.trust.OperatorKey;
import org.quorumkms.trust.Trust;
import org.quorumkms.trust.TrustKind;

/** The rows that commands print: one documented, stable set of fields each (docs/commands.md). */
final class Rows {

    private Rows() {}

    static Map<String, @Nullable Object> trust(Trusts trusts, Trust trust) {
        Map<String, @Nullable Object> row = Json.object();
        row.put("id", trust.body().id());
        row.put("thumbprint", trust.thumbprint().value());
        row.put("status", status(trusts, trust));
        row.put("quorum", trust.body().quorum());
        row.put("approvals", approvals(trust));
        row.put("hsms", trust.body().hsms().stream().map(Rows::hsmName).toList());
        row.put(
                "operators",
                trust.body().operators().stream().map(Rows::operatorName).toList());
        row.put("predecessor", trust.predecessor().map(Thumbprint::value).orElse(null));
        return row;
    }

    static Table trustTable(Trusts trusts, List<Trust> rows) {
        Table table = new Table("ID", "THUMBPRINT", "STATUS", "KIND", "APPROVALS", "HSMS", "OPERATORS", "AFTER");
        for (Trust trust : rows) {
            boolean genesis = trust.body().kind() == TrustKind.GENESIS;
            table.row(
                    Integer.toString(trust.body().id()),
                    trust.thumbprint().abbreviated(),
                    status(trusts, trust),
                    trust.body().kind().text(),
                    genesis ? "-" : approvals(trust) + " of " + trust.body().quorum(),
                    String.join(
                            ",",
                            trust.body().hsms().stream().map(HsmKeys::label).toList()),
                    genesis
                            ? "-"
                            : String.join(
                                    ",",
                                    trust.body().operators().stream()
                                            .map(OperatorKey::name)
                                            .toList()),
                    trusts.predecessor(trust)
                            .map(before -> Integer.toString(before.body().id()))
                            .orElse("-"));
        }
        return table;
    }

    /** Prints how far a Trust is after an approval. */
    static void printApprovals(Printer printer, Trust approved) {
        Approvals<OperatorKey> approvals = approved.approvals();
        Map<String, @Nullable Object> json = Json.object();
        json.put("id", approved.body().id());
        json.put("approvals", approvals.signed().size());
        json.put("threshold", approvals.threshold());
        printer.result(
                json,
                List.of("approved: Trust " + approved.body().id() + " has "
                        + approvals.signed().size() + " of the " + approvals.threshold()
                        + " approvals it needs"
                        + (approvals.reached()
                                ? ". Next: trust sign " + approved.body().id()
                                : ".")));
    }

    static int approvals(Trust trust) {
        return trust.body().kind() == TrustKind.GENESIS
                ? 0
                : trust.approvals().signed().size();
    }

    static Map<String, @Nullable Object> domain(Domain domain) {
        Map<String, @Nullable Object> row = Json.object();
        row.put("id", domain.body().id().value());
        row.put("name", domain.body().name());
        row.put("purpose", domain.body().purpose().text());
        row.put("revision", domain.body().revision());
        row.put("trust", domain.body().trust().value());
        row.put(
                "controllers",
                domain.body().controllers().stream()
                        .map(key -> controller(domain, key))
                        .toList());
        return row;
    }

    static Table domainTable(Trusts trusts, List<Domain> rows) {
        Table table = new Table("NAME", "ID", "PURPOSE", "REVISION", "STATE", "TRUST", "CONTROLLERS");
        for (Domain domain : rows) {
            table.row(
                    domain.body().name(),
                    domain.body().id().value(),
                    domain.body().purpose().text(),
                    Integer.toString(domain.body().revision()),
                    domain.body().state().text(),
                    trusts.find(domain.body().trust())
                            .map(trust -> Integer.toString(trust.body().id()))
                            .orElse(domain.body().trust().abbreviated()),
                    domain.body().controllers().isEmpty()
                            ? "(not claimed yet)"
                            : String.join(
                                    ",",
                                    domain.body().controllers().stream()
                                            .map(Thumbprint::abbreviated)
                                            .toList()));
        }
        return table;
    }

    static Map<String, @Nullable Object> operator(OperatorView operator) {
        Map<String, @Nullable Object> row = Json.object();
        row.put("name", operator.name());
        row.put("thumbprint", operator.thumbprint().value());
        row.put("key", operator.key().toJson());
        return row;
    }

    static Map<String, @Nullable Object> hsm(HsmEntry hsm) {
        Map<String, @Nullable Object> row = Json.object();
        row.put("label", hsm.keys().label());
        row.put("fingerprint", hsm.fingerprint().value());
        row.put("server", hsm.server());
        row.put("signing", hsm.keys().signing().toJson());
        row.put("encryption", hsm.keys().encryption().toJson());
        return row;
    }

    static Table hsmTable(List<HsmEntry> rows) {
        Table table = new Table("LABEL", "FINGERPRINT", "SERVER", "SIGNING KEY", "ENCRYPTION KEY");
        for (HsmEntry hsm : rows) {
            table.row(
                    hsm.keys().label(),
                    hsm.fingerprint().value(),
                    Json.printable(hsm.server()),
                    hsm.keys().signing().thumbprint().abbreviated(),
                    hsm.keys().encryption().thumbprint().abbreviated());
        }
        return table;
    }

    static Map<String, @Nullable Object> hsmName(HsmKeys hsm) {
        Map<String, @Nullable Object> name = Json.object();
        name.put("label", hsm.label());
        name.put("fingerprint", hsm.fingerprint().value());
        return name;
    }

    static Map<String, @Nullable Object> operatorName(OperatorKey operator) {
        return name(operator.name(), operator.thumbprint());
    }

    static Map<String, @Nullable Object> name(String name, Thumbprint thumbprint) {
        Map<String, @Nullable Object> object = Json.object();
        object.put("name", name);
        object.put("thumbprint", thumbprint.value());
        return object;
    }

    static Map<String, @Nullable Object> checks(boolean valid, List<Check> checks) {
        Map<String, @Nullable Object> result = Json.object();
        result.put("valid", valid);
        result.put("checks", checks.stream().map(Rows::check).toList());
        return result;
    }

    private static String status(Trusts trusts, Trust trust) {
        return trusts.isSigned(trust) ? "signed" : "unsigned";
    }

    /** A connection key has no name of its own; an operator's Domain has its operator's. */
    private static Map<String, @Nullable Object> controller(Domain domain, Thumbprint key) {
        Map<String, @Nullable Object> object = Json.object();
        object.put(
                "label",
                domain.body().purpose() == Purpose.OPERATOR ? domain.body().name() : null);
        object.put("thumbprint", key.value());
        return object;
    }

    private static Map<String, @Nullable Object> check(Check check) {
        Map<String, @Nullable Object> object = Json.object();
        object.put("what", check.what());
        object.put("ok", check.ok());
        return object;
    }
}
