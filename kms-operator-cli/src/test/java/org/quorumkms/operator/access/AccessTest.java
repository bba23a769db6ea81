package org.quorumkms.operator.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.quorumkms.testing.TestSystem.H1;
import static org.quorumkms.testing.TestSystem.OPERATORS;
import static org.quorumkms.testing.TestSystem.T1;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.quorumkms.audit.AuditAction;
import org.quorumkms.audit.AuditEvent;
import org.quorumkms.audit.AuditResult;
import org.quorumkms.audit.AuditSubject;
import org.quorumkms.domain.ClaimTerms;
import org.quorumkms.domain.Controller;
import org.quorumkms.domain.Domain;
import org.quorumkms.domain.DomainBody;
import org.quorumkms.domain.DomainBuilder;
import org.quorumkms.domain.DomainState;
import org.quorumkms.domain.EncryptionContext;
import org.quorumkms.domain.Policy;
import org.quorumkms.domain.Purpose;
import org.quorumkms.domain.Right;
import org.quorumkms.domain.Rights;
import org.quorumkms.order.Decision;
import org.quorumkms.order.Order;
import org.quorumkms.signed.Bytes;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.testing.DomainHistory;
import org.quorumkms.testing.TestAuthority;
import org.quorumkms.testing.TestController;
import org.quorumkms.testing.TestOrder;
import org.quorumkms.trust.VerifiedTrust;

