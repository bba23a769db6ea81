package org.quorumkms.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.quorumkms.testing.TestAuthority.branch;
import static org.quorumkms.testing.TestAuthority.entry;
import static org.quorumkms.testing.TestAuthority.line;
import static org.quorumkms.testing.TestAuthority.successor;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.jose.DocumentType;
import org.quorumkms.signed.Check;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.signed.Verification;
import org.quorumkms.testing.Proposal;
import org.quorumkms.testing.TestAuthority;
import org.quorumkms.testing.TestHsm;
import org.quorumkms.testing.TestOperator;

/** Histories of Trusts: a name, the documents, and what must become of them (T1 to T5). */
class TrustHistoriesTest {

    private static final String VALID = "valid";

    private static final TestHsm H1 = TestHsm.number(1);
    private static final TestHsm H2 = TestHsm.number(2);
    private static final TestHsm H3 = TestHsm.number(3);
    private static final TestOperator ALICE = TestOperator.number(0);
    private static final TestOperator BOB = TestOperator.number(1);
    private static final TestOperator CAROL = TestOperator.number(2);
    private static final TestOperator DAVE = TestOperator.number(3);
    private static final TestOperator MALLORY = TestOperator.number(4);
    private static final List<TestHsm> BOTH = List.of(H1, H2);
    private static final List<TestOperator> THREE = List.of(ALICE, BOB, CAROL);

    private static final Proposal GENESIS = TestAuthority.genesis(H1, H2).signedBy(H1, H2);
    private static final List<TestHsm> OLD_BOTH = List.of(H1.withoutKem(), H2.withoutKem());
    private static final Thumbprint ROOT = GENESIS.thumbprint();

