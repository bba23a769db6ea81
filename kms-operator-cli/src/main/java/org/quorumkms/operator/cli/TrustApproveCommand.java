package org.quorumkms.operator.cli;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.quorumkms.cli.ExitCode;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.errors.UsageException;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.json.Json;
import org.quorumkms.operator.Lookup;
import org.quorumkms.operator.TrustDifference;
import org.quorumkms.quorum.Approvals;
import org.quorumkms.trust.OperatorKey;
import org.quorumkms.trust.Trust;
import org.quorumkms.trust.TrustKind;
import org.quorumkms.trust.VerifiedTrust;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Action 9 of the report: shows, then approves what was shown. */
@Command(
        name = "approve",
        description = "Approve an unsigned Trust with your own key, after showing what it changes.",
        footer = {
            "",
            "Example:",
            "  kms-operator trust approve 2",
            "  kms-operator trust approve 2 --thumbprint 47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU"
        })
final class TrustApproveCommand extends OperatorCommand {

    @Parameters(paramLabel = "ID", description = "A Trust: its number, or 8 or more characters of its thumbprint.")
    private String id = "";

    @Option(
            names = "--thumbprint",
            paramLabel = "T",
            description = "All 43 characters of the thumbprint that you saw: approves without asking.")
    private @Nullable String thumbprint;

    TrustApproveCommand(OperatorContext context) {
        super(context);
    }

    @Override
    public Integer call() {
        OperatorContext.Session session = open();
        Trust trust = Lookup.trust(session.trusts(), id);
        Trust before = predecessor(session, trust);
        TrustDifference.lines(trust, before).forEach(session.printer()::note);
        confirm(trust);
        Trust approved = session.client().approve(session.self(), trust);
        Approvals<OperatorKey> approvals = approved.approvals();
        Map<String, @Nullable Object> json = Json.object();
        json.put("id", approved.body().id());
        json.put("approvals", approvals.signed().size());
        json.put("threshold", approvals.threshold());
        session.printer()
                .result(
                        json,
                        List.of("approved: Trust " + approved.body().id() + " has "
                                + approvals.signed().size() + " of the " + approvals.threshold()
                                + " approvals it needs"
                                + (approvals.reached()
                                        ? ". Next: trust sign "
                                                + approved.body().id()
                                        : ".")));
        return ExitCode.DONE;
    }

    /** What it follows must verify, and be the newest of its line that this home has seen (T5, T7). */
    private static Trust predecessor(OperatorContext.Session session, Trust trust) {
        if (trust.body().kind() == TrustKind.GENESIS) {
            throw new RefusedException("Genesis needs no approval: it is signed since the beginning.");
        }
        Trust before = session.trusts()
                .predecessor(trust)
                .orElseThrow(() -> new VerificationException("T5: the server does not show the predecessor of Trust "
                        + trust.body().id() + "."));
        VerifiedTrust verified = session.trusts()
                .verified(before)
                .orElseThrow(() -> new VerificationException("T5: the predecessor of Trust "
                        + trust.body().id() + " does not verify to genesis; see trust verify "
                        + before.body().id() + "."));
        session.client().pinned().trusts().lineOf(verified).ifPresent(seen -> {
            boolean newest = seen.thumbprint().equals(verified.thumbprint());
            if (trust.body().kind() == TrustKind.SUCCESSOR && !newest) {
                throw new VerificationException("T7: Trust " + trust.body().id() + " follows Trust "
                        + before.body().id() + ", but Trust " + seen.body().id() + " of that line was seen before.");
            }
        });
        return before;
    }

    /** T8: the approval names what was shown. */
    private void confirm(Trust shown) {
        if (thumbprint != null) {
            if (!thumbprint.equals(shown.thumbprint().value())) {
                throw new VerificationException("T8: Trust " + shown.body().id()
                        + " has another thumbprint than the one" + " given with --thumbprint. Nothing was approved.");
            }
            return;
        }
        String answer = context()
                .prompt()
                .ask("Approve this Trust? Type yes to approve: ")
                .orElseThrow(() -> new UsageException("There is nobody to ask here. Say what you saw: --thumbprint "
                        + "with all 43 characters, after comparing it with the other operators."));
        if (!answer.strip().toLowerCase(Locale.ROOT).equals("yes")) {
            throw new RefusedException("Nothing was approved. Type yes if you mean to.");
        }
    }
}
