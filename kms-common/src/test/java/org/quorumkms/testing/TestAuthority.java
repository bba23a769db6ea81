package org.quorumkms.testing;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.quorumkms.json.Json;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.trust.TrustChain;

/** Makes Trusts that are really signed. */
public final class TestAuthority {

    /** When tests take place. */
    public static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");

    /** A clock that stands. */
    public static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);

    private TestAuthority() {}

    /** Begins a genesis Trust, unsigned. */
    public static Proposal genesis(TestHsm... hsms) {
        return proposal(1, "genesis", hsms, List.of(), 0);
    }

    /** Begins a branch, unsigned. */
    public static Proposal branch(
            int id, Thumbprint predecessor, List<TestHsm> hsms, List<TestOperator> operators, int quorum) {
        return proposal(id, "branch", hsms.toArray(TestHsm[]::new), operators, quorum)
                .with("predecessor", predecessor.value());
    }

    /** Begins a successor, unsigned. */
    public static Proposal successor(
            int id, Thumbprint predecessor, List<TestHsm> hsms, List<TestOperator> operators, int quorum) {
        return branch(id, predecessor, hsms, operators, quorum).with("kind", "successor");
    }

    /** Returns a line as text. */
    public static String line(Proposal... proposals) {
        return Json.write(Arrays.stream(proposals).map(Proposal::json).toList());
    }

    /** Returns a line, read back strictly. */
    public static TrustChain chain(Proposal... proposals) {
        return TrustChain.parse(line(proposals));
    }

    /** Returns an operator as a Trust lists it. */
    public static Map<String, Object> entry(TestOperator operator) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("name", operator.key().name());
        entry.put("key", operator.key().key().toJson());
        return entry;
    }

    private static Proposal proposal(int id, String kind, TestHsm[] hsms, List<TestOperator> operators, int quorum) {
        Map<String, Object> payload = new LinkedHashMap<>();
        boolean hybrid = Arrays.stream(hsms).anyMatch(hsm -> hsm.keys().kem().isPresent());
        payload.put("version", hybrid ? 2 : 1);
        payload.put("id", id);
        payload.put("kind", kind);
        payload.put("created", "2026-11-23T10:00:00Z");
        payload.put("approveBy", "2026-12-07T10:00:00Z");
        payload.put("hsms", Arrays.stream(hsms).map(hsm -> hsm.keys().toJson()).toList());
        payload.put("operators", operators.stream().map(TestAuthority::entry).toList());
        payload.put("quorum", quorum);
        return new Proposal(payload);
    }
}