    /** What a verifier that pinned the genesis says. */
    record History(String name, Supplier<String> line, String expected) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<History> histories() {
        return Stream.of(
                // What is right.
                new History("genesis alone", () -> line(GENESIS), VALID),
                new History("a founding branch by 2 of 3", () -> line(GENESIS, founded()), VALID),
                new History(
                        "all three approve",
                        () -> line(
                                GENESIS,
                                founding().approvedBy(ALICE, BOB, CAROL).signedBy(H2)),
                        VALID),
                new History(
                        "a successor by an HSM in both",
                        () -> line(
                                GENESIS,
                                founded(),
                                next(BOTH, THREE, 2).approvedBy(ALICE, CAROL).signedBy(H1)),
                        VALID),
                new History(
                        "a successor that exchanges an operator",
                        () -> line(
                                GENESIS,
                                founded(),
                                next(BOTH, List.of(ALICE, BOB, DAVE), 2)
                                        .approvedBy(ALICE, BOB)
                                        .signedBy(H1)),
                        VALID),
                new History(
                        "a successor that adds an HSM",
                        () -> line(
                                GENESIS,
                                founded(),
                                next(List.of(H1, H3), THREE, 2)
                                        .approvedBy(ALICE, BOB)
                                        .signedBy(H1)),
                        VALID),
                new History(
                        "a branch of other operators, by an HSM of its own",
                        () -> line(
                                GENESIS,
                                founded(),
                                other(List.of(H3), List.of(DAVE), 1)
                                        .approvedBy(ALICE, BOB, DAVE)
                                        .signedBy(H3)),
                        VALID),
                new History(
                        "junk signatures beside enough valid ones",
                        () -> line(
                                GENESIS,
                                founding()
                                        .approvedBy(MALLORY, ALICE, ALICE, MALLORY, BOB)
                                        .signedBy(H3, H1)),
                        VALID),
                // T1.
                new History(
                        "quorum 0",
                        () -> line(GENESIS, founding().with("quorum", 0).signedBy(H1)),
                        "T1"),
                new History(
                        "quorum above the operators",
                        () -> line(
                                GENESIS,
                                founding()
                                        .with("quorum", 4)
                                        .approvedBy(ALICE, BOB, CAROL)
                                        .signedBy(H1)),
                        "T1"),
                new History(
                        "no HSM",
                        () -> line(
                                GENESIS,
                                founding()
                                        .with("hsms", List.of())
                                        .approvedBy(ALICE, BOB)
                                        .signedBy(H1)),
                        "T1"),
                new History(
                        "an operator listed twice",
                        () -> line(
                                GENESIS,
                                founding()
                                        .with("operators", List.of(entry(ALICE), entry(ALICE), entry(BOB)))
                                        .approvedBy(ALICE, BOB)
                                        .signedBy(H1)),
                        "T1"),
                new History(
                        "one key as two operators with two names",
                        () -> line(
                                GENESIS,
                                founding()
                                        .with("operators", List.of(entry(ALICE), renamed(ALICE), entry(BOB)))
                                        .approvedBy(ALICE)
                                        .signedBy(H1)),
                        "T1"),
                new History(
                        "an HSM's key as an operator's",
                        () -> line(
                                GENESIS,
                                founding()
                                        .with("operators", List.of(entry(ALICE), hsmAsOperator()))
                                        .approvedBy(ALICE)
                                        .signed(H1.signing(), DocumentType.TRUST_APPROVAL)
                                        .signedBy(H1)),
                        "T1"),
                new History(
                        "an HSM listed twice",
                        () -> line(
                                GENESIS,
                                founding()
                                        .with(
                                                "hsms",
                                                List.of(
                                                        H1.keys().toJson(),
                                                        H1.keys().toJson()))
                                        .approvedBy(ALICE, BOB)
                                        .signedBy(H1)),
                        "T1"),
                new History(
                        "an unknown field",
                        () -> line(
                                GENESIS,
                                founding()
                                        .with("extra", 1)
                                        .approvedBy(ALICE, BOB)
                                        .signedBy(H1)),
                        "unknown member"),
                new History(
                        "an unknown version",
                        () -> line(
                                GENESIS,
                                founding()
                                        .with("version", 3)
                                        .approvedBy(ALICE, BOB)
                                        .signedBy(H1)),
                        "version 3"),
                new History(
                        "version 1 with keys of version 2",
                        () -> line(
                                GENESIS,
                                founding()
                                        .with("version", 1)
                                        .approvedBy(ALICE, BOB)
                                        .signedBy(H1)),
                        "unknown member: kem"),
                new History(
                        "version 2 with an HSM of version 1",
                        () -> line(
                                GENESIS,
                                branch(2, ROOT, List.of(H1, H2.withoutKem()), THREE, 2)
                                        .approvedBy(ALICE, BOB)
                                        .signedBy(H1)),
                        "no member kem"),
                new History(
                        "a founding of version 1 after version 2",
                        () -> line(
                                GENESIS,
                                branch(2, ROOT, OLD_BOTH, THREE, 2)
                                        .approvedBy(ALICE, BOB)
                                        .signedBy(H1)),
                        "T4: it is of version 2, or the Trust before it is not"),
                new History(
                        "a successor of version 1 after version 2",
                        () -> line(
                                GENESIS,
                                founded(),
                                next(OLD_BOTH, THREE, 2).approvedBy(ALICE, BOB).signedBy(H1)),
                        "T4: it is of version 2, or the Trust before it is not"),
                new History(
                        "a branch of version 1 after version 2",
                        () -> line(
                                GENESIS,
                                founded(),
                                other(OLD_BOTH, List.of(DAVE), 1)
                                        .approvedBy(ALICE, BOB, DAVE)
                                        .signedBy(H1)),
                        "T4: it is of version 2, or the Trust before it is not"),
                new History(
                        "a missing field",
                        () -> line(
                                GENESIS,
                                founding()
                                        .without("created")
                                        .approvedBy(ALICE, BOB)
                                        .signedBy(H1)),
                        "no member created"),
                new History(
                        "a branch without predecessor",
                        () -> line(
                                GENESIS,
                                founding()
                                        .without("predecessor")
                                        .approvedBy(ALICE, BOB)
                                        .signedBy(H1)),
                        "T1"),
                new History(
                        "31 days to approve",
                        () -> line(
                                GENESIS,
                                founding()
                                        .with("approveBy", "2026-12-24T10:00:01Z")
                                        .approvedBy(ALICE, BOB)
                                        .signedBy(H1)),
                        "T1"),
                new History(
                        "two operators of one name",
                        () -> line(
                                GENESIS,
                                founding()
                                        .with("operators", List.of(entry(ALICE), named("alice", BOB)))
                                        .approvedBy(ALICE, BOB)
                                        .signedBy(H1)),
                        "T1: the Trust is not well-formed; the rule is that no label and no name"),
                new History(
                        "two HSMs of one label",
                        () -> line(
                                GENESIS,
                                founding()
                                        .with("hsms", List.of(H1.keys().toJson(), labelled("h1", H2)))
                                        .approvedBy(ALICE, BOB)
                                        .signedBy(H1)),
                        "T1: the Trust is not well-formed; the rule is that no label and no name"),
                new History(
                        "an operator and an HSM of one name",
                        () -> line(
                                GENESIS,
                                founding()
                                        .with("operators", List.of(entry(ALICE), named("h1", BOB)))
                                        .approvedBy(ALICE, BOB)
                                        .signedBy(H1)),
                        VALID),
                new History(
                        "a name in the form of a thumbprint",
                        () -> line(
                                GENESIS,
                                founding()
                                        .with("operators", List.of(entry(ALICE), named(ROOT.value(), BOB)))
                                        .approvedBy(ALICE, BOB)
                                        .signedBy(H1)),
                        "A name or label"),
                new History(
                        "a note",
                        () -> line(
                                GENESIS,
                                founding()
                                        .with("note", "Dave joins, ticket 4711")
                                        .approvedBy(ALICE, BOB)
                                        .signedBy(H1)),
                        VALID),
                new History(
                        "an empty note",
                        () -> line(
                                GENESIS,
                                founding()
                                        .with("note", "")
                                        .approvedBy(ALICE, BOB)
                                        .signedBy(H1)),
                        "A note in the document"),
                new History(
                        "a note of 281 characters",
                        () -> line(
                                GENESIS,
                                founding()
                                        .with("note", "x".repeat(281))
                                        .approvedBy(ALICE, BOB)
                                        .signedBy(H1)),
                        "A note in the document"),
                new History(
                        "a note with an escape code",
                        () -> line(
                                GENESIS,
                                founding()
                                        .with("note", "\u001b[2J")
                                        .approvedBy(ALICE, BOB)
                                        .signedBy(H1)),
                        "A note in the document"),
                new History(
                        "a name with an escape code",
                        () -> line(
                                GENESIS,
                                founding()
                                        .with("operators", List.of(named("\u001b[2J"), entry(BOB)))
                                        .approvedBy(ALICE, BOB)
                                        .signedBy(H1)),
                        "name or label"),
                new History(
                        "a private key in the document",
                        () -> line(
                                GENESIS,
                                founding()
                                        .with("operators", List.of(withPrivateMember(), entry(BOB)))
                                        .approvedBy(ALICE, BOB)
                                        .signedBy(H1)),
                        "unknown member"),
                new History(
                        "65 operators' worth of names",
                        () -> line(
                                GENESIS,
                                founding().with("operators", sixtyFive()).signedBy(H1)),
                        "T1"),
                new History(
                        "an oversized document",
                        () -> line(
                                GENESIS,
                                founding().with("name", "x".repeat(1 << 20)).signedBy(H1)),
                        "too large"),
                // T2, T3.
                new History(
                        "too few approvals",
                        () -> line(GENESIS, founding().approvedBy(ALICE).signedBy(H1)),
                        "T2: its own operators approved, 1 of the 2"),
                new History("no approvals", () -> line(GENESIS, founding().signedBy(H1)), "T2"),
                new History(
                        "the same operator twice",
                        () -> line(GENESIS, founding().approvedBy(ALICE, ALICE).signedBy(H1)),
                        "T2: its own operators approved, 1 of the 2"),
                new History(
                        "a stranger",
                        () -> line(
                                GENESIS, founding().approvedBy(ALICE, MALLORY).signedBy(H1)),
                        "T2"),
                new History(
                        "an approval given as HSM signature",
                        () -> line(
                                GENESIS,
                                founding()
                                        .approvedBy(ALICE)
                                        .signed(BOB.signing(), DocumentType.TRUST)
                                        .signedBy(H1)),
                        "T2"),
                new History(
                        "an HSM signature given as approval",
                        () -> line(
                                GENESIS,
                                founding().approvedBy(ALICE, BOB).signed(H1.signing(), DocumentType.TRUST_APPROVAL)),
                        "T4: it is signed by an HSM"),
                new History(
                        "an approval moved from another Trust",
                        () -> line(
                                GENESIS,
                                founding()
                                        .approvedBy(ALICE)
                                        .signature(BOB.signing()
                                                .sign(
                                                        DocumentType.TRUST_APPROVAL,
                                                        other(BOTH, THREE, 2).bytes()))
                                        .signedBy(H1)),
                        "T2"),
                new History(
                        "payload changed after approval",
                        () -> line(
                                GENESIS,
                                founding()
                                        .approvedBy(ALICE, BOB)
                                        .with("quorum", 1)
                                        .with("operators", List.of(entry(MALLORY)))
                                        .signedBy(H1)),
                        "T2"),
                new History(
                        "an approval under another's kid",
                        () -> line(
                                GENESIS,
                                founding()
                                        .approvedBy(ALICE)
                                        .signature(stolenKid())
                                        .signedBy(H1)),
                        "T2"),
                // T4.
                new History(
                        "an operator of the predecessor only",
                        () -> line(
                                GENESIS,
                                founded(),
                                next(BOTH, List.of(DAVE), 1)
                                        .approvedBy(ALICE, BOB)
                                        .signedBy(H1)),
                        "T2: its own operators approved, 0 of the 1"),
                new History(
                        "too few of the predecessor",
                        () -> line(
                                GENESIS,
                                founded(),
                                next(BOTH, List.of(ALICE, DAVE), 2)
                                        .approvedBy(ALICE, DAVE)
                                        .signedBy(H1)),
                        "T4: its predecessor's operators approved, 1 of the 2"),
                new History(
                        "a branch without its predecessor's quorum",
                        () -> line(
                                GENESIS,
                                founded(),
                                other(BOTH, List.of(DAVE), 1).approvedBy(DAVE).signedBy(H1)),
                        "T4: its predecessor's operators"),
                new History(
                        "wrong predecessor hash",
                        () -> line(
                                GENESIS,
                                founding()
                                        .with(
                                                "predecessor",
                                                founded().thumbprint().value())
                                        .approvedBy(ALICE, BOB)
                                        .signedBy(H1)),
                        "T4: it follows"),
                new History(
                        "a skipped link",
                        () -> line(
                                GENESIS,
                                next(BOTH, THREE, 2).approvedBy(ALICE, BOB).signedBy(H1)),
                        "T4: it follows"),
                new History(
                        "a successor of genesis",
                        () -> line(
                                GENESIS,
                                successor(2, ROOT, BOTH, THREE, 2)
                                        .approvedBy(ALICE, BOB)
                                        .signedBy(H1)),
                        "T4: it follows"),
                new History(
                        "a second genesis behind the first",
                        () -> line(GENESIS, TestAuthority.genesis(H1).signedBy(H1)),
                        "T4: it follows"),
                new History(
                        "another genesis", () -> line(TestAuthority.genesis(H3).signedBy(H3)), "T5: the line begins"),
                new History("a line without genesis", () -> line(founded()), "T5: the line begins"),
                new History(
                        "genesis lacks an HSM's signature",
                        () -> line(TestAuthority.genesis(H1, H2).signedBy(H1)),
                        "T4: genesis is signed by every HSM"),
                new History(
                        "not signed by an HSM",
                        () -> line(GENESIS, founding().approvedBy(ALICE, BOB)),
                        "T4: it is signed by an HSM"),
                new History(
                        "an HSM outside the Trust",
                        () -> line(GENESIS, founding().approvedBy(ALICE, BOB).signedBy(H3)),
                        "T4: it is signed by an HSM"),
                new History(
                        "the founding branch by an HSM not of genesis",
                        () -> line(
                                GENESIS,
                                branch(2, ROOT, List.of(H1, H3), THREE, 2)
                                        .approvedBy(ALICE, BOB)
                                        .signedBy(H3)),
                        "T4: it is signed by an HSM"),
                new History(
                        "a successor by an HSM outside the predecessor",
                        () -> line(
                                GENESIS,
                                founded(),
                                next(List.of(H1, H3), THREE, 2)
                                        .approvedBy(ALICE, BOB)
                                        .signedBy(H3)),
                        "T4: it is signed by an HSM"),
                new History(
                        "an HSM whose entry has another's encryption key",
                        () -> line(
                                GENESIS,
                                founding()
                                        .with("hsms", List.of(halfOf(H1, H3)))
                                        .approvedBy(ALICE, BOB)
                                        .signedBy(H1)),
                        "T4: it is signed by an HSM"),
                // Strict reading of signatures.
                new History(
                        "a header with crit",
                        () -> line(
                                GENESIS,
                                founding()
                                        .approvedBy(ALICE, BOB)
                                        .rawSignature(header("{\"alg\":\"PS256\",\"typ\":\"kms-trust\",\"kid\":\""
                                                + ROOT + "\",\"crit\":[]}"))),
                        "unknown member"),
                new History(
                        "a header with alg none",
                        () -> line(
                                GENESIS,
                                founding()
                                        .rawSignature(header(
                                                "{\"alg\":\"none\",\"typ\":\"kms-trust\",\"kid\":\"" + ROOT + "\"}"))),
                        "PS256"),
                new History(
                        "a header with RS256",
                        () -> line(
                                GENESIS,
                                founding()
                                        .rawSignature(header(
                                                "{\"alg\":\"RS256\",\"typ\":\"kms-trust\",\"kid\":\"" + ROOT + "\"}"))),
                        "PS256"),
                new History(
                        "a Domain's signature on a Trust",
                        () -> line(GENESIS, founding().signed(H1.signing(), DocumentType.DOMAIN)),
                        "does not belong there"));
    }

