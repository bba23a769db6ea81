package org.quorumkms.hsm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.quorumkms.domain.Controller;
import org.quorumkms.domain.Domain;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.DomainInLine;
import org.quorumkms.domain.EncryptionContext;
import org.quorumkms.domain.ExportedDomain;
import org.quorumkms.domain.Moves;
import org.quorumkms.domain.OperatorRequest;
import org.quorumkms.domain.OwnKey;
import org.quorumkms.domain.Purpose;
import org.quorumkms.domain.Right;
import org.quorumkms.domain.Rights;
import org.quorumkms.errors.MovedException;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.jose.DocumentType;
import org.quorumkms.jose.RsaJwk;
import org.quorumkms.jose.SigningKey;
import org.quorumkms.signed.Bytes;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.testing.TestAuthority;
import org.quorumkms.testing.TestController;
import org.quorumkms.testing.TestKeys;
import org.quorumkms.trust.Trust;
import org.quorumkms.trust.TrustChain;

/** What becomes of Domains inside the boundary: operators' own keys (D4), moves (D5), rotations (D6). */
class DomainLifeTest {

    private static final EncryptionContext CONTEXT = new EncryptionContext(Map.of("month", "2026-11"));
    private static final byte[] HELLO = "hello".getBytes(StandardCharsets.UTF_8);

    private final World world = new World();
    private final TrustChain line = world.line(world.h1(), world.h2());

    private Bytes encrypt(Hsm hsm, ExportedDomain domain) {
        return hsm.encrypt(World.use(domain, World.CLIENT), World.text("hello"), CONTEXT);
    }

    private byte[] decrypt(Hsm hsm, ExportedDomain domain, Bytes sealed) {
        return hsm.decrypt(World.use(domain, World.CLIENT), sealed, CONTEXT).exposed();
    }

    /** The number of the master key under which something was sealed. */
    private int number(Bytes ciphertext) {
        return ByteBuffer.wrap(ciphertext.toArray()).getInt(1 + DomainId.LENGTH);
    }

    @Nested
    class D4 {

        @Test
        void aDomainIsMadeForAKnownKey_withTheApprovalKeyThatItsOperatorKeeps() {
            SigningKey own = World.CAROL.signing();
            Controller carol = new Controller(World.CLIENT.key(), "carol", Rights.all(Purpose.OPERATOR));
            Domain made = world.made(known(carol, OwnKey.sign(World.CLIENT.key(), own)))
                    .domain();
            assertThat(made.body().publicKeys()).containsExactly((RsaJwk) own.publicKey());
            assertThat(made.body().controllers()).containsExactly(carol);
            assertThatThrownBy(() -> world.made(known(carol, OwnKey.sign(World.STRANGER.key(), own))))
                    .isInstanceOf(VerificationException.class);
            assertThat(world.made(known(carol, "")).domain().body().publicKeys())
                    .hasSize(1);
        }

        private DomainDraft known(Controller controller, String ownKey) {
            return DomainDraft.known(
                    DomainId.random(new SecureRandom()),
                    controller.name(),
                    Purpose.OPERATOR,
                    controller,
                    ownKey,
                    world.genesisLine());
        }

        @Test
        void anOperatorsOwnKeyIsNotInTheHsm() {
            SigningKey own = SigningKey.ofRsa(TestKeys.rsa(5));
            ExportedDomain invited = world.unclaimed(Purpose.OPERATOR, line);
            ExportedDomain domain = world.claim(invited, World.CLIENT, OwnKey.sign(World.CLIENT.key(), own));
            assertThat(domain.domain().body().publicKeys()).containsExactly((RsaJwk) own.publicKey());
            Trust trust = world.proposal(1, 1, world.h1()).trust();
            ControllerRequest asks =
                    World.asks(domain, World.CLIENT, OperatorRequest.APPROVE_TRUST, trust.thumbprint());
            assertThatThrownBy(() -> world.h1().approveTrust(World.use(domain, World.CLIENT), asks, trust))
                    .isInstanceOf(VerificationException.class)
                    .hasMessageContaining("no signing key");
            // Another's key, or a statement for another claim, enrols nobody.
            String anothers = OwnKey.sign(World.STRANGER.key(), own);
            assertThatThrownBy(() -> world.claim(invited, World.CLIENT, anothers))
                    .isInstanceOf(VerificationException.class);
        }

