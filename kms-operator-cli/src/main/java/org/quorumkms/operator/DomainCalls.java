package org.quorumkms.operator;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.quorumkms.domain.Descent;
import org.quorumkms.domain.Domain;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.ExportedDomain;
import org.quorumkms.domain.SeenDomain;
import org.quorumkms.domain.VerifiedDomain;
import org.quorumkms.errors.BehindException;
import org.quorumkms.net.Dialer;
import org.quorumkms.party.Contact;
import org.quorumkms.party.Following;
import org.quorumkms.remote.NewestDomain;
import org.quorumkms.remote.OperatorService;
import org.quorumkms.remote.RequestId;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.trust.VerifiedTrust;

/** An operator's calls that look at Domains, and hand them over. */
public final class DomainCalls {

    private final Session session;
    private final Following following;

    DomainCalls(Session session) {
        this.session = session;
        this.following = new Following(session.memory(), new Servers(), session::verifier);
    }

    private final class Servers implements Following.Server {

        /** A server that is asked to look answers with what it has; one that is behind has an earlier revision. */
        @Override
        public NewestDomain newest(SeenDomain seen, Thumbprint trust) {
            NewestDomain answer = session.call(server -> server.newest(seen, trust));
            Domain newest = Domain.parse(answer.document());
            Answers.domain(seen.id(), newest.body());
            if (newest.body().revision() < seen.revision()) {
                throw new BehindException(
                        newest.body().name(),
                        newest.body().revision(),
                        newest.thumbprint().value());
            }
            return answer;
        }

        @Override
        public String domain(DomainId id) {
            return session.call(server -> server.domain(id));
        }

        @Override
        public void handOver(String exported) {
            importDomain(ExportedDomain.parse(exported));
        }
    }

    Following following() {
        return following;
    }

    /**
     * Gives the newest revision of every Domain, page by page, without their lines: not verified.
     *
     * @param take gets each page; none is empty
     */
    public void list(Consumer<List<ListedDomain>> take) {
        new DomainPages(session).each(take);
    }

    /** Returns the first Domains: for completing names. */
    public List<Domain> some() {
        return new DomainPages(session)
                .first().stream().flatMap(listed -> listed.domain().stream()).toList();
    }

    /** Returns the Domains of a name: not verified. */
    public List<Domain> named(String name) {
        List<Domain> named = session.call(server -> server.domainsNamed(name)).stream()
                .map(Domain::parse)
                .toList();
        named.forEach(domain -> Answers.named(name, domain.body()));
        return named;
    }

    /** Returns the Domains that wait to be claimed, or whose invitation ran out: not verified. */
    public List<Domain> unclaimed() {
        List<Domain> unclaimed = new ArrayList<>();
        for (String text : session.call(OperatorService::unclaimed)) {
            ListedDomain listed = ListedDomain.read(text);
            listed.domain()
                    .ifPresentOrElse(
                            unclaimed::add,
                            () -> session.warn("Domain " + (listed.id().isEmpty() ? "of an unknown id" : listed.id())
                                    + " cannot be read: " + listed.why()));
        }
        return unclaimed;
    }

    /** Returns how many Domains of a line a server says stand under its Trusts of version 1. */
    public int underVersion1(Thumbprint newest) {
        return session.call(server -> server.domainsUnderVersion1(newest));
    }

    /** Returns a page of the documents of a Domain's revisions, as the server shows them. */
    public List<String> revisions(DomainId id, int from, int limit) {
        return session.call(server -> server.revisions(id, from, limit));
    }

    /** Returns the Domains that a server says ever named a key. */
    public List<DomainId> everOf(Thumbprint key) {
        List<DomainId> all = new ArrayList<>();
        String after = "";
        while (true) {
            String last = after;
            List<DomainId> page = session.call(server -> server.domainsEverOf(key, last));
            Answers.after(after, page.stream().map(DomainId::value).toList());
            if (page.isEmpty()) {
                return all;
            }
            all.addAll(page);
            after = page.get(page.size() - 1).value();
        }
    }

    /** Returns the id of the one Domain that a person means with a name or an id. */
    public DomainId meant(String reference) {
        return DomainId.isOne(reference)
                ? new DomainId(reference)
                : Lookup.domain(named(reference), reference).body().id();
    }