    @ParameterizedTest
    @MethodSource("histories")
    void ends(History history) {
        assertThat(outcome(history.line().get())).contains(history.expected());
    }

    static Stream<History> signedHistories() {
        return histories().filter(history -> history.expected().equals(VALID)).skip(1);
    }

    /** What verifies as signed would also be signed: the gate and the verifier are one rule, seen from two sides. */
    @ParameterizedTest
    @MethodSource("signedHistories")
    void wouldBeSigned(History history) {
        List<Trust> trusts = TrustChain.parse(history.line().get()).trusts();
        TrustVerifier verifier = new TrustVerifier(ROOT);
        VerifiedTrust before = verifier.verify(new TrustChain(trusts.subList(0, trusts.size() - 1)))
                .require();
        Trust last = trusts.get(trusts.size() - 1);
        verifier.readyToSign(last, before, last.signers().get(0), TestAuthority.NOW);
        assertThat(last.signers()).isNotEmpty();
    }

    private static String outcome(String line) {
        try {
            Verification<VerifiedTrust> result = new TrustVerifier(ROOT).verify(TrustChain.parse(line));
            return result.checks().stream()
                    .filter(check -> !check.ok())
                    .map(Check::what)
                    .findFirst()
                    .orElse(result.valid() ? VALID : "invalid without a reason");
        } catch (VerificationException e) {
            return e.getMessage();
        }
    }

