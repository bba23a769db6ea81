package org.quorumkms.operator.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.quorumkms.cli.OutputOptions;
import org.quorumkms.cli.Printer;
import org.quorumkms.home.Home;
import org.quorumkms.operator.Session;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command of the console. */
public abstract class OperatorCommand implements Callable<Integer> {

    private final OperatorContext context;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /** Takes what all commands share. */
    protected OperatorCommand(OperatorContext context) {
        this.context = context;
    }

    /** Returns what all commands share. */
    protected final OperatorContext context() {
        return context;
    }

    /** Returns who prints what this command has to say. */
    public final Printer printer() {
        return context.common().printer(spec);
    }

    /** Returns who prints, of a command that can print CSV. */
    protected final Printer printerOfRows() {
        return context.common().printerOfRows(spec);
    }

    /** Connects, and brings this home up to date: of a command that can print CSV. */
    protected final Session openForRows() {
        return context.open(printerOfRows());
    }

    /** Connects, and brings this home up to date. */
    protected final Session open() {
        return context.open(printer());
    }

    /** Connects, and leaves this home as it is. */
    protected final Session connect() {
        return context.connect(printer()::note);
    }

    /** Writes a document to a file, or to standard output. */
    protected final void deliver(String document, @Nullable Path file, OutputOptions files) {
        if (file == null) {
            printer().document(document);
            return;
        }
        try {
            files.file(file).write(out -> {
                out.write((document + "\n").getBytes(StandardCharsets.UTF_8));
                return document.length();
            });
            files.printer(printer()).note("Written to " + file + ".");
        } catch (IOException e) {
            throw Home.failed("write", file, e);
        }
    }
}
