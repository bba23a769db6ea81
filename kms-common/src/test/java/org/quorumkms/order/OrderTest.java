package org.quorumkms.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.quorumkms.testing.TestSystem.GENESIS;
import static org.quorumkms.testing.TestSystem.H1;
import static org.quorumkms.testing.TestSystem.H2;
import static org.quorumkms.testing.TestSystem.OPERATORS;
import static org.quorumkms.testing.TestSystem.T1;
import static org.quorumkms.testing.TestSystem.T2;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.quorumkms.domain.ClaimTerms;
import org.quorumkms.domain.Controller;
import org.quorumkms.domain.DomainBody;
import org.quorumkms.domain.DomainBuilder;
import org.quorumkms.domain.DomainState;
import org.quorumkms.domain.EncryptionContext;
import org.quorumkms.domain.Policy;
import org.quorumkms.domain.Purpose;
import org.quorumkms.domain.Right;
import org.quorumkms.domain.Rights;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.jose.DocumentType;
import org.quorumkms.jose.JwsSignature;
import org.quorumkms.json.Json;
import org.quorumkms.signed.Bytes;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.testing.DomainHistory;
import org.quorumkms.testing.JsonTree;
import org.quorumkms.testing.TestAuthority;
import org.quorumkms.testing.TestController;
import org.quorumkms.testing.TestOperator;
import org.quorumkms.testing.TestOrder;
import org.quorumkms.trust.TrustBody;

/** Orders: their documents, and when one may be carried out (O1 to O3). */
class OrderTest {

    private static final Instant NOW = TestAuthority.NOW;
    private static final TestController CLIENT = TestController.number(1);
    private static final TestOperator ALICE = OPERATORS.get(0);
    private static final TestOperator BOB = OPERATORS.get(1);
    private static final TestOperator CAROL = OPERATORS.get(2);
    private static final Thumbprint OTHER = Bytes.utf8("other").thumbprint();
    private static final EncryptionContext CONTEXT = new EncryptionContext(Map.of("file", "pay.csv"));
    private static final Decision DISABLE = new Decision.Disable();
    private static final Decision END = new Decision.End();

    private static final DomainHistory DOMAIN = DomainHistory.begin(
            Purpose.ENCRYPT,
            H1,
            T1,
            first -> first.controlledBy(List.of(CLIENT.may(Rights.all(Purpose.ENCRYPT))))
                    .ordered(3));

    private static DomainHistory then(UnaryOperator<DomainBuilder> change) {
        return DOMAIN.then(H2, change);
    }

    private static DomainHistory disabled() {
        return then(next -> next.in(DomainState.DISABLED, Optional.of(new DomainBody.Disabling(OTHER, NOW))));
    }

    private static Order approved(Decision decision, DomainHistory domain) {
        return TestOrder.of(decision, domain.last()).approvedBy(ALICE, BOB);
    }

    private static void refused(Order order, DomainHistory domain, Instant now, String why) {
        assertThatThrownBy(() -> order.requireFor(domain.verified(), now))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining(why);
    }

    private static void refused(Order order, DomainHistory domain, String why) {
        refused(order, domain, NOW, why);
    }

    static Stream<Decision> decisions() {
        return Stream.of(
                DISABLE,
                END,
                new Decision.Enable(OTHER),
                new Decision.Delete(OTHER),
                new Decision.Grant(CLIENT.may(Right.SHARE)),
                new Decision.Admit(CLIENT.may(Right.DECRYPT, Right.ENCRYPT)),
                new Decision.Admit(CLIENT.may(Rights.NONE)),
                new Decision.SetPolicy(new Policy(Policy.Who.QUORUM, Policy.Who.CONTROLLERS)),
                new Decision.Open(0, CLIENT.key(), OTHER, CONTEXT, Optional.empty()),
                new Decision.Open(
                        2, CLIENT.key(), OTHER, CONTEXT, Optional.of(new Decision.Open.FileWords("pay.csv", 7))));
    }

