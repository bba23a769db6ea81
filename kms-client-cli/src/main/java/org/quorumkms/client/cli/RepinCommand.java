package org.quorumkms.client.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.quorumkms.cli.BranchText;
import org.quorumkms.cli.Typed;
import org.quorumkms.client.Repinning;
import org.quorumkms.domain.DomainBody;
import org.quorumkms.errors.ExitCode;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.errors.UsageException;
import org.quorumkms.json.Json;
import org.quorumkms.party.PinnedDomain;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.trust.TrustBody;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** T6: takes another branch after a disaster, with both shown. */
abstract class RepinCommand extends ClientCommand {

    @Option(
            names = "--thumbprint",
            required = true,
            paramLabel = "THUMBPRINT",
            description = "All 43 characters of what to take, as the operators agreed on it.")
    private String thumbprint = "";

    @Option(names = "--yes", description = "Do not ask: both branches were compared.")
    private boolean yes;

    RepinCommand(ClientContext context) {
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
        if (!context().common().terminal()) {
            throw new UsageException("There is nobody to ask here. Compare both, and say --yes.");
        }
        if (!Confirmation.isYes(printer(), context().input(), "Leave the first one and take the second?")) {
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
                "  kms-client trust repin 7 --thumbprint 47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU"
            })
    static final class OfTrust extends RepinCommand {

        @Parameters(
                paramLabel = "ID",
                description =
                        "The Trust to take, or the one that this home saw: its number, or at least 8 characters of its"
                                + " thumbprint.")
        private String id = "";

        OfTrust(ClientContext context) {
            super(context);
        }

        @Override
        public Integer call() {
            Thumbprint chosen = chosen();
            Repinning repinning = client().repinning();
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
                "  kms-client domain repin payroll --thumbprint 47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU"
            })
    static final class OfDomain extends RepinCommand {

        @Parameters(paramLabel = "NAME", description = "A Domain that this home remembers: its name or UUID.")
        private String domain = "";

        OfDomain(ClientContext context) {
            super(context);
        }

        @Override
        public Integer call() {
            Thumbprint chosen = chosen();
            PinnedDomain seen = DomainNames.remembered(domain, memory().pins().domains());
            Repinning repinning = client().repinning();
            Repinning.OfDomain branches = repinning.domain(seen.id(), chosen);
            confirm(BranchText.ofDomain(seen.name(), seen.descent(), branches.left(), branches.chosen()));
            Path left = repinning.take(branches);
            DomainBody body = branches.chosen().body();
            Map<String, @Nullable Object> json = Json.object();
            json.put("id", body.id().value());
            json.put("name", body.name());
            json.put("revision", body.revision());
            json.put("thumbprint", chosen.value());
            print(json, "taken: revision " + body.revision() + " of Domain " + body.name(), left);
            if (repinning.isToBeMoved(branches.chosen())) {
                printer()
                        .note(
                                "It stands under a Trust that was replaced. Have it moved at once: kms-operator domain rewrap "
                                        + body.name() + ".");
            }
            return ExitCode.DONE.code();
        }
    }
}
