package org.quorumkms.operator.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.quorumkms.cli.ErrorReport;
import org.quorumkms.cli.Printer;
import org.quorumkms.errors.ExitCode;
import org.quorumkms.errors.KmsException;

/** A command that stays and looks again and again, until it is told to end. */
public final class Staying {

    private Staying() {}

    /** Looks, now and after each pause. What fails is said once, and tried again; where nobody reads any more, it ends. */
    public static void look(Printer printer, Duration pause, Runnable round) throws InterruptedException {
        // A JVM that is told to end would exit with 130 or 143: this one did what it should.
        Runtime.getRuntime()
                .addShutdownHook(new Thread(() -> Runtime.getRuntime().halt(ExitCode.DONE.code()), "end"));
        CountDownLatch never = new CountDownLatch(1);
        String failure = "";
        do {
            try {
                round.run();
                failure = "";
            } catch (KmsException e) {
                if (printer.isGone()) {
                    throw e;
                }
                String sentence = ErrorReport.sentence(e);
                if (!sentence.equals(failure)) {
                    printer.note(sentence);
                }
                failure = sentence;
            }
        } while (!never.await(pause.toMillis(), TimeUnit.MILLISECONDS));
    }
}
