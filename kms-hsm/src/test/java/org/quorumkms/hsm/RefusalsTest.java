package org.quorumkms.hsm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.quorumkms.crypto.SecretBytes;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.DomainInLine;
import org.quorumkms.domain.EncryptionContext;
import org.quorumkms.domain.ExportedDomain;
import org.quorumkms.domain.OperatorRequest;
import org.quorumkms.domain.Purpose;
import org.quorumkms.domain.Right;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.jose.DocumentType;
import org.quorumkms.jose.JwsSignature;
import org.quorumkms.jose.RsaJwk;
import org.quorumkms.order.Decision;
import org.quorumkms.order.Order;
import org.quorumkms.rollcall.CallId;
import org.quorumkms.rollcall.RollCallAnswer;
import org.quorumkms.signed.Bytes;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.testing.TestController;
import org.quorumkms.testing.TestOrder;
import org.quorumkms.trust.TrustChain;

/** What an HSM refuses by itself, whatever else would notice it later, and what it puts into what it seals. */
class RefusalsTest {

    private static final EncryptionContext CONTEXT = new EncryptionContext(Map.of("month", "2026-11"));
    private static final int PREFIX = 1 + DomainId.LENGTH + Integer.BYTES;
    private static final int NONCE = 24;
    private static final int TAG = 16;

    private final World world = new World();
    private final TrustChain line = world.line(world.h1(), world.h2());

    private static void refused(Runnable work, String why) {
        assertThatThrownBy(work::run).isInstanceOf(RefusedException.class).hasMessageContaining(why);
    }

    @Nested
    class Sealing {

        private final ExportedDomain domain = world.claimed(Purpose.ENCRYPT, line, World.CLIENT);

        private byte[] sealed(String text) {
            return world.h1()
                    .encrypt(World.use(domain, World.CLIENT), World.text(text), CONTEXT)
                    .toArray();
        }

        /** Section 5: 192 random bits each time. With one nonce twice, two messages give their difference away, and the key. */
        @Test
        void hasAnotherRandomNonceEachTime() {
            byte[] none = new byte[NONCE];
            List<Bytes> nonces = Stream.generate(() -> sealed("the same"))
                    .limit(16)
                    .map(one -> Bytes.of(Arrays.copyOfRange(one, PREFIX, PREFIX + NONCE)))
                    .distinct()
                    .toList();
            assertThat(nonces).hasSize(16).doesNotContain(Bytes.of(none));
        }

        @Test
        void ofNothingIsPrefixNonceAndTag_andOpens() {
            byte[] nothing = sealed("");
            assertThat(nothing).hasSize(PREFIX + NONCE + TAG);
            assertThat(world.h1()
                            .decrypt(World.use(domain, World.CLIENT), Bytes.of(nothing), CONTEXT)
                            .length())
                    .isZero();
            for (int length : new int[] {0, 1, PREFIX, nothing.length - 1}) {
                assertThatThrownBy(() -> world.h1()
                                .decrypt(
                                        World.use(domain, World.CLIENT),
                                        Bytes.of(Arrays.copyOf(nothing, length)),
                                        CONTEXT))
                        .isInstanceOf(VerificationException.class)
                        .hasMessageContaining("does not verify under this Domain");
            }
        }
    }

    @Nested
    class Rings {

        private static final String KEY = "{\"kty\":\"oct\",\"kid\":\"1\",\"k\":\"" + "A".repeat(43) + "\"}";

        private KeyRing read(Purpose purpose, String text) {
            try (SecretBytes ring = SecretBytes.owning(text.getBytes(StandardCharsets.UTF_8))) {
                return KeyRing.read(purpose, ring);
            }
        }

        @Test
        void ofMasterKeysHaveNoMemberThatIsNotKnown() {
            assertThat(read(Purpose.ENCRYPT, "{\"keys\":[" + KEY + "]}").masterKey(1))
                    .isPresent();
            assertThatThrownBy(
                            () -> read(Purpose.ENCRYPT, "{\"keys\":[" + KEY.replace("}", ",\"use\":\"enc\"}") + "]}"))
                    .isInstanceOf(VerificationException.class);
        }

        @Test
        void ofASigningKeyHaveNoMemberThatIsNotKnown() {
            try (KeyRing fresh = KeyRing.fresh(Purpose.SIGN, true, new SecureRandom());
                    SecretBytes written = fresh.write()) {
                String text = new String(written.exposed(), StandardCharsets.UTF_8);
                assertThat(read(Purpose.SIGN, text).publicKeys()).isEqualTo(fresh.publicKeys());
                String more = text.replaceFirst("\"kid\":\"1\"", "\"kid\":\"1\",\"use\":\"sig\"");
                assertThat(more).isNotEqualTo(text);
                assertThatThrownBy(() -> read(Purpose.SIGN, more)).isInstanceOf(VerificationException.class);
            }
        }
    }

    @Nested
    class D3 {

        private final TrustChain genesis = world.genesisLine();
        private final ExportedDomain alice = world.claimed(Purpose.OPERATOR, genesis, World.CLIENT);
        private final ExportedDomain payroll = world.claimed(Purpose.ENCRYPT, line, World.CLIENT);
        private final Order order = TestOrder.of(new Decision.Disable(), payroll.domain(), world.now())
                .approvedBy(World.ALICE);

        private JwsSignature approved(String action, Thumbprint subject) {
            return world.h1()
                    .approveOrder(
                            World.use(alice, World.CLIENT), World.asks(alice, World.CLIENT, action, subject), order);
        }

