package org.quorumkms.hsm;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import org.quorumkms.crypto.NativeCrypto;
import org.quorumkms.crypto.SealedKeyStore;
import org.quorumkms.crypto.SecretBytes;
import org.quorumkms.domain.ClaimTerms;
import org.quorumkms.domain.Controller;
import org.quorumkms.domain.Domain;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.DomainInLine;
import org.quorumkms.domain.ExportedDomain;
import org.quorumkms.domain.OperatorRequest;
import org.quorumkms.domain.Policy;
import org.quorumkms.domain.Purpose;
import org.quorumkms.domain.Rights;
import org.quorumkms.order.Decision;
import org.quorumkms.order.Order;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.signed.Thumbprints;
import org.quorumkms.testing.Proposal;
import org.quorumkms.testing.TestAuthority;
import org.quorumkms.testing.TestController;
import org.quorumkms.testing.TestHsm;
import org.quorumkms.testing.TestOperator;
import org.quorumkms.testing.TestOrder;
import org.quorumkms.trust.HsmKeys;
import org.quorumkms.trust.Trust;
import org.quorumkms.trust.TrustBody;
import org.quorumkms.trust.TrustChain;

/**
 * A system for tests: two founding HSMs, a third one outside every Trust, a 2-of-3 Trust, and a clock to turn. What a store has
 * of a Domain is an exported one here, so that each revision that an HSM makes shows its history.
 */
final class World {

    static final byte[] SECRET = new byte[ClaimTerms.SECRET_LENGTH];
    static final TestController CLIENT = TestController.number(1);
    static final TestController STRANGER = TestController.number(2);
    static final TestOperator ALICE = TestOperator.number(0);
    static final TestOperator BOB = TestOperator.number(1);
    static final TestOperator CAROL = TestOperator.number(2);
    static final List<TestOperator> THREE = List.of(ALICE, BOB, CAROL);

    private static final int FIRST_KEY = 30;

    static {
        // As servers do.
        NativeCrypto.provider();
        Arrays.fill(SECRET, (byte) 7);
    }

    private final SecureRandom random = new SecureRandom();
    private final TurnableClock clock = new TurnableClock();
    private final SoftwareHsm software = software(new KnownNewKeys(FIRST_KEY));
    private final Founding founding;
    private final Hsm outsider;

    World() {
        this.founding = found("h1", "h2");
        this.outsider = make("h3").bind(genesis()).hsm();
    }

    private World(KnownNewKeys before) {
        this.founding = software(before).found(List.of("h1", "h2"));
        // The numbers of its keys are those of the third HSM.
        software.make("h1");
        software.make("h2");
        this.outsider = software.make("h3", genesis()).hsm();
    }

    /** Founds a system as it was done before there were ML-KEM keys; the HSM outside is a new one. */
    static World madeBefore() {
        return new World(new KnownNewKeys(FIRST_KEY, true));
    }

    private SoftwareHsm software(KnownNewKeys keys) {
        return new SoftwareHsm(new SealedKeyStore(1 << 10), clock, random, keys);
    }

    /** What opens the files of HSMs that are software. */
    SoftwareHsm software() {
        return software;
    }

    /** The beginning of a system. */
    Founding found(String... labels) {
        return Founding.of(Arrays.stream(labels).map(this::make).toList(), clock.instant());
    }

    private UnboundHsm make(String label) {
        return ServiceLoader.load(HsmSource.class)
                .findFirst()
                .map(source -> source.make(label, clock, random))
                .orElseGet(() -> software.make(label));
    }

    Founding founding() {
        return founding;
    }

