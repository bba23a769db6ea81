package org.quorumkms.operator.cli.console;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.quorumkms.domain.Domain;
import org.quorumkms.domain.DomainState;
import org.quorumkms.errors.KmsException;
import org.quorumkms.operator.OperatorView;
import org.quorumkms.operator.Session;
import org.quorumkms.operator.Trusts;
import org.quorumkms.operator.cli.OperatorContext;
import org.quorumkms.operator.inbox.InboxItem;
import org.quorumkms.operator.inbox.InboxReader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What exists, to complete and to offer: for each command only what fits. Refreshed after each command; stale or empty does no harm. */
final class KnownNames {

    private static final Logger LOG = LoggerFactory.getLogger(KnownNames.class);

    private final OperatorContext context;
    private Map<Kind, List<String>> names = Map.of();
    private List<InboxItem> inbox = List.of();
    private String server = "";

    KnownNames(OperatorContext context) {
        this.context = context;
    }

    /** Kinds of names. */
    enum Kind {
        /** Any Trust. */
        TRUST,
        /** A Trust that no HSM has signed, and one may yet. */
        UNSIGNED_TRUST,
        /** A Trust that waits for this operator's approval. */
        TRUST_TO_APPROVE,
        /** A Trust that has its approvals. */
        TRUST_TO_SIGN,
        /** A signed Trust without a successor. */
        NEWEST_TRUST,
        HSM,
        OPERATOR,
        /** Any Domain. */
        DOMAIN,
        ENABLED_DOMAIN,
        DISABLED_DOMAIN,
        UNCLAIMED_DOMAIN,
        /** Any order. */
        ORDER,
        /** An order that is open. */
        OPEN_ORDER,
        /** An order that waits for this operator's approval. */
        ORDER_TO_APPROVE,
        /** An order that has its approvals. */
        ORDER_TO_RUN,
        NONE
    }

    /** Asks a server what exists. */
    void refresh() {
        try {
            Session session = context.connect(warning -> LOG.debug("{}", warning));
            List<InboxItem> items = new InboxReader(session, List.of()).items();
            Map<Kind, List<String>> now = new EnumMap<>(Kind.class);
            addTrusts(now, session.trusts().shown());
            addWaiting(now, items);
            if (session.isReader()) {
                addOthers(now, session);
            }
            take(now, items, session.servers().talkedTo().toString());
        } catch (KmsException e) {
            // The command before this one has said why; names of before are still worth offering.
            LOG.debug("names are not refreshed: {}", e.getMessage());
        }
    }

    private synchronized void take(Map<Kind, List<String>> now, List<InboxItem> items, String answering) {
        names = now;
        inbox = items;
        server = answering;
    }

    /** Takes what another look at the inbox found. */
    synchronized void waiting(List<InboxItem> items, String answering) {
        inbox = items;
        server = answering;
    }

    private static void addTrusts(Map<Kind, List<String>> now, Trusts trusts) {
        now.put(
                Kind.TRUST,
                trusts.all().stream()
                        .map(trust -> Integer.toString(trust.body().id()))
                        .toList());
        now.put(
                Kind.UNSIGNED_TRUST,
                trusts.all().stream()
                        .filter(trust -> trusts.status(trust).equals(Trusts.UNSIGNED))
                        .map(trust -> Integer.toString(trust.body().id()))
                        .toList());
        now.put(
                Kind.NEWEST_TRUST,
                trusts.all().stream()
                        .filter(trust -> trusts.isSigned(trust)
                                && !trust.body().operators().isEmpty()
                                && trusts.newest(trust).equals(trust))
                        .map(trust -> Integer.toString(trust.body().id()))
                        .toList());
    }

    private static void addWaiting(Map<Kind, List<String>> now, List<InboxItem> items) {
        now.put(Kind.TRUST_TO_APPROVE, items(items, InboxItem.Kind.TRUST, InboxItem.What.APPROVE));
        now.put(Kind.TRUST_TO_SIGN, items(items, InboxItem.Kind.TRUST, InboxItem.What.SIGN));
        now.put(Kind.ORDER_TO_APPROVE, items(items, InboxItem.Kind.ORDER, InboxItem.What.APPROVE));
        now.put(Kind.ORDER_TO_RUN, items(items, InboxItem.Kind.ORDER, InboxItem.What.RUN));
        now.put(
                Kind.OPEN_ORDER,
                items.stream()
                        .filter(item -> item.kind() == InboxItem.Kind.ORDER && item.state() != InboxItem.State.ENDED)
                        .map(InboxItem::reference)
                        .toList());
        now.put(
                Kind.ORDER,
                items.stream()
                        .filter(item -> item.kind() == InboxItem.Kind.ORDER)
                        .map(InboxItem::reference)
                        .toList());
    }

    private static List<String> items(List<InboxItem> items, InboxItem.Kind kind, InboxItem.What what) {
        return items.stream()
                .filter(item -> item.kind() == kind && item.what() == what)
                .map(InboxItem::reference)
                .toList();
    }

    private static void addOthers(Map<Kind, List<String>> now, Session session) {
        now.put(
                Kind.HSM,
                session.hsms().all().stream().map(hsm -> hsm.keys().label()).toList());
        now.put(
                Kind.OPERATOR,
                session.operators().all().stream().map(OperatorView::name).toList());
        List<Domain> domains = session.domains().some();
        now.put(Kind.DOMAIN, names(domains, domain -> true));
        now.put(Kind.ENABLED_DOMAIN, names(domains, domain -> domain.body().state() == DomainState.ENABLED));
        now.put(Kind.DISABLED_DOMAIN, names(domains, domain -> domain.body().state() == DomainState.DISABLED));
        now.put(
                Kind.UNCLAIMED_DOMAIN,
                names(domains, domain -> domain.body().claim().isPresent()));
    }

    /** A name that two have does not say which one: then it is the id. */
    private static List<String> names(List<Domain> domains, Predicate<Domain> fits) {
        return domains.stream()
                .filter(fits)
                .map(domain -> isOnly(domains, domain)
                        ? domain.body().name()
                        : domain.body().id().value())
                .toList();
    }

    private static boolean isOnly(List<Domain> domains, Domain one) {
        return domains.stream()
                        .filter(other -> other.body().name().equals(one.body().name()))
                        .count()
                == 1;
    }

    synchronized List<String> of(Kind kind) {
        return names.getOrDefault(kind, List.of());
    }

    /** Returns what the inbox held at the last look. */
    synchronized List<InboxItem> inbox() {
        return inbox;
    }

    /** Returns where the server is that answered last; empty: none did. */
    synchronized Optional<String> server() {
        return Optional.of(server).filter(address -> !address.isEmpty());
    }

    /** Returns all names, for a word that may be any of them. */
    Stream<String> all(Kind... kinds) {
        return Stream.of(kinds).flatMap(kind -> of(kind).stream()).distinct();
    }
}
