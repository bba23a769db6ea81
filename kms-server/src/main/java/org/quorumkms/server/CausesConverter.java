package org.quorumkms.server;

import ch.qos.logback.classic.pattern.ThrowableHandlingConverter;
import ch.qos.logback.classic.pattern.ThrowableProxyConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import java.util.Set;

/** Says what led to what is logged, on its line: a cause by its type and words; whole stack traces at the levels DEBUG and TRACE. */
public final class CausesConverter extends ThrowableHandlingConverter {

    private static final int MOST = 8;
    private static final Set<String> TRACED = Set.of("DEBUG", "TRACE", "ALL");

    private final ThrowableProxyConverter traces = new ThrowableProxyConverter();

    @Override
    public void start() {
        traces.start();
        super.start();
    }

    @Override
    public String convert(ILoggingEvent event) {
        IThrowableProxy thrown = event.getThrowableProxy();
        if (thrown == null) {
            return "";
        }
        if (TRACED.contains(System.getenv().getOrDefault("KMS_LOG_LEVEL", ""))) {
            return System.lineSeparator() + traces.convert(event);
        }
        StringBuilder causes = new StringBuilder();
        IThrowableProxy cause = thrown;
        for (int i = 0; i < MOST && cause != null; i++) {
            causes.append(": ").append(simple(cause.getClassName()));
            String said = cause.getMessage();
            if (said != null) {
                causes.append(" (").append(said.replaceAll("\\s*\\R\\s*", " ")).append(')');
            }
            cause = cause.getCause();
        }
        return causes.toString();
    }

    private static String simple(String className) {
        return className.substring(className.lastIndexOf('.') + 1);
    }
}
