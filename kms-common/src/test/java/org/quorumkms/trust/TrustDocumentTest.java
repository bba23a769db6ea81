package org.quorumkms.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.quorumkms.testing.TestAuthority.NOW;
import static org.quorumkms.testing.TestAuthority.entry;
import static org.quorumkms.testing.TestSystem.GENESIS;
import static org.quorumkms.testing.TestSystem.H1;
import static org.quorumkms.testing.TestSystem.H2;
import static org.quorumkms.testing.TestSystem.H3;
import static org.quorumkms.testing.TestSystem.T1;
import static org.quorumkms.testing.TestSystem.T2;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.jose.DocumentType;
import org.quorumkms.jose.FlattenedJws;
import org.quorumkms.jose.JwsSignature;
import org.quorumkms.jose.RsaJwk;
import org.quorumkms.json.Json;
import org.quorumkms.signed.Bytes;
import org.quorumkms.testing.Proposal;
import org.quorumkms.testing.TestAuthority;
import org.quorumkms.testing.TestHsm;
import org.quorumkms.testing.TestOperator;
import org.quorumkms.testing.TestSystem;

/** What a Trust, a line and an HSM's statement say, how much they hold, and which signatures are kept (sections 2 and 3). */
class TrustDocumentTest {

    private static final TestOperator ALICE = TestOperator.number(0);
    private static final TestOperator BOB = TestOperator.number(1);
    private static final TestOperator DAVE = TestOperator.number(3);
    private static final TestOperator MALLORY = TestOperator.number(4);

    private static RsaJwk key(int number) {
        return new RsaJwk(BigInteger.ONE.shiftLeft(3071).add(BigInteger.valueOf(2L * number + 1)));
    }

