package org.quorumkms.hsm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.quorumkms.crypto.SecretBytes;
import org.quorumkms.domain.Domain;
import org.quorumkms.domain.DomainVerifier;
import org.quorumkms.domain.EncryptionContext;
import org.quorumkms.domain.ExportedDomain;
import org.quorumkms.domain.Purpose;
import org.quorumkms.domain.SeenDomain;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.signed.Bytes;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.testing.Proposal;
import org.quorumkms.testing.TestAuthority;
import org.quorumkms.testing.TestHsm;
import org.quorumkms.testing.TestOperator;
import org.quorumkms.trust.TrustChain;

/** Domains inside the boundary: D1 to D4. */
class DomainRulesTest {

    private static final EncryptionContext CONTEXT = new EncryptionContext(Map.of("month", "2026-11"));

    private final World world = new World();
    private final TrustChain line = world.line(world.h1(), world.h2());

    private static SecretBytes text(String text) {
        return SecretBytes.owning(text.getBytes(StandardCharsets.UTF_8));
    }

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
            TrustChain without = world.line(world.h1());
            var draft = new DomainDraft(
                    org.quorumkms.domain.DomainId.random(new java.security.SecureRandom()),
                    "payroll",
                    Purpose.ENCRYPT,
                    org.quorumkms.domain.ClaimTerms.of(World.SECRET, world.now().plusSeconds(60)),
                    without);
            assertThatThrownBy(() -> world.h2().createDomain(draft))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("is not in Trust 2");
            TrustChain unsigned =
                    world.genesisLine().then(world.proposal(3, 2, world.h1()).trust());
            assertThatThrownBy(() -> world.unclaimed(Purpose.ENCRYPT, unsigned))
                    .isInstanceOf(VerificationException.class);
        }
    }

    @Nested
    class D2 {

        @Test
        void anyHsmOfTheTrustCanUseItAndNoOther() {
            ExportedDomain domain = world.claimed(Purpose.ENCRYPT, line, World.CLIENT);
            DomainUse use = World.use(domain, World.CLIENT);
            Bytes sealed = world.h1().encrypt(use, text("hello"), CONTEXT);
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
                    .with("hsms", List.of(evil.keys().toJson()))
                    .approvedBy(TestOperator.number(0))
                    .signedBy(evil);
            ExportedDomain victim = world.claimed(Purpose.ENCRYPT, line, World.CLIENT);
            ExportedDomain moved =
                    new ExportedDomain(victim.domain(), world.genesisLine().then(forged.trust()));
            assertThatThrownBy(() -> world.h1().verifyDomain(moved)).isInstanceOf(VerificationException.class);
        }
    }

    @Nested
    class D3 {

        private final ExportedDomain domain = world.claimed(Purpose.ENCRYPT, line, World.CLIENT);

        private void refused(SeenDomain seen, String message) {
            DomainUse use = new DomainUse(domain, seen, World.thumbprint(World.CLIENT));
            assertThatThrownBy(() -> world.h1().createDataKey(use, CONTEXT))
                    .isInstanceOf(VerificationException.class)
                    .hasMessageContaining(message);
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
        void refusesARevisionOlderThanTheOneSeen() {
            SeenDomain seen = domain.domain().seen();
            refused(new SeenDomain(seen.id(), 3, seen.trust()), "older than revision 3");
        }

        @Test
        void refusesAnotherTrustThanTheOneSeen() {
            SeenDomain seen = domain.domain().seen();
            Thumbprint other = Bytes.utf8("other").thumbprint();
            refused(new SeenDomain(seen.id(), 2, other), "does not follow the Trust seen before");
            refused(
                    new SeenDomain(seen.id(), 2, world.founding().genesis().thumbprint()),
                    "does not follow the Trust seen before");
        }

        @Test
        void refusesAnotherDomainInItsPlace() {
            ExportedDomain other = world.claimed(Purpose.ENCRYPT, line, World.CLIENT);
            refused(other.domain().seen(), "this is Domain");
        }

        @Test
        void aSealedDataKeyIsNotDataAndTheReverse() {
            DomainUse use = World.use(domain, World.CLIENT);
            NewDataKey key = world.h1().createDataKey(use, CONTEXT);
            assertThat(world.h2().openDataKey(use, key.sealed(), CONTEXT).exposed())
                    .isEqualTo(key.key().exposed());
            assertThatThrownBy(() -> world.h1().decrypt(use, key.sealed(), CONTEXT))
                    .isInstanceOf(VerificationException.class);
            Bytes data = world.h1().encrypt(use, text("x"), CONTEXT);
            assertThatThrownBy(() -> world.h1().openDataKey(use, data, CONTEXT))
                    .isInstanceOf(VerificationException.class);
        }

        @Test
        void aCiphertextFailsTheSameForEveryReason() {
            DomainUse use = World.use(domain, World.CLIENT);
            byte[] sealed = world.h1().encrypt(use, text("hello"), CONTEXT).toArray();
            String same = "The ciphertext does not verify under this Domain:"
                    + " it was changed, or its context or Domain is another.";
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

        private Domain claim(ExportedDomain domain, byte[] secret, Thumbprint trust) {
            return world.h1()
                    .claimDomain(domain, trust, SecretBytes.owning(secret.clone()), World.thumbprint(World.CLIENT), "");
        }

        @Test
        void theCallerWithTheSecretBecomesTheControllerByANewRevision() {
            Domain claimed = claim(unclaimed, World.SECRET, line.last().thumbprint());
            assertThat(claimed.body().revision()).isEqualTo(2);
            assertThat(claimed.body().previous()).contains(unclaimed.domain().thumbprint());
            assertThat(claimed.body().claim()).isEmpty();
            assertThat(claimed.body().controllers()).containsExactly(World.thumbprint(World.CLIENT));
            assertThat(claimed.body().keys())
                    .isNotEqualTo(unclaimed.domain().body().keys());
        }

        @Test
        void aWrongUsedOrExpiredInvitationIsTheSameRefusal() {
            Thumbprint trust = line.last().thumbprint();
            byte[] wrong = World.SECRET.clone();
            wrong[31] ^= 1;
            assertThatThrownBy(() -> claim(unclaimed, wrong, trust)).hasMessage(same);
            assertThatThrownBy(() -> claim(
                            unclaimed, World.SECRET, world.founding().genesis().thumbprint()))
                    .hasMessage(same);
            ExportedDomain claimed = new ExportedDomain(claim(unclaimed, World.SECRET, trust), line);
            assertThatThrownBy(() -> claim(claimed, World.SECRET, trust)).hasMessage(same);
            world.turnClock(Duration.ofDays(7));
            assertThatThrownBy(() -> claim(unclaimed, World.SECRET, trust)).hasMessage(same);
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
        void theKeysAreMadeAnew() {
            // Two claims of one unclaimed revision (a race the store decides): neither opens what the other sealed.
            ExportedDomain one = world.claim(unclaimed, World.CLIENT);
            ExportedDomain two = world.claim(unclaimed, World.CLIENT);
            Bytes sealed = world.h1().encrypt(World.use(one, World.CLIENT), text("x"), CONTEXT);
            assertThatThrownBy(() -> world.h1().decrypt(World.use(two, World.CLIENT), sealed, CONTEXT))
                    .isInstanceOf(VerificationException.class);
        }
    }

    @Nested
    class D7 {

        @Test
        void anExportedDomainWorksAgain() {
            ExportedDomain domain = world.claimed(Purpose.ENCRYPT, line, World.CLIENT);
            Bytes sealed = world.h1().encrypt(World.use(domain, World.CLIENT), text("kept"), CONTEXT);
            ExportedDomain back = ExportedDomain.parse(domain.toText());
            assertThat(back.toText()).isEqualTo(domain.toText());
            world.h2().verifyDomain(back);
            assertThat(world.h2()
                            .decrypt(World.use(back, World.CLIENT), sealed, CONTEXT)
                            .exposed())
                    .isEqualTo("kept".getBytes(StandardCharsets.UTF_8));
            assertThat(new DomainVerifier(world.founding().genesis().thumbprint())
                            .verify(back)
                            .valid())
                    .isTrue();
            assertThat(TestAuthority.NOW).isEqualTo(world.now());
        }
    }
}
