package org.quorumkms.hsm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.quorumkms.crypto.SecretBytes;
import org.quorumkms.domain.ClaimTerms;
import org.quorumkms.domain.Domain;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.DomainInLine;
import org.quorumkms.domain.DomainVerifier;
import org.quorumkms.domain.EncryptionContext;
import org.quorumkms.domain.ExportedDomain;
import org.quorumkms.domain.History;
import org.quorumkms.domain.Policy;
import org.quorumkms.domain.Purpose;
import org.quorumkms.domain.Right;
import org.quorumkms.domain.Rights;
import org.quorumkms.domain.SeenDomain;
import org.quorumkms.errors.MovedException;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.signed.Bytes;
import org.quorumkms.testing.Proposal;
import org.quorumkms.testing.TestController;
import org.quorumkms.testing.TestHsm;
import org.quorumkms.testing.TestOperator;
import org.quorumkms.trust.TrustChain;

/** Domains inside the boundary: D1 to D4, D7. */
class DomainRulesTest {

    private static final EncryptionContext CONTEXT = new EncryptionContext(Map.of("month", "2026-11"));

    private final World world = new World();
    private final TrustChain line = world.line(world.h1(), world.h2());

    @Nested
    class D1 {

        @Test
        void nothingButOperatorsDomainsStandsUnderGenesis() {
            assertThat(world.unclaimed(Purpose.OPERATOR, world.genesisLine())
                            .domain()
                            .body()
                            .revision())
                    .isEqualTo(1);
            assertThatThrownBy(() -> world.unclaimed(Purpose.ENCRYPT, world.genesisLine()))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("Genesis governs nothing");
            assertThatThrownBy(() -> world.unclaimed(Purpose.SIGN, world.genesisLine()))
                    .isInstanceOf(RefusedException.class);
        }

        @Test
        void onlyUnderATrustThatNamesTheHsmAndVerifies() {
            DomainDraft draft = world.draft(Purpose.ENCRYPT, world.line(world.h1()));
            assertThatThrownBy(() -> world.h2().createDomain(draft))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("is not in Trust 2");
            TrustChain unsigned =
                    world.genesisLine().then(world.proposal(3, 2, world.h1()).trust());
            assertThatThrownBy(() -> world.unclaimed(Purpose.ENCRYPT, unsigned))
                    .isInstanceOf(VerificationException.class);
        }

        @Test
        void beginsItsHistoryAndItsMoves() {
            Domain first = world.unclaimed(Purpose.SIGN, line).domain();
            assertThat(first.body().history())
                    .isEqualTo(History.begin(first.body().id()));
            assertThat(first.body().moves().list()).hasSize(1);
            assertThat(first.body().moves().at(1)).isEqualTo(line.last().thumbprint());
            assertThat(first.body().changed()).isEqualTo(first.body().created()).isEqualTo(world.now());
            assertThat(first.body().ordered()).isZero();
            assertThat(first.body().since()).contains(1);
        }
    }

    @Nested
    class D2 {

        @Test
        void anyHsmOfTheTrustCanUseItAndNoOther() {
            ExportedDomain domain = world.claimed(Purpose.ENCRYPT, line, World.CLIENT);
            DomainUse use = World.use(domain, World.CLIENT);
            Bytes sealed = world.h1().encrypt(use, World.text("hello"), CONTEXT);
            assertThat(world.h2().decrypt(use, sealed, CONTEXT).exposed())
                    .isEqualTo("hello".getBytes(StandardCharsets.UTF_8));
            assertThatThrownBy(() -> world.outsider().decrypt(use, sealed, CONTEXT))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("HSM h3 is not in Trust 2");
        }

        @Test
        void aDomainOfAnAttackersTrustIsRefused() {
            // Genesis copied, an HSM of the attacker's own, the victim's id: verified by nobody's key that counts.
            TestHsm evil = TestHsm.number(3);
            Proposal forged = world.proposal(1, 1)
                    .listing(List.of(evil.keys()))
                    .approvedBy(TestOperator.number(0))
                    .signedBy(evil);
            ExportedDomain victim = world.claimed(Purpose.ENCRYPT, line, World.CLIENT);
            DomainInLine moved =
                    new DomainInLine(victim.domain(), world.genesisLine().then(forged.trust()));
            assertThatThrownBy(() -> world.h1().verifyDomain(moved)).isInstanceOf(VerificationException.class);
        }
    }

    @Nested
    class D3 {

        private final ExportedDomain domain = world.claimed(Purpose.ENCRYPT, line, World.CLIENT);

