package org.quorumkms.operator.cli.console;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.ParsedLine;
import org.jline.reader.Parser;
import org.jline.reader.SyntaxError;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.DefaultParser;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.InfoCmp;
import org.quorumkms.cli.ErrorReport;
import org.quorumkms.cli.Programs;
import org.quorumkms.cli.Shown;
import org.quorumkms.cli.VisibleWriter;
import org.quorumkms.errors.ExitCode;
import org.quorumkms.errors.KmsException;
import org.quorumkms.home.Home;
import org.quorumkms.net.ConnectionKey;
import org.quorumkms.operator.OperatorView;
import org.quorumkms.operator.Session;
import org.quorumkms.operator.cli.OperatorContext;
import org.quorumkms.operator.cli.Prompt;
import org.quorumkms.operator.cli.inbox.InboxRows;
import org.quorumkms.operator.inbox.InboxItem;
import org.quorumkms.party.PinFile;
import org.quorumkms.party.Pins;
import picocli.CommandLine;

/**
 * The interactive console: the same commands without the program's name, with completion of commands and ids, a history
 * (without invitations, which are secrets), {@code help}, {@code menu}, and what waits for this operator's approval.
 */
final class InteractiveConsole {

    private static final String HISTORY = "history";

    private final OperatorContext context;
    private final CommandLine commands;
    private final List<String> options;
    private final KnownNames names;

    /** Takes the options that the program was started with: every command line gets them. */
    InteractiveConsole(OperatorContext context, CommandLine commands, List<String> options) {
        this.context = context;
        this.commands = commands;
        this.options = List.copyOf(options);
        this.names = new KnownNames(context);
    }

    int run() throws IOException {
        Home home = context.home();
        Path history = home.file(HISTORY);
        if (home.read(HISTORY).isEmpty()) {
            home.write(HISTORY, new byte[0]);
        }
        if (ConnectionKey.isLocked(home)) {
            // Asked before the terminal is the console's; every command then has the key.
            context.key(home);
        }
        try (Terminal terminal = terminal()) {
            LineReader reader = LineReaderBuilder.builder()
                    .terminal(terminal)
                    .completer(new ConsoleCompleter(commands, names))
                    .variable(LineReader.HISTORY_FILE, history)
                    .variable(LineReader.HISTORY_IGNORE, "*enrol*:*kms1.*")
                    .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
                    .build();
            context.promptBy(new ReaderPrompt(reader));
            context.common().width(() -> terminal.getSize().getColumns());
            PrintWriter screen = VisibleWriter.over(terminal.writer());
            try (ConsoleNews news = new ConsoleNews(context, names, reader::printAbove)) {
                greet(screen, news);
                loop(reader, screen, news);
            }
            return ExitCode.DONE.code();
        }
    }

    /** A terminal of a type that this host does not know is used as one of a type that the library knows. */
    private Terminal terminal() throws IOException {
        if (!context.common().debug()) {
            Logger.getLogger("org.jline").setLevel(Level.OFF);
        }
        String type = context.environment("TERM");
        String known = known(type);
        if (!known.equals(type)) {
            context.common()
                    .printer(commands.getCommandSpec())
                    .note("The type of this terminal, " + (type.isEmpty() ? "none" : type)
                            + ", is not known here: it is used as " + known + ".");
        }
        return TerminalBuilder.builder().system(true).type(known).build();
    }

    private static String known(String type) {
        if (type.isEmpty()) {
            return "dumb";
        }
        try {
            InfoCmp.getInfoCmp(type);
            return type;
        } catch (IOException unknown) {
            return type.startsWith("xterm") ? "xterm-256color" : "ansi";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "dumb";
        }
    }

    private void loop(LineReader reader, PrintWriter screen, ConsoleNews news) {
        Menu menu = new Menu(question -> ask(reader, question), names, words -> execute(words, news));
        while (true) {
            try {
                String line = reader.readLine(prompt()).strip();
                if (line.equals("exit") || line.equals("quit")) {
                    return;
                }
                if (line.equals("menu")) {
                    menu.show(screen);
                } else if (line.equals("help") || line.startsWith("help ")) {
                    List<String> words = words(line);
                    new ConsoleHelp(commands)
                            .lines(words.subList(1, words.size()))
                            .forEach(screen::println);
                } else if (Menu.isChoice(line)) {
                    menu.start(line, screen);
                } else if (!line.isEmpty()) {
                    execute(words(line), news);
                }
            } catch (SyntaxError e) {
                screen.println("A quotation mark is open. Close it, or leave it out.");
            } catch (UserInterruptException e) {
                screen.println("(interrupted; exit ends the console)");
            } catch (EndOfFileException e) {
                return;
            }
            screen.flush();
        }
    }

    /** Answers are not commands: they do not enter the history. */
    private static String ask(LineReader reader, String question) {
        reader.setVariable(LineReader.DISABLE_HISTORY, true);
        try {
            return reader.readLine(Shown.text(question));
        } finally {
            reader.setVariable(LineReader.DISABLE_HISTORY, false);
        }
    }

    /** Asks in the console itself. */
    private record ReaderPrompt(LineReader reader) implements Prompt {

        @Override
        public boolean isThere() {
            return true;
        }

        @Override
        public Optional<String> ask(String question) {
            return Optional.of(InteractiveConsole.ask(reader, question));
        }
    }

    /** Who one is, where, and how much waits: {@code alice@127.0.0.1:7311 1!>}. */
    private String prompt() {
        String name = new PinFile(context.home())
                .find()
                .flatMap(Pins::operatorDomain)
                .map(own -> own.name())
                .orElse("kms");
        long waiting = names.inbox().stream().filter(InboxItem::waitsForMe).count();
        return Shown.text(name)
                + names.server().map(server -> "@" + server).orElse("")
                + (waiting == 0 ? "" : " " + waiting + "!")
                + "> ";
    }

    private void execute(List<String> words, ConsoleNews news) {
        List<String> all = new ArrayList<>(options);
        all.addAll(words);
        Programs.execute(commands, all.toArray(String[]::new));
        names.refresh();
        news.seen(names.inbox());
    }

    private static List<String> words(String line) {
        DefaultParser parser = new DefaultParser();
        parser.setEofOnUnclosedQuote(true);
        ParsedLine parsed = parser.parse(line, line.length(), Parser.ParseContext.ACCEPT_LINE);
        return parsed.words().stream().filter(word -> !word.isEmpty()).toList();
    }

    private void greet(PrintWriter screen, ConsoleNews news) {
        Optional<Pins> pins = new PinFile(context.home()).find();
        screen.println("Quorum KMS operator console. Type help, menu, or exit.");
        if (pins.flatMap(Pins::operatorDomain).isEmpty()) {
            screen.println("This home is not enrolled yet: enrol INVITATION.");
            screen.flush();
            return;
        }
        try {
            Session session = context.open(context.common().printer(commands.getCommandSpec()));
            OperatorView self = session.self();
            screen.println("You are " + self.name() + ", approval key " + self.thumbprint() + ".");
            names.refresh();
            InboxRows.lines(names.inbox()).forEach(line -> screen.println(Shown.text(line)));
            news.seen(names.inbox());
            news.start();
        } catch (KmsException e) {
            screen.println(ErrorReport.sentence(e));
        }
        screen.flush();
    }
}
