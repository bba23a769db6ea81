package org.quorumkms.operator.cli.inbox;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.quorumkms.cli.Printer;
import org.quorumkms.errors.ExitCode;
import org.quorumkms.errors.UsageException;
import org.quorumkms.json.Json;
import org.quorumkms.operator.Session;
import org.quorumkms.operator.Trusts;
import org.quorumkms.operator.cli.MoveQuestion;
import org.quorumkms.operator.cli.OperatorCommand;
import org.quorumkms.operator.cli.OperatorContext;
import org.quorumkms.operator.cli.Staying;
import org.quorumkms.operator.inbox.Changes;
import org.quorumkms.operator.inbox.Hook;
import org.quorumkms.operator.inbox.InboxItem;
import org.quorumkms.operator.inbox.InboxReader;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows what waits. */
@Command(
        name = "inbox",
        description = {
            "Show what waits for you, what you proposed and how it stands, what ended and why, invitations that nobody used, and"
                    + " servers that do not answer. Exit code 0: nothing waits for you; 10: something does.",
            "With --follow it stays, and says what is new within 30 seconds, whichever server still answers; Ctrl-C ends it."
        },
        footer = {"", "Example:", "  kms-operator inbox", "  kms-operator inbox --follow --exec /usr/local/bin/tell-me"
        })
final class InboxCommand extends OperatorCommand {

    private static final Duration PAUSE = Duration.ofSeconds(20);

    @Option(names = "--follow", description = "Stay, and say what is new.")
    private boolean follow;

    @Option(
            names = "--exec",
            paramLabel = "PROGRAM",
            description =
                    "Run a program once for each item and each change of its state, with one JSON document on its standard"
                            + " input. One that fails is run again the next time.")
    private @Nullable Path program;

    InboxCommand(OperatorContext context) {
        super(context);
    }

    @Override
    public Integer call() throws InterruptedException {
        if (program != null && !Files.isExecutable(program)) {
            throw new UsageException(program + " is not a program that can be run. Name one with its path.");
        }
        if (follow) {
            follow();
            return ExitCode.DONE.code();
        }
        Round round = round();
        tell(round);
        printer()
                .result(
                        round.items().stream()
                                .map(item -> InboxRows.row(round.trusts(), item))
                                .toList(),
                        InboxRows.lines(round.items()));
        return round.items().stream().anyMatch(InboxItem::waitsForMe) ? ExitCode.WAITS.code() : ExitCode.DONE.code();
    }

    /** What was read at one time. */
    private record Round(Trusts trusts, List<InboxItem> items) {}

    private Round round() {
        List<String> warnings = new ArrayList<>();
        Session session = context().connect(warnings::add);
        // Nobody is asked while it follows.
        List<InboxItem> items = new InboxReader(session, warnings)
                .read(
                        follow
                                ? (founding, newest) -> Optional.empty()
                                : new MoveQuestion(printer(), context().prompt()));
        return new Round(session.trusts().shown(), items);
    }

    private void follow() throws InterruptedException {
        Changes changes = new Changes();
        Staying.look(printer(), PAUSE, () -> {
            Round round = round();
            changes.in(round.items()).forEach(item -> say(round, item));
            tell(round);
        });
    }

    /** Lines of JSON, one an item, or of text. */
    private void say(Round round, InboxItem item) {
        Printer printer = printer();
        if (context().common().json()) {
            printer.document(Json.write(InboxRows.row(round.trusts(), item)));
        } else {
            printer.document(InboxRows.news(item));
        }
    }

    private void tell(Round round) {
        if (program != null) {
            new Hook(
                            program,
                            context().home(),
                            item -> Json.write(InboxRows.row(round.trusts(), item)),
                            printer()::note)
                    .tell(round.items());
        }
    }
}
