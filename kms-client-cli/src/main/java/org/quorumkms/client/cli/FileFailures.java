package org.quorumkms.client.cli;

import org.quorumkms.cli.Printer;
import org.quorumkms.errors.ExitCode;
import org.quorumkms.errors.KmsException;
import org.quorumkms.json.Json;

/** What failed of several files: each has a line of its own, whoever works on it. Safe for use by many threads. */
final class FileFailures {

    private final Printer printer;
    private final boolean json;
    private long count;
    private boolean otherwiseThanNotVerified;

    /** Takes where failures are said, and whether they are printed as JSON too. */
    FileFailures(Printer printer, boolean json) {
        this.printer = printer;
        this.json = json;
    }

    /** Says and counts one. */
    synchronized Failure add(String file, KmsException why) {
        Failure failure = Failure.of(why);
        count++;
        otherwiseThanNotVerified |= failure.exit() != ExitCode.NOT_VERIFIED.code();
        printer.note(file + ": " + failure.said());
        if (json) {
            printer.document(Json.write(failure.toJson(file)));
        }
        return failure;
    }

    synchronized long count() {
        return count;
    }

    /** Returns the exit code of all: 4 if every failure is a 4 (commands.md). */
    synchronized int exit() {
        if (count == 0) {
            return ExitCode.DONE.code();
        }
        return otherwiseThanNotVerified ? ExitCode.REFUSED.code() : ExitCode.NOT_VERIFIED.code();
    }
}
