package org.quorumkms.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.errors.UsageException;

class SocketFileTest {

    @TempDir
    private Path folder;

    private SocketFile prepare(Path path) throws Exception {
        return SocketFile.prepare(path, new SecureRandom());
    }

    private static ServerSocketChannel bind(Path path) throws Exception {
        return ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(path));
    }

    @Test
    void replacesWhatADeadProcessLeft() throws Exception {
        Path path = folder.resolve("kms.sock");
        bind(path).close();
        assertThat(path).exists();
        SocketFile file = prepare(path);
        try (ServerSocketChannel server = bind(file.making())) {
            assertThat(server.isOpen()).isTrue();
            file.publish();
            try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
                assertThat(channel.isConnected()).isTrue();
            }
            assertThatThrownBy(() -> prepare(path))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("A program serves on " + path + " already");
        }
        file.remove();
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void leavesTheSocketOfAnother() throws Exception {
        Path path = folder.resolve("kms.sock");
        SocketFile first = prepare(path);
        try (ServerSocketChannel server = bind(first.making())) {
            assertThat(server.isOpen()).isTrue();
            first.publish();
        }
        SocketFile second = prepare(path);
        try (ServerSocketChannel server = bind(second.making())) {
            assertThat(server.isOpen()).isTrue();
            second.publish();
            first.remove();
            assertThat(path).exists();
        }
    }

    @Test
    void removesNothingThatIsNoSocket() throws Exception {
        Path path = Files.writeString(folder.resolve("kms.sock"), "precious");
        assertThatThrownBy(() -> prepare(path))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("is no socket");
        Path link = Files.createSymbolicLink(folder.resolve("link"), path);
        assertThatThrownBy(() -> prepare(link)).hasMessageContaining("is no socket");
        assertThat(path).hasContent("precious");
    }

    @Test
    void theFolderIsThereAndThePathIsShort() {
        assertThatThrownBy(() -> prepare(folder.resolve("none/kms.sock")))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("is not there");
        assertThatThrownBy(() -> prepare(folder.resolve("s".repeat(100))))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("too long");
    }
}
