package org.quorumkms.operator.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.quorumkms.cli.Typed;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.errors.UsageException;
import org.quorumkms.signed.Thumbprint;
import picocli.CommandLine.Option;

/** T6: takes another branch after a disaster, with both shown. */
public abstract class RepinCommand extends OperatorCommand {

    @Option(
            names = "--thumbprint",
            required = true,
            paramLabel = "T",
            description = "All 43 characters of what to take, as the operators agreed on it.")
    private String thumbprint = "";

    @Option(names = "--yes", description = "Do not ask: both branches were compared.")
    private boolean yes;

    /** Takes what all commands share. */
    protected RepinCommand(OperatorContext context) {
        super(context);
    }

    /** Returns the thumbprint of what is to be taken. */
    protected final Thumbprint chosen() {
        return Typed.thumbprint(thumbprint);
    }

    /** Shows both branches, and requires that a person means the other one. */
    protected final void confirm(List<String> branches) {
        branches.forEach(printer()::note);
        if (yes) {
            return;
        }
        Optional<String> answer =
                context().prompt().ask("Leave the first one and take the second? Type yes to take it: ");
        if (answer.isEmpty()) {
            throw new UsageException(
                    "There is nobody to ask here. Compare both with the other operators, and say --yes.");
        }
        if (!Confirmation.isYes(answer.get())) {
            throw new RefusedException("Nothing was taken. Type yes if you mean to.");
        }
    }

    /** Says what was taken, and where what was left is. */
    protected final void print(Map<String, @Nullable Object> json, String taken, Path left) {
        json.put("left", left.toString());
        printer().result(json, List.of(taken, "What was left is in " + left + "."));
    }
}