        private void moved(SeenDomain seen) {
            DomainUse use = new DomainUse(DomainInLine.of(domain), seen, World.CLIENT.key());
            MovedException moved =
                    catchThrowableOfType(MovedException.class, () -> world.h1().createDataKey(use, CONTEXT));
            assertThat(moved.revision()).isEqualTo(2);
            assertThat(moved.thumbprint())
                    .isEqualTo(domain.domain().thumbprint().value());
        }

        @Test
        void isForControllersOnly() {
            assertThatThrownBy(() -> world.h1().createDataKey(World.use(domain, World.STRANGER), CONTEXT))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("does not name the caller's key");
            ExportedDomain unclaimed = world.unclaimed(Purpose.ENCRYPT, line);
            assertThatThrownBy(() -> world.h1().createDataKey(World.use(unclaimed, World.CLIENT), CONTEXT))
                    .isInstanceOf(RefusedException.class);
        }

        @Test
        void refusesEveryRevisionButTheOneThatIsNamedByItsThumbprint() {
            SeenDomain seen = domain.domain().seen();
            // An earlier one, a later one, and another one of the same number, as after a fork.
            moved(new SeenDomain(seen.id(), 1, domain.earlier().get(0)));
            moved(new SeenDomain(seen.id(), 3, Bytes.utf8("later").thumbprint()));
            moved(new SeenDomain(seen.id(), 2, Bytes.utf8("forked").thumbprint()));
            // The number is for people: it decides nothing.
            DomainUse misnumbered = new DomainUse(
                    DomainInLine.of(domain), new SeenDomain(seen.id(), 9, seen.thumbprint()), World.CLIENT.key());
            world.h1().createDataKey(misnumbered, CONTEXT).key().close();
        }

        @Test
        void refusesAnotherDomainInItsPlace() {
            ExportedDomain other = world.claimed(Purpose.ENCRYPT, line, World.CLIENT);
            DomainUse use =
                    new DomainUse(DomainInLine.of(domain), other.domain().seen(), World.CLIENT.key());
            assertThatThrownBy(() -> world.h1().createDataKey(use, CONTEXT))
                    .isInstanceOf(VerificationException.class)
                    .hasMessageContaining("this is Domain");
        }

        @Test
        void everyChangeNamesItsRevisionToo() {
            SeenDomain other = new SeenDomain(
                    domain.domain().body().id(), 2, Bytes.utf8("forked").thumbprint());
            DomainInLine shown = DomainInLine.of(domain);
            DomainUse use = new DomainUse(shown, other, World.CLIENT.key());
            refusedAsMoved(() -> world.h1().rotateDomain(shown, other));
            refusedAsMoved(
                    () -> world.h1().changeControllers(use, List.of(World.STRANGER.may(Right.ENCRYPT)), List.of()));
            refusedAsMoved(() -> world.h1()
                    .moveDomain(shown, other, world.successor(line, World.THREE, 3, world.h1()), Optional.empty()));
            refusedAsMoved(() -> world.h1().inviteDomain(shown, other, Optional.empty()));
        }

        private void refusedAsMoved(ThrowingCallable change) {
            assertThatThrownBy(change).isInstanceOf(MovedException.class);
        }

        @Test
        void aSealedDataKeyIsNotDataAndTheReverse() {
            DomainUse use = World.use(domain, World.CLIENT);
            NewDataKey key = world.h1().createDataKey(use, CONTEXT);
            assertThat(world.h2().openDataKey(use, key.sealed(), CONTEXT).exposed())
                    .isEqualTo(key.key().exposed());
            assertThatThrownBy(() -> world.h1().decrypt(use, key.sealed(), CONTEXT))
                    .isInstanceOf(VerificationException.class);
            Bytes data = world.h1().encrypt(use, World.text("x"), CONTEXT);
            assertThatThrownBy(() -> world.h1().openDataKey(use, data, CONTEXT))
                    .isInstanceOf(VerificationException.class);
        }

        @Test
        void aCiphertextFailsTheSameForEveryReason() {
            DomainUse use = World.use(domain, World.CLIENT);
            byte[] sealed =
                    world.h1().encrypt(use, World.text("hello"), CONTEXT).toArray();
            String same = "The ciphertext does not verify under this Domain:"
                    + " it was changed, or belongs to another context or Domain.";
            for (int i = 0; i < sealed.length; i++) {
                byte[] changed = sealed.clone();
                changed[i] ^= 1;
                assertThatThrownBy(() -> world.h1().decrypt(use, Bytes.of(changed), CONTEXT))
                        .hasMessage(same);
            }
            assertThatThrownBy(() -> world.h1().decrypt(use, Bytes.of(sealed), EncryptionContext.EMPTY))
                    .hasMessage(same);
            assertThatThrownBy(() -> world.h1().decrypt(use, Bytes.of(new byte[3]), CONTEXT))
                    .hasMessage(same);
            ExportedDomain other = world.claimed(Purpose.ENCRYPT, line, World.CLIENT);
            assertThatThrownBy(() -> world.h1().decrypt(World.use(other, World.CLIENT), Bytes.of(sealed), CONTEXT))
                    .hasMessage(same);
        }
    }

