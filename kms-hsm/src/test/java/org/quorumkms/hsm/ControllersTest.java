package org.quorumkms.hsm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.quorumkms.domain.Controller;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.EncryptionContext;
import org.quorumkms.domain.ExportedDomain;
import org.quorumkms.domain.Policy;
import org.quorumkms.domain.Purpose;
import org.quorumkms.domain.Right;
import org.quorumkms.domain.Rights;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.order.Decision;
import org.quorumkms.signed.Bytes;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.testing.TestController;
import org.quorumkms.trust.TrustChain;

/** Who a Domain's controllers are, and who changes that: D4, and what of it D9 leaves to them. */
class ControllersTest {

    private static final EncryptionContext CONTEXT = new EncryptionContext(Map.of("month", "2026-11"));
    private static final TestController CLIENT = World.CLIENT;
    private static final TestController BACKUP = TestController.number(3);
    private static final TestController READER = TestController.number(4);
    private static final TestController MANAGER = TestController.number(5);
    private static final TestController OTHER = TestController.number(6);
    private static final Rights ALL = Rights.all(Purpose.ENCRYPT);

    private final World world = new World();
    private final TrustChain line = world.line(world.h1(), world.h2());

    /** The client with all rights, a backup job that encrypts, a reader that decrypts, and one that only shares. */
    private final ExportedDomain domain = world.shared(
            line, BACKUP.may(Right.ENCRYPT), READER.may(Right.DECRYPT), MANAGER.may(Right.ENCRYPT, Right.SHARE));

    private ExportedDomain add(ExportedDomain before, TestController by, Controller... who) {
        return change(before, by, List.of(who), List.of());
    }

    private ExportedDomain remove(ExportedDomain before, TestController by, TestController... who) {
        List<Thumbprint> keys = new ArrayList<>();
        for (TestController one : who) {
            keys.add(one.key());
        }
        return change(before, by, List.of(), keys);
    }

    private ExportedDomain change(
            ExportedDomain before, TestController by, List<Controller> add, List<Thumbprint> remove) {
        return World.next(before, world.h1().changeControllers(World.use(before, by), add, remove));
    }

    private Rights rights(ExportedDomain of, TestController who) {
        return of.domain().body().controller(who.key()).orElseThrow().may();
    }

    /** The number of the master key that is active. */
    private int activeKey(ExportedDomain of) {
        Bytes sealed = world.h2().encrypt(World.use(of, CLIENT), World.text("x"), CONTEXT);
        return ByteBuffer.wrap(sealed.toArray()).getInt(1 + DomainId.LENGTH);
    }

    private void refused(ThrowingCallable change, String why) {
        assertThatThrownBy(change).isInstanceOf(RefusedException.class).hasMessageContaining(why);
    }

    @Nested
    class D4 {

        @Test
        void severalAreAddedAndRemovedByOneRevision() {
            ExportedDomain after = change(domain, CLIENT, List.of(OTHER.may(ALL)), List.of(READER.key(), BACKUP.key()));
            assertThat(after.domain().body().revision())
                    .isEqualTo(domain.domain().body().revision() + 1);
            assertThat(after.domain().body().controllers())
                    .containsExactly(CLIENT.may(ALL), MANAGER.may(Right.ENCRYPT, Right.SHARE), OTHER.may(ALL));
        }

        @Test
        void onlyWhoMayShareChangesThem() {
            refused(() -> add(domain, READER, OTHER.may(Right.DECRYPT)), "not share");
            refused(() -> remove(domain, READER, BACKUP), "not share");
            refused(() -> add(domain, OTHER, OTHER.may(Right.DECRYPT)), "does not name the caller's key");
        }

        @Test
        void nobodyGivesARightThatHeHasNot() {
            refused(() -> add(domain, MANAGER, OTHER.may(Right.DECRYPT)), "cannot give decrypt");
            refused(() -> add(domain, MANAGER, BACKUP.may(Right.DECRYPT, Right.ENCRYPT)), "cannot give decrypt");
            refused(() -> add(domain, MANAGER, MANAGER.may(ALL)), "cannot give decrypt");
            assertThat(rights(add(domain, MANAGER, OTHER.may(Right.ENCRYPT, Right.SHARE)), OTHER))
                    .isEqualTo(Rights.of(Right.ENCRYPT, Right.SHARE));
        }

        @Test
        void nobodyTakesARightAwayThatHeHasNot() {
            refused(() -> remove(domain, MANAGER, READER), "cannot take away decrypt");
            refused(() -> remove(domain, MANAGER, CLIENT), "cannot take away");
            refused(() -> add(domain, MANAGER, CLIENT.may(Right.ENCRYPT, Right.SHARE)), "cannot take away decrypt");
            // Nor in two steps of one change: out, and in again with less.
            refused(
                    () -> change(domain, MANAGER, List.of(READER.may(Right.ENCRYPT)), List.of(READER.key())),
                    "cannot take away decrypt");
            assertThat(remove(domain, MANAGER, BACKUP).domain().body().controllers())
                    .hasSize(3);
        }

