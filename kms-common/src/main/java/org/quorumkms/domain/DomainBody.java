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
 * be seen in the document alone; the next revision is made from one with {@link DomainBuilder}.
 *
 * @param id the Domain, the same in every revision
 * @param revision 1 to 65,536
 * @param name for people
 * @param purpose what its keys are for
 * @param created when revision 1 was made
 * @param changed when this revision was made, by its HSM's clock, never earlier than the one before says
 * @param history one value that fixes all revisions before
 * @param moves from which revision on it stands under which Trust; the last is {@code trust}
 * @param state whether it may be used
 * @param disabling which order disabled it, and since when; none while enabled
 * @param ordered the number of the last order that was carried out; 0: none was
 * @param ended how often all releases were ended by an order
 * @param controllers who may use it; none while unclaimed, or where orders govern
 * @param policy who decides about readers and opening; for {@code encrypt}
 * @param claim how it is claimed, while it can be
 * @param publicKeys newest first, at most 16; for {@code sign} and {@code operator}
 * @param since the revision from which on signatures count; for {@code sign}
 * @param trust the thumbprint of its Trust
 * @param keys the ring of master keys, for every HSM of the Trust; none in a tombstone
 */
public record DomainBody(
        DomainId id,
        int revision,
        String name,
        Purpose purpose,
        Instant created,
        Instant changed,
        History history,
        Moves moves,
        DomainState state,
        Optional<Disabling> disabling,
        int ordered,
        int ended,
        List<Controller> controllers,
        Optional<Policy> policy,
        Optional<ClaimTerms> claim,
        List<RsaJwk> publicKeys,
        Optional<Integer> since,
        Thumbprint trust,
        Optional<Jwe> keys) {

    /** The largest number of controllers. */
    public static final int MAX_CONTROLLERS = 256;

    /** How many of them only orders may fill. */
    public static final int CONTROLLERS_FOR_ORDERS = 16;

    /** The largest number of revisions. */
    public static final int MAX_REVISIONS = 65_536;

    /** How many of them are for moves and orders alone. */
    public static final int REVISIONS_FOR_ORDERS = 1_024;

    /** The largest number of public keys that are listed. */
    public static final int MAX_PUBLIC_KEYS = 16;

    /** Bytes of the largest payload: 752 KiB, so that its document is read everywhere (1 MiB of text). */
    public static final int MAX_LENGTH = 752 * 1024;

    private static final int VERSION = 2;
    private static final String WHAT = "The Domain";
    private static final String EMPTY_RING = "{\"keys\":[]}";

    /**
     * That a Domain is disabled, or was when it was deleted (O2).
     *
     * @param order the thumbprint of the order that disabled it
     * @param since since when, by the clock of the HSM that carried it out
     */
    public record Disabling(Thumbprint order, Instant since) {

        /** Cuts off the parts of a second. */
        public Disabling {
            since = Time.toSeconds(since);
        }
    }

    /** Checks what can be seen in the document alone. */
    public DomainBody {
        Name.check(name);
        controllers = List.copyOf(controllers);
        publicKeys = List.copyOf(publicKeys);
        created = Time.toSeconds(created);
        changed = Time.toSeconds(changed);
        require(revision >= 1 && revision <= MAX_REVISIONS, "revisions are counted from 1 to 65,536");
        require(!changed.isBefore(created), "it was not changed before it was made");
        require(revision > 1 || history.equals(History.begin(id)), "the history of revision 1 is that of its id");
        require(
                moves.last().trust().equals(trust) && moves.last().revision() <= revision,
                "its last move is to its Trust, and not after it");
        require(revision > 1 || changed.equals(created), "revision 1 was changed when it was made");
        require(
                disabling.isPresent() == (state != DomainState.ENABLED),
                "it says who disabled it exactly when it is disabled or deleted");
        require(keys.isPresent() == (state != DomainState.DELETED), "it has keys exactly while it is not deleted");
        require(policy.isPresent() == (purpose == Purpose.ENCRYPT), "it has a policy exactly when it is for encrypt");
        requireControllers(purpose, controllers);
        claim.ifPresent(terms -> require(terms.may().fit(purpose), "a claim gives rights of its purpose"));
        require(claim.isEmpty() || controllers.isEmpty(), "it has no controllers while it can be claimed");
        require(
                claim.isEmpty() || policy.isEmpty() || policy.get().readers() == Policy.Who.CONTROLLERS,
                "where a quorum decides about readers, nothing is claimed");
        require(
                purpose.hasPublicKeys() || publicKeys.isEmpty(),
                "it lists public keys only where its purpose is sign or operator");
        require(claim.isEmpty() || publicKeys.isEmpty(), "it lists no public key before there is a controller");
        require(
                !purpose.hasPublicKeys() || controllers.isEmpty() || !publicKeys.isEmpty(),
                "it lists public keys once there is a controller");
        require(publicKeys.size() <= MAX_PUBLIC_KEYS, "it lists at most 16 public keys");
        require(new HashSet<>(publicKeys).size() == publicKeys.size(), "it lists each public key once");
        require(purpose != Purpose.OPERATOR || publicKeys.size() <= 1, "an operator's Domain has one key, for ever");
        require(since.isPresent() == (purpose == Purpose.SIGN), "it says since when it signs exactly when it signs");
        int number = revision;
        since.ifPresent(from -> require(from >= 1 && from <= number, "it signs since one of its revisions"));
    }

    private static void requireControllers(Purpose purpose, List<Controller> controllers) {
        require(controllers.size() <= MAX_CONTROLLERS, "it has at most 256 controllers");
        require(
                controllers.stream().map(Controller::key).distinct().count() == controllers.size(),
                "no key is its controller twice");
        require(
                controllers.stream().map(Controller::name).distinct().count() == controllers.size(),
                "no two of its controllers have one name");
        require(
                controllers.stream().allMatch(one -> one.may().fit(purpose)),
                "each controller has at least one right, and only rights of its purpose");
        require(purpose != Purpose.OPERATOR || controllers.size() <= 1, "an operator's Domain has one controller");
    }

    /** Reads a payload strictly. */
    public static DomainBody read(Bytes payload) {
        if (payload.length() > MAX_LENGTH) {
            throw new VerificationException(WHAT + " is too large: at most 752 KiB are read.");
        }
        Fields members = StrictJson.object(WHAT, payload.toArray());
        members.version(VERSION);
        Purpose purpose = Purpose.of(members.text("purpose"));
        DomainState state = DomainState.of(members.text("state"));
        DomainBody body = new DomainBody(
                new DomainId(members.text("id")),
                members.integer("revision"),
                members.text("name"),
                purpose,
                Time.parse(members.text("created")),
                Time.parse(members.text("changed")),
                new History(new Thumbprint(members.text("history"))),
                Moves.read(members.objects("moves")),
                state,
                state == DomainState.ENABLED
                        ? Optional.empty()
                        : Optional.of(new Disabling(
                                new Thumbprint(members.text("disabledBy")), Time.parse(members.text("disabledSince")))),
                members.integer("ordered"),
                members.integer("ended"),
                members.objects("controllers").stream().map(Controller::read).toList(),
                members.has("policy") ? Optional.of(Policy.read(members.object("policy"))) : Optional.empty(),
                members.has("claim") ? Optional.of(claim(members.object("claim"))) : Optional.empty(),
                purpose.hasPublicKeys()
                        ? members.objects("publicKeys").stream()
                                .map(PublicJwk::readRsa)
                                .toList()
                        : List.of(),
                members.has("since") ? Optional.of(members.integer("since")) : Optional.empty(),
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
        members.put("created", Time.format(created));
        members.put("changed", Time.format(changed));
        members.put("history", history.hash().value());
        members.put("moves", moves.toJson());
        members.put("state", state.text());
        disabling.ifPresent(by -> {
            members.put("disabledBy", by.order().value());
            members.put("disabledSince", Time.format(by.since()));
        });
        members.put("ordered", ordered);
        members.put("ended", ended);
        members.put("controllers", controllers.stream().map(Controller::toJson).toList());
        policy.ifPresent(one -> members.put("policy", one.toJson()));
        claim.ifPresent(terms -> members.put("claim", claimJson(terms)));
        if (purpose.hasPublicKeys()) {
            members.put("publicKeys", publicKeys.stream().map(RsaJwk::toJson).toList());
        }
        since.ifPresent(from -> members.put("since", from));
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

    /** Returns the controller with a connection key. */
    public Optional<Controller> controller(Thumbprint key) {
        return controllers.stream().filter(one -> one.key().equals(key)).findFirst();
    }

    /** Returns whether the key that signs here belongs to an auditor, who approves nothing (D8). */
    public boolean isAuditors() {
        return purpose == Purpose.OPERATOR
                && (controllers.stream().anyMatch(one -> one.may().has(Right.AUDIT))
                        || claim.filter(terms -> terms.may().has(Right.AUDIT)).isPresent());
    }

    /** D5: returns whether it moves at its controller's own order only: an operator's, not an auditor's. */
    public boolean movesAtItsControllersOrder() {
        return purpose == Purpose.OPERATOR && !isAuditors();
    }

    /**
     * Returns whether no key is wrapped in it: an operator keeps its key itself, or nobody claimed it yet. What is encrypted is
     * as long as what it was, so this needs no HSM.
     */
    public boolean hasEmptyRing() {
        return keys.filter(jwe -> jwe.ciphertext().length() > EMPTY_RING.length())
                .isEmpty();
    }

    private static ClaimTerms claim(Fields members) {
        Thumbprint hash = new Thumbprint(members.text("hash"));
        Instant expires = Time.parse(members.text("expires"));
        require(!expires.isBefore(Instant.EPOCH), "an invitation ends after 1970");
        ClaimTerms terms = new ClaimTerms(hash, expires.getEpochSecond(), Rights.read(members.texts("may")));
        members.end();
        return terms;
    }

    private static Map<String, @Nullable Object> claimJson(ClaimTerms terms) {
        Map<String, @Nullable Object> members = Json.object();
        members.put("hash", terms.hash().value());
        members.put("expires", Time.format(terms.expires()));
        members.put("may", terms.may().words());
        return members;
    }

    private static void require(boolean holds, String rule) {
        if (!holds) {
            throw new VerificationException("The Domain is not well-formed; the rule is that " + rule + ".");
        }
    }
}
