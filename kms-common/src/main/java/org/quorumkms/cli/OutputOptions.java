package org.quorumkms.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import org.quorumkms.home.OutputFile;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options of every command that writes a file. */
public final class OutputOptions {

    @Option(names = "--force", description = "Replace the file if it exists.")
    private boolean force;

    @Option(names = "--quiet", description = "Print nothing on success.")
    private boolean quiet;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command = CommandSpec.create();

    /** Returns the file that is to be written. */
    public OutputFile file(Path named) {
        return OutputFile.of(named, force, this::note);
    }

    private void note(String line) {
        PrintWriter err = command.commandLine().getErr();
        err.println(Shown.text(line));
        err.flush();
    }

    /** Returns the printer of a command, which prints nothing where that is wanted. */
    public Printer printer(Printer usual) {
        return quiet ? usual.silent() : usual;
    }
}