    @Nested
    class Documents {

        @ParameterizedTest
        @MethodSource("org.quorumkms.order.OrderTest#decisions")
        void areReadAsTheyWereWritten(Decision decision) {
            Order order = approved(decision, DOMAIN);
            Order read = Order.parse(order.toText());
            assertThat(read.body()).isEqualTo(order.body());
            assertThat(read.body().decision()).isEqualTo(decision);
            assertThat(read.thumbprint()).isEqualTo(order.thumbprint());
            assertThat(read.signatures()).isEqualTo(order.signatures());
            assertThat(read.toText()).isEqualTo(order.toText());
        }

        @ParameterizedTest
        @MethodSource("org.quorumkms.order.OrderTest#decisions")
        void haveExactlyTheMembersOfTheirKind(Decision decision) {
            OrderBody body = TestOrder.of(decision, DOMAIN.last()).body();
            String text = new String(body.write().toArray(), StandardCharsets.UTF_8);
            JsonTree.visit(text, (path, tree, node) -> {
                if (!(node.parent() instanceof Map<?, ?>) || path.startsWith("/open/context/")) {
                    return;
                }
                node.asMap().remove(node.key());
                if (!path.equals("/open/file")) {
                    refusedToRead("without " + path, Json.write(tree));
                }
                node.restore();
                node.asMap().put("extra", 1);
                refusedToRead("more beside " + path, Json.write(tree));
                node.asMap().remove("extra");
            });
        }

        @Test
        void areCalledByTheirNumberTheBeginningOfTheirIdAndTheirKind() {
            OrderId id = new OrderId("7820589b-439b-4ea2-aa3c-5421296cb76b");
            Optional<String> note = Optional.of("why");
            Decision open = new Decision.Open(0, CLIENT.key(), OTHER, CONTEXT, Optional.empty());
            assertThat(id).hasToString("7820589b-439b-4ea2-aa3c-5421296cb76b");
            assertThat(Order.unsigned(body(id, Optional.of(4), DISABLE, note, NOW.plusSeconds(1))))
                    .hasToString("4 7820589b (disable)");
            assertThat(Order.unsigned(body(id, Optional.empty(), open, note, NOW.plusSeconds(1))))
                    .hasToString("7820589b (open)");
        }

        private static void refusedToRead(String what, String payload) {
            assertThatThrownBy(() -> OrderBody.read(Bytes.utf8(payload)))
                    .as(what)
                    .isInstanceOf(VerificationException.class);
        }

        private static OrderBody body(
                Optional<Integer> number, Decision decision, Optional<String> note, Instant expires) {
            return body(OrderId.random(new SecureRandom()), number, decision, note, expires);
        }

        private static OrderBody body(
                OrderId id, Optional<Integer> number, Decision decision, Optional<String> note, Instant expires) {
            return new OrderBody(id, number, decision, DOMAIN.last().body().id(), OTHER, note, NOW, expires);
        }

        private static void illFormed(
                Optional<Integer> number, Decision decision, Optional<String> note, Duration valid, String rule) {
            assertThatThrownBy(() -> body(number, decision, note, NOW.plus(valid)))
                    .isInstanceOf(VerificationException.class)
                    .hasMessageContaining(rule);
        }

        @Test
        void haveANumberUnlessTheyOpen() {
            Decision open = new Decision.Open(0, CLIENT.key(), OTHER, CONTEXT, Optional.empty());
            Optional<String> note = Optional.of("why");
            illFormed(Optional.empty(), END, note, Duration.ofDays(1), "it has a number, unless it opens");
            illFormed(Optional.of(1), open, note, Duration.ofDays(1), "it has a number, unless it opens");
            illFormed(Optional.of(0), END, note, Duration.ofDays(1), "numbers are counted from 1");
            illFormed(Optional.empty(), open, Optional.empty(), Duration.ofDays(1), "what opens has a note");
        }