    private static Proposal founding() {
        return branch(2, ROOT, BOTH, THREE, 2);
    }

    private static Proposal founded() {
        return founding().approvedBy(ALICE, BOB).signedBy(H1);
    }

    private static Proposal next(List<TestHsm> hsms, List<TestOperator> operators, int quorum) {
        return successor(3, founding().thumbprint(), hsms, operators, quorum);
    }

    private static Proposal other(List<TestHsm> hsms, List<TestOperator> operators, int quorum) {
        return branch(3, founding().thumbprint(), hsms, operators, quorum);
    }

    private static Map<String, Object> named(String name) {
        return named(name, ALICE);
    }

    private static Map<String, Object> named(String name, TestOperator operator) {
        Map<String, Object> entry = new LinkedHashMap<>(entry(operator));
        entry.put("name", name);
        return entry;
    }

    private static Map<String, Object> labelled(String label, TestHsm hsm) {
        Map<String, Object> entry = new LinkedHashMap<>(hsm.keys().toJson());
        entry.put("label", label);
        return entry;
    }

    private static Map<String, Object> renamed(TestOperator operator) {
        Map<String, Object> entry = new LinkedHashMap<>(entry(operator));
        entry.put("name", "somebody else");
        return entry;
    }

    private static Map<String, Object> hsmAsOperator() {
        return Map.of("name", "hsm", "key", H1.keys().signing().toJson());
    }

