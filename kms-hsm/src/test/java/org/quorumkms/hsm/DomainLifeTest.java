package org.quorumkms.hsm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.quorumkms.crypto.NativeCrypto;
import org.quorumkms.crypto.SecretBytes;
import org.quorumkms.domain.Domain;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.DomainState;
import org.quorumkms.domain.EncryptionContext;
import org.quorumkms.domain.ExportedDomain;
import org.quorumkms.domain.FileSignature;
import org.quorumkms.domain.OperatorRequest;
import org.quorumkms.domain.OwnKey;
import org.quorumkms.domain.Purpose;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.jose.DocumentType;
import org.quorumkms.jose.SigningKey;
import org.quorumkms.order.Order;
import org.quorumkms.order.OrderBody;
import org.quorumkms.order.OrderKind;
import org.quorumkms.signed.Bytes;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.testing.TestAuthority;
import org.quorumkms.testing.TestKeys;
import org.quorumkms.testing.TestOperator;
import org.quorumkms.trust.TrustChain;

/** What becomes of Domains inside the boundary: controllers (D4), moves (D5), rotations (D6), orders (O1 to O3). */
class DomainLifeTest {

    private static final EncryptionContext CONTEXT = new EncryptionContext(Map.of("month", "2026-11"));
    private static final TestOperator ALICE = TestOperator.number(0);
    private static final TestOperator BOB = TestOperator.number(1);
    private static final TestOperator CAROL = TestOperator.number(2);

    /** As servers do: a thousand rotations sign a thousand times. */
    @BeforeAll
    static void asServersDo() {
        NativeCrypto.provider();
    }

    private final World world = new World();
    private final TrustChain line = world.line(world.h1(), world.h2());

    private static SecretBytes text() {
        return SecretBytes.owning("hello".getBytes(StandardCharsets.UTF_8));
    }

    /** A successor of the last Trust of a line, signed by h1. */
    private TrustChain successor(TrustChain before, List<TestOperator> operators, int quorum, Hsm... hsms) {
        var proposal = TestAuthority.successor(
                        before.trusts().size() + 1, before.last().thumbprint(), List.of(), operators, quorum)
                .with(
                        "hsms",
                        Arrays.stream(hsms).map(hsm -> hsm.keys().toJson()).toList())
                .approvedBy(ALICE, BOB);
        return before.then(world.h1().signTrust(proposal.trust(), before));
    }

    private ExportedDomain moved(Hsm hsm, ExportedDomain domain, TrustChain target) {
        return new ExportedDomain(hsm.moveDomain(domain, domain.domain().seen(), target, Optional.empty()), target);
    }

    private Bytes encrypt(Hsm hsm, ExportedDomain domain) {
        return hsm.encrypt(World.use(domain, World.CLIENT), text(), CONTEXT);
    }

    private byte[] decrypt(Hsm hsm, ExportedDomain domain, Bytes sealed) {
        return hsm.decrypt(World.use(domain, World.CLIENT), sealed, CONTEXT).exposed();
    }

    @Nested
    class D4 {

        private final ExportedDomain domain = world.claimed(Purpose.ENCRYPT, line, World.CLIENT);

        private ExportedDomain changed(ExportedDomain before, SigningKey by, SigningKey controller, boolean add) {
            return new ExportedDomain(
                    world.h1().changeControllers(World.use(before, by), World.thumbprint(controller), add),
                    before.line());
        }

        @Test
        void aControllerAddsAndRemovesOne() {
            ExportedDomain shared = changed(domain, World.CLIENT, World.STRANGER, true);
            Bytes sealed = world.h2().encrypt(World.use(shared, World.STRANGER), text(), CONTEXT);
            ExportedDomain alone = changed(shared, World.STRANGER, World.CLIENT, false);
            assertThat(world.h1()
                            .decrypt(World.use(alone, World.STRANGER), sealed, CONTEXT)
                            .exposed())
                    .isEqualTo(text().exposed());
            assertThatThrownBy(() -> encrypt(world.h1(), alone)).isInstanceOf(RefusedException.class);
        }

        @Test
        void whoeverWasRemovedKnowsNoKeyThatIsUsedFromThenOn() {
            ExportedDomain shared = changed(domain, World.CLIENT, World.STRANGER, true);
            ExportedDomain alone = changed(shared, World.CLIENT, World.STRANGER, false);
            Bytes later = encrypt(world.h1(), alone);
            // Somebody puts the old revision back.
            assertThatThrownBy(() -> world.h1().decrypt(World.use(shared, World.STRANGER), later, CONTEXT))
                    .isInstanceOf(VerificationException.class);
        }