        @Test
        void anybodyMayLeave() {
            for (TestController one : List.of(BACKUP, READER, MANAGER, CLIENT)) {
                ExportedDomain left = remove(domain, one, one);
                assertThat(left.domain().body().controller(one.key())).isEmpty();
                assertThatThrownBy(() -> world.h1().createDataKey(World.use(left, one), CONTEXT))
                        .isInstanceOf(RefusedException.class);
            }
        }

        @Test
        void theLastShareStays() {
            ExportedDomain without = remove(domain, CLIENT, MANAGER);
            refused(() -> remove(without, CLIENT, CLIENT), "nobody could share");
            refused(() -> add(without, CLIENT, CLIENT.may(Right.DECRYPT, Right.ENCRYPT)), "nobody could share");
            // Whoever leaves gives it to another in the same change.
            ExportedDomain given = change(without, CLIENT, List.of(BACKUP.may(ALL)), List.of(CLIENT.key()));
            assertThat(rights(given, BACKUP).has(Right.SHARE)).isTrue();
        }

        @Test
        void anybodyMayLeaveWhereOrdersTookTheLastShareAway() {
            ExportedDomain managed = remove(domain, CLIENT, MANAGER);
            ExportedDomain none = world.ordered(managed, new Decision.Admit(CLIENT.may(Right.DECRYPT, Right.ENCRYPT)));
            assertThat(remove(none, READER, READER).domain().body().controllers())
                    .hasSize(2);
        }

        @Test
        void whoeverGoesMakesANewActiveKey() {
            assertThat(activeKey(domain)).isEqualTo(1);
            for (TestController one : List.of(BACKUP, READER, MANAGER)) {
                assertThat(activeKey(remove(domain, CLIENT, one)))
                        .as(one.name())
                        .isEqualTo(2);
            }
            assertThat(activeKey(remove(domain, READER, READER))).isEqualTo(2);
        }

        @Test
        void whoeverLosesDecryptMakesANewActiveKeyAndWhoLosesAnotherRightDoesNot() {
            ExportedDomain two = add(domain, CLIENT, OTHER.may(ALL));
            assertThat(activeKey(two)).as("somebody came").isEqualTo(1);
            assertThat(activeKey(add(two, CLIENT, OTHER.may(Right.DECRYPT, Right.ENCRYPT))))
                    .isEqualTo(1);
            ExportedDomain lowered = add(two, CLIENT, OTHER.may(Right.ENCRYPT, Right.SHARE));
            assertThat(activeKey(lowered)).isEqualTo(2);
            // Somebody puts the old revision back: what was sealed since does not open under it.
            Bytes later = world.h1().encrypt(World.use(lowered, OTHER), World.text("x"), CONTEXT);
            assertThatThrownBy(() -> world.h1().decrypt(World.use(two, OTHER), later, CONTEXT))
                    .isInstanceOf(VerificationException.class);
        }

        @Test
        void whoeverWasRemovedKnowsNoKeyThatIsUsedFromThenOn() {
            ExportedDomain alone = remove(domain, CLIENT, READER);
            Bytes later = world.h1().encrypt(World.use(alone, CLIENT), World.text("x"), CONTEXT);
            assertThatThrownBy(() -> world.h1().decrypt(World.use(domain, READER), later, CONTEXT))
                    .isInstanceOf(VerificationException.class);
        }

        @Test
        void aSigningDomainMakesANewKeyWhereSomebodyLosesSign() {
            ExportedDomain signer = world.claimed(Purpose.SIGN, line, CLIENT);
            ExportedDomain two = add(signer, CLIENT, OTHER.may(Rights.all(Purpose.SIGN)));
            assertThat(two.domain().body().publicKeys()).hasSize(1);
            assertThat(add(two, CLIENT, OTHER.may(Right.SHARE)).domain().body().publicKeys())
                    .hasSize(2)
                    .endsWith(signer.domain().body().publicKeys().get(0));
            assertThat(add(two, CLIENT, OTHER.may(Right.SIGN)).domain().body().publicKeys())
                    .hasSize(1);
        }

