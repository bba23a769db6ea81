package org.quorumkms.operator;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.quorumkms.cli.Shown;
import org.quorumkms.domain.Controller;
import org.quorumkms.domain.DomainBody;
import org.quorumkms.domain.Policy;
import org.quorumkms.domain.VerifiedDomain;
import org.quorumkms.order.Decision;
import org.quorumkms.order.Order;
import org.quorumkms.quorum.Approvals;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.signed.Time;
import org.quorumkms.trust.OperatorKey;

/**
 * All that an operator must see of an order before it approves: the Domain as it is now and what becomes of it, with keys and
 * thumbprints; who proposed it and why; what of its own it does not end.
 */
public final class OrderScreen {

    private OrderScreen() {}

    /** Returns a screen's lines. */
    public static List<String> lines(OrderEntry entry, DomainCalls.Looked looked, Trusts trusts) {
        Order order = entry.order();
        List<String> lines = new ArrayList<>();
        lines.add("order " + order.body().id() + ": " + order.body().kind().text()
                + order.body().number().map(number -> ", number " + number).orElse(""));
        lines.add("thumbprint " + order.thumbprint());
        addDomain(lines, looked);
        addDecision(lines, order.body().decision(), looked.domain().body());
        lines.add(
                "Trust      " + entry.trust().body().id() + " (" + entry.trust().thumbprint() + ")");
        lines.add("created " + Time.format(order.body().created()) + ", to be carried out by "
                + Time.format(order.body().expires()));
        entry.proposer().ifPresent(proposer -> lines.add("proposed by " + named(trusts, proposer)));
        order.body().note().ifPresent(note -> {
            lines.add("the proposer says:");
            lines.addAll(Shown.quotation(note));
        });
        entry.rejections().forEach(rejection -> {
            lines.add("rejected by " + named(trusts, rejection.operator())
                    + (rejection.why().isEmpty() ? "" : ", who says:"));
            if (!rejection.why().isEmpty()) {
                lines.addAll(Shown.quotation(rejection.why()));
            }
        });
        lines.add(approvals(entry.approvals()));
        return lines;
    }

    /** O1: returns what to say of approved orders of a higher number, and of numbers that this home remembers. */
    public static List<String> notEnded(OrderEntry entry, List<OrderEntry> higher, int remembered) {
        List<String> lines = new ArrayList<>();
        for (OrderEntry other : higher) {
            lines.add("WARNING: you approved order " + other.order() + ", which this one does not end.");
        }
        if (remembered > entry.number() && higher.stream().noneMatch(other -> other.number() == remembered)) {
            lines.add("WARNING: you proposed or approved order number " + remembered
                    + " of this Domain, which this one does not end.");
        }
        return lines;
    }

    private static void addDomain(List<String> lines, DomainCalls.Looked looked) {
        VerifiedDomain domain = looked.domain();
        DomainBody body = domain.body();
        lines.add("Domain     " + body.id() + " " + body.name() + ", "
                + body.purpose().text() + ", " + body.state().text());
        lines.add("revision   " + body.revision() + " (" + domain.domain().thumbprint() + ")");
        if (!looked.seenBefore()) {
            lines.add("           NEVER SEEN HERE: compare this number and thumbprint with another approver's");
        }
        body.controllers().forEach(one -> lines.add("           controller now      " + controller(one)));
        body.claim().ifPresent(terms -> lines.add("           to be claimed until " + Time.format(terms.expires())));
        body.disabling()
                .ifPresent(by ->
                        lines.add("           disabled since " + Time.format(by.since()) + " by order " + by.order()));
    }

    private static void addDecision(List<String> lines, Decision decision, DomainBody body) {
        if (decision instanceof Decision.Grant grant) {
            lines.add("from then on its only controller is " + controller(grant.controller()));
        } else if (decision instanceof Decision.Admit admit) {
            addAdmission(lines, admit.controller(), body);
        } else if (decision instanceof Decision.SetPolicy policy) {
            lines.add("from then on readers: " + policy.policy().readers().text() + ", decrypt: "
                    + policy.policy().decrypt().text());
            if (policy.policy().decrypt() == Policy.Who.QUORUM) {
                lines.add(
                        "WARNING: what was sealed without a context until now is opened by nobody while a quorum decides.");
            }
        } else if (decision instanceof Decision.Enable enable) {
            lines.add("undoes the disabling by order " + enable.disabledBy());
        } else if (decision instanceof Decision.Delete delete) {
            lines.add("deletes for ever what was disabled by order " + delete.disabledBy());
        } else if (decision instanceof Decision.End) {
            lines.add("ends every older order of the Domain, and all releases");
        } else if (decision instanceof Decision.Open open) {
            addOpening(lines, open, body);
        }
    }

    private static void addAdmission(List<String> lines, Controller admitted, DomainBody body) {
        boolean there = body.controller(admitted.key()).isPresent();
        if (admitted.may().isEmpty()) {
            lines.add("takes out " + admitted.name() + " " + admitted.key()
                    + (there ? "" : ", which is not a controller"));
        } else {
            lines.add((there ? "sets the rights of " : "adds the controller ") + controller(admitted));
        }
    }

    private static void addOpening(List<String> lines, Decision.Open open, DomainBody body) {
        lines.add("opens one thing for "
                + body.controller(open.key()).map(OrderScreen::controller).orElse("a stranger, key " + open.key()));
        lines.add("sealed     " + open.sealed());
        for (Map.Entry<String, String> entry : open.context().entries().entrySet()) {
            lines.add("context    " + Shown.text(entry.getKey()) + "=" + Shown.text(entry.getValue()));
        }
        open.file().ifPresent(words -> {
            lines.add("the requester says that it is a file of " + words.bytes() + " bytes with the name:");
            lines.addAll(Shown.quotation(words.name()));
        });
    }

    private static String controller(Controller controller) {
        return controller.name() + " " + controller.key() + " (" + controller.may() + ")";
    }

    private static String named(Trusts trusts, Thumbprint operator) {
        return trusts.operator(operator).map(one -> one.name() + " ").orElse("") + operator;
    }

    private static String approvals(Approvals<OperatorKey> approvals) {
        return "approved by " + approvals.signed().size() + " of the " + approvals.threshold() + " needed: "
                + (approvals.signed().isEmpty()
                        ? "nobody yet"
                        : String.join(
                                ", ",
                                approvals.signed().stream()
                                        .map(OperatorKey::name)
                                        .toList()));
    }
}
