package org.quorumkms.client.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.quorumkms.cli.ExitCode;
import org.quorumkms.client.Repinning;
import org.quorumkms.domain.Descent;
import org.quorumkms.domain.DomainBody;
import org.quorumkms.domain.ExportedDomain;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.errors.UsageException;
import org.quorumkms.json.Json;
import org.quorumkms.party.PinnedDomain;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.trust.HsmKeys;
import org.quorumkms.trust.OperatorKey;
import org.quorumkms.trust.Trust;
import org.quorumkms.trust.TrustBody;
import org.quorumkms.trust.VerifiedTrust;
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
        if (thumbprint.length() != Thumbprint.LENGTH) {
            throw new UsageException("Say all 43 characters of the thumbprint to take, as the operators told it.");
        }
        return new Thumbprint(thumbprint);
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
            if (!isCalled(branches.chosen().trust())
                    && !isCalled(branches.seen().trust())) {
                throw new UsageException("Trust " + id + " is neither the one to take nor the one that this home saw.");
            }
            List<String> shown = new ArrayList<>();
            shown.add("This home saw:");
            lines(branches.seen(), branches.chosen(), shown);
            shown.add("To be taken:");
            lines(branches.chosen(), branches.seen(), shown);
            confirm(shown);
            Path left = repinning.take(branches);
            TrustBody body = branches.chosen().body();
            Map<String, @Nullable Object> json = Json.object();
            json.put("id", body.id());
            json.put("thumbprint", chosen.value());
            print(json, "taken: the branch of the line that ends with Trust " + body.id(), left);
            return ExitCode.DONE;
        }

        private boolean isCalled(Trust trust) {
            return id.equals(Integer.toString(trust.body().id()))
                    || (id.length() >= Thumbprint.SHORTEST_PREFIX
                            && trust.thumbprint().value().startsWith(id));
        }

        /** Shows the Trusts of a branch that the other one does not have. */
        private static void lines(VerifiedTrust branch, VerifiedTrust other, List<String> shown) {
            branch.chain().trusts().stream()
                    .filter(trust -> other.chain().trusts().stream()
                            .noneMatch(one -> one.thumbprint().equals(trust.thumbprint())))
                    .map(OfTrust::line)
                    .forEach(shown::add);
        }

        private static String line(Trust trust) {
            TrustBody body = trust.body();
            return "  Trust " + body.id() + " (" + trust.thumbprint() + ") of " + body.created() + ": any "
                    + body.quorum() + " of "
                    + body.operators().stream().map(OfTrust::operator).collect(Collectors.joining(", "))
                    + "; HSMs "
                    + body.hsms().stream().map(OfTrust::hsm).collect(Collectors.joining(", "));
        }

        private static String operator(OperatorKey operator) {
            return operator.name() + " " + operator.thumbprint().abbreviated();
        }

        private static String hsm(HsmKeys hsm) {
            return hsm.label() + " " + hsm.fingerprint().abbreviated();
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
            List<String> shown = new ArrayList<>();
            shown.add("This home saw of Domain " + seen.name() + " (" + seen.id() + "):");
            shown.add(seen(branches.seen().descent(), branches.left()));
            shown.add("To be taken:");
            shown.add(line(
                    Descent.of(branches.chosen()),
                    branches.chosen().trust().body().id(),
                    branches.chosen().body()));
            confirm(shown);
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
            return ExitCode.DONE;
        }

        private static String seen(Descent descent, Optional<ExportedDomain> left) {
            return left.map(document -> line(
                            descent,
                            document.line().last().body().id(),
                            document.domain().body()))
                    .orElseGet(() -> "  revision " + descent.revision() + " (" + descent.thumbprint() + ") under Trust "
                            + descent.trust().abbreviated() + "; its document is not kept");
        }

        private static String line(Descent descent, int trust, DomainBody body) {
            return "  revision " + descent.revision() + " (" + descent.thumbprint() + ") of " + body.changed()
                    + " under Trust " + trust + " ("
                    + descent.trust().abbreviated() + "), " + body.state().text() + "; controllers: "
                    + body.controllers().stream()
                            .map(one -> one.name() + " " + one.key().abbreviated() + " (" + one.may() + ")")
                            .collect(Collectors.joining(", "));
        }
    }
}
