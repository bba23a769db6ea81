package org.quorumkms.home;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DefaultHomeTest {

    @Test
    void isTheOneOfKmsClient() {
        assertThat(DefaultHome.of(Map.of("KMS_HOME", "here", "HOME", "/home/a"), "client"))
                .contains(Path.of("here"));
        assertThat(DefaultHome.of(Map.of("XDG_CONFIG_HOME", "/etc/a", "HOME", "/home/a"), "client"))
                .contains(Path.of("/etc/a/quorum-kms/client"));
        assertThat(DefaultHome.of(Map.of("KMS_HOME", "", "XDG_CONFIG_HOME", "relative", "HOME", "/home/a"), "client"))
                .contains(Path.of("/home/a/.config/quorum-kms/client"));
    }

    @Test
    void ofAServerIsWhereDataIs() {
        assertThat(DefaultHome.of(Map.of("XDG_DATA_HOME", "/srv/a", "XDG_CONFIG_HOME", "/etc/a"), "server"))
                .contains(Path.of("/srv/a/quorum-kms/server"));
        assertThat(DefaultHome.of(Map.of("HOME", "/home/a"), "server"))
                .contains(Path.of("/home/a/.local/share/quorum-kms/server"));
    }

    @Test
    void isNoneWithoutAFolderOfTheUser() {
        assertThat(DefaultHome.of(Map.of("HOME", "relative"), "client")).isEmpty();
    }
}
