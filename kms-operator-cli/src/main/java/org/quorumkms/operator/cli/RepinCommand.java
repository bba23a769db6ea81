package org.quorumkms.operator.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.quorumkms.cli.BranchText;
import org.quorumkms.cli.ExitCode;
import org.quorumkms.cli.Typed;
import org.quorumkms.domain.DomainBody;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.errors.UsageException;
import org.quorumkms.json.Json;
import org.quorumkms.operator.Repinning;
import org.quorumkms.operator.Session;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.trust.TrustBody;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** T6: takes another branch after a disaster, with both shown. */
abstract class RepinCommand extends OperatorCommand {

    @Option(
            names = "--thumbprint",
            required = true,
            paramLabel = "T",
            description = "All 43 characters of what to take, as the operators agreed on it.")
    private String thumbprint = "";

    @Option(names = "--yes", description = "Do not ask: both branches were compared.")
    private boolean yes;

    RepinCommand(OperatorContext context) {
        super(context);
    }

    final Thumbprint chosen() {
        return Typed.thumbprint(thumbprint);
    }

    /** Shows both branches, and requires that a person means the other one. */
    final void confirm(List<String> branches) {
        branches.forEach(printer()::note);
        if (yes) {
            return;
        }
        Optional<String> answer =
                context().prompt().ask("Leave the first one and take the second? Type yes to take it: ");
        if (answer.isEmpty()) {
            throw new UsageException(
                    "There is nobody to ask here. Compare both with the other operators, and say --yes.");
        }
        if (!Confirmation.isYes(answer.get())) {
            throw new RefusedException("Nothing was taken. Type yes if you mean to.");
        }
    }

    final void print(Map<String, @Nullable Object> json, String taken, Path left) {
        json.put("left", left.toString());
        printer().result(json, List.of(taken, "What was left is in " + left + "."));
    }

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
    static final class OfTrust extends RepinCommand {

        @Parameters(
                paramLabel = "ID",
                description = "The Trust to take, or the one that this home saw: its number, or 8 or more characters of"
                        + " its thumbprint.")
        private String id = "";

        OfTrust(OperatorContext context) {
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
            return ExitCode.DONE;
        }
    }

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
    static final class OfDomain extends RepinCommand {

        @Parameters(paramLabel = "NAME", description = "A Domain that this home has seen: its name or UUID.")
        private String domain = "";

        OfDomain(OperatorContext context) {
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
                    body.name(),
                    branches.seen(),
                    branches.left(),
                    branches.chosen().domain()));
            Path left = repinning.take(branches);
            Map<String, @Nullable Object> json = Json.object();
            json.put("id", body.id().value());
            json.put("name", body.name());
            json.put("revision", body.revision());
            json.put("thumbprint", chosen.value());
            print(json, "taken: revision " + body.revision() + " of Domain " + body.name(), left);
            return ExitCode.DONE;
        }
    }
}
