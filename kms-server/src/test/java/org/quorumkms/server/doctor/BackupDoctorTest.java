package org.quorumkms.server.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.quorumkms.audit.AuditAction;
import org.quorumkms.audit.AuditSubject;
import org.quorumkms.crypto.Ed25519Key;
import org.quorumkms.crypto.SealedKeyStore;
import org.quorumkms.home.OutputFile;
import org.quorumkms.hsm.Hsm;
import org.quorumkms.hsm.SoftwareHsm;
import org.quorumkms.jose.RsaJwk;
import org.quorumkms.server.backup.BackupReader;
import org.quorumkms.server.backup.BackupWriter;
import org.quorumkms.server.backup.Manifest;
import org.quorumkms.server.backup.ManifestSignature;
import org.quorumkms.server.store.HsmStore;
import org.quorumkms.signed.Bytes;
import org.quorumkms.signed.Thumbprint;

/** Backups that somebody else made, who has the database and an HSM of his own, and no key of ours. */
class BackupDoctorTest extends OverAServer {

    @BeforeEach
    void begin() {
        server.log().record(AuditAction.SERVER_START, AuditSubject.NONE);
    }

    private List<RsaJwk> proven() {
        return new StoreDoctor(store, server.genesis(), Optional.empty(), Clock.systemUTC()).examine(new Findings());
    }

    private ManifestSignature signed(byte[] manifest, Hsm by) {
        Ed25519Key key = Ed25519Key.generate();
        return ManifestSignature.sign(
                manifest, key, List.of(by.certifyAuditKey(server.log().id(), Bytes.of(key.publicKey()))));
    }

    private Findings examine(Hsm by, Optional<Thumbprint> expected) throws Exception {
        Path file = folder.resolve("backup.zip");
        BackupWriter.write(
                file,
                OutputFile.of(file, true, note -> {}),
                Clock.systemUTC().instant(),
                server.genesis(),
                manifest -> signed(manifest, by),
                backup -> {
                    for (String name : List.of(Manifest.STORE, Manifest.CONFIG, Manifest.MEMORY)) {
                        backup.add(name, out -> out.write(name.getBytes(StandardCharsets.UTF_8)));
                    }
                });
        Findings findings = new Findings();
        try (BackupReader backup = BackupReader.open(file)) {
            new BackupDoctor(backup, expected).examine(findings, proven());
        }
        return findings;
    }

    private Hsm outsider() {
        SoftwareHsm factory = new SoftwareHsm(new SealedKeyStore(1 << 10), Clock.systemUTC(), new SecureRandom());
        Hsm hsm = factory.make("h9", server.genesis()).hsm();
        // Its own statement is all that a row takes.
        store.change(tables -> tables.hsms()
                .save(new HsmStore.Row(hsm.keys().fingerprint(), hsm.statement().toText(), server.serverKey())));
        return hsm;
    }

    @Test
    void anHsmOfAProvenTrustVouches() throws Exception {
        assertThat(examine(server.hsm(), Optional.of(server.genesis())).ok()).isTrue();
        assertThat(examine(server.hsm(), Optional.empty()).all())
                .anyMatch(one -> one.text().contains("compare it with your own"));
    }

    @Test
    void anHsmThatNoTrustNamesDoesNot() throws Exception {
        Hsm outsider = outsider();
        assertThat(proven())
                .contains(server.hsm().keys().signing())
                .doesNotContain(outsider.keys().signing());
        Findings findings = examine(outsider, Optional.of(server.genesis()));
        assertThat(findings.hasUnverified()).isTrue();
        assertThat(findings.all()).anyMatch(one -> one.text().contains("no HSM of a Trust that verifies certified"));
    }

    @Test
    void anotherSystemIsSaid() throws Exception {
        Findings findings =
                examine(server.hsm(), Optional.of(Bytes.utf8("other").thumbprint()));
        assertThat(findings.hasUnverified()).isTrue();
        assertThat(findings.all()).anyMatch(one -> one.text().contains("another system"));
    }

    @Test
    void aSignatureIsOfOneManifest() {
        byte[] manifest = "one".getBytes(StandardCharsets.UTF_8);
        ManifestSignature signature = signed(manifest, server.hsm());
        assertThat(signature.isOf(manifest)).isTrue();
        assertThat(signature.isOf("two".getBytes(StandardCharsets.UTF_8))).isFalse();
        assertThat(signature.isCertifiedBy(proven(), Bytes.utf8("other").thumbprint()))
                .isFalse();
    }
}
