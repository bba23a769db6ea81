package org.quorumkms.operator;

import java.util.ArrayList;
import java.util.List;
import org.quorumkms.quorum.Approvals;
import org.quorumkms.trust.HsmKeys;
import org.quorumkms.trust.OperatorKey;
import org.quorumkms.trust.Trust;
import org.quorumkms.trust.TrustBody;
import org.quorumkms.trust.TrustKind;

/**
 * What an operator must see before it approves: every HSM with its fingerprint (to compare out of band), every operator
 * with its thumbprint, the quorum, and what of it changes against the predecessor.
 */
public final class TrustDifference {

    private TrustDifference() {}

    /** Returns the difference in lines for a person. */
    public static List<String> lines(Trust trust, Trust predecessor) {
        TrustBody body = trust.body();
        TrustBody before = predecessor.body();
        List<String> lines = new ArrayList<>();
        lines.add("Trust " + body.id() + ", " + describe(body, before));
        lines.add("thumbprint " + trust.thumbprint());
        lines.add("HSMs: compare each fingerprint with what its own server printed");
        for (HsmKeys hsm : body.hsms()) {
            lines.add(mark(before.entryOf(hsm).isPresent()) + pad(hsm.label()) + hsm.fingerprint());
        }
        for (HsmKeys hsm : before.hsms()) {
            if (body.entryOf(hsm).isEmpty()) {
                lines.add("  - removed  " + pad(hsm.label()) + hsm.fingerprint());
            }
        }
        lines.add("operators: compare each thumbprint with what its owner says");
        for (OperatorKey operator : body.operators()) {
            lines.add(mark(before.operator(operator.thumbprint()).isPresent())
                    + pad(operator.name())
                    + operator.thumbprint());
        }
        for (OperatorKey operator : before.operators()) {
            if (body.operator(operator.thumbprint()).isEmpty()) {
                lines.add("  - removed  " + pad(operator.name()) + operator.thumbprint());
            }
        }
        lines.add("quorum: " + body.quorum() + " of " + body.operators().size()
                + (before.kind() == TrustKind.GENESIS
                        ? ""
                        : " (before: " + before.quorum() + " of "
                                + before.operators().size() + ")"));
        if (body.operators().isEmpty()) {
            return lines;
        }
        Approvals<OperatorKey> approvals = trust.approvals();
        lines.add("approved by " + approvals.signed().size() + " of the " + approvals.threshold() + " needed: "
                + (approvals.signed().isEmpty()
                        ? "nobody yet"
                        : String.join(
                                ", ",
                                approvals.signed().stream()
                                        .map(OperatorKey::name)
                                        .toList())));
        if (2 * body.quorum() <= body.operators().size()) {
            lines.add("WARNING: two separate groups of " + body.quorum() + " operators could each reach this quorum"
                    + " and decide differently. A majority ("
                    + (body.operators().size() / 2 + 1) + ") cannot.");
        }
        return lines;
    }

    /** Returns only what a Trust changes against its predecessor, a line for each change. */
    public static List<String> changes(Trust trust, Trust predecessor) {
        TrustBody body = trust.body();
        TrustBody before = predecessor.body();
        List<String> lines = new ArrayList<>();
        body.hsms().stream()
                .filter(hsm -> before.entryOf(hsm).isEmpty())
                .forEach(hsm -> lines.add("+ HSM " + hsm.label() + " " + hsm.fingerprint()));
        before.hsms().stream()
                .filter(hsm -> body.entryOf(hsm).isEmpty())
                .forEach(hsm -> lines.add("- HSM " + hsm.label() + " " + hsm.fingerprint()));
        body.operators().stream()
                .filter(operator -> before.operator(operator.thumbprint()).isEmpty())
                .forEach(operator -> lines.add("+ operator " + operator.name() + " " + operator.thumbprint()));
        before.operators().stream()
                .filter(operator -> body.operator(operator.thumbprint()).isEmpty())
                .forEach(operator -> lines.add("- operator " + operator.name() + " " + operator.thumbprint()));
        if (body.quorum() != before.quorum()
                || body.operators().size() != before.operators().size()) {
            lines.add("quorum " + before.quorum() + " of " + before.operators().size() + " -> " + body.quorum() + " of "
                    + body.operators().size());
        }
        return lines;
    }

    private static String describe(TrustBody body, TrustBody before) {
        String kind = body.kind() == TrustKind.SUCCESSOR ? "successor of Trust " : "branch of Trust ";
        return before.kind() == TrustKind.GENESIS && body.kind() == TrustKind.BRANCH
                ? "the founding branch of genesis"
                : kind + before.id();
    }

    private static String mark(boolean wasThere) {
        return wasThere ? "    stays    " : "  + new      ";
    }

    private static String pad(String name) {
        return String.format("%-12s ", name);
    }
}
