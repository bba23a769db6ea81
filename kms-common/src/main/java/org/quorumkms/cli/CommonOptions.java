package org.quorumkms.cli;

import java.nio.file.Path;
import java.util.Map;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import org.quorumkms.errors.UsageException;
import org.quorumkms.home.DefaultHome;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The options that every command of the three programs has. */
public final class CommonOptions {

    private final Map<String, String> environment;
    private final String program;
    private final boolean terminal;
    private IntSupplier width = Terminal::width;

    @Option(
            names = "--home",
            paramLabel = "DIR",
            scope = ScopeType.INHERIT,
            description = "Keys, pinned Trusts, history. Also KMS_HOME.")
    private @Nullable Path home;

    @Option(
            names = "--output",
            paramLabel = "FORMAT",
            scope = ScopeType.INHERIT,
            defaultValue = "text",
            description = "text (default) or json; of access also csv.")
    private Format output = Format.text;

    @Option(names = "--debug", scope = ScopeType.INHERIT, description = "Show stack traces of errors.")
    private boolean debug;

    /**
     * Takes the environment, the program's part of the default home ({@code operator}, {@code client}, {@code server}),
     * and whether standard output is a terminal.
     */
    public CommonOptions(Map<String, String> environment, String program, boolean terminal) {
        this.environment = environment;
        this.program = program;
        this.terminal = terminal;
    }

    /** From now on lines of tables have so many characters: the interactive console knows its terminal. */
    public void width(IntSupplier characters) {
        this.width = characters;
    }

    /** Returns the folder of this program. */
    public Path home() {
        if (home != null) {
            return home;
        }
        return DefaultHome.of(environment, program)
                .orElseThrow(() -> new UsageException(
                        "There is no folder for the home: HOME is not set. Name one with --home, or KMS_HOME."));
    }

    /** Returns whether stack traces are wanted. */
    public boolean debug() {
        return debug;
    }

    /** Returns whether standard output is a terminal. */
    public boolean terminal() {
        return terminal;
    }

    /** Returns whether results are JSON. */
    public boolean json() {
        return output == Format.json;
    }

    /** Returns whether results are CSV. */
    public boolean csv() {
        return output == Format.csv;
    }

    /**
     * Returns the printer of a command.
     *
     * @throws UsageException if results should be CSV: few commands have such
     */
    public Printer printer(CommandSpec spec) {
        if (csv()) {
            throw new UsageException(spec.name() + " prints text or JSON, not CSV. Take another --output.");
        }
        return printerOfRows(spec);
    }

    /** Returns the printer of a command that can print CSV, too. */
    public Printer printerOfRows(CommandSpec spec) {
        CommandLine commandLine = spec.commandLine();
        boolean colour = terminal && environment.getOrDefault("NO_COLOR", "").isEmpty();
        return new Printer(commandLine.getOut(), commandLine.getErr(), output, colour, terminal ? width : () -> 0);
    }
}