    @Nested
    class D4 {

        private final ExportedDomain unclaimed = world.unclaimed(Purpose.ENCRYPT, line);
        private final String same = "The invitation is unknown, used or expired. Ask whoever sent it for a new one.";

        private Domain claim(ExportedDomain domain, byte[] secret) {
            return claim(domain, domain.domain().seen(), secret);
        }

        private Domain claim(ExportedDomain domain, SeenDomain looked, byte[] secret) {
            return world.h1()
                    .claimDomain(new ClaimAttempt(
                            DomainInLine.of(domain),
                            looked,
                            SecretBytes.owning(secret.clone()),
                            World.CLIENT.key(),
                            "backup-7",
                            ""));
        }

        @Test
        void theCallerWithTheSecretBecomesTheControllerByANewRevision() {
            Domain claimed = claim(unclaimed, World.SECRET);
            assertThat(claimed.body().revision()).isEqualTo(2);
            assertThat(claimed.body().history())
                    .isEqualTo(unclaimed
                            .domain()
                            .body()
                            .history()
                            .then(unclaimed.domain().thumbprint()));
            assertThat(claimed.body().claim()).isEmpty();
            assertThat(claimed.body().controllers())
                    .containsExactly(new TestController("backup-7", World.CLIENT.signing())
                            .may(Right.DECRYPT, Right.ENCRYPT, Right.SHARE));
            assertThat(claimed.body().keys())
                    .isNotEqualTo(unclaimed.domain().body().keys());
        }

        @Test
        void whoeverClaimsHasTheRightsThatTheClaimSays() {
            DomainDraft draft = DomainDraft.claimed(
                    DomainId.random(new SecureRandom()),
                    "log",
                    Purpose.ENCRYPT,
                    world.terms(Rights.of(Right.ENCRYPT)),
                    line);
            assertThat(claim(world.made(draft), World.SECRET)
                            .body()
                            .controllers()
                            .get(0)
                            .may())
                    .isEqualTo(Rights.of(Right.ENCRYPT));
        }

        @Test
        void aWrongUsedOrExpiredInvitationIsTheSameRefusal() {
            byte[] wrong = World.SECRET.clone();
            wrong[31] ^= 1;
            assertThatThrownBy(() -> claim(unclaimed, wrong)).hasMessage(same);
            ExportedDomain claimed = World.next(unclaimed, claim(unclaimed, World.SECRET));
            assertThatThrownBy(() -> claim(claimed, World.SECRET)).hasMessage(same);
            world.turnClock(Duration.ofDays(7));
            assertThatThrownBy(() -> claim(unclaimed, World.SECRET)).hasMessage(same);
        }

        @Test
        void aClaimNamesTheRevisionThatItLookedAt() {
            ExportedDomain moved =
                    World.moved(world.h1(), unclaimed, world.successor(line, World.THREE, 3, world.h1(), world.h2()));
            assertThatThrownBy(() -> claim(moved, unclaimed.domain().seen(), World.SECRET))
                    .isInstanceOf(MovedException.class);
            // Without the secret nothing is learned of it, not even that it was moved.
            assertThatThrownBy(() -> claim(moved, unclaimed.domain().seen(), new byte[32]))
                    .hasMessage(same);
            assertThat(claim(moved, World.SECRET).body().revision()).isEqualTo(3);
        }

        @Test
        void operatorsAndSignersGetTheirKeyPairThen() {
            ExportedDomain operator = world.unclaimed(Purpose.OPERATOR, world.genesisLine());
            assertThat(operator.domain().body().publicKeys()).isEmpty();
            assertThat(world.claim(operator, World.CLIENT).domain().body().publicKeys())
                    .hasSize(1);
            ExportedDomain signer = world.claimed(Purpose.SIGN, line, World.CLIENT);
            assertThat(signer.domain().body().publicKeys()).hasSize(1);
        }

        @Test
        void anOperatorIsCalledAsItsDomain() {
            ExportedDomain operator = world.unclaimed(Purpose.OPERATOR, world.genesisLine());
            assertThat(claim(operator, World.SECRET).body().controllers())
                    .containsExactly(new TestController("alice", World.CLIENT.signing()).may(Right.APPROVE));
        }

