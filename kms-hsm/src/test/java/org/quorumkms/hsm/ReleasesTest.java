package org.quorumkms.hsm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.quorumkms.crypto.SecretBytes;
import org.quorumkms.domain.Controller;
import org.quorumkms.domain.EncryptionContext;
import org.quorumkms.domain.ExportedDomain;
import org.quorumkms.domain.OperatorRequest;
import org.quorumkms.domain.Policy;
import org.quorumkms.domain.Purpose;
import org.quorumkms.domain.Right;
import org.quorumkms.domain.Rights;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.order.Decision;
import org.quorumkms.order.Order;
import org.quorumkms.signed.Bytes;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.testing.TestController;
import org.quorumkms.testing.TestOrder;
import org.quorumkms.trust.TrustChain;

/** What a quorum releases, and what it does not (O4): that file and no other, for that key and no other, until it ends. */
class ReleasesTest {

    private static final EncryptionContext CONTEXT = new EncryptionContext(Map.of("month", "2026-11"));
    private static final Policy BY_QUORUM = new Policy(Policy.Who.CONTROLLERS, Policy.Who.QUORUM);
    private static final TestController CLIENT = World.CLIENT;
    private static final TestController OTHER = TestController.number(7);

    private final World world = new World();
    private final TrustChain line = world.line(world.h1(), world.h2());
    private final ExportedDomain domain =
            world.made(world.draft(BY_QUORUM, line, CLIENT.may(Rights.all(Purpose.ENCRYPT)), OTHER.may(Right.DECRYPT)));
    private final Bytes sealed =
            world.h1().createDataKey(World.use(domain, CLIENT), CONTEXT).sealed();

    private Order order(ExportedDomain of, TestController asker, Bytes what) {
        return order(of, asker, what, CONTEXT);
    }

    private Order order(ExportedDomain of, TestController asker, Bytes what, EncryptionContext context) {
        Decision open = new Decision.Open(
                of.domain().body().ended(),
                asker.key(),
                what.thumbprint(),
                context,
                Optional.of(new Decision.Open.FileWords("salaries.ods.kms", 5_000_000_000L)));
        return TestOrder.of(open, of.domain(), world.now()).approvedBy(World.ALICE, World.BOB);
    }

    private SecretBytes open(ExportedDomain of, TestController asker, Order order, Bytes what) {
        return open(of, asker, order, what, CONTEXT);
    }

    private SecretBytes open(
            ExportedDomain of, TestController asker, Order order, Bytes what, EncryptionContext context) {
        return world.h2()
                .openReleased(
                        World.use(of, asker),
                        World.asks(of, asker, OperatorRequest.OPEN, order.thumbprint()),
                        order,
                        what,
                        context);
    }

    private void refused(ExportedDomain of, TestController asker, Order order, Bytes what, String why) {
        assertThatThrownBy(() -> open(of, asker, order, what))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining(why);
    }

    @Test
    void opensThatFileForThatKeyWhileItLasts() {
        Order order = order(domain, CLIENT, sealed);
        try (SecretBytes key = open(domain, CLIENT, order, sealed)) {
            assertThat(key.length()).isEqualTo(32);
        }
        world.turnClock(Duration.ofHours(1));
        open(domain, CLIENT, order, sealed).close();
    }

    @Test
    void opensSmallDataToo() {
        Bytes data = world.h1().encrypt(World.use(domain, CLIENT), World.text("x"), CONTEXT);
        try (SecretBytes opened = open(domain, CLIENT, order(domain, CLIENT, data), data)) {
            assertThat(opened.exposed()).isEqualTo(new byte[] {'x'});
        }
    }

    @Test
    void aNameAndSizeSurviveTheDocument() {
        Order order = Order.parse(order(domain, CLIENT, sealed).toText());
        assertThat(order.body().decision())
                .isInstanceOfSatisfying(
                        Decision.Open.class,
                        open -> assertThat(open.file().orElseThrow().bytes()).isEqualTo(5_000_000_000L));
    }

    @Nested
    class OpensNothing {

        private final Order order = order(domain, CLIENT, sealed);

        @Test
        void besides() {
            Bytes other =
                    world.h1().createDataKey(World.use(domain, CLIENT), CONTEXT).sealed();
            refused(domain, CLIENT, order, other, "another file");
        }

