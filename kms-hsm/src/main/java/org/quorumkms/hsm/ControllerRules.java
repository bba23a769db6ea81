package org.quorumkms.hsm;

import java.util.ArrayList;
import java.util.List;
import org.quorumkms.domain.Controller;
import org.quorumkms.domain.DomainBody;
import org.quorumkms.domain.Policy;
import org.quorumkms.domain.Purpose;
import org.quorumkms.domain.Right;
import org.quorumkms.domain.Rights;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.signed.Thumbprint;

/**
 * Who a Domain's controllers are after a change (D4, D8, D9): nobody gives or takes away a right that he has not; anybody may
 * leave; what a controller asks for does not take the last {@code share} away.
 *
 * @param body the Domain as it is
 */
record ControllerRules(DomainBody body) {

    /** What a controller asks for. */
    List<Controller> asked(Thumbprint caller, List<Controller> add, List<Thumbprint> remove) {
        Controller self = body.controller(caller)
                .orElseThrow(() -> new RefusedException("Domain " + body.name()
                        + " does not name the caller's key as a controller. Ask for an invitation."));
        List<Controller> after = new ArrayList<>(body.controllers());
        for (Thumbprint key : remove) {
            Controller gone = body.controller(key)
                    .orElseThrow(() -> new RefusedException(
                            "Key " + key.abbreviated() + " is not a controller of Domain " + body.name() + "."));
            if (!key.equals(caller)) {
                requireShare(self);
                requireHas(self, gone.may(), "take away");
            }
            after.remove(gone);
        }
        for (Controller one : add) {
            requireShare(self);
            put(after, self, one);
        }
        require(
                canShare(after) || !canShare(body.controllers()),
                "D4: nobody could share Domain " + body.name()
                        + " any more. Share it with that right first, or have operators order it (order grant).");
        require(
                after.size() <= DomainBody.MAX_CONTROLLERS - DomainBody.CONTROLLERS_FOR_ORDERS
                        || after.size() <= body.controllers().size(),
                "A Domain takes " + (DomainBody.MAX_CONTROLLERS - DomainBody.CONTROLLERS_FOR_ORDERS)
                        + " controllers that controllers add; further ones are admitted by an order.");
        return after;
    }

    private static boolean canShare(List<Controller> all) {
        return all.stream().anyMatch(one -> one.may().has(Right.SHARE));
    }

    private void put(List<Controller> after, Controller self, Controller one) {
        requireFit(one);
        boolean byQuorum = body.policy()
                .filter(policy -> policy.readers() == Policy.Who.QUORUM)
                .isPresent();
        int place = place(after, one.key());
        if (place < 0) {
            require(
                    !byQuorum,
                    "D9: a quorum decides who reads Domain " + body.name()
                            + ". Have operators order it (order admit).");
            requireHas(self, one.may(), "give");
            requireFreeName(after, one);
            after.add(one);
            return;
        }
        Rights had = after.get(place).may();
        requireHas(self, difference(one.may(), had), "give");
        requireHas(self, difference(had, one.may()), "take away");
        require(
                !byQuorum || had.cover(one.may()),
                "D9: a quorum decides who reads Domain " + body.name() + ". Have operators order it (order admit).");
        require(
                !after.get(place).equals(one),
                "Key " + one.key().abbreviated() + " is a controller of Domain " + body.name() + " already, and may "
                        + one.may() + ".");
        after.remove(place);
        requireFreeName(after, one);
        after.add(place, one);
    }

    /** O3: what an order to admit makes of them. */
    List<Controller> admitted(Controller one) {
        List<Controller> after = new ArrayList<>(body.controllers());
        int place = place(after, one.key());
        if (one.may().isEmpty()) {
            require(
                    place >= 0 && after.get(place).name().equals(one.name()),
                    "O3: key " + one.key().abbreviated() + " is not the controller " + one.name() + " of Domain "
                            + body.name() + ".");
            after.remove(place);
            return after;
        }
        requireFit(one);
        if (place >= 0) {
            after.remove(place);
        }
        requireFreeName(after, one);
        after.add(place >= 0 ? place : after.size(), one);
        require(
                after.size() <= DomainBody.MAX_CONTROLLERS,
                "A Domain has at most " + DomainBody.MAX_CONTROLLERS + " controllers.");
        return after;
    }

    /** D4: whoever goes, or loses the right to open (to sign), may have used the active key: another one is made. */
    boolean renews(List<Controller> after) {
        Right opening = body.purpose() == Purpose.SIGN ? Right.SIGN : Right.DECRYPT;
        return body.controllers().stream()
                .anyMatch(before -> after.stream()
                        .filter(one -> one.key().equals(before.key()))
                        .noneMatch(
                                one -> !before.may().has(opening) || one.may().has(opening)));
    }

    /** O3: what a grant makes of them. */
    List<Controller> granted(Controller one) {
        requireFit(one);
        return List.of(one);
    }

    private void requireFit(Controller one) {
        require(
                one.may().fit(body.purpose()),
                "D8: a controller of a Domain for " + body.purpose().text() + " may " + Rights.all(body.purpose())
                        + ", not " + one.may() + ".");
    }

    private void requireFreeName(List<Controller> others, Controller one) {
        require(
                others.stream().noneMatch(other -> other.name().equals(one.name())),
                "Domain " + body.name() + " has a controller called " + one.name() + " already. Take another name.");
    }

    private void requireShare(Controller self) {
        require(
                self.may().has(Right.SHARE),
                "D8: " + self.name() + " may " + self.may() + " with Domain " + body.name()
                        + ", not share. Ask a controller with share, or its operators.");
    }

    private void requireHas(Controller self, Rights rights, String verb) {
        require(
                self.may().cover(rights),
                "D4: " + self.name() + " may " + self.may() + " with Domain " + body.name() + ", and so cannot " + verb
                        + " " + rights + ".");
    }

    private static Rights difference(Rights one, Rights other) {
        return Rights.of(one.list().stream().filter(right -> !other.has(right)).toList());
    }

    private static int place(List<Controller> all, Thumbprint key) {
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i).key().equals(key)) {
                return i;
            }
        }
        return -1;
    }

    private static void require(boolean holds, String refusal) {
        if (!holds) {
            throw new RefusedException(refusal);
        }
    }
}