        @Test
        void theLastOneStaysAndNobodyElseChangesThem() {
            assertThatThrownBy(() -> changed(domain, World.CLIENT, World.CLIENT, false))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("the last controller");
            assertThatThrownBy(() -> changed(domain, World.STRANGER, World.STRANGER, true))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("does not name the caller's key");
            ExportedDomain alice = world.claimed(Purpose.OPERATOR, line, World.CLIENT);
            assertThatThrownBy(() -> changed(alice, World.CLIENT, World.STRANGER, true))
                    .hasMessageContaining("exactly one controller");
        }

        @Test
        void anOperatorsOwnKeyIsNotInTheHsm() {
            SigningKey own = SigningKey.ofRsa(TestKeys.rsa(5));
            ExportedDomain invited = world.unclaimed(Purpose.OPERATOR, line);
            DomainId id = invited.domain().body().id();
            Domain claimed = claimWith(invited, OwnKey.sign(id, World.thumbprint(World.CLIENT), own));
            assertThat(claimed.body().publicKeys()).containsExactly((org.quorumkms.jose.RsaJwk) own.publicKey());
            ExportedDomain domain = new ExportedDomain(claimed, line);
            var trust = world.proposal(1, 1, world.h1()).trust();
            String asks =
                    new OperatorRequest(id, 2, OperatorRequest.APPROVE_TRUST, trust.thumbprint()).sign(World.CLIENT);
            assertThatThrownBy(() -> world.h1()
                            .approveTrust(
                                    World.use(domain, World.CLIENT),
                                    new ControllerRequest(World.ec(World.CLIENT), asks),
                                    trust))
                    .isInstanceOf(VerificationException.class)
                    .hasMessageContaining("no signing key");
            // Another's key, or a statement for another claim, enrols nobody.
            assertThatThrownBy(() -> claimWith(invited, OwnKey.sign(id, World.thumbprint(World.STRANGER), own)))
                    .isInstanceOf(VerificationException.class);
        }

        private Domain claimWith(ExportedDomain invited, String ownKey) {
            return world.h1()
                    .claimDomain(
                            invited,
                            line.last().thumbprint(),
                            SecretBytes.owning(World.SECRET.clone()),
                            World.thumbprint(World.CLIENT),
                            ownKey);
        }
    }

    @Nested
    class D5 {

        private final ExportedDomain domain = world.claimed(Purpose.ENCRYPT, line, World.CLIENT);
        private final Bytes sealed = encrypt(world.h1(), domain);
        private final List<TestOperator> three = TestOperator.first(3);

        @Test
        void aDroppedHsmCannotOpenWhatIsSealedAfterTheMove() {
            TrustChain next = successor(line, three, 2, world.h1(), world.outsider());
            ExportedDomain after = moved(world.h1(), domain, next);
            assertThat(decrypt(world.outsider(), after, sealed)).isEqualTo(text().exposed());
            Bytes later = encrypt(world.outsider(), after);
            assertThatThrownBy(() -> decrypt(world.h2(), after, later)).isInstanceOf(RefusedException.class);
            // Nor with the revision that it can open: the active key is another.
            assertThatThrownBy(() -> decrypt(world.h2(), domain, later)).isInstanceOf(VerificationException.class);
        }

        @Test
        void aDroppedOperatorRenewsTheKeyTooAndNobodyDroppedDoesNot() {
            ExportedDomain grown =
                    moved(world.h1(), domain, successor(line, three, 2, world.h1(), world.h2(), world.outsider()));
            assertThat(number(encrypt(world.h1(), grown))).isEqualTo(1);
            ExportedDomain without =
                    moved(world.h1(), domain, successor(line, List.of(ALICE, BOB), 2, world.h1(), world.h2()));
            assertThat(number(encrypt(world.h1(), without))).isEqualTo(2);
            assertThat(decrypt(world.h2(), without, sealed)).isEqualTo(text().exposed());
        }

        private int number(Bytes ciphertext) {
            return java.nio.ByteBuffer.wrap(ciphertext.toArray()).getInt(1 + DomainId.LENGTH);
        }