        @Test
        void expireAtMost30DaysAfterTheyWereMadeAndOneThatOpensAfter7() {
            Optional<String> note = Optional.of("why");
            Decision open = new Decision.Open(0, CLIENT.key(), OTHER, CONTEXT, Optional.empty());
            body(Optional.of(1), END, note, NOW.plus(Duration.ofDays(30)));
            body(Optional.empty(), open, note, NOW.plus(Duration.ofDays(7)));
            illFormed(Optional.of(1), END, note, Duration.ofDays(30).plusSeconds(1), "at most 30 days");
            illFormed(Optional.empty(), open, note, Duration.ofDays(7).plusSeconds(1), "at most 7 days");
            illFormed(Optional.of(1), END, note, Duration.ofSeconds(-1), "it expires");
        }

        @Test
        void carryANoteInTheFormOfNotes() {
            assertThatThrownBy(() -> body(Optional.of(1), END, Optional.of("a\nb"), NOW.plusSeconds(1)))
                    .isInstanceOf(VerificationException.class);
            assertThatThrownBy(() -> new Decision.Open.FileWords("a\u001b[2Jb", 7))
                    .isInstanceOf(VerificationException.class);
        }

        @Test
        void grantShareAndOpenOnlyWhatHasAContext() {
            illFormed(
                    Optional.of(1),
                    new Decision.Grant(CLIENT.may(Right.DECRYPT, Right.ENCRYPT)),
                    Optional.empty(),
                    Duration.ofDays(1),
                    "who is granted a Domain may share it");
            OrderBody empty = body(
                    Optional.empty(),
                    new Decision.Open(0, CLIENT.key(), OTHER, EncryptionContext.EMPTY, Optional.empty()),
                    Optional.of("why"),
                    NOW.plusSeconds(1));
            assertThatThrownBy(() -> OrderBody.read(empty.write()))
                    .isInstanceOf(VerificationException.class)
                    .hasMessageContaining("with a context");
        }
    }

    @Nested
    class O1 {

        @Test
        void isApprovedByTheQuorumOfTheTrustUnderWhichTheDomainStands() {
            approved(DISABLE, DOMAIN).requireFor(DOMAIN.verified(), NOW);
            TestOrder draft = TestOrder.of(DISABLE, DOMAIN.last());
            refused(draft.approvedBy(CAROL), DOMAIN, "1 of the 2 approvals it needs; missing: alice, bob");
            refused(draft.approvedBy(TestOperator.number(7), ALICE), DOMAIN, "1 of the 2");
            // One that stands there twice counts once; with() would replace it.
            Order twice = Order.of(
                    draft.approvedBy(ALICE).payload(),
                    List.of(
                            draft.approvedBy(ALICE).signatures().get(0),
                            draft.approvedBy(ALICE).signatures().get(0)));
            refused(twice, DOMAIN, "1 of the 2");
            // An approval of another order.
            Order other = Order.of(
                    draft.approvedBy(ALICE).payload(),
                    List.of(
                            draft.approvedBy(ALICE).signatures().get(0),
                            approved(END, DOMAIN).signatures().get(1)));
            refused(other, DOMAIN, "1 of the 2");
        }

        @Test
        void countsASignatureThatIsAnOperatorsOwnApprovalOfIt() {
            TestOrder draft = TestOrder.of(DISABLE, DOMAIN.last());
            Order order = draft.approvedBy();
            JwsSignature alices = draft.approvedBy(ALICE).signatures().get(0);
            JwsSignature strangers =
                    draft.approvedBy(TestOperator.number(7)).signatures().get(0);
            JwsSignature ofAnother = approved(END, DOMAIN).signatures().get(0);
            JwsSignature ofATrust = ALICE.signing().sign(DocumentType.TRUST_APPROVAL, order.payload());
            TrustBody governing = T1.last().body();
            assertThat(order.counts(alices, governing)).isTrue();
            assertThat(order.counts(alices, GENESIS.last().body())).isFalse();
            assertThat(order.counts(strangers, governing)).isFalse();
            assertThat(order.counts(ofAnother, governing)).isFalse();
            assertThat(order.counts(ofATrust, governing)).isFalse();
        }