        @Test
        void nobodyButAnOperatorKeepsItsKeyItself() {
            String own = OwnKey.sign(World.CLIENT.key(), SigningKey.ofRsa(TestKeys.rsa(5)));
            ExportedDomain signer = world.unclaimed(Purpose.SIGN, line);
            assertThatThrownBy(() -> world.claim(signer, World.CLIENT, own))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("Only an operator");
        }
    }

    @Nested
    class D5 {

        private final ExportedDomain domain = world.claimed(Purpose.ENCRYPT, line, World.CLIENT);
        private final Bytes sealed = encrypt(world.h1(), domain);

        @Test
        void aDroppedHsmCannotOpenWhatIsSealedAfterTheMove() {
            TrustChain next = world.successor(line, World.THREE, 2, world.h1(), world.outsider());
            ExportedDomain after = World.moved(world.h1(), domain, next);
            assertThat(decrypt(world.outsider(), after, sealed)).isEqualTo(HELLO);
            Bytes later = encrypt(world.outsider(), after);
            assertThatThrownBy(() -> decrypt(world.h2(), after, later)).isInstanceOf(RefusedException.class);
            // Nor with the revision that it can open: the active key is another.
            assertThatThrownBy(() -> decrypt(world.h2(), domain, later)).isInstanceOf(VerificationException.class);
        }

        @Test
        void aDroppedOperatorRenewsTheKeyTooAndNobodyDroppedDoesNot() {
            ExportedDomain grown = World.moved(
                    world.h1(),
                    domain,
                    world.successor(line, World.THREE, 2, world.h1(), world.h2(), world.outsider()));
            assertThat(number(encrypt(world.h1(), grown))).isEqualTo(1);
            ExportedDomain without = World.moved(
                    world.h1(),
                    domain,
                    world.successor(line, List.of(World.ALICE, World.BOB), 2, world.h1(), world.h2()));
            assertThat(number(encrypt(world.h1(), without))).isEqualTo(2);
            assertThat(decrypt(world.h2(), without, sealed)).isEqualTo(HELLO);
        }

        @Test
        void anotherQuorumRenewsTheKeyToo() {
            for (int quorum : new int[] {1, 3}) {
                TrustChain next = world.successor(line, World.THREE, quorum, world.h1(), world.h2());
                assertThat(number(encrypt(world.h1(), World.moved(world.h1(), domain, next))))
                        .isEqualTo(2);
            }
        }

        @Test
        void everyMoveStandsInTheNextRevisionAndAllThatWereBefore() {
            TrustChain second = world.successor(line, World.THREE, 2, world.h1(), world.h2(), world.outsider());
            TrustChain third = world.successor(second, World.THREE, 2, world.h1(), world.h2());
            ExportedDomain moved = World.moved(world.h2(), World.moved(world.h1(), domain, second), third);
            ExportedDomain rotated = World.rotated(world.h1(), moved);
            assertThat(rotated.domain().body().moves().list())
                    .containsExactly(
                            new Moves.Move(1, line.last().thumbprint()),
                            new Moves.Move(3, second.last().thumbprint()),
                            new Moves.Move(4, third.last().thumbprint()));
        }

        @Test
        void anUnclaimedOneMovesTooAndKeepsItsInvitation() {
            ExportedDomain unclaimed = world.unclaimed(Purpose.SIGN, line);
            TrustChain next = world.successor(line, World.THREE, 2, world.h1(), world.outsider());
            ExportedDomain moved = World.moved(world.h1(), unclaimed, next);
            assertThat(moved.domain().body().claim())
                    .isEqualTo(unclaimed.domain().body().claim());
            assertThat(moved.domain().body().publicKeys()).isEmpty();
        }

