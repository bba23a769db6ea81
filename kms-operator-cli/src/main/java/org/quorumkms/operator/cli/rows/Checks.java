package org.quorumkms.operator.cli.rows;

import java.util.List;
import org.quorumkms.cli.Printer;
import org.quorumkms.errors.ExitCode;
import org.quorumkms.signed.Verification;

/** Prints what was verified, and gives the exit code. */
public final class Checks {

    private Checks() {}

    /** Prints each check with its mark, and the verdict. */
    public static int print(Printer printer, Verification<?> verification, String what) {
        printer.checks(
                Rows.checks(verification.valid(), verification.checks()),
                verification.checks().stream()
                        .map(check -> new Printer.Mark(check.ok(), check.what()))
                        .toList(),
                List.of(what + (verification.valid() ? ": valid" : ": NOT VALID")));
        return verification.valid() ? ExitCode.DONE.code() : ExitCode.NOT_VERIFIED.code();
    }
}
