package org.quorumkms.domain;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.jose.Jwe;
import org.quorumkms.jose.PublicJwk;
import org.quorumkms.jose.RsaJwk;
import org.quorumkms.json.Fields;
import org.quorumkms.json.Json;
import org.quorumkms.json.StrictJson;
import org.quorumkms.signed.Bytes;
import org.quorumkms.signed.Name;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.signed.Time;

/**
 * What one revision of a Domain says: the payload of its JWS (protocol.md section 4). The constructor checks what can
 * be seen in the document alone.
 *
 * @param id the Domain, the same in every revision
 * @param revision 1, 2, …
 * @param name for people
 * @param purpose what its keys are for
 * @param previous the thumbprint of the previous revision; none in revision 1
 * @param state whether it may be used
 * @param disabledSince since when it may not; none while enabled
 * @param orders ids of the orders carried out that have not expired
 * @param created when revision 1 was made
 * @param controllers thumbprints of the connection keys that may use it; none while unclaimed
 * @param claim how it is claimed; none once claimed
 * @param publicKeys newest first; for {@code sign} and {@code operator}
 * @param trust the thumbprint of its Trust
 * @param keys the ring of master keys, for every HSM of the Trust; none in a tombstone
 */
public record DomainBody(
        DomainId id,
        int revision,
        String name,
        Purpose purpose,
        Optional<Thumbprint> previous,
        DomainState state,
        Optional<Instant> disabledSince,
        List<DomainId> orders,
        Instant created,
        List<Thumbprint> controllers,
        Optional<ClaimTerms> claim,
        List<RsaJwk> publicKeys,
        Thumbprint trust,
        Optional<Jwe> keys) {

    /** The largest number of controllers. */
    public static final int MAX_CONTROLLERS = 1024;

    private static final int VERSION = 1;
    private static final String WHAT = "The Domain";

    /** Checks what can be seen in the document alone. */
    public DomainBody {
        Name.check(name);
        orders = List.copyOf(orders);
        controllers = List.copyOf(controllers);
        publicKeys = List.copyOf(publicKeys);
        created = Time.toSeconds(created);
        require(revision >= 1, "revisions are counted from 1");
        require(previous.isPresent() == (revision > 1), "every revision but the first names the previous one");
        require(
                disabledSince.isPresent() == (state != DomainState.ENABLED),
                "it says since when it is disabled exactly when it is");
        require(keys.isPresent() == (state != DomainState.DELETED), "it has keys exactly while it is not deleted");
        require(claim.isPresent() == controllers.isEmpty(), "it has either controllers or a claim");
        require(
                controllers.size() <= MAX_CONTROLLERS && new HashSet<>(controllers).size() == controllers.size(),
                "it has at most 1,024 controllers, each once");
        require(purpose != Purpose.OPERATOR || controllers.size() <= 1, "an operator's Domain has one controller");
        require(
                publicKeys.isEmpty() != (purpose.hasPublicKeys() && claim.isEmpty()),
                "it lists public keys exactly when it is claimed and its purpose is sign or operator");
        require(purpose != Purpose.OPERATOR || publicKeys.size() <= 1, "an operator's Domain has one key, for ever");
    }

    /** Reads a payload strictly. */
    public static DomainBody read(Bytes payload) {
        Fields members = StrictJson.object(WHAT, payload.toArray());
        members.version(VERSION);
        Purpose purpose = Purpose.of(members.text("purpose"));
        DomainBody body = new DomainBody(
                new DomainId(members.text("id")),
                members.integer("revision"),
                members.text("name"),
                purpose,
                members.optionalText("previous").map(Thumbprint::new),
                DomainState.of(members.text("state")),
                members.optionalText("disabledSince").map(Time::parse),
                members.texts("orders").stream().map(DomainId::new).toList(),
                Time.parse(members.text("created")),
                members.texts("controllers").stream().map(Thumbprint::new).toList(),
                members.has("claim") ? Optional.of(claim(members.object("claim"))) : Optional.empty(),
                purpose.hasPublicKeys()
                        ? members.objects("publicKeys").stream()
                                .map(PublicJwk::readRsa)
                                .toList()
                        : List.of(),
                new Thumbprint(members.text("trust")),
                members.has("keys") ? Optional.of(Jwe.read(members.object("keys"))) : Optional.empty());
        members.end();
        return body;
    }

    /** Writes the payload. Done once, when a revision is made: from then on its bytes are kept. */
    public Bytes write() {
        Map<String, @Nullable Object> members = Json.object();
        members.put("version", VERSION);
        members.put("id", id.value());
        members.put("revision", revision);
        members.put("name", name);
        members.put("purpose", purpose.text());
        previous.ifPresent(thumbprint -> members.put("previous", thumbprint.value()));
        members.put("state", state.text());
        disabledSince.ifPresent(since -> members.put("disabledSince", Time.format(since)));
        members.put("orders", orders.stream().map(DomainId::value).toList());
        members.put("created", Time.format(created));
        members.put("controllers", controllers.stream().map(Thumbprint::value).toList());
        claim.ifPresent(terms -> members.put("claim", claimJson(terms)));
        if (purpose.hasPublicKeys()) {
            members.put("publicKeys", publicKeys.stream().map(RsaJwk::toJson).toList());
        }
        members.put("trust", trust.value());
        keys.ifPresent(jwe -> members.put("keys", jwe.toJson()));
        return Bytes.utf8(Json.write(members));
    }

    /** Returns what the wrapped keys are bound to: 16 bytes of the id, 8 of the revision, 32 of the Trust's thumbprint. */
    public Bytes bound() {
        return bound(id, revision, trust);
    }

    /** Returns what the wrapped keys of a revision are bound to. */
    public static Bytes bound(DomainId id, int revision, Thumbprint trust) {
        return Bytes.of(ByteBuffer.allocate(DomainId.LENGTH + Long.BYTES + 32)
                .put(id.toArray())
                .putLong(revision)
                .put(trust.toArray())
                .array());
    }

    private static ClaimTerms claim(Fields members) {
        ClaimTerms terms = new ClaimTerms(
                new Thumbprint(members.text("hash")),
                Time.parse(members.text("expires")).getEpochSecond());
        members.end();
        return terms;
    }

    private static Map<String, @Nullable Object> claimJson(ClaimTerms terms) {
        Map<String, @Nullable Object> members = Json.object();
        members.put("hash", terms.hash().value());
        members.put("expires", Time.format(terms.expires()));
        return members;
    }

    private static void require(boolean holds, String rule) {
        if (!holds) {
            throw new VerificationException("The Domain is not well-formed; the rule is that " + rule + ".");
        }
    }
}
