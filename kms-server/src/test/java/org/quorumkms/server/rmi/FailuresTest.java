package org.quorumkms.server.rmi;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.signed.Bytes;
import org.quorumkms.signed.Thumbprint;
import org.slf4j.LoggerFactory;

class FailuresTest {

    @Test
    void namesWhoShowedWhatDoesNotVerify() {
        Failures failures = new Failures(new AtomicLong()::get);
        ListAppender<ILoggingEvent> logged = new ListAppender<>();
        logged.start();
        Logger log = (Logger) LoggerFactory.getLogger(Failures.class);
        log.addAppender(logged);
        try {
            Thumbprint caller = Bytes.utf8("caller").thumbprint();
            for (int i = 0; i < 100; i++) {
                failures.log(caller, new VerificationException("D2: it is not signed."));
            }
            assertThat(logged.list)
                    .hasSize(Failures.MOST)
                    .extracting(ILoggingEvent::getFormattedMessage)
                    .containsOnly("a call of key " + caller + " was refused: D2: it is not signed.");
        } finally {
            log.detachAppender(logged);
        }
    }

    @Test
    void logsSomeOfAMinuteAndCountsTheRest() {
        AtomicLong now = new AtomicLong();
        Failures failures = new Failures(now::get);
        ListAppender<ILoggingEvent> logged = new ListAppender<>();
        logged.start();
        Logger log = (Logger) LoggerFactory.getLogger(Failures.class);
        log.addAppender(logged);
        try {
            for (int i = 0; i < 1_000; i++) {
                failures.log("reference", new IllegalStateException());
            }
            assertThat(logged.list).hasSize(Failures.MOST).allMatch(event -> event.getThrowableProxy() != null);
            now.addAndGet(TimeUnit.MINUTES.toNanos(1));
            failures.log("another", new IllegalStateException());
            assertThat(logged.list)
                    .extracting(ILoggingEvent::getFormattedMessage)
                    .endsWith("990 further calls failed in the minute before", "a call failed; reference another");
        } finally {
            log.detachAppender(logged);
        }
    }
}