    /**
     * Returns the newest revision of a Domain, verified, which is the one that this home saw or descends from it (T7), and
     * remembers it. One that was never seen is asked for whole.
     */
    public VerifiedDomain newest(DomainId id) {
        return session.memory().find(id).isEmpty()
                ? whole(id).domain()
                : following.call(id, seen -> following.catchUp(id)).domain();
    }

    /**
     * A Domain that is to be decided about.
     *
     * @param domain the newest revision, verified
     * @param seenBefore whether this home had seen it before: else there was nothing to compare it with (T7)
     */
    public record Looked(VerifiedDomain domain, boolean seenBefore) {}

    /** Returns the newest revision of a Domain, as {@link #newest}, and whether it was seen before. */
    public Looked look(DomainId id) {
        boolean seenBefore = session.memory().find(id).isPresent();
        return new Looked(newest(id), seenBefore);
    }

    /**
     * A Domain with its document as it was shown, verified.
     *
     * @param domain the Domain
     * @param exported the document
     */
    public record Whole(VerifiedDomain domain, ExportedDomain exported) {}

    /** Returns the newest revision of a Domain with its line and all that were before it, as {@link #newest}. */
    public Whole whole(DomainId id) {
        Optional<Descent> seen = session.memory().find(id);
        if (seen.isPresent()) {
            // A server that is behind is handed the newest document first.
            newest(id);
        }
        Whole whole = shown(id);
        seen.ifPresent(before -> before.require(whole.domain(), whole.exported().proof()));
        session.memory().keep(whole.domain(), whole.exported());
        return whole;
    }

    /** Returns the newest revision of a Domain as the server shows it, verified, whatever was seen before. */
    public Whole shown(DomainId id) {
        ExportedDomain exported = asShown(id);
        return new Whole(session.verifier().verify(exported).require(), exported);
    }

    /** Returns the newest revision of a Domain as the server shows it, not verified. */
    public ExportedDomain asShown(DomainId id) {
        ExportedDomain exported = ExportedDomain.parse(session.call(server -> server.domain(id)));
        Answers.domain(id, exported.domain().body());
        return exported;
    }

    /** Makes a change of a Domain that was seen, and keeps what it made of it (T7). */
    VerifiedDomain changed(DomainId id, Function<SeenDomain, NewestDomain> change) {
        if (session.memory().find(id).isEmpty()) {
            whole(id);
        }
        return following
                .call(id, seen -> {
                    Descent before = session.memory().seen(id);
                    return following.take(change.apply(seen), before);
                })
                .domain();
    }

    /**
     * Returns what a card says of a Domain (protocol.md section 10): where to call, an HSM that vouches for a server there, and
     * the revision.
     */
    public Contact contact(VerifiedDomain domain) {
        VerifiedTrust newest =
                session.pins().now().trusts().lineOf(domain.trust()).orElse(domain.trust());
        List<Thumbprint> hsms = newest.body().hsms().stream()
                .map(hsm -> hsm.signing().thumbprint())
                .toList();
        return new Contact(
                session.pins().now().addresses(),
                session.servers()
                        .answering()
                        .map(Dialer.Peer::hsm)
                        .filter(hsms::contains)
                        .orElse(hsms.get(0)),
                session.genesis(),
                domain.body().id(),
                domain.domain().thumbprint(),
                domain.body().trust());
    }

    /** Imports an exported Domain (D7), and remembers it where it is the one that was seen here or descends from it. */
    public VerifiedDomain importFile(ExportedDomain exported) {
        VerifiedDomain domain = importDomain(exported);
        Optional<Descent.Kinship> kinship =
                session.memory().find(domain.body().id()).map(seen -> seen.of(domain, exported.proof()));
        if (kinship.filter(one -> one != Descent.Kinship.SAME && one != Descent.Kinship.LATER)
                .isEmpty()) {
            session.memory().keep(domain, exported);
        } else {
            session.warn(
                    "T7: the server took it in, and this home has seen another revision of it, from which it does not"
                            + " descend: this home goes on with that one.");
        }
        return domain;
    }

    /** Hands a Domain over that verifies here. */
    private VerifiedDomain importDomain(ExportedDomain exported) {
        VerifiedDomain domain = session.verifier().verify(exported).require();
        RequestId id = session.request();
        Answers.imported(
                exported.domain().thumbprint(),
                session.servers().handOver(server -> server.importDomain(id, exported.toText())));
        return domain;
    }
}
