package org.quorumkms.operator.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.quorumkms.cli.ErrorReport;
import org.quorumkms.cli.Printer;
import org.quorumkms.errors.ExitCode;
import org.quorumkms.errors.KmsException;

/** A command that stays and looks again and again, until it is told to end. */
public final class Staying {

    private static final ReentrantLock WHOLE = new ReentrantLock();

    /** It ends by itself, and not with 0. */
    private static volatile boolean failed;

    /** How long a piece of work may keep the process from ending: whoever should read it may have stopped. */
    private static final long PATIENCE_SECONDS = 2;

    private Staying() {}

    /** Does some work in the middle of which the process does not end, but when it is killed. */
    public static void whole(Runnable work) {
        WHOLE.lock();
        try {
            work.run();
        } finally {
            WHOLE.unlock();
        }
    }

    /** A JVM that is told to end would exit with 130 or 143: this one did what it should. */
    private static void end() {
        if (failed) {
            return;
        }
        try {
            if (!WHOLE.tryLock(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                Runtime.getRuntime().halt(ExitCode.REFUSED.code());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(ExitCode.DONE.code());
    }

    /** Looks, now and after each pause. What fails is said once, and tried again; where nobody reads any more, it ends. */
    public static void look(Printer printer, Duration pause, Runnable round) throws InterruptedException {
        Runtime.getRuntime().addShutdownHook(new Thread(Staying::end, "end"));
        CountDownLatch never = new CountDownLatch(1);
        String failure = "";
        do {
            try {
                round.run();
                failure = "";
            } catch (KmsException e) {
                if (printer.isGone()) {
                    failed = true;
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
