package org.quorumkms.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.quorumkms.testing.TestAuthority.branch;
import static org.quorumkms.testing.TestAuthority.chain;
import static org.quorumkms.testing.TestAuthority.successor;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.jose.MlKemJwk;
import org.quorumkms.jose.RsaJwk;
import org.quorumkms.signed.Check;
import org.quorumkms.testing.Proposal;
import org.quorumkms.testing.TestAuthority;
import org.quorumkms.testing.TestHsm;
import org.quorumkms.testing.TestKeys;
import org.quorumkms.testing.TestOperator;

/** T1, T3, T4: a line of version 1 becomes one of version 2, and never the other way. */
class TrustVersionsTest {

    /** Made before there were ML-KEM keys. */
    private static final TestHsm OLD = TestHsm.number(1).withoutKem();

    private static final TestHsm NEW = TestHsm.number(2);
    private static final List<TestOperator> THREE = TestOperator.first(3);
    private static final Proposal GENESIS = TestAuthority.genesis(OLD).signedBy(OLD);
    private static final Proposal FOUNDED =
            approved(branch(2, GENESIS.thumbprint(), List.of(OLD), THREE, 2)).signedBy(OLD);

    /** Lists the new HSM by its RSA keys, beside the old one. */
    private static final Proposal BOTH = approved(
                    successor(3, FOUNDED.thumbprint(), List.of(OLD, NEW.withoutKem()), THREE, 2))
            .signedBy(OLD);

    private static final TrustVerifier VERIFIER = new TrustVerifier(GENESIS.thumbprint());

    private static Proposal approved(Proposal proposal) {
        return proposal.approvedBy(THREE.get(0), THREE.get(1));
    }

    private static VerifiedTrust verified(Proposal... line) {
        return VERIFIER.verify(chain(line)).require();
    }

    /** Lists the new HSM alone, with all its keys. */
    private static Proposal hybrid() {
        return approved(successor(4, BOTH.thumbprint(), List.of(NEW), THREE, 2));
    }

    private static List<String> failed(Proposal... line) {
        return VERIFIER.verify(chain(line)).checks().stream()
                .filter(check -> !check.ok())
                .map(Check::what)
                .toList();
    }

    @Test
    void aLineMovesToVersion2OverAnHsmThatIsInBoth() {
        VerifiedTrust moved = verified(GENESIS, FOUNDED, BOTH, hybrid().signedBy(NEW));
        assertThat(moved.chain().trusts())
                .extracting(trust -> trust.body().isHybrid())
                .containsExactly(false, false, false, true);
        assertThat(moved.body().hsms()).containsExactly(NEW.keys());
    }

    @Test
    void theHsmThatSignsIsInBothByTheKeysThatEachVersionLists() {
        VERIFIER.readyToSign(hybrid().trust(), verified(GENESIS, FOUNDED, BOTH), NEW.keys(), TestAuthority.NOW);
        // It is not in the one before: nobody could move its Domains.
        Proposal early = approved(successor(3, FOUNDED.thumbprint(), List.of(NEW), THREE, 2));
        assertThatThrownBy(() ->
                        VERIFIER.readyToSign(early.trust(), verified(GENESIS, FOUNDED), NEW.keys(), TestAuthority.NOW))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("is not in its predecessor");
        assertThat(failed(GENESIS, FOUNDED, early.signedBy(NEW)))
                .singleElement()
                .asString()
                .contains("T4: it is signed by");
    }

    @Test
    void anHsmSignsNoTrustThatListsAnotherMlKemKeyOfIt() {
        TestHsm other = TestHsm.number(3);
        HsmKeys wrong = new HsmKeys(
                "h2",
                NEW.keys().signing(),
                NEW.keys().encryption(),
                other.keys().kem());
        Trust swapped = approved(hybrid().with("hsms", List.of(wrong.toJson()))).trust();
        assertThatThrownBy(() ->
                        VERIFIER.readyToSign(swapped, verified(GENESIS, FOUNDED, BOTH), NEW.keys(), TestAuthority.NOW))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("no entry of it holds all keys of HSM h2");
        // Nor one without the key, whose own statement it would not be.
        assertThatThrownBy(() -> VERIFIER.readyToSign(
                        hybrid().trust(),
                        verified(GENESIS, FOUNDED, BOTH),
                        NEW.keys().withoutKem(),
                        TestAuthority.NOW))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("no entry of it holds all keys of HSM h2");
    }

    @Test
    void whatFollowsVersion2IsVersion2() {
        VerifiedTrust moved = verified(GENESIS, FOUNDED, BOTH, hybrid().signedBy(NEW));
        for (String kind : List.of("successor", "branch")) {
            Proposal down = approved(successor(5, hybrid().thumbprint(), List.of(NEW.withoutKem()), THREE, 2)
                    .with("kind", kind));
            assertThatThrownBy(() -> VERIFIER.readyToSign(down.trust(), moved, NEW.keys(), TestAuthority.NOW))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("T4: its predecessor is of version 2, and it is of version 1");
            assertThat(failed(GENESIS, FOUNDED, BOTH, hybrid().signedBy(NEW), down.signedBy(NEW)))
                    .anyMatch(check -> check.contains("T4: it is of version 2, or the Trust before it is not"));
        }
    }

    @Test
    void oneKeyAsTheMlKemKeyOfTwoHsmsIsRefused() {
        TestHsm other = TestHsm.number(3);
        HsmKeys same = new HsmKeys(
                "h3",
                other.keys().signing(),
                other.keys().encryption(),
                NEW.keys().kem());
        assertThatThrownBy(() -> hybrid().with("hsms", List.of(NEW.keys().toJson(), same.toJson()))
                        .trust())
                .isInstanceOf(VerificationException.class)
                .hasMessageContaining("no key stands in it twice");
    }

    @Test
    void besideAnMlKemKeyStandsAnRsaKeyOf3072Bits() {
        RsaJwk longer = new RsaJwk(BigInteger.ONE.shiftLeft(4095).setBit(0));
        assertThat(new HsmKeys("h", NEW.keys().signing(), longer, Optional.empty()).encryption())
                .isEqualTo(longer);
        assertThatThrownBy(() -> new HsmKeys(
                        "h", NEW.keys().signing(), longer, NEW.keys().kem()))
                .isInstanceOf(VerificationException.class)
                .hasMessageContaining("an encryption key of other than 3072 bits");
    }

    @Test
    void theFingerprintAndTheRecipientsNameCoverEachKey() {
        HsmKeys keys = NEW.keys();
        MlKemJwk other = MlKemJwk.of(TestKeys.mlKem(99));
        HsmKeys changed = new HsmKeys("h2", keys.signing(), keys.encryption(), Optional.of(other));
        assertThat(Stream.of(keys, changed, keys.withoutKem()).map(HsmKeys::fingerprint))
                .doesNotHaveDuplicates();
        assertThat(Stream.of(keys, changed, keys.withoutKem())
                        .map(one -> one.wrapping().kid()))
                .doesNotHaveDuplicates();
        assertThat(keys.isSameHsm(keys.withoutKem())).isTrue();
        assertThat(keys.isSameHsm(changed)).isFalse();
    }

    @Test
    void anHsmsStatementOfEitherVersionIsReadAsItWasMade() {
        for (TestHsm hsm : List.of(OLD, NEW)) {
            HsmStatement made = HsmStatement.make(hsm.keys(), GENESIS.thumbprint(), Device.SOFTWARE, hsm.signing());
            assertThat(HsmStatement.verify(made.toText(), GENESIS.thumbprint()).keys())
                    .isEqualTo(hsm.keys());
        }
    }
}
