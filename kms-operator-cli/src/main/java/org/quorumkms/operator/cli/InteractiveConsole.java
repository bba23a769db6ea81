package org.quorumkms.operator.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.ParsedLine;
import org.jline.reader.SyntaxError;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.DefaultParser;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.quorumkms.cli.ExitCode;
import org.quorumkms.cli.Programs;
import org.quorumkms.errors.KmsException;
import org.quorumkms.home.Home;
import org.quorumkms.operator.OperatorView;
import org.quorumkms.operator.Session;
import org.quorumkms.operator.Waiting;
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
        try (Terminal terminal = TerminalBuilder.builder().system(true).build()) {
            LineReader reader = LineReaderBuilder.builder()
                    .terminal(terminal)
                    .completer(new ConsoleCompleter(commands, names))
                    .variable(LineReader.HISTORY_FILE, history)
                    .variable(LineReader.HISTORY_IGNORE, "*enrol*:*kms1.*")
                    .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
                    .build();
            context.promptBy(new ReaderPrompt(reader));
            greet(terminal);
            loop(reader, terminal);
            return ExitCode.DONE;
        }
    }

    private void loop(LineReader reader, Terminal terminal) {
        Menu menu = new Menu(question -> ask(reader, question), names, this::execute);
        while (true) {
            try {
                String line = reader.readLine("kms> ").strip();
                if (line.equals("exit") || line.equals("quit")) {
                    return;
                }
                if (line.equals("menu")) {
                    menu.show(terminal.writer());
                } else if (line.equals("help")) {
                    help(terminal);
                } else if (Menu.isChoice(line)) {
                    menu.start(line, terminal.writer());
                } else if (!line.isEmpty()) {
                    execute(words(line));
                }
            } catch (SyntaxError e) {
                terminal.writer().println("A quotation mark is open. Close it, or leave it out.");
            } catch (UserInterruptException e) {
                terminal.writer().println("(interrupted; exit ends the console)");
            } catch (EndOfFileException e) {
                return;
            }
            terminal.writer().flush();
        }
    }

    /** Answers are not commands: they do not enter the history. */
    private static String ask(LineReader reader, String question) {
        reader.setVariable(LineReader.DISABLE_HISTORY, true);
        try {
            return reader.readLine(question);
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

    private void execute(List<String> words) {
        List<String> all = new ArrayList<>(options);
        all.addAll(words);
        Programs.execute(commands, all.toArray(String[]::new));
        names.refresh();
    }

    private static List<String> words(String line) {
        ParsedLine parsed = new DefaultParser().parse(line, line.length());
        return parsed.words().stream().filter(word -> !word.isEmpty()).toList();
    }

    private void help(Terminal terminal) {
        terminal.writer().println("menu shows the numbered actions; a number starts one. Commands (each has --help):");
        commands.getSubcommands().forEach((name, command) -> {
            if (command.getSubcommands().isEmpty()) {
                terminal.writer().println("  " + name);
            }
            command.getSubcommands().keySet().forEach(one -> terminal.writer().println("  " + name + " " + one));
        });
        terminal.writer().println("  menu, help, exit");
    }

    private void greet(Terminal terminal) {
        Optional<Pins> pins = new PinFile(context.home()).find();
        terminal.writer().println("Quorum KMS operator console. Type help, menu, or exit.");
        if (pins.flatMap(Pins::operatorDomain).isEmpty()) {
            terminal.writer().println("This home is not enrolled yet: enrol INVITATION.");
            terminal.writer().flush();
            return;
        }
        try {
            Session session = context.open(context.common().printer(commands.getCommandSpec()));
            OperatorView self = session.self();
            terminal.writer().println("You are " + self.name() + ", approval key " + self.thumbprint() + ".");
            Waiting.lines(self, session.trusts().shown(), session.orders().all(), session.now())
                    .forEach(terminal.writer()::println);
            names.refresh();
        } catch (KmsException e) {
            terminal.writer().println(e.getMessage());
        }
        terminal.writer().flush();
    }
}
