package org.quorumkms.server;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.quorumkms.audit.AuditAction;
import org.quorumkms.audit.AuditSubject;
import org.quorumkms.cli.CommonOptions;
import org.quorumkms.cli.Programs;
import org.quorumkms.crypto.Passphrase;
import org.quorumkms.home.Home;
import org.quorumkms.json.Fields;
import org.quorumkms.json.StrictJson;
import org.quorumkms.net.Address;
import org.quorumkms.net.RmiSettings;
import org.quorumkms.server.rmi.Limits;
import org.quorumkms.server.rmi.RmiServer;
import picocli.CommandLine;

/**
 * A server in this process, for tests: all that {@code kms-server run} is but its guard of the process, its end at SIGTERM, and its
 * monitoring. It listens on a free port of the loopback address.
 *
 * <p>Restriction: it shares the process with the test, so nothing in it is safe from that.
 */
public final class EmbeddedServer implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Node node;
    private final RmiServer server;
    private final Passphrase passphrase;
    private final Home.Held held;

    private EmbeddedServer(Node node, RmiServer server, Passphrase passphrase, Home.Held held) {
        this.node = node;
        this.server = server;
        this.passphrase = passphrase;
        this.held = held;
    }

    /**
     * Sets up a new system of one HSM in a home, as {@code kms-server init} does.
     *
     * @return the invitations of its operators, by name
     */
    public static Map<String, String> found(Path home, List<String> operators) {
        String said = run(
                home,
                "init",
                "--operator",
                String.join(",", operators),
                "--hsms",
                "1",
                "--listen",
                "127.0.0.1:0",
                "--output",
                "json");
        Fields answer = StrictJson.object("What init printed", said.getBytes(StandardCharsets.UTF_8));
        return answer.object("invitations").remainingTexts();
    }

    /** Runs a command of the server's program in this process. */
    private static String run(Path home, String... words) {
        RmiSettings.apply();
        String[] all = Stream.concat(Stream.of("--home", home.toString()), Stream.of(words))
                .toArray(String[]::new);
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine program = KmsServer.commandLine(all, Map.of(), Clock.systemUTC(), new SecureRandom(), false)
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err));
        if (Programs.execute(program, all) != 0) {
            throw new IllegalStateException("kms-server " + words[0] + " failed: " + err);
        }
        return out.toString();
    }

    /** Starts the server of a home that was set up; at the second start it listens where it did before. */
    public static EmbeddedServer start(Path home) {
        RmiSettings.apply();
        CommonOptions common = new CommonOptions(Map.of("KMS_HOME", home.toString()), "server", false);
        ServerContext context = new ServerContext(common, Map.of(), Clock.systemUTC(), new SecureRandom());
        Home opened = Home.open(home);
        Passphrase passphrase = new PassphraseSource(Map.of()).find(opened);
        Home.Held held = opened.hold();
        ServerConfig.require(opened).withPort(opened);
        Node node = Node.open(context, opened, passphrase);
        node.manager().register();
        node.manager().settle();
        node.log().record(AuditAction.SERVER_START, AuditSubject.NONE);
        node.log().start();
        return new EmbeddedServer(node, node.serve(Limits.DEFAULT), passphrase, held);
    }

    /** Returns where it is called. */
    public Address address() {
        return node.config().listen();
    }

    /** Finishes the calls under way, for at most 10 seconds, and stops. */
    @Override
    public void close() {
        try {
            server.stop(PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        node.log().record(AuditAction.SERVER_STOP, AuditSubject.NONE);
        node.close();
        passphrase.close();
        held.close();
    }
}