        @Test
        void inAnotherContext() {
            EncryptionContext december = new EncryptionContext(Map.of("month", "2026-12"));
            assertThatThrownBy(() -> open(domain, CLIENT, order, sealed, december))
                    .hasMessageContaining("another context");
            // An order for that context releases what does not open in it.
            Order wrong = order(domain, CLIENT, sealed, december);
            assertThatThrownBy(() -> open(domain, CLIENT, wrong, sealed, december))
                    .isInstanceOf(VerificationException.class)
                    .hasMessageContaining("does not verify");
        }

        @Test
        void forAnotherKey() {
            refused(domain, OTHER, order, sealed, "another key");
            refused(domain, TestController.number(30), order, sealed, "does not name the caller");
        }

        @Test
        void withoutItsQuorum() {
            Order one = TestOrder.of(order.body().decision(), domain.domain(), world.now())
                    .approvedBy(World.ALICE);
            refused(domain, CLIENT, one, sealed, "1 of the 2 approvals");
        }

        @Test
        void afterItExpired() {
            world.turnClock(Duration.ofDays(8));
            refused(domain, CLIENT, order, sealed, "it expired");
        }

        @Test
        void beforeItsTime() {
            world.turnClock(Duration.ofMinutes(-10));
            refused(domain, CLIENT, order, sealed, "ahead of the HSM's clock");
        }

        @Test
        void afterAnEnd() {
            ExportedDomain ended = world.ordered(domain, new Decision.End());
            refused(ended, CLIENT, order, sealed, "ended all releases");
            open(ended, CLIENT, order(ended, CLIENT, sealed), sealed).close();
        }

        @Test
        void afterAMove() {
            ExportedDomain moved =
                    World.moved(world.h1(), domain, world.successor(line, World.THREE, 3, world.h1(), world.h2()));
            refused(moved, CLIENT, order, sealed, "made under Trust");
        }

        @Test
        void afterTheRequesterLostDecrypt() {
            Controller less = CLIENT.may(Right.ENCRYPT, Right.SHARE);
            ExportedDomain lower = World.next(
                    domain, world.h1().changeControllers(World.use(domain, CLIENT), List.of(less), List.of()));
            refused(lower, CLIENT, order, sealed, "D8");
        }

        @Test
        void whileTheDomainIsDisabled() {
            ExportedDomain disabled = world.ordered(domain, new Decision.Disable());
            refused(disabled, CLIENT, order, sealed, "is disabled");
        }

        @Test
        void whereControllersDecrypt() {
            ExportedDomain open = world.ordered(domain, new Decision.SetPolicy(Policy.OPEN));
            refused(open, CLIENT, order(open, CLIENT, sealed), sealed, "controllers decrypt without one");
        }

        @Test
        void ofAnotherDomain() {
            ExportedDomain other = world.made(world.draft(BY_QUORUM, line, CLIENT.may(Rights.all(Purpose.ENCRYPT))));
            refused(other, CLIENT, order, sealed, "another Domain");
            assertThatThrownBy(() -> open(other, CLIENT, order(other, CLIENT, sealed), sealed))
                    .isInstanceOf(VerificationException.class);
        }

        @Test
        void byAnOrderOfAnotherKind() {
            Order disable = TestOrder.of(new Decision.Disable(), domain.domain(), world.now())
                    .approvedBy(World.ALICE, World.BOB);
            refused(domain, CLIENT, disable, sealed, "of another kind");
        }

        @Test
        void withoutTheCallersOwnWord() {
            Thumbprint subject = order.thumbprint();
            DomainUse use = World.use(domain, CLIENT);
            ControllerRequest others = World.asks(domain, OTHER, OperatorRequest.OPEN, subject);
            ControllerRequest action = World.asks(domain, CLIENT, OperatorRequest.APPROVE_ORDER, subject);
            ControllerRequest another = World.asks(domain, CLIENT, OperatorRequest.OPEN, CLIENT.key());
            for (ControllerRequest word : List.of(others, action, another)) {
                assertThatThrownBy(() -> world.h1().openReleased(use, word, order, sealed, CONTEXT))
                        .isInstanceOf(VerificationException.class);
            }
        }

        @Test
        void whenItIsCarriedOut() {
            assertThatThrownBy(() -> world.ordered(domain, order))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("O4");
        }
    }
}