        @Test
        void goesForwardOnlyOverSuccessorLinks() {
            TrustChain next = successor(line, three, 2, world.h1(), world.h2());
            ExportedDomain after = moved(world.h1(), domain, next);
            refused(after, line, "not reached from");
            refused(after, next, "stands under that Trust already");
            TrustChain branch = line.then(world.h1()
                    .signTrust(
                            TestAuthority.branch(9, line.last().thumbprint(), List.of(), three, 1)
                                    .with("hsms", List.of(world.h1().keys().toJson()))
                                    .approvedBy(ALICE, BOB)
                                    .trust(),
                            line));
            refused(domain, branch, "not reached from");
            // A cousin: another successor of the same Trust.
            refused(after, successor(line, List.of(ALICE, BOB), 1, world.h1()), "not reached from");
        }

        private void refused(ExportedDomain from, TrustChain to, String why) {
            assertThatThrownBy(() -> moved(world.h1(), from, to))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining(why);
        }

        @Test
        void needsAnHsmOfBothTrusts() {
            TrustChain next = successor(line, three, 2, world.h1(), world.outsider());
            assertThatThrownBy(() -> moved(world.h2(), domain, next)).isInstanceOf(RefusedException.class);
            assertThatThrownBy(() -> moved(world.outsider(), domain, next)).isInstanceOf(RefusedException.class);
        }

        @Test
        void anOperatorsDomainMovesAtItsControllersOrderAndKeepsItsKey() {
            ExportedDomain alice = world.claimed(Purpose.OPERATOR, world.genesisLine(), World.CLIENT);
            Thumbprint target = line.last().thumbprint();
            DomainId id = alice.domain().body().id();
            assertThatThrownBy(() -> moved(world.h1(), alice, line))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("at its controller's own order");
            String right = new OperatorRequest(id, 2, OperatorRequest.REWRAP, target).sign(World.CLIENT);
            String forged = new OperatorRequest(id, 2, OperatorRequest.REWRAP, target).sign(World.STRANGER);
            String another = new OperatorRequest(id, 2, OperatorRequest.APPROVE_TRUST, target).sign(World.CLIENT);
            assertThatThrownBy(() -> ordered(alice, World.STRANGER, forged)).isInstanceOf(VerificationException.class);
            assertThatThrownBy(() -> ordered(alice, World.CLIENT, another)).isInstanceOf(VerificationException.class);
            Domain after = ordered(alice, World.CLIENT, right);
            assertThat(after.body().publicKeys())
                    .isEqualTo(alice.domain().body().publicKeys());
            assertThat(after.body().trust()).isEqualTo(target);
            // Whoever saw it under genesis follows it into the founding line (D3).
            world.h2()
                    .approveTrust(
                            new DomainUse(
                                    new ExportedDomain(after, line),
                                    alice.domain().seen(),
                                    World.thumbprint(World.CLIENT)),
                            new ControllerRequest(
                                    World.ec(World.CLIENT),
                                    new OperatorRequest(id, 2, OperatorRequest.APPROVE_TRUST, target)
                                            .sign(World.CLIENT)),
                            line.last());
        }

        private Domain ordered(ExportedDomain operator, SigningKey by, String request) {
            return world.h1()
                    .moveDomain(
                            operator,
                            operator.domain().seen(),
                            line,
                            Optional.of(new ControllerRequest(World.ec(by), request)));
        }
    }

    @Nested
    class D6 {

        @Test
        void earlierKeysStillDecryptAfterAThousandRotations() {
            ExportedDomain domain = world.claimed(Purpose.ENCRYPT, line, World.CLIENT);
            List<Bytes> sealed = new ArrayList<>();
            int size = 0;
            for (int i = 0; i < 1_000; i++) {
                if (i % 100 == 0) {
                    sealed.add(encrypt(world.h1(), domain));
                }
                domain = new ExportedDomain(
                        world.h1().rotateDomain(domain, domain.domain().seen()), line);
                size = domain.domain().toText().length();
            }
            for (Bytes one : sealed) {
                assertThat(decrypt(world.h2(), domain, one)).isEqualTo(text().exposed());
            }
            assertThat(domain.domain().body().revision()).isEqualTo(1_002);
            // About 140 bytes for each key: far from the 1 MiB of a document.
            assertThat(size).isBetween(100_000, 200_000);
        }

