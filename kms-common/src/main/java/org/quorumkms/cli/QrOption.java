package org.quorumkms.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The option of commands that print a word to paste. */
public final class QrOption {

    @Option(names = "--qr", description = "Show the word as a QR code, too, on standard error.")
    private boolean wanted;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command = CommandSpec.create();

    /** Shows a word as a QR code, if that is wanted. */
    public void show(String word) {
        if (wanted) {
            var err = command.commandLine().getErr();
            QrCode.lines(word).forEach(err::println);
            err.flush();
        }
    }
}
