package org.quorumkms.operator.cli.trust;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.quorumkms.cli.OutputOptions;
import org.quorumkms.errors.ExitCode;
import org.quorumkms.errors.UsageException;
import org.quorumkms.jose.SigningKey;
import org.quorumkms.operator.ApprovalKey;
import org.quorumkms.operator.BeforeApproval;
import org.quorumkms.operator.HsmDevices;
import org.quorumkms.operator.Lookup;
import org.quorumkms.operator.OfflineApproval;
import org.quorumkms.operator.Session;
import org.quorumkms.operator.TrustChoices;
import org.quorumkms.operator.TrustDifference;
import org.quorumkms.operator.cli.Confirmation;
import org.quorumkms.operator.cli.Documents;
import org.quorumkms.operator.cli.OperatorCommand;
import org.quorumkms.operator.cli.OperatorContext;
import org.quorumkms.operator.cli.rows.TrustRows;
import org.quorumkms.trust.Trust;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Approves a Trust: shows it, then approves what was shown. */
@Command(
        name = "approve",
        description = "Approve an unsigned Trust with your own key, after showing what it changes.",
        footer = {
            "",
            "Example:",
            "  kms-operator trust approve 2",
            "  kms-operator trust approve 2 --compare",
            "  kms-operator trust approve 2 --thumbprint 47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU",
            "  kms-operator trust approve --offline unsigned.json -o approval.json"
        })
final class TrustApproveCommand extends OperatorCommand {

    @Parameters(
            arity = "0..1",
            paramLabel = "ID",
            description = "A Trust: its number, or 8 or more characters of its thumbprint.")
    private @Nullable String id;

    @Mixin
    private Confirmation confirmation = new Confirmation();

    @Option(
            names = "--offline",
            paramLabel = "UNSIGNED.json",
            description = "Approve an exported Trust where there is no network, with the key that you keep yourself.")
    private @Nullable Path offline;

    @Option(names = "-o", paramLabel = "APPROVAL.json", description = "With --offline: where the approval goes.")
    private @Nullable Path out;

    @Option(
            names = "--own-key",
            paramLabel = "FILE.p12",
            description = "With --offline: your approval key, if it is not in this home.")
    private @Nullable Path ownKey;

    @Mixin
    private OutputOptions files = new OutputOptions();

    TrustApproveCommand(OperatorContext context) {
        super(context);
    }

    @Override
    public Integer call() {
        if (offline != null) {
            return approveOffline(offline);
        }
        if (id == null) {
            throw new UsageException("Name the Trust to approve, by its number or thumbprint.");
        }
        confirmation.check();
        Session session = open();
        Trust trust = Lookup.trust(session.trusts().shown(), id);
        Trust before = new BeforeApproval(session).predecessor(trust);
        TrustDifference.lines(trust, before, session.hsms().devices()).forEach(printer()::note);
        confirm(trust);
        TrustRows.printApprovals(printer(), context().approving(session).approve(trust));
        return ExitCode.DONE.code();
    }

    private void confirm(Trust trust) {
        confirmation.shown(trust.thumbprint()).forEach(printer()::note);
        confirmation.require(context().prompt(), "Trust", trust.thumbprint());
    }

    /** Where there is no server there is no predecessor to compare with: all of it is shown. */
    private Integer approveOffline(Path file) {
        if (id != null) {
            throw new UsageException("Name either a Trust on a server, or a file with --offline.");
        }
        Trust trust = Trust.parse(Documents.read(file));
        TrustDifference.lines(trust, HsmDevices.NOT_ASKED).forEach(printer()::note);
        confirm(trust);
        SigningKey key = ownKey == null
                ? new ApprovalKey(context().home()).open(context()::ownKeyPassword)
                : ApprovalKey.open(ownKey, context()::ownKeyPassword);
        deliver(OfflineApproval.of(trust, key).toText(), out, files);
        if (ownKey == null) {
            // D5: this is the operator's home, and its own Domain may move under the Trust.
            new TrustChoices(context().home()).add(TrustChoices.Choice.APPROVED, trust.thumbprint());
        }
        return ExitCode.DONE.code();
    }
}
