package org.quorumkms.operator;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.quorumkms.cli.Shown;
import org.quorumkms.quorum.Approvals;
import org.quorumkms.signed.Digits;
import org.quorumkms.signed.Thumbprint;
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

    /** What is said of Trusts of version 1. */
    public static final String RSA_ALONE = "RSA alone protects what its Domains hold";

    private TrustDifference() {}

    /** Returns the difference in lines for a person, with what each HSM is made of. */
    public static List<String> lines(Trust trust, Trust predecessor, HsmDevices devices) {
        TrustBody before = predecessor.body();
        List<String> lines = new ArrayList<>();
        lines.add("Trust " + trust.body().id() + ", " + describe(trust.body(), before));
        lines.addAll(members(trust, Optional.of(before), devices));
        return lines;
    }

    /** Returns all of a Trust in lines for a person, where its predecessor is not there to compare with. */
    public static List<String> lines(Trust trust, HsmDevices devices) {
        List<String> lines = new ArrayList<>();
        lines.add("Trust " + trust.body().id() + ", " + trust.body().kind().text()
                + trust.predecessor()
                        .map(before -> " of Trust " + before.abbreviated()
                                + ", which is not here: compare the numbers below with the other operators")
                        .orElse(""));
        lines.addAll(members(trust, Optional.empty(), devices));
        return lines;
    }

    private static List<String> members(Trust trust, Optional<TrustBody> before, HsmDevices devices) {
        TrustBody body = trust.body();
        List<String> lines = new ArrayList<>();
        lines.add("thumbprint " + trust.thumbprint());
        lines.add("HSMs: compare each fingerprint with what its own server printed");
        for (HsmKeys hsm : body.hsms()) {
            Optional<Boolean> there = before.map(one -> one.names(hsm));
            boolean addsKem =
                    before.filter(one -> one.names(hsm) && addsKem(body, one)).isPresent();
            Thumbprint fingerprint = devices.fingerprint(hsm);
            String mark = addsKem ? "  + ML-KEM   " : mark(there);
            lines.add((mark + pad(hsm.label()) + fingerprint + "  " + devices.of(hsm)).stripTrailing());
            addDigits(lines, addsKem ? Optional.of(false) : there, fingerprint);
        }
        before.stream()
                .flatMap(one -> one.hsms().stream())
                .filter(hsm -> !body.names(hsm))
                .forEach(hsm -> lines.add("  - removed  " + pad(hsm.label()) + devices.fingerprint(hsm)));
        addVersion(lines, body, before, devices);
        lines.add("operators: compare each thumbprint with what its owner says");
        for (OperatorKey operator : body.operators()) {
            Optional<Boolean> there =
                    before.map(one -> one.operator(operator.thumbprint()).isPresent());
            lines.add(mark(there) + pad(operator.name()) + operator.thumbprint());
            addDigits(lines, there, operator.thumbprint());
        }
        before.stream()
                .flatMap(one -> one.operators().stream())
                .filter(operator -> body.operator(operator.thumbprint()).isEmpty())
                .forEach(operator -> lines.add("  - removed  " + pad(operator.name()) + operator.thumbprint()));
        lines.add("quorum: " + body.quorum() + " of " + body.operators().size()
                + before.filter(one -> one.kind() != TrustKind.GENESIS)
                        .map(one -> " (before: " + one.quorum() + " of "
                                + one.operators().size() + ")")
                        .orElse(""));
        body.note().ifPresent(note -> {
            lines.add("the proposer says:");
            lines.addAll(Shown.quotation(note));
        });
        if (!body.operators().isEmpty()) {
            addApprovals(lines, trust);
        }
        return lines;
    }

    /** Whether the HSMs that stay are listed with their ML-KEM keys for the first time. */
    private static boolean addsKem(TrustBody body, TrustBody before) {
        return body.isHybrid() && !before.isHybrid();
    }

    /** What protects the Domains: said of RSA alone, and where that changes. */
    private static void addVersion(List<String> lines, TrustBody body, Optional<TrustBody> before, HsmDevices devices) {
        if (!body.isHybrid()) {
            String without = body.hsms().stream()
                    .filter(devices::isWithoutKem)
                    .map(HsmKeys::label)
                    .collect(Collectors.joining(", "));
            lines.add("version 1: " + RSA_ALONE + (without.isEmpty() ? "" : "; without an ML-KEM key: " + without));
            if (!devices.knowsAll(body.hsms())) {
                lines.add(
                        "a fingerprint of an HSM that is not known here covers its RSA keys only: compare with RSA alone in hsm show");
            }
        } else if (before.filter(one -> addsKem(body, one)).isPresent()) {
            lines.add("version 2: RSA and ML-KEM both protect what its Domains hold, from their move on");
        }
    }

    /** What is new is what has to be compared: as it is read aloud, too. */
    private static void addDigits(List<String> lines, Optional<Boolean> wasThere, Thumbprint thumbprint) {
        if (!wasThere.orElse(false)) {
            Digits.of(thumbprint).lines().forEach(half -> lines.add(" ".repeat(26) + half));
        }
    }

    private static void addApprovals(List<String> lines, Trust trust) {
        TrustBody body = trust.body();
        Approvals<OperatorKey> approvals = trust.approvals();
        lines.add("approved by " + approvals.signed().size() + " of the " + approvals.threshold() + " needed: "
                + (approvals.signed().isEmpty()
                        ? "nobody yet"
                        : String.join(
                                ", ",
                                approvals.signed().stream()
                                        .map(OperatorKey::name)
                                        .toList())));
        if (body.quorum() > 0 && body.quorum() == body.operators().size()) {
            lines.add(
                    "WARNING: this quorum is all operators: when one key is lost, nobody can change this Trust or order"
                            + " anything any more.");
        }
        if (2 * body.quorum() <= body.operators().size()) {
            lines.add("WARNING: two separate groups of " + body.quorum() + " operators could each reach this quorum"
                    + " and decide differently. A majority ("
                    + (body.operators().size() / 2 + 1) + ") cannot.");
        }
    }

    /** Returns only what a Trust changes against its predecessor, a line for each change. */
    public static List<String> changes(Trust trust, Trust predecessor) {
        TrustBody body = trust.body();
        TrustBody before = predecessor.body();
        List<String> lines = new ArrayList<>();
        body.hsms().stream()
                .filter(hsm -> !before.names(hsm))
                .forEach(hsm -> lines.add("+ HSM " + hsm.label() + " " + hsm.fingerprint()));
        body.hsms().stream()
                .filter(hsm -> before.names(hsm) && addsKem(body, before))
                .forEach(hsm -> lines.add("+ ML-KEM key of HSM " + hsm.label() + " " + hsm.fingerprint()));
        before.hsms().stream()
                .filter(hsm -> !body.names(hsm))
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

    private static String mark(Optional<Boolean> wasThere) {
        return wasThere.map(there -> there ? "    stays    " : "  + new      ").orElse("             ");
    }

    private static String pad(String name) {
        return String.format("%-12s ", name);
    }
}