        /** A server cannot approve an order in an operator's name: the word names that order, for that. */
        @Test
        void approvesTheOrderThatItsControllerNamed_andNoOther() {
            RsaJwk key = alice.domain().body().publicKeys().get(0);
            assertThat(approved(OperatorRequest.APPROVE_ORDER, order.thumbprint())
                            .isValid(DocumentType.ORDER_APPROVAL, order.payload(), key))
                    .isTrue();
            assertThatThrownBy(() -> approved(
                            OperatorRequest.APPROVE_ORDER, payroll.domain().thumbprint()))
                    .isInstanceOf(VerificationException.class);
            assertThatThrownBy(() -> approved(OperatorRequest.APPROVE_TRUST, order.thumbprint()))
                    .isInstanceOf(VerificationException.class);
            assertThatThrownBy(() -> world.h1()
                            .approveOrder(
                                    World.use(alice, World.CLIENT),
                                    World.asks(
                                            alice, World.STRANGER, OperatorRequest.APPROVE_ORDER, order.thumbprint()),
                                    order))
                    .isInstanceOf(VerificationException.class);
        }

        private String answered(String action, String call, CallId asked) {
            String word = new OperatorRequest(
                            alice.domain().body().id(), alice.domain().thumbprint(), action, call)
                    .sign(World.CLIENT.signing());
            return world.h1()
                    .answerRollCall(
                            World.use(alice, World.CLIENT),
                            new ControllerRequest(World.CLIENT.publicKey(), word),
                            asked);
        }

        /** A server cannot give an operator's sign of life. */
        @Test
        void answersTheRollCallThatItsControllerNamed_andNoOther() {
            CallId call = CallId.random(new SecureRandom());
            RsaJwk key = alice.domain().body().publicKeys().get(0);
            RollCallAnswer answer = RollCallAnswer.verify(answered(OperatorRequest.ROLL_CALL, call.value(), call), key);
            assertThat(answer.counts(world.genesis(), call, world.now())).isTrue();
            assertThat(answer.time()).as("the HSM's clock").isEqualTo(world.now());
            CallId other = CallId.random(new SecureRandom());
            assertThatThrownBy(() -> answered(OperatorRequest.ROLL_CALL, other.value(), call))
                    .isInstanceOf(VerificationException.class);
            assertThatThrownBy(() -> answered(OperatorRequest.APPROVE_ORDER, call.value(), call))
                    .isInstanceOf(VerificationException.class);
        }
    }

    @Nested
    class D4 {

        @Test
        void makesNoDomainWhoseInvitationIsExpired() {
            DomainDraft draft = world.draft(Purpose.ENCRYPT, line);
            world.turnClock(Duration.ofDays(7).minusSeconds(1));
            assertThat(world.made(draft).domain().body().claim()).isPresent();
            world.turnClock(Duration.ofSeconds(1));
            refused(() -> world.made(draft), "would be expired already");
        }

        @Test
        void anHsmThatIsNotInItsTrustClaimsNothing() {
            TrustChain only = world.line(world.h1());
            ExportedDomain unclaimed = world.unclaimed(Purpose.ENCRYPT, only);
            refused(
                    () -> world.h2()
                            .claimDomain(new ClaimAttempt(
                                    DomainInLine.of(unclaimed),
                                    unclaimed.domain().seen(),
                                    SecretBytes.owning(World.SECRET.clone()),
                                    World.CLIENT.key(),
                                    "client",
                                    "")),
                    "is not in Trust 2 with all its keys");
        }

        /** Who has no right to decrypt gives it to nobody, and takes nothing away that stays. */
        @Test
        void changingRightsNeedsThoseThatChangeOnly() {
            TestController backup = TestController.number(3);
            TestController other = TestController.number(4);
            ExportedDomain domain =
                    world.shared(line, backup.may(Right.ENCRYPT, Right.SHARE), other.may(Right.DECRYPT, Right.ENCRYPT));
            ExportedDomain lowered = World.next(
                    domain,
                    world.h1()
                            .changeControllers(
                                    World.use(domain, backup), List.of(other.may(Right.DECRYPT)), List.of()));
            assertThat(lowered.domain()
                            .body()
                            .controller(other.key())
                            .orElseThrow()
                            .may()
                            .has(Right.ENCRYPT))
                    .isFalse();
            refused(
                    () -> world.h1()
                            .changeControllers(World.use(domain, backup), List.of(other.may(Right.ENCRYPT)), List.of()),
                    "and so cannot take away decrypt");
            ExportedDomain raised = World.next(
                    lowered,
                    world.h1()
                            .changeControllers(
                                    World.use(lowered, backup),
                                    List.of(other.may(Right.DECRYPT, Right.ENCRYPT)),
                                    List.of()));
            assertThat(raised.domain()
                            .body()
                            .controller(other.key())
                            .orElseThrow()
                            .may()
                            .has(Right.ENCRYPT))
                    .isTrue();
        }
    }

    @Nested
    class O3 {

        private final ExportedDomain domain = world.claimed(Purpose.ENCRYPT, line, World.CLIENT);

        @Test
        void admitsNobodyWithRightsOfAnotherPurpose() {
            Decision signs = new Decision.Admit(TestController.number(5).may(Right.SIGN));
            refused(() -> world.ordered(domain, signs), "D8");
        }
    }

    @Test
    void saysItsLabelAndNothingSecret() {
        assertThat(world.h1().toString()).contains("h1").doesNotContain("-----");
    }
}
