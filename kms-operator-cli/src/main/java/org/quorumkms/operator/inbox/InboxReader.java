package org.quorumkms.operator.inbox;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.quorumkms.domain.DomainId;
import org.quorumkms.errors.KmsException;
import org.quorumkms.net.Address;
import org.quorumkms.operator.OperatorView;
import org.quorumkms.operator.OwnDomain;
import org.quorumkms.operator.Session;
import org.quorumkms.order.Order;
import org.quorumkms.trust.VerifiedTrust;

/** Asks the servers for all that {@link Inbox} shows. */
public final class InboxReader {

    private final Session session;
    private final List<String> warnings;
    private final Map<DomainId, String> names = new HashMap<>();

    /**
     * Takes the calls.
     *
     * @param warnings what the session warns of, which grows while this asks
     */
    public InboxReader(Session session, List<String> warnings) {
        this.session = session;
        this.warnings = warnings;
    }

    /** Brings the home up to date, and returns all items, first what waits for this operator. */
    public List<InboxItem> read(OwnDomain.Asker asker) {
        session.begin(asker);
        return items();
    }

    /** Returns all items of a home that is up to date. */
    public List<InboxItem> items() {
        OperatorView self = session.self();
        Inbox inbox = new Inbox(self, session.trusts().shown(), session.now());
        List<InboxItem> items = new ArrayList<>(inbox.trustItems());
        if (session.isReader()) {
            items.addAll(inbox.orderItems(session.orders().all(), this::name));
            items.addAll(inbox.invitationItems(session.domains().unclaimed()));
            session.pins()
                    .now()
                    .trusts()
                    .lines()
                    .forEach(line ->
                            inbox.version1Item(line, () -> underVersion1(line)).ifPresent(items::add));
            inbox.rollCallItem(session.rollCalls().newest(), session.rollCalls().operators())
                    .ifPresent(items::add);
        }
        inbox.ownItem(session.pins().now().trusts().lines()).ifPresent(items::add);
        silent().forEach(address -> items.add(Inbox.health("The server at " + address + " does not answer.")));
        List.copyOf(warnings).forEach(warning -> items.add(Inbox.health(warning)));
        return Inbox.sorted(items);
    }

    /** Asked only where a line went from version 1 to version 2: an earlier server has no such line, and does not know this call. */
    private int underVersion1(VerifiedTrust line) {
        return line.chain().trusts().stream().allMatch(before -> before.body().isHybrid())
                ? 0
                : session.domains().underVersion1(line.thumbprint());
    }

    private List<Address> silent() {
        return session.pins().now().addresses().stream()
                .filter(address -> session.servers().at(address).isEmpty())
                .toList();
    }

    /** The name is for people: of a Domain that cannot be read, its id. */
    private String name(Order order) {
        return names.computeIfAbsent(order.body().domain(), id -> {
            try {
                return session.domains().newest(id).body().name();
            } catch (KmsException notShown) {
                return id.value();
            }
        });
    }
}
