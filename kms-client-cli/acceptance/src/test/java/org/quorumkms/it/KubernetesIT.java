package org.quorumkms.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** kms-client kubernetes as a process; what it answers is in KmsPluginTest and scripts/checks kubernetes. */
@Tag("ring2")
@Tag("kubernetes")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KubernetesIT {

    private FoundedSystem system;
    private Kms kms;
    private Path socket;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        system = new FoundedSystem(folder);
        kms = system.kms();
        socket = folder.resolve("kms.sock");
    }

    @AfterAll
    void stop() throws InterruptedException {
        system.stop();
    }

    private Process serve() throws IOException {
        return kms.clientStays("client", "kubernetes", "-d", "payroll", "--socket", socket);
    }

    private void assertServes() throws IOException {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
                .isEqualTo("rw-------");
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            assertThat(channel.isConnected()).isTrue();
        }
    }

    @Test
    void servesUntilItIsTold() throws Exception {
        Process plugin = serve();
        assertThat(plugin.inputReader().readLine()).isEqualTo("ready unix:" + socket);
        assertServes();
        kms.client("client", "kubernetes", "--socket", socket).exits(1).says("A program serves on " + socket);
        assertServes();
        Kms.stop(plugin);
        assertThat(socket).doesNotExist();
    }

    @Test
    void takesThePlaceOfOneThatDied() throws Exception {
        Process killed = serve();
        assertThat(killed.inputReader().readLine()).startsWith("ready ");
        killed.destroyForcibly().waitFor();
        assertThat(socket).exists();
        Process plugin = serve();
        assertThat(plugin.inputReader().readLine()).startsWith("ready ");
        assertServes();
        Kms.interrupt(plugin);
        assertThat(plugin.exitValue()).isZero();
        assertThat(socket).doesNotExist();
    }

    @Test
    void servesWhereNoServerCanBeReached() throws Exception {
        Process plugin = kms.clientStays("client", "--server", "127.0.0.1:1", "kubernetes", "--socket", socket);
        assertThat(plugin.inputReader().readLine()).startsWith("ready ");
        assertThat(plugin.errorReader().readLine())
                .startsWith("Not healthy yet: No server could be reached at 127.0.0.1:1");
        Kms.stop(plugin);
    }

    @Test
    void refusesADomainThatAQuorumOpens() {
        String invitation = (String) kms.operator(
                        "alice",
                        "domain",
                        "create",
                        "--trust",
                        2,
                        "--name",
                        "vault",
                        "--decrypt",
                        "quorum",
                        "--output",
                        "json")
                .ok()
                .json()
                .get("invitation");
        kms.client("vault", "claim", invitation).ok();
        kms.client("vault", "kubernetes", "--socket", socket)
                .exits(1)
                .says("Of Domain vault a quorum decides what is opened, and an API server cannot wait for people.");
        assertThat(socket).doesNotExist();
        kms.client("vault", "kubernetes").exits(2).says("--socket");
    }
}
