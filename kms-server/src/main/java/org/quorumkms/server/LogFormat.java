package org.quorumkms.server;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import co.elastic.logging.logback.EcsEncoder;
import org.quorumkms.cli.VersionProvider;
import org.slf4j.LoggerFactory;

/** How a server's log is written to standard error. */
enum LogFormat {
    /** A line for people. */
    TEXT,
    /** A line of JSON for machines, with the names of the Elastic Common Schema (ECS). */
    JSON;

    /** Has the log written so from now on. */
    void use() {
        if (this == TEXT) {
            return;
        }
        Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        ConsoleAppender<ILoggingEvent> appender = (ConsoleAppender<ILoggingEvent>) root.getAppender("stderr");
        EcsEncoder encoder = new EcsEncoder();
        encoder.setContext(root.getLoggerContext());
        encoder.setServiceName("kms-server");
        encoder.setServiceVersion(VersionProvider.version());
        encoder.start();
        appender.stop();
        appender.setEncoder(encoder);
        appender.start();
    }
}
