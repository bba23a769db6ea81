package org.quorumkms.testing;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.quorumkms.jose.DocumentType;
import org.quorumkms.jose.JwsSignature;
import org.quorumkms.jose.SigningKey;
import org.quorumkms.json.Json;
import org.quorumkms.signed.Bytes;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.trust.HsmKeys;
import org.quorumkms.trust.Trust;

/** A Trust in the making, as JSON: signatures are real, and a test may break any one thing. */
public final class Proposal {

    private final Map<String, Object> payload;
    private final List<Object> signatures = new ArrayList<>();

    Proposal(Map<String, Object> payload) {
        this.payload = new LinkedHashMap<>(payload);
    }

    /** Puts something else into the payload. Signatures made before are of the old one. */
    public Proposal with(String member, Object value) {
        payload.put(member, value);
        return this;
    }

    /** Lists other HSMs, in the version that they have. */
    public Proposal listing(List<HsmKeys> hsms) {
        boolean hybrid = hsms.stream().anyMatch(hsm -> hsm.kem().isPresent());
        return with("version", hybrid ? 2 : 1)
                .with("hsms", hsms.stream().map(HsmKeys::toJson).toList());
    }

    /** Takes a member out of the payload. */
    public Proposal without(String member) {
        payload.remove(member);
        return this;
    }

    /** Adds valid approvals. */
    public Proposal approvedBy(TestOperator... operators) {
        for (TestOperator operator : operators) {
            signed(operator.signing(), DocumentType.TRUST_APPROVAL);
        }
        return this;
    }

    /** Adds valid HSM signatures. */
    public Proposal signedBy(TestHsm... hsms) {
        for (TestHsm hsm : hsms) {
            signed(hsm.signing(), DocumentType.TRUST);
        }
        return this;
    }

    /** Adds a signature of any key for any purpose. */
    public Proposal signed(SigningKey key, DocumentType type) {
        return signature(key.sign(type, bytes()));
    }

    /** Adds a signature that was made elsewhere. */
    public Proposal signature(JwsSignature signature) {
        signatures.add(signature.toJson());
        return this;
    }

    /** Adds any JSON as a signature. */
    public Proposal rawSignature(Map<String, Object> signature) {
        signatures.add(signature);
        return this;
    }

    /** Returns the payload as bytes. */
    public Bytes bytes() {
        return Bytes.utf8(Json.write(payload));
    }

    /** Returns the thumbprint. */
    public Thumbprint thumbprint() {
        return bytes().thumbprint();
    }

    /** Returns the payload's members. */
    public Map<String, Object> payload() {
        return payload;
    }

    /** Returns the JWS as JSON members. */
    public Map<String, Object> json() {
        Map<String, Object> jws = new LinkedHashMap<>();
        jws.put("payload", bytes().base64Url());
        jws.put("signatures", List.copyOf(signatures));
        return jws;
    }

    /** Returns the JWS as text. */
    public String text() {
        return Json.write(json());
    }

    /** Reads it back, strictly. */
    public Trust trust() {
        return Trust.parse(text());
    }
}
