package org.quorumkms.trust;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.quorumkms.jose.PublicJwk;
import org.quorumkms.jose.RsaJwk;
import org.quorumkms.json.Fields;
import org.quorumkms.json.Json;
import org.quorumkms.signed.Name;
import org.quorumkms.signed.Sha256;
import org.quorumkms.signed.Thumbprint;

/**
 * The public half of an HSM, as Trusts and statements list it.
 *
 * @param label for people
 * @param signing the key that verifies what it signs
 * @param encryption the key under which keys are wrapped for it
 */
public record HsmKeys(String label, RsaJwk signing, RsaJwk encryption) {

    /** Checks the label. */
    public HsmKeys {
        Name.check(label);
    }

    static HsmKeys read(Fields members) {
        HsmKeys keys = readMembers(members);
        members.end();
        return keys;
    }

    static HsmKeys readMembers(Fields members) {
        return new HsmKeys(
                members.text("label"),
                PublicJwk.readRsa(members.object("signing")),
                PublicJwk.readRsa(members.object("encryption")));
    }

    /** Returns base64url(SHA-256(signing thumbprint, encryption thumbprint)), which covers both keys. */
    public Thumbprint fingerprint() {
        return Thumbprint.ofHash(Sha256.hash(
                signing.thumbprint().toArray(), encryption.thumbprint().toArray()));
    }

    /** Returns whether both keys are the same; labels are for people and do not count. */
    public boolean sameKeys(HsmKeys other) {
        return signing.equals(other.signing) && encryption.equals(other.encryption);
    }

    /** Returns the members. */
    public Map<String, @Nullable Object> toJson() {
        Map<String, @Nullable Object> members = Json.object();
        members.put("label", label);
        members.put("signing", signing.toJson());
        members.put("encryption", encryption.toJson());
        return members;
    }
}
