package org.quorumkms.client.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.quorumkms.cli.ExitCode;
import org.quorumkms.domain.FileSignature;
import org.quorumkms.domain.Purpose;
import org.quorumkms.domain.VerifiedDomain;
import org.quorumkms.errors.UsageException;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.json.Json;
import org.quorumkms.party.PinFile;
import org.quorumkms.party.PinnedDomain;
import org.quorumkms.party.Pins;
import org.quorumkms.signed.Check;
import org.quorumkms.signed.Verification;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Verifies a file's signature. */
@Command(
        name = "verify",
        description =
                "Verify a file's signature by a Domain that this home has claimed or pinned. Needs no server. Exit 4"
                        + " if the file or the signature was changed, or the signature is another Domain's.",
        footer = {"", "Example:", "  kms-client verify -d releases app.tar"})
final class VerifyCommand extends ClientCommand {

    @Parameters(paramLabel = "FILE", description = "The file that was signed.")
    private String file = "";

    @Option(
            names = {"-d", "--domain"},
            paramLabel = "DOMAIN",
            description = "The Domain that should have signed; may be left out if this home knows one that signs.")
    private @Nullable String domain;

    @Option(
            names = {"-s", "--signature"},
            paramLabel = "SIG",
            description = "The signature (default FILE.sig).")
    private @Nullable String signature;

    VerifyCommand(ClientContext context) {
        super(context);
    }

    @Override
    public Integer call() {
        String from = signature == null ? file + SignCommand.ENDING : signature;
        FileNames.requireReadable(from);
        HashedFile hashed = HashedFile.of(file);
        Pins pins = new PinFile(context().home()).require();
        PinnedDomain expected = expected(pins);
        FileSignature read = FileSignature.parse(TextFile.read(Path.of(from)));
        Verification<VerifiedDomain> result = read.verify(pins.genesis(), hashed.sha256(), hashed.bytes());
        List<Check> checks = new ArrayList<>(result.checks());
        checks.add(new Check(
                "the signature is of the Domain that was expected, " + expected.name() + " ("
                        + expected.seen().id() + ")" + instead(read, expected),
                read.domain().domain().body().id().equals(expected.seen().id())));
        result.proof()
                .ifPresent(signer -> checks.add(new Check(
                        "T7: its Trust is one of the line that this home has seen",
                        isOfSeenLine(pins, expected, signer))));
        boolean valid = result.valid() && checks.stream().allMatch(Check::ok);
        print(checks, valid, read);
        if (!valid) {
            throw new VerificationException(checks.stream()
                    .filter(check -> !check.ok())
                    .map(check -> "Not valid: " + check.what() + " does not hold.")
                    .findFirst()
                    .orElse("Not valid."));
        }
        return ExitCode.DONE;
    }

    private static String instead(FileSignature read, PinnedDomain expected) {
        return read.domain().domain().body().id().equals(expected.seen().id())
                ? ""
                : ", and it is of " + read.domain().domain().body().name() + " ("
                        + read.domain().domain().body().id() + ")";
    }

    /** A signature may be older than what was seen since; another line's is not the Domain's. */
    private static boolean isOfSeenLine(Pins pins, PinnedDomain expected, VerifiedDomain signer) {
        boolean later = signer.follows(expected.seen().trust());
        boolean earlier = pins.trusts()
                .lineOf(signer.trust())
                .filter(line -> line.reachedFrom(signer.trust().thumbprint()))
                .isPresent();
        return later || earlier;
    }

    private PinnedDomain expected(Pins pins) {
        List<PinnedDomain> known = Stream.concat(pins.domains().stream(), pins.signers().stream())
                .filter(one -> one.purpose() == Purpose.SIGN)
                .filter(one -> domain == null
                        || one.name().equals(domain)
                        || one.seen().id().value().equals(domain))
                .toList();
        if (known.size() == 1) {
            return known.get(0);
        }
        throw new UsageException(
                known.isEmpty()
                        ? "This home knows no " + (domain == null ? "Domain that signs" : "such Domain")
                                + ". Claim it, or pin it: kms-client pin FILE."
                        : "This home knows more than one Domain that signs. Name the one that you expect with -d.");
    }

    private void print(List<Check> checks, boolean valid, FileSignature read) {
        Map<String, @Nullable Object> json = Json.object();
        json.put("valid", valid);
        json.put("domain", read.domain().domain().body().id().value());
        json.put("created", read.statement().created().toString());
        json.put("checks", checks.stream().map(VerifyCommand::checkJson).toList());
        List<String> text = new ArrayList<>();
        checks.forEach(check -> text.add(printer().mark(check.ok()) + " " + check.what()));
        text.add(file + (valid ? ": valid, signed " + read.statement().created() : ": NOT VALID"));
        printer().result(json, text);
    }

    private static Map<String, @Nullable Object> checkJson(Check check) {
        Map<String, @Nullable Object> json = Json.object();
        json.put("what", check.what());
        json.put("ok", check.ok());
        return json;
    }
}
