package org.quorumkms.rollcall;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.quorumkms.errors.KmsException;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.jose.DocumentType;
import org.quorumkms.jose.FlattenedJws;
import org.quorumkms.jose.PublicJwk;
import org.quorumkms.jose.SigningKey;
import org.quorumkms.json.Fields;
import org.quorumkms.json.Json;
import org.quorumkms.json.StrictJson;
import org.quorumkms.signed.Bytes;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.signed.Time;

/**
 * An operator's sign of life (protocol.md section 10): a Flattened JWS (PS256, {@code typ: kms-roll-call}) by its approval key.
 *
 * @param genesis the thumbprint of the system's genesis Trust
 * @param call what it answers
 * @param time when, by the clock of the HSM, or of who keeps its key itself
 * @param key the thumbprint of the key that signed it, as its header says
 */
public record RollCallAnswer(Thumbprint genesis, CallId call, Instant time, Thumbprint key) {

    /** How long after a call an answer counts. */
    public static final Duration COUNTS = Duration.ofDays(30);

    /** How much clocks may differ. */
    private static final Duration SKEW = Duration.ofMinutes(5);

    private static final int VERSION = 1;
    private static final String WHAT = "The answer to a roll call";

    /** Signs an answer; returns the JWS as text. */
    public static String sign(SigningKey approvalKey, Thumbprint genesis, CallId call, Instant time) {
        Map<String, @Nullable Object> members = Json.object();
        members.put("version", VERSION);
        members.put("genesis", genesis.value());
        members.put("call", call.value());
        members.put("time", Time.format(time));
        return FlattenedJws.sign(approvalKey, DocumentType.ROLL_CALL, Bytes.utf8(Json.write(members)))
                .toText();
    }

    /**
     * Reads an answer and verifies that a key made it.
     *
     * @throws VerificationException if it did not
     */
    public static RollCallAnswer verify(String text, PublicJwk key) {
        FlattenedJws jws = FlattenedJws.read(WHAT, DocumentType.ROLL_CALL, text);
        if (!jws.isSignedBy(key)) {
            throw new VerificationException(WHAT + " is not signed by the operator's approval key.");
        }
        Fields members = StrictJson.object(WHAT, jws.payload().toArray());
        members.version(VERSION);
        RollCallAnswer answer = new RollCallAnswer(
                new Thumbprint(members.text("genesis")),
                new CallId(members.text("call")),
                Time.parse(members.text("time")),
                key.thumbprint());
        members.end();
        return answer;
    }

    /** Returns the thumbprint of the key that an answer names, not verified; empty: it is none. */
    public static Optional<Thumbprint> named(String text) {
        try {
            return Optional.of(FlattenedJws.read(WHAT, DocumentType.ROLL_CALL, text)
                    .signature()
                    .kid());
        } catch (KmsException e) {
            return Optional.empty();
        }
    }

    /** Returns whether it answers a call of a system that was made at a time, and in time. */
    public boolean counts(Thumbprint system, CallId asked, Instant since) {
        return genesis.equals(system)
                && call.equals(asked)
                && !time.isBefore(since.minus(SKEW))
                && !time.isAfter(since.plus(COUNTS));
    }
}
