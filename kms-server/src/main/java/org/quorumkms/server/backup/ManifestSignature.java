package org.quorumkms.server.backup;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.quorumkms.audit.AuditKey;
import org.quorumkms.crypto.Ed25519Key;
import org.quorumkms.jose.RsaJwk;
import org.quorumkms.json.Fields;
import org.quorumkms.json.Json;
import org.quorumkms.json.StrictJson;
import org.quorumkms.signed.Bytes;
import org.quorumkms.signed.Thumbprint;

/**
 * The signature of a backup's manifest, by the key that signs the server's audit log, with the HSMs' certificates of that key: it finds
 * malice where the checksums find damage.
 *
 * @param key the Ed25519 public key
 * @param certificates what HSMs certified it by
 * @param signature over {@link #PREFIX} and the manifest's bytes
 */
public record ManifestSignature(Bytes key, List<AuditKey> certificates, Bytes signature) {

    /** The name of the file in a backup. */
    public static final String NAME = "manifest.sig";

    /** What stands before the manifest's bytes in what is signed, so that it is no head of a log. */
    static final String PREFIX = "quorum-kms backup manifest\n";

    private static final int VERSION = 1;
    private static final String WHAT = "The signature of the backup's manifest";

    /** Copies the list. */
    public ManifestSignature {
        certificates = List.copyOf(certificates);
    }

    /** Signs a manifest. */
    public static ManifestSignature sign(byte[] manifest, Ed25519Key key, List<AuditKey> certificates) {
        return new ManifestSignature(Bytes.of(key.publicKey()), certificates, Bytes.of(key.sign(signed(manifest))));
    }

    private static byte[] signed(byte[] manifest) {
        return Bytes.concatenated(PREFIX.getBytes(StandardCharsets.UTF_8), manifest);
    }

    /** Returns whether it is the key's signature of a manifest. */
    public boolean isOf(byte[] manifest) {
        return Ed25519Key.verify(key.toArray(), signed(manifest), signature.toArray());
    }

    /** Returns whether one of some HSMs certified the key, for a log of the system. */
    public boolean isCertifiedBy(List<RsaJwk> hsms, Thumbprint genesis) {
        return certificates.stream()
                .filter(certificate -> certificate.genesis().equals(genesis)
                        && certificate.key().equals(key))
                .anyMatch(certificate -> hsms.stream().anyMatch(certificate::isSignedBy));
    }

    /** Writes it. */
    public byte[] write() {
        Map<String, @Nullable Object> members = Json.object();
        members.put("version", VERSION);
        members.put("key", key.base64Url());
        members.put("signature", signature.base64Url());
        members.put("certificates", certificates.stream().map(AuditKey::toText).toList());
        return (Json.writeIndented(members) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    static ManifestSignature read(byte[] content) {
        Fields members = StrictJson.object(WHAT, content);
        members.version(VERSION);
        ManifestSignature read = new ManifestSignature(
                Bytes.fromBase64Url(members.text("key")),
                members.texts("certificates").stream().map(AuditKey::parse).toList(),
                Bytes.fromBase64Url(members.text("signature")));
        members.end();
        return read;
    }
}
