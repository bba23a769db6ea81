package org.quorumkms.jose;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.json.Fields;
import org.quorumkms.json.Json;
import org.quorumkms.signed.Bytes;

/**
 * A document with any number of signatures: the General JWS JSON Serialization (RFC 7515, 7.2.1). None of the signatures
 * is verified by being here; each is verified at most once for a key, however often it is asked for. Immutable.
 */
public final class GeneralJws {

    private final Bytes payload;
    private final List<JwsSignature> signatures;

    /** What was verified: whether a key signed, is the same whenever it is asked. */
    private final Map<Signer, Boolean> verified = new ConcurrentHashMap<>();

    private record Signer(DocumentType type, PublicJwk key) {}

    /**
     * Takes what is signed, as it was received.
     *
     * @param signatures the signatures, as they were received
     */
    public GeneralJws(Bytes payload, List<JwsSignature> signatures) {
        this.payload = payload;
        this.signatures = List.copyOf(signatures);
    }

    /** Returns what is signed. */
    public Bytes payload() {
        return payload;
    }

    /** Returns the signatures. */
    public List<JwsSignature> signatures() {
        return signatures;
    }

    /** Reads the members of a document that carries signatures of these types only, and refuses others. */
    public static GeneralJws read(String what, Set<DocumentType> types, Fields members) {
        Bytes payload = Bytes.fromBase64Url(members.text("payload"));
        List<JwsSignature> signatures = new ArrayList<>();
        for (Fields one : members.objects("signatures")) {
            JwsSignature signature = JwsSignature.read(one);
            one.end();
            if (!types.contains(signature.type())) {
                throw new VerificationException(what + " carries a signature of type "
                        + signature.type().typ() + ", which does not belong there.");
            }
            signatures.add(signature);
        }
        members.end();
        return new GeneralJws(payload, signatures);
    }

    /** Returns this document with one more signature. One of the same type and key is replaced. */
    public GeneralJws with(JwsSignature signature) {
        List<JwsSignature> all = new ArrayList<>(signatures);
        all.removeIf(one -> one.type() == signature.type() && one.kid().equals(signature.kid()));
        all.add(signature);
        return new GeneralJws(payload, all);
    }

    /** Returns whether a valid signature of a type by a key is among the signatures. */
    public boolean isSignedBy(DocumentType type, PublicJwk key) {
        return verified.computeIfAbsent(
                new Signer(type, key), signer -> signatures.stream().anyMatch(one -> one.isValid(type, payload, key)));
    }

    /** Returns the members. */
    public Map<String, @Nullable Object> toJson() {
        Map<String, @Nullable Object> members = Json.object();
        members.put("payload", payload.base64Url());
        members.put("signatures", signatures.stream().map(JwsSignature::toJson).toList());
        return members;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof GeneralJws that && payload.equals(that.payload) && signatures.equals(that.signatures);
    }

    @Override
    public int hashCode() {
        return 31 * payload.hashCode() + signatures.hashCode();
    }
}
