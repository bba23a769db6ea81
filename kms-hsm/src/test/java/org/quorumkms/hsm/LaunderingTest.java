package org.quorumkms.hsm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.quorumkms.domain.Controller;
import org.quorumkms.domain.Descent;
import org.quorumkms.domain.Domain;
import org.quorumkms.domain.DomainInLine;
import org.quorumkms.domain.DomainState;
import org.quorumkms.domain.EncryptionContext;
import org.quorumkms.domain.ExportedDomain;
import org.quorumkms.domain.Purpose;
import org.quorumkms.domain.Right;
import org.quorumkms.domain.Rights;
import org.quorumkms.domain.VerifiedDomain;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.order.Decision;
import org.quorumkms.testing.Revision;
import org.quorumkms.testing.TestController;
import org.quorumkms.testing.TestHsm;
import org.quorumkms.testing.TestRing;
import org.quorumkms.trust.TrustChain;

/**
 * F1 of revisions.md, with real keys: an HSM that was dropped signs, under its old Trust, a revision with the true history and
 * controllers of its own; an honest HSM moves that to the newest Trust.
 */
class LaunderingTest {

    private static final TestController REMOVED = TestController.number(9);
    private static final EncryptionContext CONTEXT = new EncryptionContext(Map.of("month", "2026-11"));

    private final World world = new World();
    private final TestHsm dropped = World.thiefOfH1();
    private final TrustChain first = world.line(world.h1(), world.h2());
    private final TrustChain second = world.successor(world.h2(), first, World.THREE, 2, world.h2(), world.outsider());

    private final ExportedDomain fourth =
            World.rotated(world.h1(), world.shared(first, REMOVED.may(Right.DECRYPT, Right.ENCRYPT)));
    private final ExportedDomain fifth = World.moved(world.h2(), fourth, second);
    private final ExportedDomain sixth = World.next(
            fifth, world.h2().changeControllers(World.use(fifth, World.CLIENT), List.of(), List.of(REMOVED.key())));
    private final ExportedDomain seventh = world.ordered(sixth, new Decision.Disable());

    private VerifiedDomain verified(ExportedDomain domain) {
        return world.h2().verifyDomain(DomainInLine.of(domain));
    }

    private Descent.Kinship kinship(ExportedDomain seen, ExportedDomain shown) {
        return Descent.of(verified(seen)).of(verified(shown), shown.proof());
    }

    /** The revision after one, under the first Trust: the history is true, all else is what the dropped HSM wants. */
    private Revision forged(ExportedDomain after) {
        return Revision.after(after.domain())
                .with("state", DomainState.ENABLED.text())
                .without("disabledBy")
                .without("disabledSince")
                .with("ordered", 0)
                .with("controllers", List.of(new Controller(REMOVED.key(), "c9", Rights.all(Purpose.ENCRYPT)).toJson()))
                .with(
                        "moves",
                        List.of(Map.of(
                                "revision",
                                1,
                                "trust",
                                first.last().thumbprint().value())))
                .with("trust", first.last().thumbprint().value())
                .keys(TestRing.of(9), first.last().body().hsms());
    }

    @Test
    void f1WhoeverSawTheMoveRefusesWhatADroppedHsmMadeAndAnHonestOneMoved() {
        ExportedDomain forged = World.next(seventh, forged(seventh).signedBy(dropped), first);
        // An HSM has no memory: it verifies, as it would have before h1 was dropped, and is moved.
        ExportedDomain laundered = World.moved(world.h2(), forged, second);
        assertThat(laundered.domain().body().revision()).isEqualTo(9);
        for (ExportedDomain seen : List.of(fifth, sixth, seventh)) {
            assertThat(kinship(seen, laundered)).isEqualTo(Descent.Kinship.FOREIGN);
            assertThat(kinship(seen, forged)).isEqualTo(Descent.Kinship.FOREIGN);
            assertThatThrownBy(() -> Descent.of(verified(seen)).require(verified(laundered), laundered.proof()))
                    .isInstanceOf(VerificationException.class)
                    .hasMessageContaining("T7");
        }
        // Not protected, and said so: whoever did not see the move.
        assertThat(kinship(fourth, laundered)).isEqualTo(Descent.Kinship.LATER);
        // What is honest descends for all of them.
        for (ExportedDomain seen : List.of(fourth, fifth, sixth)) {
            assertThat(kinship(seen, seventh)).isEqualTo(Descent.Kinship.LATER);
        }
    }

    @Test
    void f1MovesThatTellTheTruthDoNotEndWithItsOldTrust() {
        List<Object> truth = seventh.domain().body().moves().toJson();
        Domain forged = forged(seventh).signedBy(dropped);
        assertThatThrownBy(() -> forged(seventh).with("moves", truth).signedBy(dropped))
                .hasMessageContaining("its last move is to its Trust");
        // Nor may they go back.
        List<Object> back = new ArrayList<>(truth);
        back.add(Map.of("revision", 8, "trust", first.last().thumbprint().value()));
        Domain returned = forged(seventh).with("moves", back).signedBy(dropped);
        assertThatThrownBy(() -> world.h2().verifyDomain(new DomainInLine(returned, first)))
                .isInstanceOf(VerificationException.class)
                .hasMessageContaining("D2: its moves go along the line");
        assertThat(forged.body().moves().list()).hasSize(1);
    }

    @Test
    void p3WhatIsSealedAfterTheMoveTheDroppedHsmOpensNowhere() {
        var later = world.h2().encrypt(World.use(sixth, World.CLIENT), World.text("x"), CONTEXT);
        String known = dropped.open(fourth.domain().body());
        // It puts the ring that it knows into a revision of its own; the key that sealed is not in it.
        ExportedDomain forged = World.next(
                seventh, forged(seventh).keys(known, first.last().body().hsms()).signedBy(dropped), first);
        assertThatThrownBy(() -> world.h2().decrypt(World.use(forged, REMOVED), later, CONTEXT))
                .isInstanceOf(VerificationException.class);
    }
}
