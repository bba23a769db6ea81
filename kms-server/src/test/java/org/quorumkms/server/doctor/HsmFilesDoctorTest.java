package org.quorumkms.server.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.quorumkms.hsm.Hsm;
import org.quorumkms.signed.Bytes;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.testing.TestAuthority;
import org.quorumkms.testing.TestHsm;
import org.quorumkms.testing.TestOperator;
import org.quorumkms.trust.Trust;

/** The HSM files of a home against the rows of its store, which somebody may have edited. */
class HsmFilesDoctorTest extends OverAServer {

    private static final Thumbprint OTHER = Bytes.utf8("another one").thumbprint();

    private Set<Thumbprint> files;

    @BeforeEach
    void begin() {
        files = new HashSet<>();
        for (Hsm hsm : server.hsms()) {
            files.add(hsm.keys().fingerprint());
        }
    }

    private List<String> wrong(Thumbprint of) {
        return examine(of).all().stream()
                .filter(one -> one.kind() == Findings.Kind.WRONG)
                .map(Findings.Finding::words)
                .filter(line -> line.contains("HSM "))
                .toList();
    }

    private Findings examine(Thumbprint of) {
        Findings findings = new Findings();
        new HsmFilesDoctor(store, server.genesis()).examine(findings, files, Optional.of(of));
        return findings;
    }

    @Test
    void allAreThere() {
        assertThat(examine(server.serverKey()).ok()).isTrue();
    }

    @Test
    void aFileThatIsMissingIsWrong() {
        files.remove(server.hsm().keys().fingerprint());
        assertThat(wrong(server.serverKey())).anyMatch(line -> line.contains("is missing. Restore it"));
    }

    @Test
    void oneThatNothingNamesYetIsANote() {
        files.add(OTHER);
        Findings findings = examine(server.serverKey());
        assertThat(findings.ok()).isTrue();
        assertThat(findings.all()).anyMatch(one -> one.words().contains(OTHER.value()));
    }

    @Test
    void oneWhoseRowSomebodyRemovedIsWrong() {
        Thumbprint removed = server.hsm().keys().fingerprint();
        store.change(tables -> tables.hsms().remove(removed));
        assertThat(wrong(server.serverKey())).anyMatch(line -> line.contains(removed + " is here"));
    }

    /** A Trust of version 1 lists an HSM by its RSA keys, and shows another fingerprint than the name of its file. */
    @Test
    void oneThatATrustOfVersion1ListsAndWhoseRowSomebodyRemovedIsWrong() {
        TestHsm unexplained = TestHsm.number(9);
        Trust listing = TestAuthority.branch(
                        9, server.genesis(), List.of(unexplained.withoutKem()), List.of(TestOperator.number(0)), 1)
                .trust();
        store.change(tables -> tables.trusts().save(listing));
        files.add(unexplained.keys().fingerprint());
        assertThat(wrong(server.serverKey()))
                .anyMatch(line -> line.contains(unexplained.keys().fingerprint() + " is here"));
    }

    @Test
    void oneWhoseRowIsAnotherServersIsWrong() {
        assertThat(wrong(OTHER)).hasSameSizeAs(files).allMatch(line -> line.contains("is another server's"));
        Findings ofABackup = new Findings();
        new HsmFilesDoctor(store, server.genesis()).examine(ofABackup, files, Optional.empty());
        assertThat(ofABackup.ok()).isTrue();
    }
}
