package org.quorumkms.net;

import java.util.Map;

/** The settings of the platform's RMI, which it reads once: set before anything is exported. */
public final class RmiSettings {

    private static final Map<String, String> SETTINGS = Map.of(
            // Stubs name this host, and nobody looks at that name: callers connect to the address they were given.
            "java.rmi.server.hostname", "127.0.0.1",
            // Callers learn what a server says, not where in it.
            "sun.rmi.server.suppressStackTraces", "true",
            // The registry is asked for names, and takes nothing in.
            "sun.rmi.registry.registryFilter", "maxdepth=1;maxarray=0;maxrefs=8;java.lang.String;!*",
            // Our objects live as long as the server: there is nothing for the distributed collector, and its calls
            // (leases that strangers could pile up) are refused.
            "sun.rmi.transport.dgcFilter", "!*",
            "sun.rmi.transport.tcp.readTimeout", "60000",
            "sun.rmi.transport.tcp.maxConnectionThreads", "1024");

    private RmiSettings() {}

    /** Makes them, for this process. */
    public static void apply() {
        SETTINGS.forEach(System::setProperty);
    }
}