        @Test
        void aSigningDomainKeepsItsEarlierPublicKeysOnly() {
            ExportedDomain before = world.claimed(Purpose.SIGN, line, World.CLIENT);
            Thumbprint hash = Bytes.utf8("file").thumbprint();
            var old = world.h1().signFile(World.use(before, World.CLIENT), hash, 4);
            ExportedDomain after = new ExportedDomain(
                    world.h2().rotateDomain(before, before.domain().seen()), line);
            assertThat(after.domain().body().publicKeys())
                    .hasSize(2)
                    .endsWith(before.domain().body().publicKeys().get(0));
            Thumbprint genesis = line.trusts().get(0).thumbprint();
            assertThat(new FileSignature(old, after).verify(genesis, hash, 4).valid())
                    .isTrue();
            var young = world.h1().signFile(World.use(after, World.CLIENT), hash, 4);
            assertThat(new FileSignature(young, after).verify(genesis, hash, 4).valid())
                    .isTrue();
            assertThat(new FileSignature(young, before).verify(genesis, hash, 4).valid())
                    .isFalse();
            assertThat(new FileSignature(young, after).verify(genesis, hash, 5).valid())
                    .isFalse();
        }

        @Test
        void anOperatorsKeyNeverRotates() {
            ExportedDomain alice = world.claimed(Purpose.OPERATOR, line, World.CLIENT);
            assertThatThrownBy(
                            () -> world.h1().rotateDomain(alice, alice.domain().seen()))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("never rotates");
        }

        @Test
        void anOlderRevisionThanTheOneSeenIsNotChanged() {
            ExportedDomain before = world.claimed(Purpose.ENCRYPT, line, World.CLIENT);
            Domain after = world.h1().rotateDomain(before, before.domain().seen());
            assertThatThrownBy(() -> world.h1().rotateDomain(before, after.seen()))
                    .isInstanceOf(VerificationException.class)
                    .hasMessageContaining("older than revision 3");
        }
    }

    @Nested
    class Orders {

        private ExportedDomain domain = world.claimed(Purpose.ENCRYPT, line, World.CLIENT);

        private Order order(OrderKind kind, TestOperator... approvers) {
            return order(kind, line, world.now(), approvers);
        }

        private Order order(OrderKind kind, TrustChain under, Instant created, TestOperator... approvers) {
            Order order = Order.unsigned(new OrderBody(
                    new DomainId(UUID.randomUUID().toString()),
                    kind,
                    domain.domain().body().id(),
                    kind == OrderKind.GRANT ? Optional.of(World.thumbprint(World.STRANGER)) : Optional.empty(),
                    under.last().thumbprint(),
                    created,
                    created.plus(Duration.ofDays(14))));
            for (TestOperator approver : approvers) {
                order = order.with(approver.signing().sign(DocumentType.ORDER_APPROVAL, order.payload()));
            }
            return order;
        }

        private void carryOut(Order order, Order... earlier) {
            domain = new ExportedDomain(
                    world.h1().carryOut(domain, domain.domain().seen(), order, List.of(earlier)), domain.line());
        }

        private void refused(Order order, String why) {
            assertThatThrownBy(() -> carryOut(order))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining(why);
        }

        @Test
        void o1NeedsAQuorumOfTheDomainsTrust() {
            refused(order(OrderKind.DISABLE), "0 of the 2 approvals it needs; missing: alice, bob, carol");
            refused(order(OrderKind.DISABLE, CAROL), "1 of the 2");
            Order twice = order(OrderKind.DISABLE, ALICE);
            refused(
                    twice.with(TestOperator.number(4).signing().sign(DocumentType.ORDER_APPROVAL, twice.payload())),
                    "1 of the 2");
            carryOut(order(OrderKind.DISABLE, ALICE, CAROL));
            assertThat(domain.domain().body().state()).isEqualTo(DomainState.DISABLED);
            assertThatThrownBy(() -> encrypt(world.h1(), domain))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("is disabled");
        }

        @Test
        void o1IsCarriedOutOnceAndNotLate() {
            Order disable = order(OrderKind.DISABLE, ALICE, BOB);
            carryOut(disable);
            carryOut(order(OrderKind.ENABLE, ALICE, BOB));
            refused(disable, "carried out before");
            Order late = order(OrderKind.DISABLE, ALICE, BOB);
            world.turnClock(Duration.ofDays(15));
            refused(late, "expired");
            // An expired id is listed a day longer, since another HSM's clock may be behind; then no more.
            carryOut(order(OrderKind.DISABLE, ALICE, BOB), disable);
            assertThat(domain.domain().body().orders()).contains(disable.body().id());
            world.turnClock(Duration.ofSeconds(1));
            carryOut(order(OrderKind.ENABLE, ALICE, BOB), disable);
            assertThat(domain.domain().body().orders())
                    .doesNotContain(disable.body().id());
        }

