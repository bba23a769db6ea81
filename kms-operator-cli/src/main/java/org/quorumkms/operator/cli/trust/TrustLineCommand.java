package org.quorumkms.operator.cli.trust;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.quorumkms.errors.ExitCode;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.operator.Lookup;
import org.quorumkms.operator.Session;
import org.quorumkms.operator.TrustDifference;
import org.quorumkms.operator.Trusts;
import org.quorumkms.operator.cli.OperatorCommand;
import org.quorumkms.operator.cli.OperatorContext;
import org.quorumkms.operator.cli.rows.TrustRows;
import org.quorumkms.trust.Trust;
import org.quorumkms.trust.TrustKind;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Shows a line. */
@Command(
        name = "line",
        description =
                "Show the line from genesis to the newest Trust that follows one, with what each step changed, and"
                        + " the branches beside it. Every link is verified here.",
        footer = {"", "Example:", "  kms-operator trust line 2"})
final class TrustLineCommand extends OperatorCommand {

    @Parameters(paramLabel = "ID", description = "A Trust: its number, or 8 or more characters of its thumbprint.")
    private String id = "";

    TrustLineCommand(OperatorContext context) {
        super(context);
    }

    @Override
    public Integer call() {
        Session session = open();
        Trusts trusts = session.trusts().shown();
        Trust newest = trusts.newest(Lookup.trust(trusts, id));
        List<Trust> line = trusts.line(newest)
                .orElseThrow(() -> new VerificationException("T5: the server does not show the whole line."))
                .trusts();
        List<String> text = new ArrayList<>();
        List<Map<String, @Nullable Object>> json = new ArrayList<>();
        for (int i = 0; i < line.size(); i++) {
            Trust trust = line.get(i);
            Map<String, @Nullable Object> row = TrustRows.row(trusts, trust);
            List<String> changes = i == 0 ? List.of() : TrustDifference.changes(trust, line.get(i - 1));
            row.put("changes", changes);
            json.add(row);
            text.add(indent(i) + (i == 0 ? "" : "└─ ") + title(trusts, trust));
            changes.forEach(change -> text.add(indent(line.indexOf(trust)) + "      " + change));
            boolean last = i == line.size() - 1;
            List<Trust> beside = trusts.after(trust).stream()
                    .filter(other -> last || !line.contains(other))
                    .toList();
            int depth = i + 1;
            beside.forEach(other -> text.add(indent(depth) + "├─ " + title(trusts, other)));
        }
        printer().result(json, text);
        return ExitCode.DONE.code();
    }

    private static String indent(int depth) {
        return "   ".repeat(Math.max(0, depth - 1));
    }

    private static String title(Trusts trusts, Trust trust) {
        return "Trust " + trust.body().id() + "  " + trust.thumbprint().abbreviated() + "  "
                + trust.body().kind().text() + (trusts.isSigned(trust) ? "" : ", NOT SIGNED")
                + (trust.body().kind() == TrustKind.GENESIS
                        ? ""
                        : ", " + trust.body().quorum() + " of "
                                + trust.body().operators().size());
    }
}
