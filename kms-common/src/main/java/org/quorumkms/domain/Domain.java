package org.quorumkms.domain;

import org.quorumkms.jose.DocumentType;
import org.quorumkms.jose.FlattenedJws;
import org.quorumkms.jose.JwsSignature;
import org.quorumkms.jose.SigningKey;
import org.quorumkms.json.Fields;
import org.quorumkms.json.StrictJson;
import org.quorumkms.signed.Bytes;
import org.quorumkms.signed.Signed;
import org.quorumkms.signed.Thumbprint;

/**
 * One revision of a Domain: a JWS with one HSM's signature, immutable. Reading one says that it is well-formed, not
 * that it verifies: that is {@link DomainVerifier}'s to say.
 */
public final class Domain {

    static final String WHAT = "The Domain";

    private final FlattenedJws jws;
    private final Signed<DomainBody> signed;
    private final Thumbprint thumbprint;

    private Domain(FlattenedJws jws) {
        this.jws = jws;
        this.signed = new Signed<>(jws.payload(), DomainBody.read(jws.payload()));
        this.thumbprint = signed.thumbprint();
    }

    /** Signs a revision with an HSM's key. */
    public static Domain sign(DomainBody body, SigningKey hsm) {
        return new Domain(FlattenedJws.sign(hsm, DocumentType.DOMAIN, body.write()));
    }

    /** Reads the text of a Domain as a store keeps it, without its line of Trusts. */
    public static Domain parse(String text) {
        Fields members = StrictJson.object(WHAT, text);
        Domain domain = readMembers(members);
        members.end();
        return domain;
    }

    static Domain readMembers(Fields members) {
        return new Domain(FlattenedJws.readMembers(WHAT, DocumentType.DOMAIN, members));
    }

    /** Returns what it says. */
    public DomainBody body() {
        return signed.body();
    }

    /** Returns the bytes that are signed. */
    public Bytes payload() {
        return signed.payload();
    }

    /** Returns the signature, with the key that its header names. */
    public JwsSignature signature() {
        return jws.signature();
    }

    /** Returns base64url(SHA-256(payload)): what the histories of the revisions after it fix. */
    public Thumbprint thumbprint() {
        return thumbprint;
    }

    /** Returns how a caller names this revision (D3). */
    public SeenDomain seen() {
        return new SeenDomain(body().id(), body().revision(), thumbprint);
    }

    FlattenedJws jws() {
        return jws;
    }

    /** Returns the document as text, without its line of Trusts. */
    public String toText() {
        return jws.toText();
    }

    @Override
    public String toString() {
        return "Domain " + body().name() + " (" + body().id() + ") revision " + body().revision();
    }
}
