package org.quorumkms.operator.cli.rows;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.quorumkms.cli.Printer;
import org.quorumkms.cli.Table;
import org.quorumkms.json.Json;
import org.quorumkms.operator.Trusts;
import org.quorumkms.quorum.Approvals;
import org.quorumkms.remote.TrustView;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.signed.Time;
import org.quorumkms.trust.HsmKeys;
import org.quorumkms.trust.OperatorKey;
import org.quorumkms.trust.Trust;
import org.quorumkms.trust.TrustKind;

/** What commands print of Trusts. */
public final class TrustRows {

    private TrustRows() {}

    /** Returns the row of a Trust. */
    public static Map<String, @Nullable Object> row(Trusts trusts, Trust trust) {
        TrustView told = trusts.told(trust);
        Map<String, @Nullable Object> row = Json.object();
        row.put("id", trust.body().id());
        row.put("thumbprint", trust.thumbprint().value());
        row.put("kind", trust.body().kind().text());
        row.put("version", trust.body().version());
        row.put("status", trusts.status(trust));
        row.put("quorum", trust.body().quorum());
        row.put("approvals", approvals(trust));
        row.put("hsms", trust.body().hsms().stream().map(Rows::hsmName).toList());
        row.put(
                "operators",
                trust.body().operators().stream().map(Rows::operatorName).toList());
        row.put("predecessor", trust.predecessor().map(Thumbprint::value).orElse(null));
        row.put("proposer", told.proposer().isEmpty() ? null : named(trusts, new Thumbprint(told.proposer())));
        row.put("created", Time.format(trust.body().created()));
        row.put("approveBy", Time.format(trust.body().approveBy()));
        row.put("note", trust.body().note().orElse(null));
        row.put(
                "rejected",
                told.rejections().stream().map(one -> rejection(trusts, one)).toList());
        row.put("ended", trusts.ended(trust).orElse(null));
        return row;
    }

    /** Returns who rejected a Trust, and why. */
    public static Map<String, @Nullable Object> rejection(Trusts trusts, TrustView.Rejection rejection) {
        Map<String, @Nullable Object> row = named(trusts, rejection.operator());
        row.put("why", rejection.why());
        return row;
    }

    /** Returns an operator with the name that the Trusts give it. */
    public static Map<String, @Nullable Object> named(Trusts trusts, Thumbprint operator) {
        return Rows.name(trusts.operator(operator).map(OperatorKey::name).orElse(null), operator);
    }

    /** Returns Trusts as a table. */
    public static Table table(Trusts trusts, List<Trust> rows) {
        Table table = new Table("ID", "THUMBPRINT", "STATUS", "KIND", "APPROVALS", "HSMS", "OPERATORS", "AFTER");
        for (Trust trust : rows) {
            boolean genesis = trust.body().kind() == TrustKind.GENESIS;
            table.row(
                    Integer.toString(trust.body().id()),
                    trust.thumbprint().abbreviated(),
                    trusts.status(trust),
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
    public static void printApprovals(Printer printer, Trust approved) {
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

    /** Returns how many of its operators approved a Trust. */
    public static int approvals(Trust trust) {
        return trust.body().kind() == TrustKind.GENESIS
                ? 0
                : trust.approvals().signed().size();
    }
}
