package org.quorumkms.operator.cli;

import java.util.ArrayList;
import java.util.List;
import org.quorumkms.cli.ExitCode;
import org.quorumkms.cli.Printer;
import org.quorumkms.signed.Check;
import org.quorumkms.signed.Verification;

/** Prints what was verified, and gives the exit code. */
final class Checks {

    private Checks() {}

    static int print(Printer printer, Verification<?> verification, String what) {
        List<String> lines = new ArrayList<>();
        for (Check check : verification.checks()) {
            lines.add(printer.mark(check.ok()) + " " + check.what());
        }
        lines.add(what + (verification.valid() ? ": valid" : ": NOT VALID"));
        printer.result(Rows.checks(verification.valid(), verification.checks()), lines);
        return verification.valid() ? ExitCode.DONE : ExitCode.NOT_VERIFIED;
    }
}
