package org.quorumkms.testing;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.quorumkms.domain.Domain;
import org.quorumkms.domain.DomainBody;
import org.quorumkms.domain.DomainId;
import org.quorumkms.json.Json;
import org.quorumkms.signed.Bytes;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.trust.HsmKeys;

/** A revision of a Domain in the making, as JSON: signature and wrapped keys are real, and a test may break any one thing. */
public final class Revision {

    private final Map<String, Object> payload;

    private Revision(Map<String, Object> payload) {
        this.payload = payload;
    }

    /** Begins with what a revision says. */
    @SuppressWarnings("unchecked")
    public static Revision of(DomainBody body) {
        String text = new String(body.write().toArray(), StandardCharsets.UTF_8);
        return new Revision((Map<String, Object>) JsonTree.parse(text));
    }

    /** Begins with what a revision says, and the number and the history of the one after it. */
    public static Revision after(Domain domain) {
        DomainBody body = domain.body();
        return of(body).with("revision", body.revision() + 1)
                .with("history", body.history().then(domain.thumbprint()).hash().value());
    }

    /** Says something else, or more. */
    public Revision with(String member, Object value) {
        payload.put(member, value);
        return this;
    }

    /** Leaves a member out. */
    public Revision without(String member) {
        payload.remove(member);
        return this;
    }

    /** Says another number, with the keys bound to it. */
    public Revision numbered(int revision, String ring, List<HsmKeys> hsms) {
        return with("revision", revision).keys(ring, hsms);
    }

    /** Wraps a ring of keys, bound to what is said now. */
    public Revision keys(String ring, List<HsmKeys> hsms) {
        Bytes bound = DomainBody.bound(
                new DomainId((String) payload.get("id")), (Integer) payload.get("revision"), new Thumbprint((String)
                        payload.get("trust")));
        return with("keys", new LinkedHashMap<>(TestHsm.wrap(ring, bound, hsms).toJson()));
    }

    /** Returns the payload as bytes. */
    public Bytes bytes() {
        return Bytes.utf8(Json.write(payload));
    }

    /** Returns what is signed as text, whether it is well-formed or not. */
    public String text(TestHsm hsm) {
        return hsm.signDomain(bytes());
    }

    /** Signs it and reads it back, strictly. */
    public Domain signedBy(TestHsm hsm) {
        return Domain.parse(text(hsm));
    }
}
