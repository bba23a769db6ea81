package org.quorumkms.trust;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.jose.DocumentType;
import org.quorumkms.jose.FlattenedJws;
import org.quorumkms.jose.SigningKey;
import org.quorumkms.json.Fields;
import org.quorumkms.json.Json;
import org.quorumkms.json.StrictJson;
import org.quorumkms.signed.Bytes;
import org.quorumkms.signed.Thumbprint;

/**
 * What an HSM says of itself: its public keys, its label and the system it belongs to, signed by its signing key
 * (protocol.md section 2). Public keys of HSMs are taken from statements and Trusts, never from bare database rows.
 *
 * <p>Does not say that the HSM is genuine: for that, people compare its fingerprint out of band.
 *
 * @param jws the document
 * @param keys its public half
 * @param genesis the thumbprint of its system's genesis Trust
 * @param device what it is made of, in its own words
 */
public record HsmStatement(FlattenedJws jws, HsmKeys keys, Thumbprint genesis, Device device) {

    /** Of an HSM that has no ML-KEM key. */
    private static final int OLDEST_VERSION = 2;

    /** With an ML-KEM key. */
    private static final int VERSION = 3;

    private static final String WHAT = "The HSM's statement";

    /** Makes an HSM's statement with its signing key. */
    public static HsmStatement make(HsmKeys keys, Thumbprint genesis, Device device, SigningKey signing) {
        Map<String, @Nullable Object> members = Json.object();
        members.put("version", keys.kem().isPresent() ? VERSION : OLDEST_VERSION);
        members.putAll(keys.toJson());
        members.put("genesis", genesis.value());
        members.put("device", device.toJson());
        return new HsmStatement(
                FlattenedJws.sign(signing, DocumentType.HSM, Bytes.utf8(Json.write(members))), keys, genesis, device);
    }

    /**
     * Reads a statement and verifies its signature and its system.
     *
     * @throws VerificationException if it is not an HSM's own statement for this system
     */
    public static HsmStatement verify(String text, Thumbprint genesis) {
        FlattenedJws jws = FlattenedJws.read(WHAT, DocumentType.HSM, text);
        Fields members = StrictJson.object(WHAT, jws.payload().toArray());
        int version = members.version(OLDEST_VERSION, VERSION);
        HsmKeys keys = HsmKeys.readMembers(members, version == VERSION);
        Thumbprint stated = new Thumbprint(members.text("genesis"));
        Device device = Device.read(members.object("device"));
        members.end();
        if (!jws.isSignedBy(keys.signing())) {
            throw new VerificationException(WHAT + " is not signed by the HSM itself.");
        }
        if (!stated.equals(genesis)) {
            throw new VerificationException("HSM " + keys.label() + " belongs to another system.");
        }
        return new HsmStatement(jws, keys, genesis, device);
    }

    /** Returns the document as text. */
    public String toText() {
        return jws.toText();
    }
}