        @Test
        void namesTheTrustAndTheDomain() {
            refused(
                    TestOrder.of(DISABLE, DOMAIN.last())
                            .under(T2.last().thumbprint())
                            .approvedBy(ALICE, BOB),
                    DOMAIN,
                    "was made under Trust");
            DomainHistory moved = DOMAIN.moved(H2, T2);
            refused(approved(DISABLE, DOMAIN), moved, "was made under Trust");
            approved(DISABLE, moved).requireFor(moved.verified(), NOW);
            DomainHistory other = DomainHistory.begin(
                    Purpose.ENCRYPT, H1, T1, first -> first.controlledBy(List.of(CLIENT.may(Right.SHARE))));
            refused(approved(DISABLE, DOMAIN), other, "is about another Domain");
        }

        @Test
        void isOfAHigherNumberThanTheLastThatWasCarriedOut() {
            TestOrder draft = TestOrder.of(DISABLE, DOMAIN.last());
            for (int number : new int[] {1, 2, 3}) {
                refused(
                        draft.numbered(number).approvedBy(ALICE, BOB),
                        DOMAIN,
                        "its number is " + number + ", and order number 3 of the Domain was carried out");
            }
            for (int number : new int[] {4, 5, 1_000_003}) {
                draft.numbered(number).approvedBy(ALICE, BOB).requireFor(DOMAIN.verified(), NOW);
            }
            for (int number : new int[] {1_000_004, Integer.MAX_VALUE}) {
                refused(draft.numbered(number).approvedBy(ALICE, BOB), DOMAIN, "too far ahead of 3");
            }
        }

        @Test
        void isNeitherMadeAheadOfTheClockNorExpired() {
            Order order = approved(DISABLE, DOMAIN);
            order.requireFor(DOMAIN.verified(), NOW.minus(Duration.ofMinutes(5)));
            refused(order, DOMAIN, NOW.minus(Duration.ofMinutes(5)).minusSeconds(1), "ahead of the HSM's clock");
            order.requireFor(DOMAIN.verified(), NOW.plus(Duration.ofDays(14)));
            refused(order, DOMAIN, NOW.plus(Duration.ofDays(14)).plusSeconds(1), "it expired at");
        }

        @Test
        void hasNoOperatorsDomainAsItsSubjectButToDisableAnAuditors() {
            DomainHistory operator = operators(Right.APPROVE);
            DomainHistory auditor = operators(Right.AUDIT);
            for (Decision decision : decisions().toList()) {
                if (decision.kind() != OrderKind.OPEN) {
                    refused(approved(decision, operator), operator, "not a subject of orders");
                }
                if (decision.kind() != OrderKind.OPEN && decision.kind() != OrderKind.DISABLE) {
                    refused(approved(decision, auditor), auditor, "not a subject of orders");
                }
            }
            approved(DISABLE, auditor).requireFor(auditor.verified(), NOW);
        }

        private static DomainHistory operators(Right right) {
            return DomainHistory.begin(
                    Purpose.OPERATOR,
                    H1,
                    T1,
                    first -> first.controlledBy(List.of(CLIENT.may(right)))
                            .publicKeys(List.of(CAROL.key().key())));
        }

        @Test
        void isValidUnderNoTrustWithoutOperators() {
            DomainHistory auditor = DomainHistory.begin(
                    Purpose.OPERATOR,
                    H1,
                    GENESIS,
                    first -> first.controlledBy(List.of(CLIENT.may(Right.AUDIT)))
                            .publicKeys(List.of(CAROL.key().key())));
            refused(approved(DISABLE, auditor), auditor, "has no operators");
        }

