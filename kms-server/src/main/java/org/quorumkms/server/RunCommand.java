package org.quorumkms.server;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.quorumkms.cli.CommonOptions;
import org.quorumkms.cli.ExitCode;
import org.quorumkms.crypto.Passphrase;
import org.quorumkms.home.Home;
import org.quorumkms.server.rmi.RmiServer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Serves. */
@Command(
        name = "run",
        description = "Serve in the foreground; prints \"ready HOST:PORT\" when it accepts calls. SIGTERM finishes the"
                + " calls under way and ends.",
        footer = {"", "Example:", "  kms-server run --passphrase-file /run/secrets/kms"})
final class RunCommand implements Callable<Integer> {

    private static final Logger LOG = LoggerFactory.getLogger(RunCommand.class);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final CommonOptions common;
    private final Clock clock;
    private final SecureRandom random;

    @Mixin
    private PassphraseSource passphrases;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    RunCommand(CommonOptions common, Map<String, String> environment, Clock clock, SecureRandom random) {
        this.common = common;
        this.clock = clock;
        this.random = random;
        this.passphrases = new PassphraseSource(environment);
    }

    @Override
    public Integer call() throws InterruptedException {
        Home home = Home.open(common.home());
        ServerConfig.require(home);
        Passphrase passphrase = passphrases.find(home);
        Node node = Node.open(home, passphrase, clock, random);
        RmiServer server = node.serve();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server, node, passphrase), "stop"));
        common.printer(spec).document("ready " + node.config().listen());
        new CountDownLatch(1).await();
        return ExitCode.DONE;
    }

    /** Runs at SIGTERM: a JVM would exit with 143, so that this ends it with 0 itself, when all is done. */
    private static void stop(RmiServer server, Node node, Passphrase passphrase) {
        int exit = ExitCode.DONE;
        try {
            server.stop(PATIENCE);
            node.close();
            passphrase.close();
        } catch (InterruptedException | RuntimeException e) {
            LOG.error("could not stop cleanly", e);
            exit = ExitCode.REFUSED;
        }
        Runtime.getRuntime().halt(exit);
    }
}
