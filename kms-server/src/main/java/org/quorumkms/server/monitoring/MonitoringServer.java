package org.quorumkms.server.monitoring;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.ToLongFunction;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.errors.UsageException;
import org.quorumkms.net.Address;
import org.quorumkms.signed.Bytes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers {@code /health}, {@code /ready}, {@code /metrics} and {@code /}, to GET and HEAD only, on a loopback address: what is said
 * here is for whoever runs this machine. It never waits for the store.
 */
public final class MonitoringServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(MonitoringServer.class);
    private static final int MOST_AT_ONCE = 16;
    private static final int BACKLOG = 16;
    private static final String SECONDS = "5";
    private static final String TEXT = "text/plain; charset=utf-8";

    private final HttpServer http;
    private final ExecutorService threads;

    private MonitoringServer(HttpServer http, ExecutorService threads) {
        this.http = http;
        this.threads = threads;
    }

    /** What is answered. */
    private record Answer(int status, String type, Bytes body) {

        Answer(int status, String type, String body) {
            this(status, type, Bytes.utf8(body));
        }
    }

    private interface Page {
        Answer now();
    }

    /**
     * Requires that an address is of this machine alone.
     *
     * @throws UsageException if others could reach it
     */
    public static Address requireLoopback(Address wanted) {
        try {
            if (InetAddress.getByName(wanted.host()).isLoopbackAddress()) {
                return wanted;
            }
        } catch (IOException unknown) {
            LOG.debug("looking up where to listen", unknown);
        }
        throw new UsageException(
                "--monitoring answers without asking who calls, so it listens on a loopback address only."
                        + " Write --monitoring 127.0.0.1:PORT; a proxy can be put before it.");
    }

    /**
     * Begins to answer.
     *
     * @throws RefusedException if the port is taken
     */
    public static MonitoringServer start(
            Address listen, Subject subject, Pulse pulse, Metrics metrics, StatusPage page) {
        requireLoopback(listen);
        addGauges(metrics, subject, pulse);
        // Read by the JDK when its server is loaded: who sends or takes slowly keeps a thread for so long only.
        System.setProperty("sun.net.httpserver.maxReqTime", SECONDS);
        System.setProperty("sun.net.httpserver.maxRspTime", SECONDS);
        System.setProperty("jdk.httpserver.maxConnections", "64");
        try {
            HttpServer http = HttpServer.create(
                    new InetSocketAddress(InetAddress.getByName(listen.host()), listen.port()), BACKLOG);
            ExecutorService threads = Executors.newFixedThreadPool(MOST_AT_ONCE, work -> {
                Thread thread = new Thread(work, "monitoring");
                thread.setDaemon(true);
                return thread;
            });
            http.setExecutor(threads);
            serve(http, "/health", () -> {
                Health health = pulse.health();
                return new Answer(health.status(), "application/json", health.toJson());
            });
            serve(http, "/ready", () -> {
                boolean ready = pulse.health().state() != Check.State.FAILING;
                return new Answer(ready ? 200 : 503, TEXT, ready ? "ready\n" : "not ready\n");
            });
            serve(http, "/metrics", () -> new Answer(200, Metrics.CONTENT_TYPE, Bytes.of(metrics.text())));
            serve(http, "/", () -> new Answer(200, "text/html; charset=utf-8", page.html(pulse.health())));
            http.start();
            return new MonitoringServer(http, threads);
        } catch (IOException e) {
            LOG.debug("starting to answer", e);
            throw new RefusedException("Could not listen on " + listen
                    + " for --monitoring: the port is taken. Stop what uses it, or name another.");
        }
    }

    /** Returns where it answers: the port is what was chosen for port 0. */
    public Address address() {
        InetSocketAddress bound = http.getAddress();
        return new Address(
                bound.getAddress().getHostAddress().contains(":")
                        ? "[::1]"
                        : bound.getAddress().getHostAddress(),
                bound.getPort());
    }

    private static void serve(HttpServer http, String path, Page page) {
        http.createContext(path, exchange -> {
            try (exchange) {
                answer(exchange, path, page);
            } catch (RuntimeException e) {
                LOG.error("could not answer {}", path, e);
            }
        });
    }

    private static void answer(HttpExchange exchange, String path, Page page) throws IOException {
        String method = exchange.getRequestMethod();
        Answer answer;
        if (!exchange.getRequestURI().getPath().equals(path)) {
            answer = new Answer(404, TEXT, "There are /, /health, /ready and /metrics.\n");
        } else if (!method.equals("GET") && !method.equals("HEAD")) {
            exchange.getResponseHeaders().set("Allow", "GET, HEAD");
            answer = new Answer(405, TEXT, "Only GET and HEAD.\n");
        } else if (!isOurs(exchange)) {
            answer = new Answer(421, TEXT, "Ask for a loopback address by its number, or localhost.\n");
        } else {
            answer = page.now();
        }
        var headers = exchange.getResponseHeaders();
        headers.set("Content-Type", answer.type());
        headers.set("Cache-Control", "no-store");
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("Referrer-Policy", "no-referrer");
        headers.set("Content-Security-Policy", StatusPage.POLICY);
        boolean head = method.equals("HEAD");
        exchange.sendResponseHeaders(answer.status(), head ? -1 : answer.body().length());
        if (!head) {
            exchange.getResponseBody().write(answer.body().toArray());
        }
    }

    /** A page elsewhere could have its own name resolved to this machine, and read what its visitor's machine says. */
    private static boolean isOurs(HttpExchange exchange) {
        String host = exchange.getRequestHeaders().getFirst("Host");
        return host != null && host.matches("(localhost|127(\\.\\d{1,3}){3}|\\[::1])(:\\d{1,5})?");
    }

    private static void addGauges(Metrics metrics, Subject subject, Pulse pulse) {
        metrics.gauge(
                "quorum_kms_calls_in_progress",
                "Calls under way.",
                () -> subject.calls().getAsInt());
        metrics.gauge(
                "quorum_kms_connections",
                "Open connections.",
                () -> subject.connections().getAsInt());
        metrics.gauges(
                "quorum_kms_hsm_up",
                "1 if the HSM serves, its file is in the home, and its token, if it is in one, answers.",
                callback -> pulse.hsmsUp().forEach((label, there) -> callback.call(there ? 1 : 0, label)),
                "hsm");
        metrics.gauges(
                "quorum_kms_health",
                "How it stands with what the server needs: 1 as it should be, 0.5 limited, 0 failing.",
                callback -> pulse.health()
                        .checks()
                        .forEach(check -> callback.call(
                                switch (check.state()) {
                                    case OK -> 1;
                                    case LIMITED -> 0.5;
                                    case FAILING -> 0;
                                },
                                check.name())),
                "check");
        counted(metrics, pulse, "quorum_kms_trusts", "Signed Trusts in the store.", Counts::trusts);
        counted(
                metrics,
                pulse,
                "quorum_kms_open_proposals",
                "Trusts that wait for approvals or a signature.",
                Counts::proposals);
        counted(metrics, pulse, "quorum_kms_open_orders", "Orders that wait to be carried out.", Counts::orders);
        counted(metrics, pulse, "quorum_kms_domains", "Domains in the store, deleted ones too.", Counts::domains);
        counted(metrics, pulse, "quorum_kms_servers", "Servers that the store knows.", Counts::servers);
        counted(metrics, pulse, "quorum_kms_hsms", "HSMs that the store knows.", Counts::hsms);
        metrics.gauges(
                "quorum_kms_audit_log_entries",
                "Entries of this server's audit log.",
                callback -> pulse.last().end().ifPresent(end -> callback.call((double) end.entries())));
        metrics.gauge(
                "quorum_kms_audit_log_head_timestamp_seconds",
                "When a head of the whole log was signed last.",
                () -> seconds(subject.log().signedAt()));
        metrics.gauge(
                "quorum_kms_audit_log_number",
                "Which log is written: more than 1 after the store lost entries.",
                () -> subject.log().id().number());
        metrics.gauges(
                "quorum_kms_audit_log_verified",
                "1 if the whole log verified when it was replayed last; not there before the first time.",
                callback -> pulse.isLogRight().ifPresent(right -> callback.call(right ? 1 : 0)));
        metrics.gauges(
                "quorum_kms_last_backup_timestamp_seconds",
                "When the newest backup of this server was begun; not there if there is none.",
                callback -> subject.lastBackup().get().ifPresent(at -> callback.call(seconds(at))));
        metrics.gauges(
                "quorum_kms_certificate_expiry_timestamp_seconds",
                "Until when the server's certificate by an HSM is valid.",
                callback -> pulse.last().certificates().forEach((hsm, until) -> callback.call(seconds(until), hsm)),
                "hsm");
        metrics.gauge("quorum_kms_disk_free_bytes", "Space that is left for the home.", pulse::freeBytes);
        metrics.gauge(
                "quorum_kms_time_seconds",
                "This server's clock.",
                () -> seconds(subject.clock().instant()));
    }

    private static void counted(Metrics metrics, Pulse pulse, String name, String help, ToLongFunction<Counts> count) {
        metrics.gauges(name, help, callback -> {
            Optional<Counts> seen = pulse.counted().counts();
            seen.ifPresent(counts -> callback.call((double) count.applyAsLong(counts)));
        });
    }

    private static double seconds(Instant at) {
        return at.toEpochMilli() / 1_000.0;
    }

    @Override
    public void close() {
        http.stop(0);
        threads.shutdownNow();
    }
}