        @Test
        void oneThatOpensIsNotCarriedOut() {
            Decision open = new Decision.Open(0, CLIENT.key(), OTHER, CONTEXT, Optional.empty());
            refused(approved(open, DOMAIN), DOMAIN, "opens a file; it is not carried out");
        }

        @Test
        void isVoidWhereItsNumberIsPassed() {
            Order order = TestOrder.of(END, DOMAIN.last()).numbered(5).approvedBy(ALICE, BOB);
            assertThat(order.isVoidFor(DOMAIN.last().body())).isFalse();
            assertThat(order.isVoidFor(then(next -> next.ordered(4)).last().body()))
                    .isFalse();
            assertThat(order.isVoidFor(then(next -> next.ordered(5)).last().body()))
                    .isTrue();
            assertThat(order.isVoidFor(DOMAIN.deleted(H1, OTHER).last().body())).isTrue();
        }
    }

    @Nested
    class O2 {

        @Test
        void enablesAndDeletesWhatTheOrderThatItNamesDisabled() {
            DomainHistory domain = disabled();
            Thumbprint wrong = Bytes.utf8("wrong").thumbprint();
            for (Decision right : List.of(new Decision.Enable(OTHER), new Decision.Delete(OTHER))) {
                approved(right, domain).requireFor(domain.verified(), NOW);
                refused(approved(right, DOMAIN), DOMAIN, "is not disabled by the order that it names");
                assertThat(approved(right, domain).isVoidFor(domain.last().body()))
                        .isFalse();
                assertThat(approved(right, DOMAIN).isVoidFor(DOMAIN.last().body()))
                        .isTrue();
            }
            for (Decision other : List.of(new Decision.Enable(wrong), new Decision.Delete(wrong))) {
                refused(approved(other, domain), domain, "is not disabled by the order that it names");
                assertThat(approved(other, domain).isVoidFor(domain.last().body()))
                        .isTrue();
            }
        }

        @Test
        void isNotDisabledTwice() {
            refused(approved(DISABLE, disabled()), disabled(), "is disabled already");
        }

        @Test
        void nothingIsDecidedAboutATombstone() {
            DomainHistory deleted = DOMAIN.deleted(H1, OTHER);
            for (Decision decision : decisions().toList()) {
                if (decision.kind() != OrderKind.OPEN) {
                    refused(approved(decision, deleted), deleted, "was deleted");
                }
            }
        }
    }

    @Nested
    class O3 {

        @Test
        void admitAndPolicyAreRefusedWhileThereIsAClaim() {
            ClaimTerms expired = ClaimTerms.of(new byte[32], NOW.minusSeconds(60), Rights.all(Purpose.ENCRYPT));
            DomainHistory unclaimed =
                    DomainHistory.begin(Purpose.ENCRYPT, H1, T1, first -> first.claim(Optional.of(expired)));
            Controller client = CLIENT.may(Rights.all(Purpose.ENCRYPT));
            refused(approved(new Decision.Admit(client), unclaimed), unclaimed, "end it first");
            refused(approved(new Decision.SetPolicy(Policy.OPEN), unclaimed), unclaimed, "end it first");
            approved(new Decision.Grant(client), unclaimed).requireFor(unclaimed.verified(), NOW);
            approved(DISABLE, unclaimed).requireFor(unclaimed.verified(), NOW);
            DomainHistory ended = unclaimed.then(H1, next -> next.claim(Optional.empty()));
            approved(new Decision.Admit(client), ended).requireFor(ended.verified(), NOW);
        }

        @Test
        void whatTheyAskForHoldsWhileTheDomainIsDisabledToo() {
            DomainHistory domain = disabled();
            for (Decision decision : List.of(
                    END,
                    new Decision.Grant(CLIENT.may(Right.SHARE)),
                    new Decision.Admit(CLIENT.may(Right.DECRYPT)),
                    new Decision.SetPolicy(Policy.OPEN))) {
                approved(decision, domain).requireFor(domain.verified(), NOW);
            }
        }
    }
}
