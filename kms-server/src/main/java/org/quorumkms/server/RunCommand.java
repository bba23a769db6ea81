package org.quorumkms.server;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import org.quorumkms.audit.AuditAction;
import org.quorumkms.audit.AuditSubject;
import org.quorumkms.cli.VersionProvider;
import org.quorumkms.crypto.NativeCrypto;
import org.quorumkms.crypto.Passphrase;
import org.quorumkms.errors.ExitCode;
import org.quorumkms.home.Home;
import org.quorumkms.net.WireFilters;
import org.quorumkms.server.monitoring.Metrics;
import org.quorumkms.server.rmi.Limits;
import org.quorumkms.server.rmi.RmiServer;
import org.quorumkms.server.rmi.Watchdog;
import org.quorumkms.server.store.Store;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Serves. */
@Command(
        name = "run",
        description = "Serve in the foreground; prints \"ready HOST:PORT\" when it accepts calls. SIGTERM finishes the"
                + " calls under way and ends.",
        footer = {"", "Example:", "  kms-server run --passphrase-file /run/secrets/kms"})
final class RunCommand implements Callable<Integer> {

    private static final Logger LOG = LoggerFactory.getLogger(RunCommand.class);

    /** Says what happens once in a server's life, also where only warnings are logged. */
    private static final Logger LIFE = LoggerFactory.getLogger("kms-server");

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final ServerContext context;

    @Option(
            names = "--max-calls",
            paramLabel = "N",
            defaultValue = "128",
            description = "The most calls under way; further ones are told to try again (default 128).")
    private int maxCalls;

    @Option(
            names = "--max-calls-per-caller",
            paramLabel = "N",
            defaultValue = "32",
            description = "The most calls under way of one key (default 32).")
    private int maxCallsPerCaller;

    @Option(
            names = "--restored",
            description =
                    "The database was put back by its own tools: this server, and every other at its next start, changes"
                            + " and uses nothing until its host opens it (kms-server resume).")
    private boolean restored;

    @Option(
            names = "--log-format",
            paramLabel = "FORMAT",
            description = "text (default), or json: a line each with the fields of the Elastic Common Schema.")
    private LogFormat logFormat = LogFormat.TEXT;

    @Mixin
    private HsmAccess access;

    @Mixin
    private MonitoringOptions monitoring = new MonitoringOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    RunCommand(ServerContext context) {
        this.context = context;
        this.access = new HsmAccess(context);
    }

    @Override
    public Integer call() throws InterruptedException {
        logFormat.use();
        ProcessGuard.require();
        WireFilters.installForServer();
        // Three times the signatures of the JDK's provider.
        NativeCrypto.prepare();
        Home home = context.home();
        ServerConfig.require(home);
        Optional<Metrics> metrics = monitoring.metrics();
        Passphrase passphrase = access.passphrase(home);
        Home.Held held = home.hold();
        ServerConfig.require(home).withPort(home);
        Home.open(home.file(HsmFiles.FOLDER)).removeLeftovers();
        if (restored) {
            noteRestored(home);
        }
        TokenNews news = new TokenNews();
        Node node = Node.open(access.context(), home, passphrase, metrics, news);
        node.manager().register();
        node.manager().settle();
        sayWhetherClosed(node);
        node.log().record(AuditAction.SERVER_START, AuditSubject.NONE);
        node.log().start();
        news.tell(node.log());
        RmiServer server = node.serve(Limits.of(maxCalls, maxCallsPerCaller));
        Optional<MonitoringOptions.Watching> watching = monitoring.start(node, home, server, metrics);
        watching.ifPresent(one -> LIFE.info(
                "monitoring: http://{}/health, /ready, /metrics and /",
                one.http().address()));
        // Until it is known that somebody was told that it is ready.
        CountDownLatch told = new CountDownLatch(1);
        AtomicInteger exit = new AtomicInteger(ExitCode.REFUSED.code());
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> stop(server, watching, node, passphrase, held, () -> exitOnce(told, exit)), "stop"));
        LIFE.info("started: {}", described(node));
        try {
            context.printer(spec).document("ready " + node.config().listen());
            exit.set(ExitCode.DONE.code());
        } finally {
            told.countDown();
        }
        Watchdog.period(context.environment())
                .ifPresent(period -> new Watchdog(
                                node.ownDialer(),
                                node.config().listen(),
                                () -> context.printer(spec).document("alive"))
                        .start(period));
        new CountDownLatch(1).await();
        return ExitCode.DONE.code();
    }

    /** What an operator wants to know of a start: which version, which system, which store, which HSMs, where. */
    private static String described(Node node) {
        ServerConfig config = node.config();
        return "version " + VersionProvider.version() + ", genesis " + config.genesis() + ", store "
                + config.storeName() + ", HSMs "
                + String.join(", ", node.hsms()) + ", server key "
                + node.identity().serverKey() + ", listening on "
                + config.listen();
    }

    private void noteRestored(Home home) {
        try (Store store = context.openStore(home, ServerConfig.require(home))) {
            store.write(Store.Tables::restoredOnce);
        }
    }

    private void sayWhetherClosed(Node node) {
        if (node.memory().isClosed()) {
            context.printer(spec)
                    .note(
                            "This server was restored: it answers what only reads, and keeps what is handed over. Open it with"
                                    + " kms-server resume --trust THUMBPRINT, naming the newest Trust of each line.");
        }
    }

    /** Whoever reads that it is ready may end it at once; who does not read keeps it a second longer. */
    private static int exitOnce(CountDownLatch told, AtomicInteger exit) {
        try {
            if (!told.await(1, TimeUnit.SECONDS)) {
                LOG.debug("nobody was told that it is ready");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return exit.get();
    }

    /** Runs at SIGTERM: a JVM would exit with 143, so that this ends it with 0 itself, when all is done. */
    private static void stop(
            RmiServer server,
            Optional<MonitoringOptions.Watching> watching,
            Node node,
            Passphrase passphrase,
            Home.Held held,
            IntSupplier wanted) {
        int exit;
        try {
            server.stop(PATIENCE);
            watching.ifPresent(MonitoringOptions.Watching::stop);
            node.log().record(AuditAction.SERVER_STOP, AuditSubject.NONE);
            node.close();
            passphrase.close();
            held.close();
            exit = wanted.getAsInt();
            LIFE.info("stopped");
        } catch (InterruptedException | RuntimeException e) {
            LOG.error("could not stop cleanly", e);
            exit = ExitCode.REFUSED.code();
        }
        Runtime.getRuntime().halt(exit);
    }
}