    Thumbprint genesis() {
        return founding.genesis().thumbprint();
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

    /** The keys of h1 in the hands of a thief, or of whoever runs it after it was dropped. */
    static TestHsm thiefOfH1() {
        return TestHsm.of("h1", FIRST_KEY);
    }

    void turnClock(Duration by) {
        clock.now = clock.now.plus(by);
    }

    Instant now() {
        return clock.now;
    }

    Clock clock() {
        return clock;
    }

    /** A founding branch of these HSMs and the first operators, with no signatures yet. */
    Proposal proposal(int operators, int quorum, Hsm... hsms) {
        return TestAuthority.branch(
                        2, founding.genesis().thumbprint(), List.of(), TestOperator.first(operators), quorum)
                .listing(entries(hsms));
    }

    /** The line to a 2-of-3 Trust that h1 signed. */
    TrustChain line(Hsm... hsms) {
        Trust approved = proposal(3, 2, hsms).approvedBy(ALICE, BOB).trust();
        return genesisLine().then(h1().signTrust(approved, genesisLine()));
    }

    /** A successor of the last Trust of a line, signed by h1. */
    TrustChain successor(TrustChain before, List<TestOperator> operators, int quorum, Hsm... hsms) {
        return successor(h1(), before, operators, quorum, hsms);
    }

    /** A successor of the last Trust of a line, signed by an HSM. */
    TrustChain successor(Hsm by, TrustChain before, List<TestOperator> operators, int quorum, Hsm... hsms) {
        Proposal proposal = TestAuthority.successor(
                        before.trusts().size() + 1, before.last().thumbprint(), List.of(), operators, quorum)
                .listing(entries(hsms))
                .approvedBy(ALICE, BOB, CAROL);
        return before.then(by.signTrust(proposal.trust(), before));
    }

    private static List<HsmKeys> entries(Hsm... hsms) {
        return TrustBody.listed(Arrays.stream(hsms).map(Hsm::keys).toList());
    }

    ClaimTerms terms(Rights may) {
        return ClaimTerms.of(SECRET, clock.now.plus(Duration.ofDays(7)), may);
    }

    DomainDraft draft(Purpose purpose, TrustChain line) {
        return DomainDraft.claimed(
                DomainId.random(random),
                purpose == Purpose.OPERATOR ? "alice" : "payroll",
                purpose,
                terms(Rights.all(purpose)),
                line);
    }

    /** An encrypt Domain that is made for known keys, or for none. */
    DomainDraft draft(Policy policy, TrustChain line, Controller... controllers) {
        return new DomainDraft(
                DomainId.random(random),
                "payroll",
                Purpose.ENCRYPT,
                Optional.empty(),
                List.of(controllers),
                "",
                policy,
                line);
    }

    ExportedDomain made(DomainDraft draft) {
        return new ExportedDomain(h1().createDomain(draft), draft.line(), Thumbprints.NONE);
    }

    ExportedDomain unclaimed(Purpose purpose, TrustChain line) {
        return made(draft(purpose, line));
    }

    ExportedDomain claimed(Purpose purpose, TrustChain line, TestController controller) {
        return claim(unclaimed(purpose, line), controller);
    }

    ExportedDomain claim(ExportedDomain unclaimed, TestController controller) {
        return claim(unclaimed, controller, "");
    }

    ExportedDomain claim(ExportedDomain unclaimed, TestController controller, String ownKey) {
        return next(
                unclaimed,
                h1().claimDomain(new ClaimAttempt(
                        DomainInLine.of(unclaimed),
                        unclaimed.domain().seen(),
                        SecretBytes.owning(SECRET.clone()),
                        controller.key(),
                        controller.name(),
                        ownKey)));
    }

    /** An encrypt Domain of these controllers, the first of whom claimed it. */
    ExportedDomain shared(TrustChain line, Controller... others) {
        ExportedDomain claimed = claimed(Purpose.ENCRYPT, line, CLIENT);
        return others.length == 0
                ? claimed
                : next(claimed, h1().changeControllers(use(claimed, CLIENT), List.of(others), List.of()));
    }

    /** The next revision of a Domain, in the same line: its history is checked. */
    static ExportedDomain next(ExportedDomain before, Domain next) {
        return next(before, next, before.line());
    }

    /** The next revision of a Domain, in another line: its history is checked. */
    static ExportedDomain next(ExportedDomain before, Domain next, TrustChain line) {
        return new ExportedDomain(
                next, line, before.earlier().then(before.domain().thumbprint()));
    }

    /** Moves a Domain that has no say in it. */
    static ExportedDomain moved(Hsm hsm, ExportedDomain domain, TrustChain target) {
        return next(
                domain,
                hsm.moveDomain(DomainInLine.of(domain), domain.domain().seen(), target, Optional.empty()),
                target);
    }

    static ExportedDomain rotated(Hsm hsm, ExportedDomain domain) {
        return next(
                domain,
                hsm.rotateDomain(DomainInLine.of(domain), domain.domain().seen()));
    }

    /** Carries an order out that alice and bob approved, made now, with the next number. */
    ExportedDomain ordered(ExportedDomain domain, Decision decision) {
        return ordered(domain, TestOrder.of(decision, domain.domain(), now()).approvedBy(ALICE, BOB));
    }

    ExportedDomain ordered(ExportedDomain domain, Order order) {
        return next(
                domain, h2().carryOut(DomainInLine.of(domain), domain.domain().seen(), order));
    }

    static DomainUse use(ExportedDomain domain, TestController caller) {
        return new DomainUse(DomainInLine.of(domain), domain.domain().seen(), caller.key());
    }

    /** What a controller of an operator's Domain asks of it as it is. */
    static ControllerRequest asks(
            ExportedDomain operator, TestController controller, String action, Thumbprint subject) {
        String signed = new OperatorRequest(
                        operator.domain().body().id(), operator.domain().thumbprint(), action, subject)
                .sign(controller.signing());
        return new ControllerRequest(controller.publicKey(), signed);
    }

    static SecretBytes text(String text) {
        return SecretBytes.owning(text.getBytes(StandardCharsets.UTF_8));
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
