package org.quorumkms.domain;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.jose.DocumentType;
import org.quorumkms.jose.FlattenedJws;
import org.quorumkms.jose.SigningKey;
import org.quorumkms.json.Fields;
import org.quorumkms.json.Json;
import org.quorumkms.json.StrictJson;
import org.quorumkms.signed.Bytes;
import org.quorumkms.signed.Check;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.signed.Time;
import org.quorumkms.signed.Verification;

/**
 * A Domain's signature on a file: a JWS that an HSM makes whole (protocol.md section 5), over the file's SHA-256 and length,
 * carried together with the Domain, so that whoever pinned the genesis verifies it without a server.
 *
 * <p>Does not say when it was made, beyond the HSM's word, nor that the Domain was not disabled since.
 *
 * @param jws the signature
 * @param domain the Domain with its line
 */
public record FileSignature(FlattenedJws jws, ExportedDomain domain) {

    private static final int VERSION = 1;
    private static final String WHAT = "The file signature";

    /**
     * What is signed.
     *
     * @param domain the Domain
     * @param revision its revision
     * @param sha256 the SHA-256 of the file
     * @param bytes its length
     * @param created when it was signed, by the HSM's clock
     */
    public record Statement(DomainId domain, int revision, Thumbprint sha256, long bytes, Instant created) {

        /** Cuts off the parts of a second. */
        public Statement {
            created = Time.toSeconds(created);
            if (bytes < 0) {
                throw new VerificationException(WHAT + " names a length that cannot be.");
            }
        }

        private Bytes write() {
            Map<String, @Nullable Object> members = Json.object();
            members.put("version", VERSION);
            members.put("domain", domain.value());
            members.put("revision", revision);
            members.put("sha256", sha256.value());
            // Numbers in documents end at 2^31-1; a longer file's length stands in decimal digits.
            members.put("bytes", Json.length(bytes));
            members.put("created", Time.format(created));
            return Bytes.utf8(Json.write(members));
        }

        private static Statement read(Bytes payload) {
            Fields members = StrictJson.object(WHAT, payload.toArray());
            members.version(VERSION);
            Statement statement = new Statement(
                    new DomainId(members.text("domain")),
                    members.integer("revision"),
                    new Thumbprint(members.text("sha256")),
                    members.length("bytes"),
                    Time.parse(members.text("created")));
            members.end();
            return statement;
        }
    }

    /** Signs a statement with a Domain's active key. */
    public static FlattenedJws sign(Statement statement, SigningKey key) {
        return FlattenedJws.sign(key, DocumentType.FILE, statement.write());
    }

    /** Reads one JSON object: the members of a Flattened JWS and {@code domain}, an exported Domain. */
    public static FileSignature parse(String text) {
        Fields members = StrictJson.collection(WHAT, text);
        ExportedDomain domain = ExportedDomain.read(members.object("domain"));
        FlattenedJws jws = FlattenedJws.readMembers(WHAT, DocumentType.FILE, members);
        members.end();
        return new FileSignature(jws, domain);
    }

    /** Returns the exported Domain in a text: the text itself is one, or a file signature that carries one. */
    public static ExportedDomain domainIn(String text) {
        return StrictJson.collection(WHAT, text).has("domain") ? parse(text).domain() : ExportedDomain.parse(text);
    }

    /** Reads the JWS alone, as an HSM gave it. */
    public static FlattenedJws parseJws(String text) {
        return FlattenedJws.read(WHAT, DocumentType.FILE, text);
    }

    /** Returns what it says: not verified by being read. */
    public Statement statement() {
        return Statement.read(jws.payload());
    }

    /**
     * Verifies it for a file: the Domain to the pinned genesis, the signature by the active key of exactly the revision that
     * it carries, and that it is about this file.
     *
     * <p>Does not say that the key is the Domain's newest one, nor that its signatures still count: whoever knew an earlier
     * key can still sign with it and choose the date. {@link #isActiveFor} and {@link #countsFor} ask that.
     */
    public Verification<VerifiedDomain> verify(Thumbprint genesis, Thumbprint sha256, long bytes) {
        Verification<VerifiedDomain> verified = new DomainVerifier(genesis).verify(domain);
        Statement said = statement();
        DomainBody body = domain.domain().body();
        String name = "Domain " + body.name() + ": ";
        List<Check> checks = new ArrayList<>(verified.checks());
        checks.add(new Check(name + "it is for signing", body.purpose() == Purpose.SIGN));
        checks.add(new Check(
                name + "the signature names it, and this revision",
                said.domain().equals(body.id()) && said.revision() == body.revision()));
        checks.add(new Check(
                name + "the active key of this revision signed",
                body.publicKeys().stream().limit(1).anyMatch(jws::isSignedBy)));
        checks.add(new Check(
                "the file is the one that was signed", said.sha256().equals(sha256) && said.bytes() == bytes));
        boolean all = checks.stream().allMatch(Check::ok);
        return new Verification<>(checks, all ? verified.proof() : Optional.empty());
    }

    /** Returns whether the key that is active in a newer revision signed. */
    public boolean isActiveFor(DomainBody newest) {
        return newest.publicKeys().stream().limit(1).anyMatch(jws::isSignedBy);
    }

    /** Returns whether what this revision signed still counts, as a newer one says: earlier keys may have been ended. */
    public boolean countsFor(DomainBody newest) {
        return newest.since().filter(from -> statement().revision() >= from).isPresent();
    }

    /** Returns the document as text. */
    public String toText() {
        Map<String, @Nullable Object> members = jws.toJson();
        members.put("domain", domain.toJson());
        return Json.write(members);
    }
}
