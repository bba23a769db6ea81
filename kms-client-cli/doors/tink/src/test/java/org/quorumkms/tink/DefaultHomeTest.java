package org.quorumkms.tink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.quorumkms.errors.UsageException;

class DefaultHomeTest {

    @Test
    void isTheOneOfKmsClient() {
        assertThat(DefaultHome.of(Map.of("KMS_HOME", "here", "HOME", "/home/a")))
                .isEqualTo(Path.of("here"));
        assertThat(DefaultHome.of(Map.of("XDG_CONFIG_HOME", "/etc/a", "HOME", "/home/a")))
                .isEqualTo(Path.of("/etc/a/quorum-kms/client"));
        assertThat(DefaultHome.of(Map.of("KMS_HOME", "", "XDG_CONFIG_HOME", "relative", "HOME", "/home/a")))
                .isEqualTo(Path.of("/home/a/.config/quorum-kms/client"));
    }

    @Test
    void saysThatThereIsNone() {
        assertThatThrownBy(() -> DefaultHome.of(Map.of()))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("KMS_HOME");
    }
}
