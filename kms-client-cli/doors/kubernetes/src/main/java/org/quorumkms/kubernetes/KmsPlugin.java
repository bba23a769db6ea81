package org.quorumkms.kubernetes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.io.WindowRateControl;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.unixdomain.server.UnixDomainServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.quorumkms.client.KmsDomain;
import org.quorumkms.client.KmsOptions;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.home.Home;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A KMS v2 plug-in of Kubernetes that serves: seals and opens the seeds of an API server's data keys with a Domain.
 *
 * <pre>{@code
 * try (KmsClient kms = KmsClient.open(home, KmsPlugin.options());
 *         KmsPlugin plugin = KmsPlugin.serve(kms.domain("cluster"), Path.of("/run/quorum-kms/kms.sock"))) {
 *     stopped.await();
 * }
 * }</pre>
 *
 * <p>Security guarantees: only the owner of the process, and root, can connect. What opens was sealed by such a plug-in under this
 * Domain, unchanged. Restriction: whoever can connect may seal and open, without further proof of who it is.
 */
public final class KmsPlugin implements AutoCloseable {

    /** The most calls under way; further ones end with RESOURCE_EXHAUSTED. */
    private static final int MOST_CALLS = 64;

    private static final int MOST_CONNECTIONS = 16;
    private static final int HTTP_THREADS = 8;
    private static final int EVENTS_A_SECOND = 10_000;
    private static final long IDLE_SECONDS = 60;
    private static final Duration FINISH_WITHIN = Duration.ofSeconds(3);
    private static final String SERVICE = "/v2.KeyManagementService/";
    private static final Logger LOG = LoggerFactory.getLogger(KmsPlugin.class);

    private final SocketFile socket;
    private final Server server;
    private final ExecutorService workers;
    private final KeyService service;

    private KmsPlugin(SocketFile socket, Server server, ExecutorService workers, KeyService service) {
        this.socket = socket;
        this.server = server;
        this.workers = workers;
        this.service = service;
    }

    /**
     * Returns how a client has to be opened so that its answers come within the three seconds of an API server: a server that is
     * silent or busy is given up soon, for the next one or for good.
     */
    public static KmsOptions options() {
        Duration second = Duration.ofSeconds(1);
        return KmsOptions.usual().connectWithin(second).answerWithin(second).tryFor(second);
    }

    /**
     * Serves a Domain until it is closed. Nothing is called before the first request.
     *
     * @param domain of a client that was opened with {@link #options}; not one of which a quorum decides what is opened
     * @param socket where the socket is made, for its owner only; its folder is there. A socket that a dead process left is replaced
     * @throws RefusedException if the folder is missing, something else has this name, or a program serves there already
     */
    public static KmsPlugin serve(KmsDomain domain, Path socket) {
        SecureRandom random = new SecureRandom();
        SocketFile file;
        try {
            file = SocketFile.prepare(socket, random);
        } catch (IOException e) {
            throw cannotServe(socket, e);
        }
        ExecutorService workers = workers();
        KeyService service = new KeyService(domain, random, workers);
        KmsPlugin plugin = new KmsPlugin(file, server(file.making(), service), workers, service);
        try {
            plugin.start();
        } catch (IOException e) {
            plugin.close();
            throw cannotServe(socket, e);
        }
        return plugin;
    }

    private static RefusedException cannotServe(Path socket, IOException why) {
        return new RefusedException("No socket can be made at " + socket + ": " + Home.reason(why) + ".");
    }

    private static ExecutorService workers() {
        return new ThreadPoolExecutor(0, MOST_CALLS, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), work -> {
            Thread thread = new Thread(work, "kms-call");
            thread.setDaemon(true);
            return thread;
        });
    }

    private static Server server(Path socket, KeyService service) {
        QueuedThreadPool threads = new QueuedThreadPool(HTTP_THREADS, 2);
        threads.setName("kms-http");
        threads.setDaemon(true);
        Server server = new Server(threads);
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setSendDateHeader(false);
        HTTP2CServerConnectionFactory http2 = new HTTP2CServerConnectionFactory(http);
        http2.setMaxConcurrentStreams(MOST_CALLS);
        // gRPC measures its connection with pings, one for every few frames.
        http2.setRateControlFactory(new WindowRateControl.Factory(EVENTS_A_SECOND));
        UnixDomainServerConnector connector = new UnixDomainServerConnector(server, 0, 1, http2);
        connector.setUnixDomainPath(socket);
        // An API server keeps its connection, and calls once a minute.
        connector.setIdleTimeout(0);
        server.addConnector(connector);
        server.addBean(new NetworkConnectionLimit(MOST_CONNECTIONS, connector));
        server.setHandler(new GracefulHandler(new GrpcHandler(Map.of(
                SERVICE + "Status",
                request -> service.status(),
                SERVICE + "Encrypt",
                service::encrypt,
                SERVICE + "Decrypt",
                service::decrypt))));
        server.setStopTimeout(FINISH_WITHIN.toMillis());
        return server;
    }

    private void start() throws IOException {
        try {
            server.start();
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException(e);
        }
        socket.publish();
    }

    /** Returns where it serves, {@code unix:PATH}; an {@code EncryptionConfiguration} names it {@code unix://PATH}. */
    public String address() {
        return "unix:" + socket.path();
    }

    /**
     * Looks whether a key opens right now, in a few seconds at most.
     *
     * @return what is wrong, in a sentence; it may be over in a moment, when servers answer
     */
    public Optional<String> problem() {
        return Optional.of(service.health().join()).filter(health -> !health.equals("ok"));
    }

    /** Removes the socket, finishes the calls under way within three seconds, and ends. The client stays open. */
    @Override
    public void close() {
        try {
            socket.remove();
        } catch (IOException e) {
            LOG.warn("the socket could not be removed: {}", Home.reason(e));
        }
        try {
            server.stop();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("the plug-in did not stop", e);
        } finally {
            workers.shutdownNow();
        }
    }
}
