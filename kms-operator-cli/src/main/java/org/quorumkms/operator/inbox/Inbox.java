package org.quorumkms.operator.inbox;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.IntSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.quorumkms.cli.Shown;
import org.quorumkms.domain.Domain;
import org.quorumkms.domain.DomainBody;
import org.quorumkms.domain.Purpose;
import org.quorumkms.domain.VerifiedDomain;
import org.quorumkms.operator.OperatorView;
import org.quorumkms.operator.OrderEntry;
import org.quorumkms.operator.RollCallCalls;
import org.quorumkms.operator.TrustDifference;
import org.quorumkms.operator.Trusts;
import org.quorumkms.order.Order;
import org.quorumkms.order.OrderKind;
import org.quorumkms.rollcall.RollCallAnswer;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.signed.Time;
import org.quorumkms.trust.OperatorKey;
import org.quorumkms.trust.Trust;
import org.quorumkms.trust.TrustBody;
import org.quorumkms.trust.TrustKind;
import org.quorumkms.trust.VerifiedTrust;

/**
 * What waits for an operator, what it proposed or approved and how that stands, and what ended and why. Approvals are counted
 * here; that something was withdrawn or rejected is the server's word, and said to be.
 *
 * @param self the operator
 * @param trusts all Trusts
 * @param now the time
 */
public record Inbox(OperatorView self, Trusts trusts, Instant now) {

    /** How long what ended is shown. */
    private static final Duration SHOWN_AFTER_END = Duration.ofDays(30);

    private static final Comparator<InboxItem> ORDER = Comparator.comparing(InboxItem::state)
            .thenComparing(InboxItem::kind)
            .thenComparing(item -> item.since().orElse(Instant.EPOCH));

    /** What is to be looked at besides the Trusts. */
    public interface Names {
        /** Returns the name of the Domain that an order is about. */
        String of(Order order);
    }

    /** Sorts items: first what waits for this operator. */
    public static List<InboxItem> sorted(List<InboxItem> items) {
        return items.stream().sorted(ORDER).toList();
    }

    /** Returns an item for each proposed Trust that concerns this operator. */
    public List<InboxItem> trustItems() {
        return trusts.all().stream()
                .filter(trust -> trust.body().kind() != TrustKind.GENESIS)
                .flatMap(trust -> item(trust).stream())
                .toList();
    }

    private Optional<InboxItem> item(Trust trust) {
        String status = trusts.status(trust);
        if (status.equals(Trusts.SIGNED) || !concerns(trust)) {
            return Optional.empty();
        }
        if (status.equals(Trusts.ENDED)) {
            return now.isAfter(trust.body().created().plus(SHOWN_AFTER_END))
                    ? Optional.empty()
                    : Optional.of(item(
                            trust,
                            InboxItem.What.NONE,
                            InboxItem.State.ENDED,
                            trusts.endedInWords(trust).orElse("")));
        }
        if (trusts.isApproved(trust)) {
            return Optional.of(item(trust, InboxItem.What.SIGN, InboxItem.State.WAITS_FOR_ME, "it has its approvals"));
        }
        boolean mine = operators(trust).stream()
                .filter(operator -> operator.thumbprint().equals(self.thumbprint()))
                .anyMatch(operator -> !trust.isApprovedBy(operator));
        return Optional.of(item(
                trust,
                mine ? InboxItem.What.APPROVE : InboxItem.What.NONE,
                mine ? InboxItem.State.WAITS_FOR_ME : InboxItem.State.WAITS_FOR_OTHERS,
                approvals(trust.approvals().signed().size(), trust.body().quorum())));
    }

    private InboxItem item(Trust trust, InboxItem.What what, InboxItem.State state, String why) {
        String proposer = trusts.told(trust).proposer();
        return new InboxItem(
                InboxItem.Kind.TRUST,
                what,
                Integer.toString(trust.body().id()),
                Optional.of(trust.thumbprint()),
                title(trust),
                proposer.isEmpty() ? Optional.empty() : Optional.of(new Thumbprint(proposer)),
                trust.body().note(),
                Optional.of(trust.body().created()),
                Optional.of(trust.body().approveBy()),
                state,
                why);
    }

    private String title(Trust trust) {
        Optional<Trust> before = trusts.predecessor(trust);
        String changes = before.map(one -> TrustDifference.changes(trust, one).stream()
                        .map(Inbox::withoutThumbprint)
                        .collect(Collectors.joining(", ")))
                .orElse("");
        return "Trust " + trust.body().id()
                + before.map(one -> " after Trust " + one.body().id()).orElse("")
                + (changes.isEmpty() ? "" : ": " + changes);
    }

