package org.quorumkms.operator.cli.trust;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.quorumkms.errors.ExitCode;
import org.quorumkms.json.Json;
import org.quorumkms.operator.Lookup;
import org.quorumkms.operator.Session;
import org.quorumkms.operator.cli.OperatorCommand;
import org.quorumkms.operator.cli.OperatorContext;
import org.quorumkms.operator.cli.rows.Rows;
import org.quorumkms.quorum.Approvals;
import org.quorumkms.trust.OperatorKey;
import org.quorumkms.trust.Trust;
import org.quorumkms.trust.TrustKind;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Shows who approved an unsigned Trust, and who is missing. */
@Command(
        name = "signatures",
        description = "Show who approved a Trust and whose approval is missing, each verified here.",
        footer = {"", "Example:", "  kms-operator trust signatures 2"})
final class TrustSignaturesCommand extends OperatorCommand {

    @Parameters(paramLabel = "ID", description = "A Trust: its number, or 8 or more characters of its thumbprint.")
    private String id = "";

    TrustSignaturesCommand(OperatorContext context) {
        super(context);
    }

    @Override
    public Integer call() {
        Session session = open();
        Trust trust = Lookup.trust(session.trusts().shown(), id);
        List<String> text = new ArrayList<>();
        Map<String, @Nullable Object> json = Json.object();
        json.put("id", trust.body().id());
        if (trust.body().kind() == TrustKind.GENESIS) {
            json.put("threshold", 0);
            json.put("signed", List.of());
            json.put("missing", List.of());
            text.add("Genesis has no operators: it is signed by its HSMs.");
        } else {
            add(json, text, trust.approvals(), "Trust " + trust.body().id() + " needs");
            session.trusts()
                    .shown()
                    .predecessor(trust)
                    .filter(before -> before.body().kind() != TrustKind.GENESIS)
                    .ifPresent(before -> add(
                            Json.object(),
                            text,
                            trust.approvalsUnder(before.body()),
                            "its predecessor, Trust " + before.body().id() + ", needs"));
        }
        printer().result(json, text);
        return ExitCode.DONE.code();
    }

    private static void add(
            Map<String, @Nullable Object> json, List<String> text, Approvals<OperatorKey> approvals, String whose) {
        json.put("threshold", approvals.threshold());
        json.put("signed", approvals.signed().stream().map(Rows::operatorName).toList());
        json.put("missing", approvals.missing().stream().map(Rows::operatorName).toList());
        text.add(whose + " " + approvals.threshold() + " approvals and has "
                + approvals.signed().size());
        approvals.signed().forEach(operator -> text.add("  approved  " + line(operator)));
        approvals.missing().forEach(operator -> text.add("  missing   " + line(operator)));
    }

    private static String line(OperatorKey operator) {
        return String.format("%-12s %s", operator.name(), operator.thumbprint());
    }
}
