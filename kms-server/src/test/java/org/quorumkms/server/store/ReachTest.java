package org.quorumkms.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class ReachTest {

    @Test
    void saysALossOnceAndAReturnOnce() {
        ListAppender<ILoggingEvent> logged = new ListAppender<>();
        logged.start();
        Logger log = (Logger) LoggerFactory.getLogger(JdbcStore.class);
        log.addAppender(logged);
        try {
            Reach reach = new Reach();
            reach.reached();
            for (int i = 0; i < 2; i++) {
                reach.lost(new SQLException("connection refused"));
                reach.lost(new SQLException("connection refused"));
                reach.reached();
                reach.reached();
            }
            String lost = "the store cannot be reached: connection refused";
            String back = "the store is back after 0 seconds";
            assertThat(logged.list)
                    .extracting(ILoggingEvent::getFormattedMessage)
                    .containsExactly(lost, back, lost, back);
        } finally {
            log.detachAppender(logged);
        }
    }
}