        @Test
        void goesForwardOnlyOverSuccessorLinks() {
            TrustChain next = world.successor(line, World.THREE, 2, world.h1(), world.h2());
            ExportedDomain after = World.moved(world.h1(), domain, next);
            refused(after, line, "not reached from");
            refused(after, next, "stands under that Trust already");
            TrustChain branch = line.then(world.h1()
                    .signTrust(
                            TestAuthority.branch(9, line.last().thumbprint(), List.of(), World.THREE, 1)
                                    .listing(List.of(world.h1().keys()))
                                    .approvedBy(World.ALICE, World.BOB)
                                    .trust(),
                            line));
            refused(domain, branch, "not reached from");
            // A cousin: another successor of the same Trust.
            refused(after, world.successor(line, List.of(World.ALICE, World.BOB), 1, world.h1()), "not reached from");
        }

        private void refused(ExportedDomain from, TrustChain to, String why) {
            assertThatThrownBy(() -> World.moved(world.h1(), from, to))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining(why);
        }

        @Test
        void needsAnHsmOfBothTrusts() {
            TrustChain next = world.successor(line, World.THREE, 2, world.h1(), world.outsider());
            assertThatThrownBy(() -> World.moved(world.h2(), domain, next)).isInstanceOf(RefusedException.class);
            assertThatThrownBy(() -> World.moved(world.outsider(), domain, next))
                    .isInstanceOf(RefusedException.class);
        }

        @Test
        void anOperatorsDomainMovesAtItsControllersOrderAndKeepsItsKey() {
            ExportedDomain alice = world.claimed(Purpose.OPERATOR, world.genesisLine(), World.CLIENT);
            Thumbprint target = line.last().thumbprint();
            assertThatThrownBy(() -> World.moved(world.h1(), alice, line))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("at its controller's own order");
            refusedOrder(alice, World.asks(alice, World.STRANGER, OperatorRequest.REWRAP, target));
            refusedOrder(alice, World.asks(alice, World.CLIENT, OperatorRequest.APPROVE_TRUST, target));
            refusedOrder(alice, World.asks(alice, World.CLIENT, OperatorRequest.REWRAP, world.genesis()));
            Domain after = ordered(alice, World.asks(alice, World.CLIENT, OperatorRequest.REWRAP, target));
            assertThat(after.body().publicKeys())
                    .isEqualTo(alice.domain().body().publicKeys());
            assertThat(after.body().trust()).isEqualTo(target);
            // It is the same key that approves from there, on another HSM too.
            ExportedDomain moved = World.next(alice, after, line);
            assertThat(world.h2()
                            .approveTrust(
                                    World.use(moved, World.CLIENT),
                                    World.asks(moved, World.CLIENT, OperatorRequest.APPROVE_TRUST, target),
                                    line.last())
                            .isValid(
                                    DocumentType.TRUST_APPROVAL,
                                    line.last().payload(),
                                    alice.domain().body().publicKeys().get(0)))
                    .isTrue();
        }

        @Test
        void aWordForOneRevisionMovesNoOther() {
            ExportedDomain alice = world.claimed(Purpose.OPERATOR, world.genesisLine(), World.CLIENT);
            Thumbprint founded = line.last().thumbprint();
            ExportedDomain moved = World.next(
                    alice, ordered(alice, World.asks(alice, World.CLIENT, OperatorRequest.REWRAP, founded)), line);
            TrustChain next = world.successor(line, World.THREE, 3, world.h1(), world.h2());
            Thumbprint target = next.last().thumbprint();
            // The same Domain, Trust and key: only the revision is another.
            assertThatThrownBy(
                            () -> ordered(moved, next, World.asks(alice, World.CLIENT, OperatorRequest.REWRAP, target)))
                    .isInstanceOf(VerificationException.class)
                    .hasMessageContaining("another Domain or another revision of it");
            assertThat(ordered(moved, next, World.asks(moved, World.CLIENT, OperatorRequest.REWRAP, target))
                            .body()
                            .trust())
                    .isEqualTo(target);
        }

        @Test
        void aWordForOneDomainMovesNoOther() {
            ExportedDomain alice = world.claimed(Purpose.OPERATOR, world.genesisLine(), World.CLIENT);
            ExportedDomain other = world.claimed(Purpose.OPERATOR, world.genesisLine(), World.CLIENT);
            refusedOrder(
                    alice,
                    World.asks(
                            other,
                            World.CLIENT,
                            OperatorRequest.REWRAP,
                            line.last().thumbprint()));
        }

