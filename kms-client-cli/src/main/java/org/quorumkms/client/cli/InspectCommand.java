package org.quorumkms.client.cli;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.quorumkms.domain.DomainId;
import org.quorumkms.errors.ExitCode;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.home.FileName;
import org.quorumkms.home.Home;
import org.quorumkms.json.Json;
import org.quorumkms.message.MessageHeader;
import org.quorumkms.message.MessageLayout;
import org.quorumkms.message.MessageReader;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Shows a file's header. */
@Command(
        name = "inspect",
        description = "Show what an encrypted file's header says. Needs no server and no key, and so verifies nothing.",
        footer = {"", "Example:", "  kms-client inspect salaries.ods.kms"})
final class InspectCommand extends ClientCommand {

    @Parameters(paramLabel = "FILE", description = "The encrypted file.")
    private String file = "";

    InspectCommand(ClientContext context) {
        super(context);
    }

    @Override
    public Integer call() {
        FileNames.requireReadable(file);
        try (InputStream in = new BufferedInputStream(Files.newInputStream(FileName.path(file)))) {
            MessageReader message = MessageReader.open(in);
            MessageHeader header = message.header();
            DomainId domain = header.dataKeys().stream()
                    .flatMap(dataKey -> dataKey.domain().stream())
                    .findFirst()
                    .orElseThrow(() -> new VerificationException(
                            "The file was not encrypted with Quorum KMS: no data key in it is ours."));
            long bytes = MessageLayout.plaintextLength(
                    Files.size(FileName.path(file)), message.headerLength(), header.frameLength());
            print(header, domain, bytes);
            return ExitCode.DONE.code();
        } catch (IOException e) {
            throw Home.failed("read", FileName.path(file), e);
        }
    }

    private void print(MessageHeader header, DomainId domain, long bytes) {
        Map<String, @Nullable Object> json = Json.object();
        json.put("domain", domain.value());
        json.put("context", header.context().entries());
        json.put("frameLength", header.frameLength());
        json.put("plaintextBytes", bytes);
        json.put("format", MessageHeader.FORMAT);
        List<String> text = new ArrayList<>();
        text.add("domain           " + domain);
        header.context().entries().forEach((name, value) -> text.add("context          " + name + "=" + value));
        text.add("plaintext bytes  " + bytes);
        text.add("frame length     " + header.frameLength());
        text.add("format           " + MessageHeader.FORMAT);
        printer().result(json, text);
        printer().note("Not verified: this is what the header says. Only decrypt verifies it.");
    }
}
