package org.quorumkms.server;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.quorumkms.cli.VersionProvider;
import org.quorumkms.home.Home;
import org.quorumkms.net.Address;
import org.quorumkms.server.monitoring.Metrics;
import org.quorumkms.server.monitoring.MonitoringServer;
import org.quorumkms.server.monitoring.Pulse;
import org.quorumkms.server.monitoring.StatusPage;
import org.quorumkms.server.monitoring.Subject;
import org.quorumkms.server.rmi.RmiServer;
import picocli.CommandLine.Option;

/** Whether and where a server lets itself be watched. */
final class MonitoringOptions {

    @Option(
            names = "--monitoring",
            paramLabel = "HOST:PORT",
            description = "Answer /health, /ready, /metrics and a status page there, over HTTP: a loopback address"
                    + " (default: nowhere).")
    private @Nullable String monitoring;

    @Option(names = "--anonymous", description = "The status page names no operator, HSM or address.")
    private boolean anonymous;

    /** What watches a server. */
    record Watching(Pulse pulse, MonitoringServer http) {

        void stop() {
            http.close();
            pulse.close();
        }
    }

    /** Returns where; empty: nowhere. */
    Optional<Address> address() {
        return Optional.ofNullable(monitoring).map(Address::parse).map(MonitoringServer::requireLoopback);
    }

    /** Returns what counts, if it is wanted. */
    Optional<Metrics> metrics() {
        return address().map(wanted -> new Metrics(VersionProvider.version()));
    }

    /** Begins to watch, if it is wanted. */
    Optional<Watching> start(Node node, Home home, RmiServer server, Optional<Metrics> metrics) {
        return metrics.map(counting -> {
            Subject subject = node.subject(home, server);
            Pulse pulse = new Pulse(subject);
            StatusPage page = new StatusPage(pulse, VersionProvider.version(), anonymous);
            pulse.start();
            return new Watching(pulse, MonitoringServer.start(address().orElseThrow(), subject, pulse, counting, page));
        });
    }
}