    private static Map<String, Object> withPrivateMember() {
        Map<String, Object> key = new LinkedHashMap<>(ALICE.key().key().toJson());
        key.put("d", "AQAB");
        return Map.of("name", "alice", "key", key);
    }

    private static Map<String, Object> halfOf(TestHsm signing, TestHsm encryption) {
        Map<String, Object> entry = new LinkedHashMap<>(signing.keys().toJson());
        entry.put("encryption", encryption.keys().encryption().toJson());
        return entry;
    }

    private static List<Object> sixtyFive() {
        List<Object> entries = new ArrayList<>();
        for (int i = 0; i < 65; i++) {
            entries.add(named("operator " + i));
        }
        return entries;
    }

    /** Mallory's signature with Bob's thumbprint in the header. */
    private static org.quorumkms.jose.JwsSignature stolenKid() {
        var honest = BOB.signing().sign(DocumentType.TRUST_APPROVAL, founding().bytes());
        var forged =
                MALLORY.signing().sign(DocumentType.TRUST_APPROVAL, founding().bytes());
        return new org.quorumkms.jose.JwsSignature(
                honest.protectedHeader(), honest.type(), honest.kid(), forged.signature());
    }

    private static Map<String, Object> header(String json) {
        Map<String, Object> signature = new LinkedHashMap<>();
        signature.put("protected", org.quorumkms.signed.Bytes.utf8(json).base64Url());
        signature.put("signature", "AAAA");
        return signature;
    }
}
