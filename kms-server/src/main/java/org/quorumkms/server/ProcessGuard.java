package org.quorumkms.server;

import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.quorumkms.errors.RefusedException;

/** Looks, before a server serves, that nothing in its process opens another way in. */
final class ProcessGuard {

    /** Settings that open a port, load classes from elsewhere, or take the place of our filters. */
    private static final List<String> FORBIDDEN = List.of(
            "com.sun.management.jmxremote",
            "com.sun.management.config.file",
            "java.rmi.server.codebase",
            "java.security.manager",
            "java.security.policy",
            "jdk.serialFilter",
            "jdk.serialFilterFactory",
            "java.rmi.server.RMIClassLoaderSpi",
            "sun.rmi.server.disableIncomingHttp");

    private static final List<String> FORBIDDEN_ARGUMENTS =
            List.of("-agentlib:", "-agentpath:", "-javaagent:", "-Xrunjdwp", "-XX:+HeapDumpOnOutOfMemoryError");

    private ProcessGuard() {}

    /** Requires that this process is closed. */
    static void require() {
        find(System.getProperties(), ManagementFactory.getRuntimeMXBean().getInputArguments())
                .ifPresent(what -> {
                    throw new RefusedException("The server was started with " + what
                            + ", which opens another way into it. Start it without.");
                });
    }

    static Optional<String> find(Properties properties, List<String> arguments) {
        for (Map.Entry<Object, Object> property : properties.entrySet()) {
            String name = String.valueOf(property.getKey());
            if (FORBIDDEN.stream().anyMatch(one -> name.equals(one) || name.startsWith(one + "."))) {
                return Optional.of("-D" + name);
            }
            if (name.equals("java.rmi.server.useCodebaseOnly") && !"true".equals(property.getValue())) {
                return Optional.of("-D" + name + "=" + property.getValue());
            }
        }
        return arguments.stream()
                .filter(argument -> FORBIDDEN_ARGUMENTS.stream().anyMatch(argument::startsWith))
                .findFirst();
    }
}
