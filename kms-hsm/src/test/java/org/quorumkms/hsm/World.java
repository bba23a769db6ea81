package org.quorumkms.hsm;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import org.quorumkms.crypto.SealedKeyStore;
import org.quorumkms.crypto.SecretBytes;
import org.quorumkms.domain.ClaimTerms;
import org.quorumkms.domain.Domain;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.ExportedDomain;
import org.quorumkms.domain.Purpose;
import org.quorumkms.jose.EcJwk;
import org.quorumkms.jose.SigningKey;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.testing.Proposal;
import org.quorumkms.testing.TestAuthority;
import org.quorumkms.testing.TestKeys;
import org.quorumkms.testing.TestOperator;
import org.quorumkms.trust.Trust;
import org.quorumkms.trust.TrustChain;

/** A system for tests: two founding HSMs, a third one outside every Trust, a 2-of-3 Trust, and a clock to turn. */
final class World {

    static final byte[] SECRET = new byte[ClaimTerms.SECRET_LENGTH];
    static final SigningKey CLIENT = SigningKey.ofEc(TestKeys.ec(1));
    static final SigningKey STRANGER = SigningKey.ofEc(TestKeys.ec(2));

    static {
        Arrays.fill(SECRET, (byte) 7);
    }

    private final SecureRandom random = new SecureRandom();
    private final TurnableClock clock = new TurnableClock();
    private final SoftwareHsm factory =
            new SoftwareHsm(new SealedKeyStore(1 << 10), clock, random, TestKeys.rsaFrom(30));
    private final SoftwareHsm.Founding founding = factory.found(List.of("h1", "h2"));
    private final Hsm outsider =
            factory.make("h3", founding.genesis().thumbprint()).hsm();

    SoftwareHsm factory() {
        return factory;
    }

    SoftwareHsm.Founding founding() {
        return founding;
    }

    TrustChain genesisLine() {
        return new TrustChain(List.of(founding.genesis()));
    }

    Hsm h1() {
        return founding.hsms().get(0).hsm();
    }

    Hsm h2() {
        return founding.hsms().get(1).hsm();
    }

    Hsm outsider() {
        return outsider;
    }

    void turnClock(Duration by) {
        clock.now = clock.now.plus(by);
    }

    Instant now() {
        return clock.now;
    }

    /** A founding branch of these HSMs and the first operators, with no signatures yet. */
    Proposal proposal(int operators, int quorum, Hsm... hsms) {
        return TestAuthority.branch(
                        2, founding.genesis().thumbprint(), List.of(), TestOperator.first(operators), quorum)
                .with(
                        "hsms",
                        Arrays.stream(hsms).map(hsm -> hsm.keys().toJson()).toList());
    }

    /** The line to a 2-of-3 Trust that h1 signed. */
    TrustChain line(Hsm... hsms) {
        Trust approved = proposal(3, 2, hsms)
                .approvedBy(TestOperator.number(0), TestOperator.number(1))
                .trust();
        return genesisLine().then(h1().signTrust(approved, genesisLine()));
    }

    ExportedDomain unclaimed(Purpose purpose, TrustChain line) {
        return new ExportedDomain(
                h1().createDomain(new DomainDraft(
                        DomainId.random(random),
                        purpose == Purpose.OPERATOR ? "alice" : "payroll",
                        purpose,
                        ClaimTerms.of(SECRET, clock.now.plus(Duration.ofDays(7))),
                        line)),
                line);
    }

    ExportedDomain claimed(Purpose purpose, TrustChain line, SigningKey controller) {
        return claim(unclaimed(purpose, line), controller);
    }

    ExportedDomain claim(ExportedDomain unclaimed, SigningKey controller) {
        Domain domain = h1().claimDomain(
                        unclaimed,
                        unclaimed.line().last().thumbprint(),
                        SecretBytes.owning(SECRET.clone()),
                        thumbprint(controller),
                        "");
        return new ExportedDomain(domain, unclaimed.line());
    }

    static DomainUse use(ExportedDomain domain, SigningKey caller) {
        return new DomainUse(domain, domain.domain().seen(), thumbprint(caller));
    }

    static Thumbprint thumbprint(SigningKey key) {
        return key.publicKey().thumbprint();
    }

    static EcJwk ec(SigningKey key) {
        return (EcJwk) key.publicKey();
    }

    private static final class TurnableClock extends Clock {
        private Instant now = TestAuthority.NOW;

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException("tests are in UTC");
        }
    }
}