        @Test
        void theyKeepTheirPlaceAndTheirNamesAreUnique() {
            ExportedDomain renamed = add(
                    domain,
                    CLIENT,
                    new Controller(
                            BACKUP.key(), "night", BACKUP.may(Right.ENCRYPT).may()));
            assertThat(renamed.domain().body().controllers().get(1).name()).isEqualTo("night");
            assertThat(activeKey(renamed)).isEqualTo(1);
            Controller twice = new Controller(OTHER.key(), CLIENT.name(), Rights.of(Right.ENCRYPT));
            refused(() -> add(domain, CLIENT, twice), "has a controller called c1 already");
            refused(
                    () -> add(domain, CLIENT, new Controller(BACKUP.key(), CLIENT.name(), Rights.of(Right.ENCRYPT))),
                    "has a controller called c1 already");
            // A name is free again when its holder goes.
            assertThat(change(
                                    domain,
                                    CLIENT,
                                    List.of(new Controller(OTHER.key(), BACKUP.name(), Rights.of(Right.ENCRYPT))),
                                    List.of(BACKUP.key()))
                            .domain()
                            .body()
                            .controllers())
                    .hasSize(4);
        }

        @Test
        void whatIsThereAlreadyOrNotThereIsNoChange() {
            refused(() -> add(domain, CLIENT, BACKUP.may(Right.ENCRYPT)), "is a controller of Domain payroll already");
            refused(() -> remove(domain, CLIENT, OTHER), "is not a controller");
        }

        @Test
        void aRightOfAnotherPurposeIsNotGiven() {
            for (Rights wrong :
                    List.of(Rights.NONE, Rights.of(Right.SIGN), Rights.of(Right.APPROVE), Rights.of(Right.AUDIT))) {
                refused(() -> add(domain, CLIENT, OTHER.may(wrong)), "D8");
            }
        }

        @Test
        void anOperatorsDomainHasExactlyOne() {
            ExportedDomain alice = world.claimed(Purpose.OPERATOR, line, CLIENT);
            refused(() -> add(alice, CLIENT, OTHER.may(Right.APPROVE)), "exactly one controller");
            refused(() -> remove(alice, CLIENT, CLIENT), "exactly one controller");
        }

        @Test
        void controllersAddUpTo240AndOrders16More() {
            List<Controller> many = new ArrayList<>();
            for (int i = 0; i < 236; i++) {
                many.add(new Controller(Bytes.utf8("key " + i).thumbprint(), "many" + i, Rights.of(Right.ENCRYPT)));
            }
            ExportedDomain full = change(domain, CLIENT, many, List.of());
            assertThat(full.domain().body().controllers()).hasSize(240);
            refused(() -> add(full, CLIENT, OTHER.may(Right.ENCRYPT)), "takes 240 controllers");
            ExportedDomain more = full;
            for (int i = 0; i < 16; i++) {
                more = world.ordered(
                        more,
                        new Decision.Admit(new Controller(
                                Bytes.utf8("more " + i).thumbprint(), "more" + i, Rights.of(Right.ENCRYPT))));
            }
            ExportedDomain whole = more;
            refused(
                    () -> world.ordered(whole, new Decision.Admit(OTHER.may(Right.ENCRYPT))),
                    "at most 256 controllers");
            // One goes and another comes: not more than there were.
            refused(
                    () -> change(whole, CLIENT, List.of(OTHER.may(Right.ENCRYPT), STRANGERS), List.of(BACKUP.key())),
                    "takes 240 controllers");
            assertThat(change(whole, CLIENT, List.of(OTHER.may(Right.ENCRYPT)), List.of(BACKUP.key()))
                            .domain()
                            .body()
                            .controllers())
                    .hasSize(256);
        }

        private static final Controller STRANGERS = World.STRANGER.may(Right.ENCRYPT);
    }

    /** What `readers: quorum` leaves to controllers. */
    @Nested
    class D9 {

        private final ExportedDomain governed =
                world.ordered(domain, new Decision.SetPolicy(new Policy(Policy.Who.QUORUM, Policy.Who.CONTROLLERS)));

        @Test
        void controllersAddNobodyAndGiveNothing() {
            refused(() -> add(governed, CLIENT, OTHER.may(Right.ENCRYPT)), "a quorum decides who reads");
            refused(
                    () -> add(governed, CLIENT, BACKUP.may(Right.DECRYPT, Right.ENCRYPT)),
                    "a quorum decides who reads");
            // Nor by taking one out and in again in one change.
            refused(
                    () -> change(governed, CLIENT, List.of(BACKUP.may(Right.ENCRYPT)), List.of(BACKUP.key())),
                    "a quorum decides who reads");
        }

        @Test
        void controllersLowerAndRemove() {
            ExportedDomain lowered = add(governed, CLIENT, MANAGER.may(Right.ENCRYPT));
            assertThat(rights(lowered, MANAGER)).isEqualTo(Rights.of(Right.ENCRYPT));
            assertThat(remove(lowered, CLIENT, MANAGER, READER).domain().body().controllers())
                    .hasSize(2);
            assertThat(remove(governed, READER, READER).domain().body().controllers())
                    .hasSize(3);
        }

        @Test
        void anOrderAdmits() {
            assertThat(rights(world.ordered(governed, new Decision.Admit(OTHER.may(Right.DECRYPT))), OTHER))
                    .isEqualTo(Rights.of(Right.DECRYPT));
        }
    }
}
