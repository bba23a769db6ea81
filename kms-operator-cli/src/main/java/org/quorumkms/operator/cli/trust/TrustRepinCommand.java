package org.quorumkms.operator.cli.trust;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.quorumkms.cli.BranchText;
import org.quorumkms.errors.ExitCode;
import org.quorumkms.errors.UsageException;
import org.quorumkms.json.Json;
import org.quorumkms.operator.Repinning;
import org.quorumkms.operator.cli.OperatorContext;
import org.quorumkms.operator.cli.RepinCommand;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.trust.TrustBody;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Takes another branch of a line. */
@Command(
        name = "repin",
        description = {
            "After a disaster in which a line of Trusts forked: let this home take the other branch, once the operators"
                    + " agreed which one is right. Shows both and asks.",
            "Nothing else leads from one branch to the other."
        },
        footer = {
            "",
            "Example:",
            "  kms-operator trust repin 7 --thumbprint 47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU"
        })
final class TrustRepinCommand extends RepinCommand {

    @Parameters(
            paramLabel = "ID",
            description = "The Trust to take, or the one that this home saw: its number, or 8 or more characters of"
                    + " its thumbprint.")
    private String id = "";

    TrustRepinCommand(OperatorContext context) {
        super(context);
    }

    @Override
    public Integer call() {
        Thumbprint chosen = chosen();
        Repinning repinning = new Repinning(connect(), context().home());
        Repinning.OfLine branches = repinning.line(chosen);
        if (!BranchText.isCalled(branches.chosen().trust(), id)
                && !BranchText.isCalled(branches.seen().trust(), id)) {
            throw new UsageException("Trust " + id + " is neither the one to take nor the one that this home saw.");
        }
        confirm(BranchText.ofLine(branches.seen(), branches.chosen()));
        Path left = repinning.take(branches);
        TrustBody body = branches.chosen().body();
        Map<String, @Nullable Object> json = Json.object();
        json.put("id", body.id());
        json.put("thumbprint", chosen.value());
        print(json, "taken: the branch of the line that ends with Trust " + body.id(), left);
        return ExitCode.DONE.code();
    }
}
