package org.quorumkms.client.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.quorumkms.cli.ErrorReport;
import org.quorumkms.client.KmsClient;
import org.quorumkms.client.KmsOptions;
import org.quorumkms.domain.Purpose;
import org.quorumkms.errors.ExitCode;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.errors.UsageException;
import org.quorumkms.kubernetes.KmsPlugin;
import org.quorumkms.net.Address;
import org.quorumkms.party.PinSummary;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Serves an API server of Kubernetes. */
@Command(
        name = "kubernetes",
        description =
                "Serve as a KMS v2 plug-in of Kubernetes, in the foreground; prints \"ready unix:PATH\" when an API"
                        + " server can connect. SIGTERM finishes the calls under way and ends.",
        footer = {"", "Example:", "  kms-client kubernetes -d cluster --socket /run/quorum-kms/kms.sock"})
final class KubernetesCommand extends ClientCommand {

    @Option(
            names = "--socket",
            required = true,
            paramLabel = "PATH",
            description = "Where the socket is made, for its owner only. Its folder is there.")
    private Path socket = Path.of("");

    @Option(
            names = {"-d", "--domain"},
            paramLabel = "DOMAIN",
            description = "The Domain, by name or UUID; may be left out if there is one.")
    private @Nullable String domain;

    KubernetesCommand(ClientContext context) {
        super(context);
    }

    @Override
    public Integer call() throws InterruptedException {
        PinSummary.Usable usable = named().of(domain, Purpose.ENCRYPT);
        if (usable.contextRequired()) {
            throw new RefusedException("Of Domain " + usable.name()
                    + " a quorum decides what is opened, and an API server cannot wait for people."
                    + " Take a Domain that its controllers open.");
        }
        KmsClient kms = KmsClient.open(context().common().home(), options());
        KmsPlugin plugin = KmsPlugin.serve(kms.domain(usable.seen().id().value()), socket);
        CountDownLatch told = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(plugin, kms, told), "stop"));
        plugin.problem().ifPresent(problem -> printer().note("Not healthy yet: " + ErrorReport.plain(problem)));
        printer().document("ready " + plugin.address());
        told.countDown();
        new CountDownLatch(1).await();
        return ExitCode.DONE.code();
    }

    private KmsOptions options() {
        if (!context().servers().serverKeys().isEmpty()) {
            throw new UsageException(
                    "kubernetes takes no --server-key: it calls servers that a Trust vouches for. Leave it out.");
        }
        KmsOptions options = KmsPlugin.options().notes(note -> printer().note(ErrorReport.plain(note)));
        String[] servers = context().servers().addresses(List.of()).stream()
                .map(Address::toString)
                .toArray(String[]::new);
        return servers.length == 0 ? options : options.withServers(servers);
    }

    /** Runs at SIGTERM: a JVM would exit with 143, so that this ends it with 0 itself, when all is done. */
    private static void stop(KmsPlugin plugin, KmsClient kms, CountDownLatch told) {
        int exit = ExitCode.REFUSED.code();
        try {
            plugin.close();
            kms.close();
            // Whoever did not get to know that it is ready has not seen it done.
            exit = (told.await(1, TimeUnit.SECONDS) ? ExitCode.DONE : ExitCode.REFUSED).code();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            Runtime.getRuntime().halt(exit);
        }
    }
}