    private static List<HsmKeys> hsms(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new HsmKeys("h" + i, key(3 * i), key(3 * i + 1), Optional.empty()))
                .toList();
    }

    private static List<OperatorKey> operators(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new OperatorKey("o" + i, key(3 * i + 2)))
                .toList();
    }

    /** A branch of genesis. */
    private static TrustBody branch(int id, int hsms, int operators, Optional<String> note) {
        return new TrustBody(
                id,
                TrustKind.BRANCH,
                NOW,
                NOW.plus(TrustBody.MAX_TIME_TO_APPROVE),
                note,
                hsms(hsms),
                operators(operators),
                operators,
                Optional.of(TestSystem.genesis()));
    }

    private static TrustBody branch(int id, int hsms, int operators) {
        return branch(id, hsms, operators, Optional.empty());
    }

    private static void taken(TrustBody body) {
        assertThat(TrustBody.read(body.write())).isEqualTo(body);
    }

    private static void refused(Proposal proposal, String why) {
        assertThatThrownBy(proposal::trust)
                .as(why)
                .isInstanceOf(VerificationException.class)
                .hasMessageContaining(why);
    }

    private static Map<String, Object> withMore(Map<String, Object> members) {
        Map<String, Object> more = new LinkedHashMap<>(members);
        more.put("extra", 1);
        return more;
    }

    @Nested
    class T1Rules {

        @Test
        void isReadAsItWasWritten() {
            taken(branch(7, 2, 3, Optional.of("Dave joins, ticket 4711")));
            taken(branch(7, 2, 3));
            assertThat(Trust.unsigned(GENESIS.last().body()).payload())
                    .isEqualTo(GENESIS.last().payload());
            assertThat(TrustBody.read(T2.last().body().write()))
                    .isEqualTo(T2.last().body());
        }

        @Test
        void refusesAnEntryWithAMemberThatItDoesNotKnow() {
            refused(
                    TestAuthority.genesis(H1)
                            .with("hsms", List.of(withMore(H1.keys().toJson()))),
                    "unknown member");
            refused(
                    TestAuthority.branch(2, TestSystem.genesis(), List.of(H1), List.of(ALICE), 1)
                            .with("operators", List.of(withMore(entry(ALICE)))),
                    "unknown member");
        }

        @Test
        void refusesAGenesisWithWhatOnlyOtherTrustsHave() {
            Proposal genesis = TestAuthority.genesis(H1);
            assertThat(genesis.trust().body().kind()).isEqualTo(TrustKind.GENESIS);
            refused(
                    TestAuthority.genesis(H1).with("operators", List.of(entry(ALICE))),
                    "genesis has no operators and quorum 0");
            refused(TestAuthority.genesis(H1).with("quorum", 1), "genesis has no operators and quorum 0");
            refused(
                    TestAuthority.genesis(H1)
                            .with("predecessor", genesis.thumbprint().value()),
                    "genesis has no predecessor");
        }

        @Test
        void hasAnIdThatIsNotNegative() {
            taken(branch(0, 1, 1));
            assertThatThrownBy(() -> branch(-1, 1, 1))
                    .isInstanceOf(VerificationException.class)
                    .hasMessageContaining("its id is not negative");
        }

        @Test
        void has1To64HsmsAndAtMost64Operators() {
            taken(branch(2, 64, 64));
            assertThatThrownBy(() -> branch(2, 65, 1))
                    .isInstanceOf(VerificationException.class)
                    .hasMessageContaining("it has 1 to 64 HSMs");
            assertThatThrownBy(() -> branch(2, 0, 1))
                    .isInstanceOf(VerificationException.class)
                    .hasMessageContaining("it has 1 to 64 HSMs");
            assertThatThrownBy(() -> branch(2, 1, 65))
                    .isInstanceOf(VerificationException.class)
                    .hasMessageContaining("it has at most 64 operators");
        }

        /** White space is payload too: bytes are kept as they came. */
        @Test
        void isReadUpToOneMiBOfText_aloneAndInALine() {
            Trust largest = Trust.of(padded(LARGEST), List.of());
            assertThat(largest.toText()).hasSize(1 << 20);
            assertThat(Trust.parse(largest.toText()).body()).isEqualTo(T1.last().body());
            assertThatThrownBy(() -> Trust.of(padded(LARGEST + 1), List.of()))
                    .isInstanceOf(VerificationException.class)
                    .hasMessageContaining("at most 1 MiB of text");
            assertThatThrownBy(() -> TrustChain.parse(
                            "[{\"payload\":\"" + padded(LARGEST + 3).base64Url() + "\",\"signatures\":[]}]"))
                    .isInstanceOf(VerificationException.class)
                    .hasMessageContaining("at most 1 MiB of text");
        }

        /** Signatures are text as well. */
        @Test
        void isReadUpToOneMiBWithItsSignatures() {
            JwsSignature one = T1.last().signatures().get(0);
            int length = Json.write(one.toJson()).length() + 1;
            Bytes payload = T1.last().payload();
            int fit = ((1 << 20) - Trust.of(payload, List.of()).toText().length()) / length;
            assertThat(Trust.of(payload, Collections.nCopies(fit, one)).signatures())
                    .isNotEmpty();
            assertThatThrownBy(() -> Trust.of(payload, Collections.nCopies(fit + 1, one)))
                    .isInstanceOf(VerificationException.class);
        }

        private static final int LARGEST = 786_409;

        private static Bytes padded(int length) {
            String payload = new String(T1.last().payload().toArray(), StandardCharsets.UTF_8);
            return Bytes.utf8(payload.substring(0, payload.length() - 1) + " ".repeat(length - payload.length()) + "}");
        }

        @Test
        void findsAnOperatorByItsApprovalKey() {
            TrustBody body = branch(2, 1, 3);
            assertThat(body.operator(key(5).thumbprint())).contains(new OperatorKey("o1", key(5)));
            assertThat(body.operator(key(0).thumbprint())).as("an HSM's key").isEmpty();
        }

        @Test
        void isNamedByItsIdAndItsThumbprint() {
            String abbreviated = T2.last().thumbprint().value().substring(0, 8);
            assertThat(T2.last()).hasToString("Trust 3 (" + abbreviated + ")");
        }
    }

    @Nested
    class Lines {

        @Test
        void have1To1024Trusts() {
            List<Trust> longest = Collections.nCopies(1024, GENESIS.last());
            assertThat(new TrustChain(longest).trusts()).hasSize(1024);
            assertThat(TrustChain.parsePart(TrustChain.partToText(longest))).hasSize(1024);
            List<Trust> longer = Collections.nCopies(1025, GENESIS.last());
            assertThatThrownBy(() -> new TrustChain(longer))
                    .isInstanceOf(VerificationException.class)
                    .hasMessageContaining("1 to 1024 Trusts");
            assertThatThrownBy(() -> TrustChain.parsePart(TrustChain.partToText(longer)))
                    .isInstanceOf(VerificationException.class)
                    .hasMessageContaining("1 to 1024 Trusts");
            assertThatThrownBy(() -> TrustChain.parse("[]"))
                    .isInstanceOf(VerificationException.class)
                    .hasMessageContaining("1 to 1024 Trusts");
        }

        @Test
        void aPartIsReadAsItWasWrittenAndMayBeEmpty() {
            List<Trust> part = T2.trusts().subList(1, 3);
            List<Trust> read = TrustChain.parsePart(TrustChain.partToText(part));
            assertThat(read)
                    .map(Trust::toText)
                    .isEqualTo(part.stream().map(Trust::toText).toList());
            assertThat(TrustChain.partToText(List.of())).isEqualTo("[]");
            assertThat(TrustChain.parsePart("[]")).isEmpty();
        }
    }

    /** Which signatures say something on a Trust: others only take room. */
    @Nested
    class Signatures {

        /** Follows T1, whose operators are alice, bob and carol, and which has h1 and h2. */
        private final Proposal proposal =
                TestAuthority.successor(3, T1.last().thumbprint(), List.of(H2, H3), List.of(ALICE, DAVE), 1);

        private final Trust trust = proposal.trust();
        private final Optional<TrustBody> before = Optional.of(T1.last().body());

        private JwsSignature approval(TestOperator operator) {
            return operator.signing().sign(DocumentType.TRUST_APPROVAL, proposal.bytes());
        }

        private JwsSignature signature(TestHsm hsm) {
            return hsm.signing().sign(DocumentType.TRUST, proposal.bytes());
        }

        /** One's header over another's signature. */
        private static JwsSignature forged(JwsSignature honest, JwsSignature other) {
            return new JwsSignature(honest.protectedHeader(), honest.type(), honest.kid(), other.signature());
        }

        @Test
        void ofItsOwnHsmsCount() {
            assertThat(trust.counts(signature(H2), before)).isTrue();
            assertThat(trust.counts(signature(H3), before)).isTrue();
            assertThat(trust.counts(signature(H1), before))
                    .as("an HSM of its predecessor alone")
                    .isFalse();
            assertThat(trust.counts(forged(signature(H2), signature(H1)), before))
                    .isFalse();
            assertThat(trust.counts(
                            H2.signing().sign(DocumentType.TRUST, T1.last().payload()), before))
                    .as("of another Trust")
                    .isFalse();
            assertThat(trust.counts(ALICE.signing().sign(DocumentType.TRUST, proposal.bytes()), before))
                    .as("an operator's as an HSM's")
                    .isFalse();
        }

        @Test
        void ofItsOperatorsAndItsPredecessorsCount() {
            assertThat(trust.counts(approval(ALICE), before)).isTrue();
            assertThat(trust.counts(approval(DAVE), Optional.empty())).isTrue();
            assertThat(trust.counts(approval(BOB), before)).isTrue();
            assertThat(trust.counts(approval(BOB), Optional.empty())).isFalse();
            assertThat(trust.counts(approval(MALLORY), before)).isFalse();
            assertThat(trust.counts(forged(approval(DAVE), approval(MALLORY)), before))
                    .isFalse();
            assertThat(trust.counts(forged(approval(BOB), approval(MALLORY)), before))
                    .isFalse();
            assertThat(trust.counts(H2.signing().sign(DocumentType.TRUST_APPROVAL, proposal.bytes()), before))
                    .as("an HSM's as an operator's")
                    .isFalse();
        }

        @Test
        void thatCountForNobodyAreTakenOut() {
            Trust crowded = Trust.of(
                    proposal.bytes(),
                    List.of(
                            approval(MALLORY),
                            approval(ALICE),
                            signature(H1),
                            approval(BOB),
                            forged(approval(DAVE), approval(MALLORY)),
                            signature(H3)));
            List<JwsSignature> all = crowded.signatures();
            Trust kept = crowded.withoutStrangers(before);
            assertThat(kept.signatures()).containsExactly(all.get(1), all.get(3), all.get(5));
            assertThat(kept.payload()).isEqualTo(crowded.payload());
            assertThat(crowded.withoutStrangers(Optional.empty()).signatures()).containsExactly(all.get(1), all.get(5));
        }
    }

    @Nested
    class Statements {

        private final HsmStatement statement =
                HsmStatement.make(H1.keys(), TestSystem.genesis(), Device.SOFTWARE, H1.signing());

        private String saying(String member, String other) {
            String payload = new String(statement.jws().payload().toArray(), StandardCharsets.UTF_8);
            assertThat(payload).contains(member);
            return FlattenedJws.sign(H1.signing(), DocumentType.HSM, Bytes.utf8(payload.replace(member, other)))
                    .toText();
        }

        private static void refused(String statement, String why) {
            assertThatThrownBy(() -> HsmStatement.verify(statement, TestSystem.genesis()))
                    .isInstanceOf(VerificationException.class)
                    .hasMessageContaining(why);
        }

        @Test
        void nameADeviceOfAKnownKind() {
            Set<String> known = Set.of("software software", "pkcs11 oaep", "pkcs11 raw");
            for (String kind : List.of("software", "pkcs11", "other")) {
                for (String opens : List.of("software", "oaep", "raw", "other")) {
                    if (known.contains(kind + " " + opens)) {
                        Device device = new Device(kind, opens);
                        assertThat(device.toJson()).containsEntry("kind", kind).containsEntry("opens", opens);
                    } else {
                        assertThatThrownBy(() -> new Device(kind, opens))
                                .as("%s, %s", kind, opens)
                                .isInstanceOf(VerificationException.class)
                                .hasMessageContaining("a device of an unknown kind");
                    }
                }
            }
        }

        @Test
        void areReadAsTheyWereMade() {
            Device token = new Device("pkcs11", "raw");
            HsmStatement made = HsmStatement.make(H1.keys(), TestSystem.genesis(), token, H1.signing());
            assertThat(HsmStatement.verify(made.toText(), TestSystem.genesis())).isEqualTo(made);
            assertThat(made.device()).isEqualTo(token);
        }

        @Test
        void withAMemberThatIsNotKnownAreRefused() {
            refused(saying("\"genesis\":", "\"extra\":1,\"genesis\":"), "unknown member");
            refused(saying("\"kind\":", "\"extra\":1,\"kind\":"), "unknown member");
            refused(saying("\"version\":3", "\"version\":1"), "version 1");
            refused(saying("\"version\":3", "\"version\":2"), "unknown member: kem");
            refused(saying("\"version\":3", "\"version\":4"), "version 4");
        }
    }
}
