package org.quorumkms.server.doctor;

import java.util.List;
import java.util.Optional;
import org.quorumkms.jose.RsaJwk;
import org.quorumkms.server.backup.BackupReader;
import org.quorumkms.server.backup.ManifestSignature;
import org.quorumkms.signed.Thumbprint;

/**
 * Whose a backup is: of which system, and signed by whom. Whoever can write where backups are could make one of his own, right in itself,
 * with an HSM of his own in it; so the system is compared with one that is known, and a key counts that an HSM of a proven Trust certified.
 */
public final class BackupDoctor {

    private final BackupReader backup;
    private final Optional<Thumbprint> expected;

    /** Takes the backup, and the genesis Trust's thumbprint that it should have, if that is known here. */
    public BackupDoctor(BackupReader backup, Optional<Thumbprint> expected) {
        this.backup = backup;
        this.expected = expected;
    }

    /** Looks, with the signing keys of the HSMs of its Trusts that verify. */
    public void examine(Findings findings, List<RsaJwk> proven) {
        findings.look("system", this::system);
        findings.look("signature", subject -> signature(subject, proven));
    }

    private String system(Findings.Subject subject) {
        Thumbprint genesis = backup.manifest().genesis();
        expected.filter(known -> !known.equals(genesis))
                .ifPresent(known -> subject.unverified("it is of another system than " + known));
        return "genesis " + genesis
                + (expected.isEmpty() ? ": compare it with your own, or name yours with --genesis" : "");
    }

    private String signature(Findings.Subject subject, List<RsaJwk> proven) {
        Optional<ManifestSignature> signature = backup.signature();
        subject.unverifiedUnless(
                signature.isPresent(), "the manifest is not signed: anybody could have put this backup together");
        subject.unverifiedUnless(
                signature.isEmpty()
                        || signature
                                .get()
                                .isCertifiedBy(proven, backup.manifest().genesis()),
                "no HSM of a Trust that verifies certified the key that signed the manifest");
        return "of the manifest, by the key of a server's audit log";
    }
}
