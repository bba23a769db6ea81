package org.quorumkms.client.cli;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.quorumkms.cli.OutputOptions;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.FileSignature;
import org.quorumkms.domain.Purpose;
import org.quorumkms.errors.ExitCode;
import org.quorumkms.home.FileName;
import org.quorumkms.json.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Signs a file. */
@Command(
        name = "sign",
        description =
                "Sign a file with a Domain of purpose sign: PS256 over its SHA-256, in a file of its own that carries"
                        + " the Domain, so that it verifies without a server.",
        footer = {"", "Example:", "  kms-client sign -d releases app.tar"})
final class SignCommand extends ClientCommand {

    static final String ENDING = ".sig";

    @Parameters(paramLabel = "FILE", description = "The file to sign.")
    private String file = "";

    @Option(
            names = {"-d", "--domain"},
            paramLabel = "DOMAIN",
            description = "The Domain, by name or UUID; may be left out if there is one.")
    private @Nullable String domain;

    @Option(
            names = {"-o", "--out"},
            paramLabel = "OUT",
            description = "Where the signature goes (default FILE.sig).")
    private @Nullable String out;

    @Mixin
    private OutputOptions files = new OutputOptions();

    SignCommand(ClientContext context) {
        super(context);
    }

    @Override
    public Integer call() {
        String output = out == null ? file + ENDING : out;
        FileNames.requireReadable(file);
        FileNames.requireFree(output, files);
        DomainId id = named().of(domain, Purpose.SIGN).seen().id();
        HashedFile hashed = HashedFile.of(file);
        FileSignature signature = client().sign(id, hashed.sha256(), hashed.bytes());
        TextFile.write(FileName.path(output), signature.toText(), files);
        Map<String, @Nullable Object> json = Json.object();
        json.put("file", output);
        json.put("domain", id.value());
        json.put("sha256", hashed.sha256().value());
        files.printer(printer())
                .result(
                        json,
                        List.of("signed: " + output + " by Domain "
                                + signature.domain().domain().body().name() + " (" + id + ")"));
        return ExitCode.DONE.code();
    }
}