        @Test
        void o1AnIdIsNotForgottenOnTheServersWord() {
            Order disable = order(OrderKind.DISABLE, ALICE, BOB);
            carryOut(disable);
            // The same id, said to have expired, without a quorum.
            OrderBody body = disable.body();
            Order pretended = Order.unsigned(new OrderBody(
                    body.id(),
                    body.kind(),
                    body.domain(),
                    Optional.empty(),
                    body.trust(),
                    body.created().minus(Duration.ofDays(40)),
                    body.created().minus(Duration.ofDays(20))));
            carryOut(order(OrderKind.ENABLE, ALICE, BOB), pretended);
            refused(disable, "carried out before");
        }

        @Test
        void o1IsAboutThisDomainAndThisTrust() {
            TrustChain next = successor(line, TestOperator.first(3), 2, world.h1(), world.h2());
            refused(order(OrderKind.DISABLE, next, world.now(), ALICE, BOB), "was made under Trust");
            Order other = order(OrderKind.DISABLE, ALICE, BOB);
            domain = world.claimed(Purpose.ENCRYPT, line, World.CLIENT);
            refused(other, "is about another Domain");
            domain = world.claimed(Purpose.OPERATOR, line, World.CLIENT);
            refused(order(OrderKind.DISABLE, ALICE, BOB), "no subject of orders");
            domain = world.claimed(Purpose.OPERATOR, world.genesisLine(), World.CLIENT);
            refused(order(OrderKind.DISABLE, world.genesisLine(), world.now(), ALICE), "no subject of orders");
        }

        @Test
        void o2DeletesAfterSevenDaysAndEnablesUntilThen() {
            refused(order(OrderKind.DELETE, ALICE, BOB), "is enabled");
            Order before = order(OrderKind.DELETE, ALICE, BOB);
            world.turnClock(Duration.ofSeconds(1));
            Bytes sealed = encrypt(world.h1(), domain);
            carryOut(order(OrderKind.DISABLE, ALICE, BOB));
            refused(before, "was made before Domain payroll was disabled");
            assertThat(before.isVoidFor(domain.domain().body())).isTrue();
            Order early = order(OrderKind.DELETE, ALICE, BOB);
            refused(early, "it can be deleted from");
            assertThat(early.isVoidFor(domain.domain().body())).isFalse();
            world.turnClock(Duration.ofDays(7).minusSeconds(1));
            refused(order(OrderKind.DELETE, ALICE, BOB), "it can be deleted from");
            // Enabled on the last day, it serves fully.
            carryOut(order(OrderKind.ENABLE, ALICE, BOB));
            assertThat(decrypt(world.h2(), domain, sealed)).isEqualTo(text().exposed());
            assertThat(early.isVoidFor(domain.domain().body())).isTrue();
            Order again = order(OrderKind.DISABLE, ALICE, BOB);
            assertThat(again.isVoidFor(domain.domain().body())).isFalse();
            carryOut(again);
            world.turnClock(Duration.ofDays(7));
            carryOut(order(OrderKind.DELETE, ALICE, BOB));
            assertThat(domain.domain().body().state()).isEqualTo(DomainState.DELETED);
            assertThat(domain.domain().body().keys()).isEmpty();
            refused(order(OrderKind.ENABLE, ALICE, BOB), "never used again");
            assertThat(order(OrderKind.GRANT).isVoidFor(domain.domain().body())).isTrue();
            assertThatThrownBy(() -> decrypt(world.h1(), domain, sealed)).isInstanceOf(RefusedException.class);
        }

        @Test
        void o3GrantsToAnotherKeyAndEndsAnOpenInvitation() {
            Bytes sealed = encrypt(world.h1(), domain);
            carryOut(order(OrderKind.GRANT, ALICE, BOB));
            assertThat(world.h1()
                            .decrypt(World.use(domain, World.STRANGER), sealed, CONTEXT)
                            .exposed())
                    .isEqualTo(text().exposed());
            assertThatThrownBy(() -> encrypt(world.h1(), domain)).isInstanceOf(RefusedException.class);
            domain = world.unclaimed(Purpose.ENCRYPT, line);
            carryOut(order(OrderKind.GRANT, ALICE, BOB));
            assertThatThrownBy(() -> world.claim(domain, World.CLIENT)).isInstanceOf(RefusedException.class);
            world.h1()
                    .createDataKey(World.use(domain, World.STRANGER), CONTEXT)
                    .key()
                    .close();
        }
    }
}
