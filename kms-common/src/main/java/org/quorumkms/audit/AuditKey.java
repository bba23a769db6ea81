package org.quorumkms.audit;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.quorumkms.crypto.Ed25519Key;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.jose.DocumentType;
import org.quorumkms.jose.FlattenedJws;
import org.quorumkms.jose.RsaJwk;
import org.quorumkms.jose.SigningKey;
import org.quorumkms.json.Fields;
import org.quorumkms.json.Json;
import org.quorumkms.json.StrictJson;
import org.quorumkms.signed.Bytes;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.signed.Time;

/**
 * An HSM's certificate for the key that signs the heads of a server's audit log: a JWS, {@code typ: kms-audit-key}, over
 * {@code {version, genesis, server, number, key, created}}; the number only from a server's second log on, the key is a JWK of
 * RFC 8037.
 *
 * @param jws the document
 * @param genesis the system
 * @param log which log
 * @param key the Ed25519 public key, 32 bytes
 * @param created when
 */
public record AuditKey(FlattenedJws jws, Thumbprint genesis, LogId log, Bytes key, Instant created) {

    private static final int VERSION = 1;
    private static final String WHAT = "The certificate of an audit key";

    /** Checks the length of the key. */
    public AuditKey {
        if (key.length() != Ed25519Key.PUBLIC_LENGTH) {
            throw new VerificationException(WHAT + " does not hold an Ed25519 key.");
        }
    }

    /** Certifies a key with an HSM's signing key. */
    public static AuditKey certify(SigningKey hsm, Thumbprint genesis, LogId log, Bytes key, Instant now) {
        Map<String, @Nullable Object> jwk = Json.object();
        jwk.put("kty", "OKP");
        jwk.put("crv", "Ed25519");
        jwk.put("x", key.base64Url());
        Map<String, @Nullable Object> members = Json.object();
        members.put("version", VERSION);
        members.put("genesis", genesis.value());
        members.put("server", log.server().value());
        if (log.number() > 1) {
            members.put("number", log.number());
        }
        members.put("key", jwk);
        members.put("created", Time.format(now));
        FlattenedJws jws = FlattenedJws.sign(hsm, DocumentType.AUDIT_KEY, Bytes.utf8(Json.write(members)));
        return new AuditKey(jws, genesis, log, key, Time.toSeconds(now));
    }

    /**
     * Reads a certificate; its signature is not verified yet.
     *
     * @throws VerificationException if it is not one
     */
    public static AuditKey parse(String text) {
        FlattenedJws jws = FlattenedJws.read(WHAT, DocumentType.AUDIT_KEY, text);
        Fields members = StrictJson.object(WHAT, jws.payload().toArray());
        members.version(VERSION);
        Thumbprint genesis = new Thumbprint(members.text("genesis"));
        Thumbprint server = new Thumbprint(members.text("server"));
        LogId log = members.has("number") ? new LogId(server, later(members.integer("number"))) : LogId.first(server);
        Fields jwk = members.object("key");
        if (!jwk.text("kty").equals("OKP") || !jwk.text("crv").equals("Ed25519")) {
            throw new VerificationException(WHAT + " does not hold an Ed25519 key.");
        }
        Bytes key = Bytes.fromBase64Url(jwk.text("x"));
        jwk.end();
        Instant created = Time.parse(members.text("created"));
        members.end();
        return new AuditKey(jws, genesis, log, key, created);
    }

    private static int later(int number) {
        if (number < 2) {
            throw new VerificationException(WHAT + " names a server's first log by its number.");
        }
        return number;
    }

    /** Returns the thumbprint of the signing key of the HSM that is said to have signed it. */
    public Thumbprint hsm() {
        return jws.signature().kid();
    }

    /** Returns whether an HSM's signing key signed it. */
    public boolean isSignedBy(RsaJwk signing) {
        return jws.isSignedBy(signing);
    }

    /** Returns the document as text. */
    public String toText() {
        return jws.toText();
    }
}