/**
 * Who could use a Domain, over a history of 200 changes: claim, shares, orders, disablings, policies and releases, each a signed
 * revision. Beside it is kept who may what, in a way of its own; 1,000 questions are answered by both.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AccessTest {

    private static final long SEED = 29;
    private static final int CHANGES = 200;
    private static final int QUESTIONS = 1_000;
    private static final List<Rights> CHOICES = List.of(
            Rights.of(Right.ENCRYPT),
            Rights.of(Right.DECRYPT),
            Rights.of(Right.DECRYPT, Right.ENCRYPT),
            Rights.of(Right.DECRYPT, Right.ENCRYPT, Right.SHARE));

    private final Random random = new Random(SEED);
    private final LoggedChanges log = new LoggedChanges();
    private final List<Moment> oracle = new ArrayList<>();
    private final List<Access.Release> releases = new ArrayList<>();
    private VerifiedTrust trust = begin().verified().trust();
    private DomainHistory history = begin();

    /** Whom the oracle knows. */
    private record Known(Rights may, int since, String kind, Optional<Thumbprint> order) {}

    /** What the oracle keeps of a revision. */
    private record Moment(Instant changed, Map<Thumbprint, Known> may, boolean enabled, boolean byQuorum, int ended) {}

    private static DomainHistory begin() {
        ClaimTerms terms =
                ClaimTerms.of(new byte[32], TestAuthority.NOW.plus(Duration.ofDays(7)), Rights.all(Purpose.ENCRYPT));
        return DomainHistory.begin(Purpose.ENCRYPT, H1, T1, says -> says.claim(Optional.of(terms)));
    }

    private static Controller controller(int number, Rights may) {
        return TestController.number(number).may(may);
    }

    @BeforeAll
    void live() {
        oracle.add(new Moment(TestAuthority.NOW, Map.of(), true, false, 0));
        List<Controller> first = List.of(controller(0, Rights.all(Purpose.ENCRYPT)));
        step(
                "claim",
                AuditAction.DOMAIN_CLAIM,
                Optional.empty(),
                says -> says.claim(Optional.empty()).controlledBy(first));
        while (history.last().body().revision() <= CHANGES) {
            change();
        }
    }

    private void step(String kind, AuditAction action, Optional<Order> order, UnaryOperator<DomainBuilder> change) {
        Domain before = history.last();
        Instant time = before.body().changed().plusSeconds(random.nextInt(3_000));
        history = history.thenAt(H1, time, change);
        DomainBody body = history.last().body();
        AuditSubject subject = AuditSubject.change(before.body(), history.last());
        log.add(new AuditEvent(
                TestController.number(9).key(), action, order.map(subject::by).orElse(subject), AuditResult.DONE));
        Map<Thumbprint, Known> was = oracle.get(oracle.size() - 1).may();
        Map<Thumbprint, Known> now = new LinkedHashMap<>();
        for (Controller one : body.controllers()) {
            Known same = was.get(one.key());
            now.put(
                    one.key(),
                    same != null && same.may().equals(one.may())
                            ? same
                            : new Known(one.may(), body.revision(), kind, order.map(Order::thumbprint)));
        }
        oracle.add(new Moment(
                time,
                now,
                body.state() == DomainState.ENABLED,
                body.policy()
                        .filter(policy -> policy.decrypt() == Policy.Who.QUORUM)
                        .isPresent(),
                body.ended()));
    }

    private void change() {
        DomainBody body = history.last().body();
        List<Controller> controllers = body.controllers();
        if (body.state() == DomainState.DISABLED) {
            ordered(
                    "enable",
                    new Decision.Enable(body.disabling().orElseThrow().order()),
                    says -> says.in(DomainState.ENABLED, Optional.empty()));
            return;
        }
        Controller whom = controller(random.nextInt(8), CHOICES.get(random.nextInt(CHOICES.size())));
        switch (random.nextInt(12)) {
            case 0, 1, 2 -> shared(put(controllers, whom));
            case 3 -> shared(controllers.size() < 2 ? controllers : controllers.subList(0, controllers.size() - 1));
            case 4 -> ordered("admit", new Decision.Admit(whom), says -> says.controlledBy(put(controllers, whom)));
            case 5 -> {
                Controller all = whom.with(Rights.all(Purpose.ENCRYPT));
                ordered("grant", new Decision.Grant(all), says -> says.controlledBy(List.of(all)));
            }
            case 6 ->
                ordered(
                        "disable",
                        new Decision.Disable(),
                        says -> says.in(
                                DomainState.DISABLED,
                                Optional.of(new DomainBody.Disabling(
                                        Bytes.utf8("order").thumbprint(), body.changed()))));
            case 7, 8 -> {
                Policy.Who who = random.nextInt(4) > 0 ? Policy.Who.QUORUM : Policy.Who.CONTROLLERS;
                Policy policy = new Policy(Policy.Who.CONTROLLERS, who);
                ordered("policy", new Decision.SetPolicy(policy), says -> says.policy(policy));
            }
            case 9 -> ordered("end", new Decision.End(), DomainBuilder::endedOnce);
            default -> release(body, whom.key());
        }
    }

    private void shared(List<Controller> controllers) {
        step("share", AuditAction.DOMAIN_CONTROLLERS, Optional.empty(), says -> says.controlledBy(controllers));
    }

    private static List<Controller> put(List<Controller> all, Controller whom) {
        List<Controller> after = new ArrayList<>(all);
        for (int i = 0; i < after.size(); i++) {
            if (after.get(i).key().equals(whom.key())) {
                after.set(i, whom);
                return after;
            }
        }
        after.add(whom);
        return after;
    }

    private void ordered(String kind, Decision decision, UnaryOperator<DomainBuilder> change) {
        Order order = TestOrder.of(decision, history.last()).approvedBy(OPERATORS.get(0), OPERATORS.get(1));
        int number = history.last().body().ordered() + 1;
        step(
                kind,
                AuditAction.ORDER_RUN,
                Optional.of(order),
                says -> change.apply(says).ordered(number));
    }

    private void release(DomainBody body, Thumbprint key) {
        Decision.Open open = new Decision.Open(
                body.ended(),
                key,
                Bytes.utf8("sealed " + releases.size()).thumbprint(),
                new EncryptionContext(Map.of("file", "x")),
                Optional.empty());
        TestOrder asked = TestOrder.of(open, history.last(), body.changed());
        Order order = random.nextInt(4) > 0
                ? asked.approvedBy(OPERATORS.get(0), OPERATORS.get(1))
                : asked.approvedBy(OPERATORS.get(0));
        releases.add(new Access.Release(order, trust));
        step("rotate", AuditAction.DOMAIN_ROTATE, Optional.empty(), same -> same);
    }

    private Revisions revisions(List<String> documents) {
        return Revisions.of(history.exported(), documents);
    }

    private Instant anyTime() {
        Instant last = history.last().body().changed();
        long seconds = Duration.between(TestAuthority.NOW, last).toSeconds() + 1_000;
        return TestAuthority.NOW.plusSeconds((long) (random.nextDouble() * seconds));
    }

    @Test
    void agreesWithAnOracleThatIsKeptBesideIt() {
        Revisions revisions = revisions(history.documents());
        int held = 0;
        int opened = 0;
        for (int i = 0; i < QUESTIONS; i++) {
            Instant time = anyTime();
            Access access = Access.at(time, revisions, log, releases);
            int number = lastBefore(time);
            Moment moment = oracle.get(number - 1);
            assertThat(access.proved()).isTrue();
            assertThat(access.revision().orElseThrow().body().revision()).isEqualTo(number);
            assertThat(found(access))
                    .as("at %s, revision %s, seed %s", time, number, SEED)
                    .isEqualTo(moment.may());
            List<Thumbprint> open =
                    access.open().stream().map(Order::thumbprint).toList();
            assertThat(open).isEqualTo(opened(moment, time));
            held += access.holders().size();
            opened += open.size();
        }
        assertThat(held).isGreaterThan(QUESTIONS);
        assertThat(opened).isGreaterThan(50);
    }

    private static Map<Thumbprint, Known> found(Access access) {
        Map<Thumbprint, Known> found = new HashMap<>();
        access.holders()
                .forEach(one -> found.put(
                        one.controller().key(),
                        new Known(
                                one.controller().may(),
                                one.origin().revision(),
                                one.origin().kind().text(),
                                one.origin().order())));
        return found;
    }

    private int lastBefore(Instant time) {
        int number = 0;
        while (number < oracle.size() && !oracle.get(number).changed().isAfter(time)) {
            number++;
        }
        return number;
    }

    private List<Thumbprint> opened(Moment moment, Instant time) {
        List<Thumbprint> open = new ArrayList<>();
        for (Access.Release release : releases) {
            Order order = release.order();
            Decision.Open wanted = (Decision.Open) order.body().decision();
            Known known = moment.may().get(wanted.key());
            boolean approved = order.approvalsUnder(trust.body()).signed().size() >= 2;
            boolean inTime = !time.isBefore(order.body().created())
                    && !time.isAfter(order.body().created().plus(Duration.ofHours(24)));
            if (moment.enabled()
                    && moment.byQuorum()
                    && approved
                    && inTime
                    && known != null
                    && known.may().has(Right.DECRYPT)
                    && wanted.ended() == moment.ended()) {
                open.add(order.thumbprint());
            }
        }
        return open;
    }

    @Test
    void noticesARevisionThatWasTakenOut_orChanged() {
        for (int taken : new int[] {0, 1, 57, CHANGES - 1}) {
            List<String> documents = new ArrayList<>(history.documents());
            documents.remove(taken);
            Access later = Access.at(oracle.get(CHANGES).changed(), revisions(documents), log, releases);
            assertThat(later.proved()).as("without revision %s", taken + 1).isFalse();
        }
        List<String> others = new ArrayList<>(history.documents());
        others.set(40, begin().last().toText());
        others.set(41, "{}");
        assertThat(revisions(others).missing(CHANGES)).containsExactly(41, 42);
        assertThat(revisions(others).isProved(39)).isTrue();
        assertThat(revisions(others).isProved(40)).as("41 may have been there").isFalse();
    }

    @Test
    void saysThatThereWasNothingYet() {
        Access before = Access.at(TestAuthority.NOW.minusSeconds(1), revisions(history.documents()), log, releases);
        assertThat(before.revision()).isEmpty();
        assertThat(before.holders()).isEmpty();
    }

    @Test
    void saysWhatAKeyCouldDo_fromWhenToWhen() {
        Revisions revisions = revisions(history.documents());
        for (int number = 0; number < 8; number++) {
            Thumbprint key = TestController.number(number).key();
            List<Held> held = Held.by(key, revisions, Instant.EPOCH);
            for (int i = 0; i < 100; i++) {
                Instant time = anyTime();
                Moment moment = oracle.get(lastBefore(time) - 1);
                Optional<Rights> then = Optional.ofNullable(moment.may().get(key))
                        .filter(known -> moment.enabled())
                        .map(Known::may);
                List<Rights> found = held.stream()
                        .filter(one -> !time.isBefore(one.from())
                                && one.until()
                                        .filter(until -> !time.isBefore(until))
                                        .isEmpty())
                        .map(Held::may)
                        .toList();
                assertThat(found)
                        .as("key %s at %s", number, time)
                        .isEqualTo(then.stream().toList());
            }
        }
    }
}
