package org.quorumkms.hsm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.quorumkms.crypto.SecretBytes;
import org.quorumkms.domain.Controller;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.DomainInLine;
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
import org.quorumkms.trust.Trust;
import org.quorumkms.trust.TrustChain;
import org.quorumkms.trust.TrustKind;

/** What a controller may do with the keys: by its rights (D8), and by the Domain's policy (D9). */
class RightsTest {

    private static final EncryptionContext CONTEXT = new EncryptionContext(Map.of("month", "2026-11"));
    private static final Thumbprint FILE = Bytes.utf8("file").thumbprint();
    private static final Policy BY_QUORUM = new Policy(Policy.Who.CONTROLLERS, Policy.Who.QUORUM);

    private final World world = new World();
    private final TrustChain line = world.line(world.h1(), world.h2());

    private static void refused(ThrowingCallable use, String why) {
        assertThatThrownBy(use).isInstanceOf(RefusedException.class).hasMessageContaining(why);
    }

    @Nested
    class D8 {

        private final Map<Right, TestController> holders = new EnumMap<>(Right.class);

        /** One controller for each right alone. */
        private ExportedDomain domain(Purpose purpose) {
            ExportedDomain claimed = world.claimed(purpose, line, World.CLIENT);
            int number = 10;
            List<Controller> all = new ArrayList<>();
            for (Right right : Rights.all(purpose).list()) {
                TestController holder = TestController.number(number++);
                holders.put(right, holder);
                all.add(holder.may(right));
            }
            return World.next(claimed, world.h1().changeControllers(World.use(claimed, World.CLIENT), all, List.of()));
        }

        /** Requires that of the controllers with one right, only the one with this right may do something. */
        private void onlyWith(ExportedDomain domain, Right needed, Consumer<DomainUse> use) {
            holders.forEach((right, holder) -> {
                DomainUse as = World.use(domain, holder);
                if (right == needed) {
                    use.accept(as);
                } else {
                    refused(() -> use.accept(as), "D8");
                }
            });
        }

        @Test
        void eachUseOfAnEncryptDomainTakesItsOwnRight() {
            ExportedDomain domain = domain(Purpose.ENCRYPT);
            DomainUse whole = World.use(domain, World.CLIENT);
            Bytes sealed = world.h1().encrypt(whole, World.text("x"), CONTEXT);
            Bytes key = world.h1().createDataKey(whole, CONTEXT).sealed();
            onlyWith(domain, Right.ENCRYPT, use -> world.h1().encrypt(use, World.text("x"), CONTEXT));
            onlyWith(
                    domain,
                    Right.ENCRYPT,
                    use -> world.h1().createDataKey(use, CONTEXT).key().close());
            onlyWith(
                    domain,
                    Right.DECRYPT,
                    use -> world.h1().decrypt(use, sealed, CONTEXT).close());
            onlyWith(
                    domain,
                    Right.DECRYPT,
                    use -> world.h1().openDataKey(use, key, CONTEXT).close());
            onlyWith(
                    domain,
                    Right.SHARE,
                    use -> world.h1()
                            .changeControllers(
                                    use, List.of(TestController.number(20).may(Right.SHARE)), List.of()));
        }

        @Test
        void aBackupJobReadsNotEvenWhatItWrote() {
            ExportedDomain domain = domain(Purpose.ENCRYPT);
            DomainUse backup = World.use(domain, holders.get(Right.ENCRYPT));
            Bytes own = world.h1().encrypt(backup, World.text("x"), CONTEXT);
            refused(() -> world.h1().decrypt(backup, own, CONTEXT), "may encrypt with Domain payroll, not decrypt");
        }

        @Test
        void eachUseOfASigningDomainTakesItsOwnRight() {
            ExportedDomain domain = domain(Purpose.SIGN);
            onlyWith(domain, Right.SIGN, use -> world.h1().signFile(use, FILE, 4));
            onlyWith(domain, Right.SHARE, use -> world.h1().endSignatures(use));
        }

        @Test
        void aKeyDoesOneThing() {
            ExportedDomain signer = world.claimed(Purpose.SIGN, line, World.CLIENT);
            ExportedDomain payroll = world.claimed(Purpose.ENCRYPT, line, World.CLIENT);
            refused(
                    () -> world.h1().encrypt(World.use(signer, World.CLIENT), World.text("x"), CONTEXT),
                    "is for sign, not for encrypt");
            refused(() -> world.h1().signFile(World.use(payroll, World.CLIENT), FILE, 4), "is for encrypt");
            refused(() -> world.h1().endSignatures(World.use(payroll, World.CLIENT)), "is for encrypt");
        }
    }

    @Nested
    class Auditors {

        private final ExportedDomain auditor = world.claim(
                world.made(DomainDraft.claimed(
                        DomainId.random(new SecureRandom()),
                        "audits",
                        Purpose.OPERATOR,
                        world.terms(Rights.of(Right.AUDIT)),
                        line)),
                World.CLIENT);

        @Test
        void d8NoHsmApprovesWithTheirKeys() {
            Trust trust = world.proposal(3, 2, world.h1()).trust();
            refused(
                    () -> world.h1()
                            .approveTrust(
                                    World.use(auditor, World.CLIENT),
                                    World.asks(
                                            auditor, World.CLIENT, OperatorRequest.APPROVE_TRUST, trust.thumbprint()),
                                    trust),
                    "not approve");
            ExportedDomain payroll = world.claimed(Purpose.ENCRYPT, line, World.STRANGER);
            Order order = TestOrder.of(new Decision.Disable(), payroll.domain()).approvedBy();
            refused(
                    () -> world.h1()
                            .approveOrder(
                                    World.use(auditor, World.CLIENT),
                                    World.asks(
                                            auditor, World.CLIENT, OperatorRequest.APPROVE_ORDER, order.thumbprint()),
                                    order),
                    "not approve");
        }

