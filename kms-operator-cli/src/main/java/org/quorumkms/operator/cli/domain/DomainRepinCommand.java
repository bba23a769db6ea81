package org.quorumkms.operator.cli.domain;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.quorumkms.cli.BranchText;
import org.quorumkms.domain.DomainBody;
import org.quorumkms.errors.ExitCode;
import org.quorumkms.json.Json;
import org.quorumkms.operator.Repinning;
import org.quorumkms.operator.Session;
import org.quorumkms.operator.cli.OperatorContext;
import org.quorumkms.operator.cli.RepinCommand;
import org.quorumkms.signed.Thumbprint;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Takes another branch of a Domain. */
@Command(
        name = "repin",
        description = {
            "After a disaster in which a Domain forked: let this home take the other branch, once the operators agreed which"
                    + " one is right. Shows both and asks.",
            "What was sealed on the branch that is left may need its keys: its document is written to a file of this home."
        },
        footer = {
            "",
            "Example:",
            "  kms-operator domain repin payroll --thumbprint 47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU"
        })
final class DomainRepinCommand extends RepinCommand {

    @Parameters(paramLabel = "NAME", description = "A Domain that this home has seen: its name or UUID.")
    private String domain = "";

    DomainRepinCommand(OperatorContext context) {
        super(context);
    }

    @Override
    public Integer call() {
        Thumbprint chosen = chosen();
        Session session = connect();
        Repinning repinning = new Repinning(session, context().home());
        Repinning.OfDomain branches = repinning.domain(session.domains().meant(domain), chosen);
        DomainBody body = branches.chosen().domain().body();
        confirm(BranchText.ofDomain(
                body.name(), branches.seen(), branches.left(), branches.chosen().domain()));
        Path left = repinning.take(branches);
        Map<String, @Nullable Object> json = Json.object();
        json.put("id", body.id().value());
        json.put("name", body.name());
        json.put("revision", body.revision());
        json.put("thumbprint", chosen.value());
        print(json, "taken: revision " + body.revision() + " of Domain " + body.name(), left);
        return ExitCode.DONE.code();
    }
}
