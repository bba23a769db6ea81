package org.quorumkms.operator;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.quorumkms.trust.Trust;

/** What waits for an operator: its approval, or anybody to go on with what was approved. */
public final class Waiting {

    private static final int REFERENCE = 8;

    private Waiting() {}

    /** Returns a line for each, with the command that goes on. */
    public static List<String> lines(OperatorView self, Trusts trusts, List<OrderEntry> orders, Instant now) {
        List<String> lines = new ArrayList<>();
        trusts.all().stream()
                .filter(trust -> waitsFor(self, trusts, trust))
                .forEach(trust -> lines.add("Trust " + trust.body().id() + " waits for your approval ("
                        + trust.approvals().signed().size() + " of "
                        + trust.body().quorum() + "): trust approve "
                        + trust.body().id()));
        orders.stream()
                .filter(entry -> entry.waitsFor(self, now))
                .forEach(entry -> lines.add("Order " + reference(entry) + " ("
                        + entry.order().body().kind().text() + " Domain "
                        + entry.order().body().domain() + ") waits for your approval ("
                        + entry.approvals().signed().size() + " of "
                        + entry.approvals().threshold() + "): order approve " + reference(entry)));
        if (lines.isEmpty()) {
            lines.add("Nothing waits for your approval.");
        }
        orders.stream()
                .filter(entry -> entry.status(now).equals(OrderEntry.APPROVED)
                        && entry.order().body().number().isPresent())
                .forEach(entry ->
                        lines.add("Order " + reference(entry) + " is approved: order run " + reference(entry)));
        trusts.all().stream()
                .filter(trust -> isOpen(trusts, trust) && trusts.isApproved(trust))
                .forEach(trust -> lines.add("Trust " + trust.body().id() + " is approved: trust sign "
                        + trust.body().id()));
        return lines;
    }

    private static String reference(OrderEntry entry) {
        return entry.order().body().id().value().substring(0, REFERENCE);
    }

    private static boolean isOpen(Trusts trusts, Trust trust) {
        return trusts.status(trust).equals(Trusts.UNSIGNED);
    }

    private static boolean waitsFor(OperatorView self, Trusts trusts, Trust trust) {
        return isOpen(trusts, trust)
                && Stream.concat(Stream.of(trust), trusts.predecessor(trust).stream())
                        .flatMap(one -> one.body().operator(self.thumbprint()).stream())
                        .findFirst()
                        .filter(operator -> !trust.isApprovedBy(operator))
                        .isPresent();
    }
}
