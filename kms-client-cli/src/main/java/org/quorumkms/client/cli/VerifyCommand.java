package org.quorumkms.client.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.quorumkms.cli.Printer;
import org.quorumkms.client.ClientMemory;
import org.quorumkms.client.SignatureVerifier;
import org.quorumkms.domain.FileSignature;
import org.quorumkms.domain.Purpose;
import org.quorumkms.errors.ExitCode;
import org.quorumkms.errors.UsageException;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.home.FileName;
import org.quorumkms.json.Json;
import org.quorumkms.party.PinnedDomain;
import org.quorumkms.party.Pins;
import org.quorumkms.signed.Check;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Verifies a file's signature. */
@Command(
        name = "verify",
        description = {
            "Verify a file's signature by a Domain that this home has claimed or pinned, and say whether its active key signed."
                    + " Needs no server. Exit 4 if the file or the signature was changed, or the signature is another"
                    + " Domain's, or is ended.",
            "A revision of the Domain that is newer than what this home saw is kept from then on."
        },
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
        ClientMemory memory = memory();
        PinnedDomain expected = expected(memory.pins());
        FileSignature read = FileSignature.parse(TextFile.read(FileName.path(from)));
        SignatureVerifier.Result result =
                new SignatureVerifier(memory).verify(read, expected, hashed.sha256(), hashed.bytes());
        print(result, read);
        if (!result.valid()) {
            throw new VerificationException(result.checks().stream()
                    .filter(check -> !check.ok())
                    .map(check -> "Not valid: " + check.what() + " does not hold.")
                    .findFirst()
                    .orElse("Not valid."));
        }
        return ExitCode.DONE.code();
    }

    private PinnedDomain expected(Pins pins) {
        List<PinnedDomain> known = Stream.concat(
                        pins.domains().stream(),
                        pins.signers().stream()
                                .filter(one -> pins.domain(one.id()).isEmpty()))
                .filter(one -> one.purpose() == Purpose.SIGN)
                .filter(one -> domain == null
                        || one.name().equals(domain)
                        || one.id().value().equals(domain))
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

    private void print(SignatureVerifier.Result result, FileSignature read) {
        Map<String, @Nullable Object> json = Json.object();
        json.put("valid", result.valid());
        json.put("domain", read.domain().domain().body().id().value());
        json.put("revision", read.domain().domain().body().revision());
        json.put("active", result.active());
        json.put("created", read.statement().created().toString());
        json.put("checks", result.checks().stream().map(Check::toJson).toList());
        List<String> text = new ArrayList<>();
        text.add(file + (result.valid() ? ": valid, signed " + read.statement().created() : ": NOT VALID"));
        if (result.valid()) {
            text.add(
                    result.active()
                            ? "The Domain's active key signed."
                            : "An earlier key signed: whoever knew it can still sign with it and choose the date.");
        }
        printer()
                .checks(
                        json,
                        result.checks().stream()
                                .map(check -> new Printer.Mark(check.ok(), check.what()))
                                .toList(),
                        text);
    }
}
