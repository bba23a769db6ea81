package org.quorumkms.client.cli;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.quorumkms.age.AgeFile;
import org.quorumkms.age.AgePlugin;
import org.quorumkms.age.SealedFileKey;
import org.quorumkms.client.ClientSession;
import org.quorumkms.domain.EncryptionContext;
import org.quorumkms.errors.ExitCode;
import org.quorumkms.errors.UsageException;
import org.quorumkms.home.FileName;
import org.quorumkms.home.Home;
import org.quorumkms.json.Json;
import org.quorumkms.message.MessageLayout;
import org.quorumkms.message.MessageReader;
import org.quorumkms.order.Decision;
import org.quorumkms.order.Order;
import org.quorumkms.party.PinFile;
import org.quorumkms.remote.OrderView;
import org.quorumkms.signed.Note;
import org.quorumkms.signed.Time;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Asks for the release of a file. */
@Command(
        name = "request",
        description = "Ask the operators of a file's Domain to release it, where a quorum decides what is opened. When"
                + " enough of them approved, decrypt works here until the release expires, or age -d for a file of age. They"
                + " see the file's name, size and context, and your note.",
        footer = {
            "",
            "Example:",
            "  kms-client request salaries.ods.kms --note \"auditor's visit, ticket 4711\" --expires 2d"
        })
final class RequestCommand extends ClientCommand {

    private static final Duration SHORTEST = Duration.ofHours(1);
    private static final Duration LONGEST = Duration.ofDays(7);

    @Parameters(paramLabel = "FILE", description = "The encrypted file, of kms-client or of age.")
    private String file = "";

    @Option(names = "--note", paramLabel = "TEXT", required = true, description = "What it is for.")
    private String note = "";

    @Option(
            names = "--expires",
            paramLabel = "TIME",
            defaultValue = "1d",
            description = "For how long it may be opened: 1h to 7d (default 1d).")
    private String expires = "1d";

    RequestCommand(ClientContext context) {
        super(context);
    }

    @Override
    public Integer call() {
        Duration validity = validity();
        FileNames.requireReadable(file);
        Path path = FileName.path(file);
        try (InputStream in = new BufferedInputStream(Files.newInputStream(path))) {
            Optional<AgeFile> ofAge = AgeFile.read(in, Files.size(path));
            if (ofAge.isPresent()) {
                print(request(ofAge.get(), path, validity), "age -d");
                return ExitCode.DONE.code();
            }
            MessageReader message = MessageReader.open(in);
            long bytes = MessageLayout.plaintextLength(
                    Files.size(path), message.headerLength(), message.header().frameLength());
            print(client().request(message, words(path, bytes), note, validity), "kms-client decrypt");
            return ExitCode.DONE.code();
        } catch (IOException e) {
            throw Home.failed("read", path, e);
        }
    }

    private static Decision.Open.FileWords words(Path path, long bytes) {
        return new Decision.Open.FileWords(Note.of(String.valueOf(path.getFileName())), bytes);
    }

    private ClientSession.Requested request(AgeFile ofAge, Path path, Duration validity) {
        SealedFileKey sealed = ofAge.askedFor(new PinFile(context().home()).summary());
        return client().request(
                        sealed.domain(),
                        sealed.sealed(),
                        new EncryptionContext(AgePlugin.CONTEXT),
                        Optional.of(words(path, ofAge.plaintextBytes())),
                        note,
                        validity);
    }

    private Duration validity() {
        String said = expires;
        if (!said.matches("[1-9][0-9]{0,2}[hd]")) {
            throw new UsageException("Say how long it may be opened in hours or days: --expires 12h, --expires 2d.");
        }
        long number = Long.parseLong(said.substring(0, said.length() - 1));
        Duration validity = said.endsWith("h") ? Duration.ofHours(number) : Duration.ofDays(number);
        if (validity.compareTo(SHORTEST) < 0 || validity.compareTo(LONGEST) > 0) {
            throw new UsageException("A release is for 1 hour to 7 days. Take another --expires.");
        }
        return validity;
    }

    private void print(ClientSession.Requested requested, String then) {
        Order order = requested.order();
        Map<String, @Nullable Object> json = Json.object();
        json.put("id", order.body().id().value());
        json.put("thumbprint", order.thumbprint().value());
        json.put("number", null);
        json.put("kind", order.body().kind().text());
        json.put("domain", order.body().domain().value());
        json.put("controller", null);
        json.put("trust", order.body().trust().value());
        json.put("status", OrderView.OPEN);
        json.put("approvals", 0);
        json.put("threshold", requested.trust().quorum());
        json.put("expires", Time.format(order.body().expires()));
        json.put("rejected", List.of());
        printer()
                .result(
                        json,
                        List.of(
                                "requested: order " + order.body().id() + ", until "
                                        + Time.format(order.body().expires()),
                                "thumbprint " + order.thumbprint(),
                                "Next, " + requested.trust().quorum() + " of its operators: order approve "
                                        + order.body().id().value().substring(0, 8) + ". Then: " + then + "."));
    }
}