        @Test
        void anAuditorsDomainMovesAtAnybodysRequest() {
            TestController auditor = World.STRANGER;
            ExportedDomain audits = world.claim(
                    world.made(DomainDraft.claimed(
                            domain.domain().body().id(),
                            "audits",
                            Purpose.OPERATOR,
                            world.terms(Rights.of(Right.AUDIT)),
                            world.genesisLine())),
                    auditor);
            ExportedDomain moved = World.moved(world.h1(), audits, line);
            assertThat(moved.domain().body().publicKeys())
                    .isEqualTo(audits.domain().body().publicKeys());
        }

        private void refusedOrder(ExportedDomain operator, ControllerRequest word) {
            assertThatThrownBy(() -> ordered(operator, word)).isInstanceOf(VerificationException.class);
        }

        private Domain ordered(ExportedDomain operator, ControllerRequest word) {
            return ordered(operator, line, word);
        }

        private Domain ordered(ExportedDomain operator, TrustChain target, ControllerRequest word) {
            return world.h1()
                    .moveDomain(DomainInLine.of(operator), operator.domain().seen(), target, Optional.of(word));
        }
    }

    @Nested
    class D6 {

        @Test
        void earlierKeysStillDecryptAfterAThousandRotations() {
            ExportedDomain domain = world.claimed(Purpose.ENCRYPT, line, World.CLIENT);
            List<Bytes> sealed = new ArrayList<>();
            for (int i = 0; i < 1_000; i++) {
                if (i % 100 == 0) {
                    sealed.add(encrypt(world.h1(), domain));
                }
                domain = World.rotated(world.h1(), domain);
            }
            for (Bytes one : sealed) {
                assertThat(decrypt(world.h2(), domain, one)).isEqualTo(HELLO);
            }
            assertThat(domain.domain().body().revision()).isEqualTo(1_002);
            // About 140 bytes for each key: far from the 1 MiB of a document.
            assertThat(domain.domain().toText().length()).isBetween(100_000, 200_000);
        }

        @Test
        void anOperatorsKeyNeverRotates() {
            ExportedDomain alice = world.claimed(Purpose.OPERATOR, line, World.CLIENT);
            assertThatThrownBy(() -> World.rotated(world.h1(), alice))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("never rotates");
        }

        @Test
        void anotherRevisionThanTheOneSeenIsNotChanged() {
            ExportedDomain before = world.claimed(Purpose.ENCRYPT, line, World.CLIENT);
            ExportedDomain after = World.rotated(world.h1(), before);
            assertThatThrownBy(() -> world.h1()
                            .rotateDomain(
                                    DomainInLine.of(before), after.domain().seen()))
                    .isInstanceOf(MovedException.class)
                    .hasMessageContaining("it is at revision 2 now");
        }

        @Test
        void everyChangeHasAFreshWrappingKey() {
            ExportedDomain before = world.claimed(Purpose.ENCRYPT, line, World.CLIENT);
            ExportedDomain after = World.next(
                    before,
                    world.h1()
                            .changeControllers(
                                    World.use(before, World.CLIENT),
                                    List.of(World.STRANGER.may(Right.ENCRYPT)),
                                    List.of()));
            assertThat(wrappingKey(after)).isNotEqualTo(wrappingKey(before));
            assertThat(number(encrypt(world.h1(), after))).isEqualTo(1);
        }

        private byte[] wrappingKey(ExportedDomain domain) {
            return World.thiefOfH1().wrappingKey(domain.domain().body()).exposed();
        }

        @Test
        void aRevisionIsNeverChangedEarlierThanTheOneBefore() {
            ExportedDomain before = world.claimed(Purpose.ENCRYPT, line, World.CLIENT);
            world.turnClock(Duration.ofHours(-1));
            ExportedDomain after = World.rotated(world.h1(), before);
            assertThat(after.domain().body().changed())
                    .isEqualTo(before.domain().body().changed());
            world.turnClock(Duration.ofHours(2));
            assertThat(World.rotated(world.h1(), after).domain().body().changed())
                    .isEqualTo(world.now());
        }
    }
}