        @Test
        void theKeysAreMadeAnew() {
            // Two claims of one unclaimed revision (a race the store decides): neither opens what the other sealed.
            ExportedDomain one = world.claim(unclaimed, World.CLIENT);
            ExportedDomain two = world.claim(unclaimed, World.CLIENT);
            Bytes sealed = world.h1().encrypt(World.use(one, World.CLIENT), World.text("x"), CONTEXT);
            assertThatThrownBy(() -> world.h1().decrypt(World.use(two, World.CLIENT), sealed, CONTEXT))
                    .isInstanceOf(VerificationException.class);
        }

        @Test
        void aDomainForAKnownKeyIsMadeWithItAndNobodyClaimsIt() {
            ExportedDomain known =
                    world.made(world.draft(Policy.OPEN, line, World.CLIENT.may(Rights.all(Purpose.ENCRYPT))));
            assertThat(known.domain().body().revision()).isEqualTo(1);
            world.h2()
                    .createDataKey(World.use(known, World.CLIENT), CONTEXT)
                    .key()
                    .close();
            assertThatThrownBy(() -> claim(known, World.SECRET)).hasMessage(same);
        }
    }

    @Nested
    class Invitations {

        private final ExportedDomain unclaimed = world.unclaimed(Purpose.ENCRYPT, line);
        private final byte[] another = new byte[ClaimTerms.SECRET_LENGTH];

        private ExportedDomain invite(ExportedDomain domain, Optional<ClaimTerms> claim) {
            return World.next(
                    domain,
                    world.h2()
                            .inviteDomain(
                                    DomainInLine.of(domain), domain.domain().seen(), claim));
        }

        private Optional<ClaimTerms> anew(Rights may) {
            return Optional.of(ClaimTerms.of(another, world.now().plus(Duration.ofDays(1)), may));
        }

        @Test
        void d4OneIsMadeAnewInThePlaceOfAnother() {
            ExportedDomain invited = invite(unclaimed, anew(Rights.all(Purpose.ENCRYPT)));
            assertThatThrownBy(() -> world.claim(invited, World.CLIENT))
                    .as("the secret of the one before")
                    .isInstanceOf(RefusedException.class);
            Domain claimed = world.h1()
                    .claimDomain(new ClaimAttempt(
                            DomainInLine.of(invited),
                            invited.domain().seen(),
                            SecretBytes.owning(another.clone()),
                            World.CLIENT.key(),
                            "c1",
                            ""));
            assertThat(claimed.body().controllers()).hasSize(1);
        }

        @Test
        void d4OneIsEndedAndNobodyClaimsTheDomain() {
            ExportedDomain ended = invite(unclaimed, Optional.empty());
            assertThat(ended.domain().body().claim()).isEmpty();
            assertThat(ended.domain().body().controllers()).isEmpty();
            assertThatThrownBy(() -> world.claim(ended, World.CLIENT)).isInstanceOf(RefusedException.class);
            assertThatThrownBy(() -> invite(ended, anew(Rights.all(Purpose.ENCRYPT))))
                    .hasMessageContaining("has no invitation that could be made anew");
        }

        @Test
        void d4NoneIsPutIntoADomainThatIsClaimed() {
            ExportedDomain claimed = world.claim(unclaimed, World.CLIENT);
            assertThatThrownBy(() -> invite(claimed, anew(Rights.all(Purpose.ENCRYPT))))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("has no invitation");
        }

        @Test
        void d4TheNewOneGivesTheRightsOfTheOneBeforeAndEndsLater() {
            assertThatThrownBy(() -> invite(unclaimed, anew(Rights.of(Right.ENCRYPT))))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("gives the rights of the one before");
            Optional<ClaimTerms> over = Optional.of(ClaimTerms.of(another, world.now(), Rights.all(Purpose.ENCRYPT)));
            assertThatThrownBy(() -> invite(unclaimed, over)).hasMessageContaining("expired already");
        }
    }

    @Nested
    class D7 {

        @Test
        void anExportedDomainWorksAgain() {
            ExportedDomain domain = world.claimed(Purpose.ENCRYPT, line, World.CLIENT);
            Bytes sealed = world.h1().encrypt(World.use(domain, World.CLIENT), World.text("kept"), CONTEXT);
            ExportedDomain back = ExportedDomain.parse(domain.toText());
            assertThat(back.toText()).isEqualTo(domain.toText());
            world.h2().verifyDomain(DomainInLine.of(back));
            assertThat(world.h2()
                            .decrypt(World.use(back, World.CLIENT), sealed, CONTEXT)
                            .exposed())
                    .isEqualTo("kept".getBytes(StandardCharsets.UTF_8));
            assertThat(new DomainVerifier(world.genesis()).verify(back).valid()).isTrue();
        }
    }
}
