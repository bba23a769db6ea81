package org.quorumkms.home;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.net.Address;
import org.quorumkms.net.ConnectionKey;
import org.quorumkms.party.PinFile;
import org.quorumkms.party.Pins;
import org.quorumkms.testing.Proposal;
import org.quorumkms.testing.TestAuthority;
import org.quorumkms.testing.TestHsm;
import org.quorumkms.testing.TestOperator;
import org.quorumkms.trust.TrustChain;
import org.quorumkms.trust.TrustVerifier;
import org.quorumkms.trust.VerifiedTrust;

class HomeTest {

    @TempDir
    private Path folder;

    private Path home;

    @BeforeEach
    void choose() {
        home = folder.resolve("deep/er/home");
    }

    @Test
    void isMadeForItsOwnerOnly() throws IOException {
        Home.open(home).write("secret", new byte[] {1});
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home)))
                .isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve("secret"))))
                .isEqualTo("rw-------");
    }

    @Test
    void refusesLaxerPermissionsWithTheFix() throws IOException {
        Home.open(home).write("secret", new byte[] {1});
        Files.setPosixFilePermissions(home.resolve("secret"), PosixFilePermissions.fromString("rw-r-----"));
        assertThatThrownBy(() -> Home.open(home).read("secret"))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("chmod 600 " + home.resolve("secret"));
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxr-xr-x"));
        assertThatThrownBy(() -> Home.open(home))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("chmod 700 " + home);
    }

    @Test
    void keepsItsConnectionKey() {
        var key = ConnectionKey.of(Home.open(home), TestAuthority.CLOCK, new SecureRandom());
        var again = ConnectionKey.of(Home.open(home), TestAuthority.CLOCK, new SecureRandom());
        assertThat(again.thumbprint()).isEqualTo(key.thumbprint());
    }

    @Test
    void aFailedWriteLeavesNothingAndKeepsWhatWasThere() throws IOException {
        Home.open(home).write("file", "before".getBytes(StandardCharsets.US_ASCII));
        assertThatThrownBy(() -> AtomicFile.write(home.resolve("file"), out -> {
                    out.write(new byte[1000]);
                    throw new IOException("disk full");
                }))
                .hasMessage("disk full");
        assertThat(home.resolve("file")).hasContent("before");
        try (Stream<Path> files = Files.list(home)) {
            assertThat(files).containsExactly(home.resolve("file"));
        }
    }

    @Test
    void remembersWhatItPinned() {
        TestHsm h1 = TestHsm.number(1);
        TestHsm h2 = TestHsm.number(2);
        TestOperator alice = TestOperator.number(0);
        Proposal genesis = TestAuthority.genesis(h1).signedBy(h1);
        Proposal founded = TestAuthority.branch(2, genesis.thumbprint(), List.of(h1, h2), List.of(alice), 1)
                .approvedBy(alice)
                .signedBy(h1);
        VerifiedTrust beginning = verified(genesis);
        VerifiedTrust second = verified(genesis, founded);
        PinFile file = new PinFile(Home.open(home));
        assertThatThrownBy(file::require).isInstanceOf(RefusedException.class);
        file.updateOrBegin(none -> Pins.begin(genesis.thumbprint(), List.of(new Address("127.0.0.1", 7311)))
                .with(beginning));
        assertThat(file.require().vouching())
                .containsExactly(h1.keys().signing().thumbprint());
        file.update(pins -> pins.with(second));
        Pins pins = new PinFile(Home.open(home)).require();
        assertThat(pins.trusts().lines()).hasSize(2);
        assertThat(pins.addresses()).containsExactly(new Address("127.0.0.1", 7311));
        // Genesis vouches only until another Trust is pinned.
        assertThat(pins.vouching())
                .containsExactlyInAnyOrder(
                        h1.keys().signing().thumbprint(), h2.keys().signing().thumbprint());
    }

    @Test
    void refusesPinsThatWereChanged() {
        TestHsm h1 = TestHsm.number(1);
        Proposal genesis = TestAuthority.genesis(h1).signedBy(h1);
        Home opened = Home.open(home);
        new PinFile(opened)
                .updateOrBegin(
                        none -> Pins.begin(genesis.thumbprint(), List.of()).with(verified(genesis)));
        String text = new String(opened.read("pins.json").orElseThrow(), StandardCharsets.UTF_8);
        String other = TestAuthority.genesis(TestHsm.number(2)).thumbprint().value();
        opened.write(
                "pins.json", text.replace(genesis.thumbprint().value(), other).getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> new PinFile(opened).find()).isInstanceOf(VerificationException.class);
    }

    private static VerifiedTrust verified(Proposal... line) {
        return new TrustVerifier(line[0].thumbprint())
                .verify(TrustChain.parse(TestAuthority.line(line)))
                .require();
    }
}
