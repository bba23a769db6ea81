package org.quorumkms.hsm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.DomainInLine;
import org.quorumkms.domain.EncryptionContext;
import org.quorumkms.domain.ExportedDomain;
import org.quorumkms.domain.Purpose;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.jose.Jwe;
import org.quorumkms.signed.Bytes;
import org.quorumkms.testing.TestAuthority;
import org.quorumkms.testing.TestHsm;
import org.quorumkms.trust.Trust;
import org.quorumkms.trust.TrustChain;
import org.quorumkms.trust.TrustKind;

/** T4, D2, D5: a system that was founded with RSA alone moves to Trusts of version 2, and never back. */
class HybridMoveTest {

    private final World world = World.madeBefore();
    private final Hsm h1 = world.h1();
    private final Hsm fresh = world.outsider();

    /** Who breaks RSA has these of the new HSM. */
    private final TestHsm rsaOfFresh = TestHsm.of("h3", 34).withoutKem();

    private final TrustChain old = world.line(h1, world.h2());

    /** Version 1: the new HSM beside one that was there. */
    private final TrustChain both = world.successor(old, World.THREE, 2, h1, fresh);

    /** Version 1: the new HSM alone, as no console would list it. */
    private final TrustChain alone = both.then(fresh.signTrust(proposal(both, true), both));

    private final TrustChain hybrid = alone.then(fresh.signTrust(proposal(alone, false), alone));

    private final ExportedDomain first = world.claimed(Purpose.ENCRYPT, old, World.CLIENT);
    private final ExportedDomain second = World.moved(h1, first, both);
    private final ExportedDomain third = World.moved(fresh, second, alone);
    private final ExportedDomain fourth = World.moved(fresh, third, hybrid);

    private Trust proposal(TrustChain before, boolean rsaAlone) {
        return TestAuthority.successor(
                        before.trusts().size() + 1, before.last().thumbprint(), List.of(), World.THREE, 2)
                .listing(List.of(rsaAlone ? fresh.keys().withoutKem() : fresh.keys()))
                .approvedBy(World.ALICE, World.BOB)
                .trust();
    }

    private static Bytes encrypt(Hsm hsm, ExportedDomain domain) {
        return hsm.encrypt(World.use(domain, World.CLIENT), World.text("hello"), EncryptionContext.EMPTY);
    }

    private static String decrypt(Hsm hsm, ExportedDomain domain, Bytes sealed) {
        return new String(
                hsm.decrypt(World.use(domain, World.CLIENT), sealed, EncryptionContext.EMPTY)
                        .exposed(),
                StandardCharsets.UTF_8);
    }

    private static int keyNumber(Bytes sealed) {
        return ByteBuffer.wrap(sealed.toArray()).getInt(1 + DomainId.LENGTH);
    }

    @Test
    void whatWasSealedBeforeOpensUnderEachTrust() {
        Bytes sealed = encrypt(h1, first);
        assertThat(Stream.of(second, third, fourth).map(domain -> decrypt(fresh, domain, sealed)))
                .containsOnly("hello");
        assertThat(Stream.of(first, second, third, fourth, World.rotated(fresh, fourth))
                        .map(domain ->
                                domain.domain().body().keys().orElseThrow().algorithm()))
                .containsExactly(
                        Jwe.Algorithm.RSA,
                        Jwe.Algorithm.RSA,
                        Jwe.Algorithm.RSA,
                        Jwe.Algorithm.HYBRID,
                        Jwe.Algorithm.HYBRID);
    }

    /** D5: no HSM was dropped by the last move, and still what is sealed after it opens with nothing that was recorded before. */
    @Test
    void theMoveToVersion2MakesANewActiveKey() {
        assertThat(Stream.of(second, third, fourth).map(domain -> keyNumber(encrypt(fresh, domain))))
                .containsExactly(2, 3, 4);
        assertThat(rsaOfFresh.open(third.domain().body()))
                .contains("\"kid\":\"3\"")
                .doesNotContain("\"kid\":\"4\"");
        Bytes later = encrypt(fresh, fourth);
        assertThatThrownBy(() -> decrypt(fresh, third, later)).isInstanceOf(VerificationException.class);
    }

    @Test
    void withRsaAloneNothingUnderVersion2Opens() {
        assertThat(TestHsm.of("h3", 34).open(fourth.domain().body())).contains("\"kid\":\"4\"");
        TestHsm otherSeed = new TestHsm(
                fresh.keys(),
                rsaOfFresh.signing(),
                rsaOfFresh.encryption(),
                TestHsm.of("h4", 36).kem());
        assertThatThrownBy(() -> otherSeed.open(fourth.domain().body()))
                .isInstanceOf(VerificationException.class)
                .hasMessage("The keys of the Domain cannot be opened by this HSM.");
    }

    @Test
    void aDomainDoesNotMoveBack() {
        assertThatThrownBy(() -> fresh.moveDomain(
                        DomainInLine.of(fourth), fourth.domain().seen(), alone, Optional.empty()))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("D5: ");
        assertThatThrownBy(() -> fresh.signTrust(proposal(hybrid, true), hybrid))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("T4: its predecessor is of version 2, and it is of version 1");
    }

    /** An HSM drafts a Trust of version 2 where each HSM has an ML-KEM key, and of version 1 where the predecessor allows it. */
    @Test
    void aDraftHasTheVersionThatItsHsmsAllow() {
        assertThat(draft(alone, fresh).body().isHybrid()).isTrue();
        assertThat(draft(both, fresh, h1).body().isHybrid()).isFalse();
        assertThatThrownBy(() -> draft(hybrid, fresh, h1))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("h1 has none: it was made before there were any");
    }

    private Trust draft(TrustChain before, Hsm... hsms) {
        ExportedDomain alice = world.claimed(Purpose.OPERATOR, old, World.CLIENT);
        return fresh.createTrust(new TrustDraft(
                9,
                TrustKind.SUCCESSOR,
                before,
                Stream.of(hsms).map(hsm -> hsm.statement().toText()).toList(),
                List.of(DomainInLine.of(alice)),
                1,
                world.now().plus(Duration.ofDays(1)),
                Optional.empty()));
    }
}