    private static String withoutThumbprint(String change) {
        return change.replaceAll(" [A-Za-z0-9_-]{" + Thumbprint.LENGTH + "}$", "");
    }

    /** T4: the operators whose approval counts, on either side. */
    private List<OperatorKey> operators(Trust trust) {
        return Stream.concat(Stream.of(trust), trusts.predecessor(trust).stream())
                .flatMap(one -> one.body().operators().stream())
                .distinct()
                .toList();
    }

    private boolean concerns(Trust trust) {
        return trusts.told(trust).proposer().equals(self.thumbprint().value())
                || operators(trust).stream()
                        .anyMatch(operator -> operator.thumbprint().equals(self.thumbprint()));
    }

    /** Returns an item for each order of a Trust that names this operator, or that it proposed. */
    public List<InboxItem> orderItems(List<OrderEntry> orders, Names names) {
        return orders.stream()
                .filter(this::concerns)
                .map(entry -> item(entry, names.of(entry.order())))
                .toList();
    }

    private boolean concerns(OrderEntry entry) {
        return entry.proposer().filter(self.thumbprint()::equals).isPresent()
                || entry.trust().body().operator(self.thumbprint()).isPresent();
    }

    private InboxItem item(OrderEntry entry, String domain) {
        Order order = entry.order();
        String approvals =
                approvals(entry.approvals().signed().size(), entry.approvals().threshold());
        InboxItem.What what = InboxItem.What.NONE;
        InboxItem.State state = InboxItem.State.WAITS_FOR_OTHERS;
        String why = approvals;
        boolean run = order.body().kind() != OrderKind.OPEN && entry.status(now).equals(OrderEntry.APPROVED);
        if (!entry.isOpen(now)) {
            state = InboxItem.State.ENDED;
            why = ended(entry);
        } else if (run && entry.trust().body().operator(self.thumbprint()).isPresent()) {
            what = InboxItem.What.RUN;
            state = InboxItem.State.WAITS_FOR_ME;
            why = "it has its approvals";
        } else if (entry.approvals().reached()) {
            why = "it has its approvals; its requester can decrypt";
        } else if (entry.waitsFor(self, now)) {
            what = InboxItem.What.APPROVE;
            state = InboxItem.State.WAITS_FOR_ME;
        }
        return new InboxItem(
                InboxItem.Kind.ORDER,
                what,
                order.body().id().value(),
                Optional.of(order.thumbprint()),
                title(order, domain),
                entry.proposer(),
                order.body().note(),
                Optional.of(order.body().created()),
                Optional.of(order.body().expires()),
                state,
                why);
    }

    private static String title(Order order, String domain) {
        return order.body().kind() == OrderKind.OPEN
                ? "open a file of Domain " + domain
                : order.body().kind().text() + " Domain " + domain;
    }

    private String ended(OrderEntry entry) {
        String reasons = entry.rejections().stream()
                .map(one -> one.why().isEmpty() ? "" : ": " + Shown.text(one.why()))
                .collect(Collectors.joining());
        return entry.status(now) + reasons;
    }

    private static String approvals(int signed, int needed) {
        return signed + " of the " + needed + " approvals it needs";
    }

    /** Returns an item for each Domain that waits to be claimed. */
    public List<InboxItem> invitationItems(List<Domain> unclaimed) {
        return unclaimed.stream()
                .flatMap(domain ->
                        domain.body().claim().stream().map(terms -> invitation(domain.body(), terms.expires())))
                .toList();
    }