        @Test
        void d8NoTrustNamesThem() {
            TrustDraft draft = new TrustDraft(
                    2,
                    TrustKind.BRANCH,
                    world.genesisLine(),
                    List.of(world.h1().statement().toText()),
                    List.of(DomainInLine.of(auditor)),
                    1,
                    world.now().plus(Duration.ofDays(14)),
                    Optional.empty());
            refused(() -> world.h1().createTrust(draft), "is an auditor");
        }

        @Test
        void o1AnOrderDisablesOneForGood() {
            ExportedDomain disabled = world.ordered(auditor, new Decision.Disable());
            Thumbprint order =
                    disabled.domain().body().disabling().orElseThrow().order();
            for (Decision other : List.of(
                    new Decision.Enable(order),
                    new Decision.Delete(order),
                    new Decision.Grant(World.STRANGER.may(Right.SHARE)),
                    new Decision.Admit(World.STRANGER.may(Right.AUDIT)),
                    new Decision.End())) {
                refused(() -> world.ordered(disabled, other), "not a subject of orders");
            }
            world.turnClock(Duration.ofDays(8));
            refused(() -> world.ordered(disabled, new Decision.Delete(order)), "not a subject of orders");
        }
    }

    @Nested
    class D9 {

        private final ExportedDomain before = world.claimed(Purpose.ENCRYPT, line, World.CLIENT);
        private final Bytes earlier = world.h1().encrypt(World.use(before, World.CLIENT), World.text("x"), CONTEXT);

        private ExportedDomain made(Policy policy) {
            return world.made(world.draft(policy, line, World.CLIENT.may(Rights.all(Purpose.ENCRYPT))));
        }

        @Test
        void decryptQuorumOpensNothingForAController() {
            ExportedDomain domain = made(BY_QUORUM);
            DomainUse use = World.use(domain, World.CLIENT);
            Bytes sealed = world.h1().encrypt(use, World.text("x"), CONTEXT);
            Bytes key = world.h1().createDataKey(use, CONTEXT).sealed();
            refused(() -> world.h1().decrypt(use, sealed, CONTEXT), "only when its operators order it");
            refused(() -> world.h1().openDataKey(use, key, CONTEXT), "only when its operators order it");
        }

        @Test
        void decryptQuorumSealsNothingWithoutAContext() {
            DomainUse use = World.use(made(BY_QUORUM), World.CLIENT);
            refused(
                    () -> world.h1().encrypt(use, World.text("x"), EncryptionContext.EMPTY),
                    "nothing is sealed without a context");
            refused(
                    () -> world.h1().createDataKey(use, EncryptionContext.EMPTY),
                    "nothing is sealed without a context");
            DomainUse open = World.use(before, World.CLIENT);
            try (SecretBytes key =
                    world.h1().createDataKey(open, EncryptionContext.EMPTY).key()) {
                assertThat(key.length()).isEqualTo(32);
            }
        }

        @Test
        void anOrderSetsThePolicyAndMakesANewActiveKey() {
            ExportedDomain after = world.ordered(before, new Decision.SetPolicy(BY_QUORUM));
            assertThat(after.domain().body().policy()).contains(BY_QUORUM);
            refused(
                    () -> world.h1().decrypt(World.use(after, World.CLIENT), earlier, CONTEXT),
                    "only when its operators order it");
            Bytes later = world.h1().encrypt(World.use(after, World.CLIENT), World.text("x"), CONTEXT);
            // Somebody puts the old revision back, where controllers open: not what was sealed since.
            assertThatThrownBy(() -> world.h1().decrypt(World.use(before, World.CLIENT), later, CONTEXT))
                    .isInstanceOf(VerificationException.class);
            ExportedDomain back = world.ordered(after, new Decision.SetPolicy(Policy.OPEN));
            world.h2().decrypt(World.use(back, World.CLIENT), later, CONTEXT).close();
        }

        @Test
        void everyOtherChangeKeepsThePolicy() {
            ExportedDomain domain = made(BY_QUORUM);
            ExportedDomain moved =
                    World.moved(world.h1(), domain, world.successor(line, World.THREE, 3, world.h1(), world.h2()));
            assertThat(World.rotated(world.h1(), moved).domain().body().policy())
                    .contains(BY_QUORUM);
        }

        @Test
        void onlyAnEncryptDomainHasOne() {
            ExportedDomain signer = world.claimed(Purpose.SIGN, line, World.CLIENT);
            refused(() -> world.ordered(signer, new Decision.SetPolicy(BY_QUORUM)), "is for sign");
        }

        @Test
        void aDomainWhoseReadersAQuorumDecidesBeginsWithNobody() {
            Policy readers = new Policy(Policy.Who.QUORUM, Policy.Who.CONTROLLERS);
            DomainDraft claimed = new DomainDraft(
                    DomainId.random(new SecureRandom()),
                    "payroll",
                    Purpose.ENCRYPT,
                    Optional.of(world.terms(Rights.all(Purpose.ENCRYPT))),
                    List.of(),
                    "",
                    readers,
                    line);
            assertThatThrownBy(() -> world.made(claimed)).hasMessageContaining("nothing is claimed");
            refused(() -> made(readers), "D9");
            ExportedDomain nobodys = world.made(world.draft(readers, line));
            ExportedDomain admitted =
                    world.ordered(nobodys, new Decision.Admit(World.CLIENT.may(Right.DECRYPT, Right.ENCRYPT)));
            world.h1()
                    .createDataKey(World.use(admitted, World.CLIENT), CONTEXT)
                    .key()
                    .close();
        }
    }
}
