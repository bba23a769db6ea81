package org.quorumkms.trust;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.jose.PublicJwk;
import org.quorumkms.json.Fields;
import org.quorumkms.json.Json;
import org.quorumkms.json.StrictJson;
import org.quorumkms.signed.Bytes;
import org.quorumkms.signed.Note;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.signed.Time;

/**
 * What a Trust says: the payload of its JWS (protocol.md section 3). The constructor is rule T1.
 *
 * @param id a number for people, which the store allots; nothing is decided by it
 * @param kind how it follows its predecessor
 * @param created when it was made
 * @param approveBy until when an HSM may sign it, at most 30 days after {@code created}
 * @param note what the proposer wants the approvers to know
 * @param hsms who may hold keys, 1 to 64
 * @param operators who governs, up to 64; genesis: none
 * @param quorum how many of them must approve; genesis: 0
 * @param predecessor the thumbprint of the Trust it follows; genesis: none
 */
public record TrustBody(
        int id,
        TrustKind kind,
        Instant created,
        Instant approveBy,
        Optional<String> note,
        List<HsmKeys> hsms,
        List<OperatorKey> operators,
        int quorum,
        Optional<Thumbprint> predecessor) {

    /** The largest number of HSMs, and of operators. */
    public static final int MAX_MEMBERS = 64;

    /** The longest time in which a proposal can be signed. */
    public static final Duration MAX_TIME_TO_APPROVE = Duration.ofDays(30);

    /** Lists RSA keys of its HSMs alone. */
    private static final int OLDEST_VERSION = 1;

    /** Lists an ML-KEM key of each besides. */
    private static final int VERSION = 2;

    private static final String WHAT = "The Trust";

    /** T1: well-formed. */
    public TrustBody {
        hsms = List.copyOf(hsms);
        operators = List.copyOf(operators);
        created = Time.toSeconds(created);
        approveBy = Time.toSeconds(approveBy);
        require(id >= 0, "its id is not negative");
        require(!hsms.isEmpty() && hsms.size() <= MAX_MEMBERS, "it has 1 to 64 HSMs");
        require(
                hsms.stream().map(hsm -> hsm.kem().isPresent()).distinct().count() == 1,
                "each of its HSMs has an ML-KEM key (version 2), or none has (version 1)");
        require(operators.size() <= MAX_MEMBERS, "it has at most 64 operators");
        if (kind == TrustKind.GENESIS) {
            require(operators.isEmpty() && quorum == 0, "genesis has no operators and quorum 0");
            require(predecessor.isEmpty(), "genesis has no predecessor");
        } else {
            require(
                    quorum >= 1 && quorum <= operators.size(),
                    "the quorum is at least 1 and at most the number of operators, " + operators.size() + ", but it is "
                            + quorum);
            require(predecessor.isPresent(), "only genesis may have no predecessor");
        }
        require(eachKeyOnce(hsms, operators), "no key stands in it twice, whatever the roles");
        require(
                isEachOnce(hsms.stream().map(HsmKeys::label))
                        && isEachOnce(operators.stream().map(OperatorKey::name)),
                "no label and no name stands in it twice");
        Note.check(note);
        require(
                !approveBy.isBefore(created) && !approveBy.isAfter(created.plus(MAX_TIME_TO_APPROVE)),
                "approveBy is at most 30 days after created");
    }

    /** Returns HSMs as a Trust lists them: with their ML-KEM keys if each has one (version 2), else without (version 1). */
    public static List<HsmKeys> listed(List<HsmKeys> hsms) {
        boolean hybrid = hsms.stream().allMatch(hsm -> hsm.kem().isPresent());
        return hybrid ? hsms : hsms.stream().map(HsmKeys::withoutKem).toList();
    }

    /** Reads a payload strictly. */
    public static TrustBody read(Bytes payload) {
        Fields members = StrictJson.object(WHAT, payload.toArray());
        boolean hybrid = members.version(OLDEST_VERSION, VERSION) == VERSION;
        TrustBody body = new TrustBody(
                members.integer("id"),
                TrustKind.of(members.text("kind")),
                Time.parse(members.text("created")),
                Time.parse(members.text("approveBy")),
                members.optionalText("note"),
                members.objects("hsms").stream()
                        .map(hsm -> HsmKeys.read(hsm, hybrid))
                        .toList(),
                members.objects("operators").stream().map(OperatorKey::read).toList(),
                members.integer("quorum"),
                members.optionalText("predecessor").map(Thumbprint::new));
        members.end();
        return body;
    }

    /** Writes the payload. Done once, when a Trust is made: from then on its bytes are kept. */
    public Bytes write() {
        Map<String, @Nullable Object> members = Json.object();
        members.put("version", version());
        members.put("id", id);
        members.put("kind", kind.text());
        members.put("created", Time.format(created));
        members.put("approveBy", Time.format(approveBy));
        note.ifPresent(text -> members.put("note", text));
        members.put("hsms", hsms.stream().map(HsmKeys::toJson).toList());
        members.put("operators", operators.stream().map(OperatorKey::toJson).toList());
        members.put("quorum", quorum);
        predecessor.ifPresent(thumbprint -> members.put("predecessor", thumbprint.value()));
        return Bytes.utf8(Json.write(members));
    }

    /** Returns whether it is of version 2: what its Domains hold is wrapped under RSA and ML-KEM both. */
    public boolean isHybrid() {
        return hsms.get(0).kem().isPresent();
    }

    /** Returns its version: 2 if it is hybrid, else 1. */
    public int version() {
        return isHybrid() ? VERSION : OLDEST_VERSION;
    }

    /** T3: returns the entry that holds all keys of an HSM which a Trust of this version lists. */
    public Optional<HsmKeys> entryOf(HsmKeys hsm) {
        return hsms.stream().filter(entry -> entry.isEntryOf(hsm)).findFirst();
    }

    /** Returns whether an HSM, as it stands perhaps in a Trust of another version, is in this one. */
    public boolean names(HsmKeys hsm) {
        return hsms.stream().anyMatch(hsm::isSameHsm);
    }

    /** Returns the operator with an approval key. */
    public Optional<OperatorKey> operator(Thumbprint thumbprint) {
        return operators.stream()
                .filter(operator -> operator.thumbprint().equals(thumbprint))
                .findFirst();
    }

    private static boolean eachKeyOnce(List<HsmKeys> hsms, List<OperatorKey> operators) {
        Set<PublicJwk> keys = new HashSet<>();
        return Stream.concat(
                        hsms.stream().flatMap(HsmKeys::keys), operators.stream().map(OperatorKey::key))
                .allMatch(keys::add);
    }

    private static boolean isEachOnce(Stream<String> names) {
        Set<String> seen = new HashSet<>();
        return names.allMatch(seen::add);
    }

    private static void require(boolean holds, String rule) {
        if (!holds) {
            throw new VerificationException("T1: the Trust is not well-formed; the rule is that " + rule + ".");
        }
    }
}