    private InboxItem invitation(DomainBody domain, Instant expires) {
        boolean over = !now.isBefore(expires);
        boolean operator = domain.purpose() == Purpose.OPERATOR;
        return new InboxItem(
                InboxItem.Kind.INVITATION,
                InboxItem.What.NONE,
                domain.id().value(),
                Optional.empty(),
                operator ? "invitation of operator " + domain.name() : "invitation to Domain " + domain.name(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(domain.changed()),
                Optional.of(expires),
                over ? InboxItem.State.ENDED : InboxItem.State.WAITS_FOR_OTHERS,
                over
                        ? "it ran out; anew: " + (operator ? "operator invite --again " : "domain invite ")
                                + domain.name()
                        : "nobody claimed it yet");
    }

    /** Returns an item for this operator's own Domain where it stands under another Trust than the newest of its line (D5). */
    public Optional<InboxItem> ownItem(List<VerifiedTrust> lines) {
        VerifiedDomain own = self.domain();
        return lines.stream()
                .filter(line -> !line.thumbprint().equals(own.trust().thumbprint()) && own.mayMoveTo(line))
                .findFirst()
                .map(line -> new InboxItem(
                        InboxItem.Kind.DOMAIN,
                        InboxItem.What.MOVE,
                        own.body().id().value(),
                        Optional.of(line.thumbprint()),
                        "your own Domain stands under Trust "
                                + own.trust().body().id() + ", not under Trust "
                                + line.body().id() + " yet",
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        InboxItem.State.WAITS_FOR_ME,
                        ""));
    }

    /**
     * Returns an item of what RSA alone protects: a line whose newest Trust is of version 1, or Domains that were not moved to its Trust of
     * version 2.
     *
     * @param line a newest Trust
     * @param left how many Domains were not moved; asked for where there may be some
     */
    public Optional<InboxItem> version1Item(VerifiedTrust line, IntSupplier left) {
        TrustBody newest = line.body();
        if (newest.kind() == TrustKind.GENESIS) {
            // It governs nothing, and nothing but operators' own Domains stands under it.
            return Optional.empty();
        }
        if (!newest.isHybrid()) {
            return Optional.of(item(
                    line,
                    InboxItem.What.NONE,
                    "Trust " + newest.id() + " is of version 1: " + TrustDifference.RSA_ALONE,
                    "docs/operations.md, Post-quantum at rest"));
        }
        int domains = left.getAsInt();
        if (domains == 0) {
            return Optional.empty();
        }
        boolean mayMove = newest.operator(self.thumbprint()).isPresent();
        return Optional.of(item(
                line,
                mayMove ? InboxItem.What.MOVE : InboxItem.What.NONE,
                (domains == 1 ? "1 Domain stands" : domains + " Domains stand")
                        + " under a Trust of version 1 before Trust " + newest.id()
                        + ": RSA alone protects what it holds",
                ""));
    }

    private static InboxItem item(VerifiedTrust line, InboxItem.What what, String title, String why) {
        return new InboxItem(
                InboxItem.Kind.DOMAIN,
                what,
                "--all",
                Optional.of(line.thumbprint()),
                title,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                what == InboxItem.What.MOVE ? InboxItem.State.WAITS_FOR_ME : InboxItem.State.WAITS_FOR_OTHERS,
                why);
    }

    /** Returns an item for the newest roll call, while it is open and not everybody answered. */
    public Optional<InboxItem> rollCallItem(List<RollCallCalls.RollCall> calls, List<OperatorKey> operators) {
        return calls.stream()
                .findFirst()
                .filter(call -> call.isOpen(now) && call.answered().size() < operators.size())
                .map(call -> rollCall(call, operators));
    }

    private InboxItem rollCall(RollCallCalls.RollCall call, List<OperatorKey> operators) {
        boolean mine = operators.stream().anyMatch(one -> one.thumbprint().equals(self.thumbprint()))
                && !call.answered().containsKey(self.thumbprint());
        return new InboxItem(
                InboxItem.Kind.ROLLCALL,
                mine ? InboxItem.What.ANSWER : InboxItem.What.NONE,
                call.call().value(),
                Optional.empty(),
                "roll call of " + Time.format(call.asked()),
                Optional.empty(),
                Optional.empty(),
                Optional.of(call.asked()),
                Optional.of(call.asked().plus(RollCallAnswer.COUNTS)),
                mine ? InboxItem.State.WAITS_FOR_ME : InboxItem.State.WAITS_FOR_OTHERS,
                call.answered().size() + " of " + operators.size() + " answered");
    }

    /** Returns an item of something that is not as it should be with a server. */
    public static InboxItem health(String sentence) {
        return new InboxItem(
                InboxItem.Kind.HEALTH,
                InboxItem.What.NONE,
                Thumbprint.ofContent(sentence.getBytes(java.nio.charset.StandardCharsets.UTF_8))
                        .abbreviated(),
                Optional.empty(),
                sentence,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                InboxItem.State.WAITS_FOR_ME,
                "");
    }

    /** Returns the line of an item for people. */
    public static String line(InboxItem item) {
        String next = item.command();
        return Shown.text(item.title())
                + (item.why().isEmpty() ? "" : " (" + item.why() + ")")
                + (item.state() == InboxItem.State.ENDED
                        ? ""
                        : item.until()
                                .map(until -> ", until " + Time.format(until))
                                .orElse(""))
                + (next.isEmpty() ? "" : ": " + next);
    }
}
