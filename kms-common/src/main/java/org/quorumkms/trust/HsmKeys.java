package org.quorumkms.trust;

import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.quorumkms.crypto.RsaKeys;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.jose.MlKemJwk;
import org.quorumkms.jose.PublicJwk;
import org.quorumkms.jose.RsaJwk;
import org.quorumkms.jose.WrappingKey;
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
 * @param encryption the RSA key under which keys are wrapped for it
 * @param kem the ML-KEM key under which they are wrapped besides; none in Trusts of version 1, nor of HSMs that were made before it
 */
public record HsmKeys(String label, RsaJwk signing, RsaJwk encryption, Optional<MlKemJwk> kem) {

    /** Checks the label, and that beside an ML-KEM key there is an RSA key of 3072 bits. */
    public HsmKeys {
        Name.check(label);
        if (kem.isPresent() && encryption.bits() != RsaKeys.BITS) {
            throw new VerificationException(
                    "HSM " + label
                            + " has an encryption key of other than 3072 bits beside an ML-KEM key, which goes with that length only.");
        }
    }

    static HsmKeys read(Fields members, boolean hybrid) {
        HsmKeys keys = readMembers(members, hybrid);
        members.end();
        return keys;
    }

    static HsmKeys readMembers(Fields members, boolean hybrid) {
        return new HsmKeys(
                members.text("label"),
                PublicJwk.readRsa(members.object("signing")),
                PublicJwk.readRsa(members.object("encryption")),
                hybrid ? Optional.of(PublicJwk.readMlKem(members.object("kem"))) : Optional.empty());
    }

    /** Returns base64url(SHA-256(signing thumbprint, encryption thumbprint, that of the ML-KEM key)), which covers all keys. */
    public Thumbprint fingerprint() {
        return Thumbprint.ofHash(
                Sha256.hash(keys().map(key -> key.thumbprint().toArray()).toArray(byte[][]::new)));
    }

    /** Returns what is the same of an HSM whatever version a Trust has that lists it: its fingerprint without the ML-KEM key. */
    public Thumbprint rsaFingerprint() {
        return withoutKem().fingerprint();
    }

    /** Returns its keys: signing, encryption, and the ML-KEM key if it has one. */
    public Stream<PublicJwk> keys() {
        return Stream.concat(Stream.of(signing, encryption), kem.stream());
    }

    /** Returns what a Trust of version 1 lists of it. */
    public HsmKeys withoutKem() {
        return new HsmKeys(label, signing, encryption, Optional.empty());
    }

    /** Returns whether all keys are the same; labels are for people and do not count. */
    public boolean sameKeys(HsmKeys other) {
        return signing.equals(other.signing) && encryption.equals(other.encryption) && kem.equals(other.kem);
    }

    /** T3: returns whether this, as a Trust lists it, holds all keys of an HSM which a Trust of its version lists. */
    public boolean isEntryOf(HsmKeys hsm) {
        return sameKeys(kem.isPresent() ? hsm : hsm.withoutKem());
    }

    /** Returns whether it is one HSM, perhaps listed by Trusts of two versions: those keys are the same that both have. */
    public boolean isSameHsm(HsmKeys other) {
        return (kem.isPresent() && other.kem.isPresent())
                ? sameKeys(other)
                : withoutKem().sameKeys(other.withoutKem());
    }

    /** Returns what keys are wrapped under for it. */
    public WrappingKey wrapping() {
        return new WrappingKey(encryption, kem);
    }

    /** Returns the members. */
    public Map<String, @Nullable Object> toJson() {
        Map<String, @Nullable Object> members = Json.object();
        members.put("label", label);
        members.put("signing", signing.toJson());
        members.put("encryption", encryption.toJson());
        kem.ifPresent(key -> members.put("kem", key.toJson()));
        return members;
    }
}
