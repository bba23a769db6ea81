package org.quorumkms.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.quorumkms.cli.Printer;
import org.quorumkms.cli.Terminal;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.errors.UsageException;
import org.quorumkms.home.Home;

/** What commands share in which a person chooses a branch by hand (T6). */
final class Choosing {

    private static final String FOLDER = "left";

    private Choosing() {}

    /** Shows both branches and asks. */
    static void require(Printer printer, boolean yes, String left, String chosen) {
        printer.note("leaves: " + left);
        printer.note("takes:  " + chosen);
        if (yes) {
            return;
        }
        String answer = Terminal.find()
                .map(console ->
                        console.readLine("Other servers, consoles and clients choose for themselves. Go on? (yes/no) "))
                .orElseThrow(() -> new UsageException("Say --yes, when you have compared both with the operators."));
        if (!"yes".equals(answer)) {
            throw new RefusedException("Nothing was changed.");
        }
    }

    /** Keeps what is left in a file of the home: keys that only that branch has are in it. */
    static Path keep(Home home, String name, String text) {
        Home folder = Home.open(home.file(FOLDER));
        folder.write(name, (text + "\n").getBytes(StandardCharsets.UTF_8));
        try {
            return folder.file(name).toRealPath();
        } catch (IOException e) {
            throw Home.failed("find", folder.file(name), e);
        }
    }
}
