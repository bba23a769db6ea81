package org.quorumkms.server.ledger;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.quorumkms.domain.Domain;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.DomainInLine;
import org.quorumkms.domain.ExportedDomain;
import org.quorumkms.domain.Purpose;
import org.quorumkms.domain.SeenDomain;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.server.store.AuditStore;
import org.quorumkms.server.store.DomainStore;
import org.quorumkms.server.store.HsmStore;
import org.quorumkms.server.store.OrderStore;
import org.quorumkms.server.store.RequestStore;
import org.quorumkms.server.store.RollCallStore;
import org.quorumkms.server.store.ServerStore;
import org.quorumkms.server.store.Store;
import org.quorumkms.server.store.TrustStore;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.signed.Thumbprints;
import org.quorumkms.trust.Trust;
import org.quorumkms.trust.TrustBody;
import org.quorumkms.trust.TrustChain;
import org.quorumkms.trust.TrustKind;

/**
 * The documents of the store, as one transaction sees them. Nothing is verified here, and nothing is held against what this
 * server remembers: that is {@link CheckedStore}'s.
 *
 * @param tables what the transaction sees
 */
public record Ledger(Store.Tables tables) {

    /** Returns the rows of Trusts. */
    public TrustStore trusts() {
        return tables.trusts();
    }

    /** Returns the rows of Domains. */
    public DomainStore domains() {
        return tables.domains();
    }

    /** Returns the rows of orders. */
    public OrderStore orders() {
        return tables.orders();
    }

    /** Returns the rows of HSMs. */
    public HsmStore hsms() {
        return tables.hsms();
    }

    /** Returns the rows of servers. */
    public ServerStore servers() {
        return tables.servers();
    }

    /** Returns the answered requests. */
    public RequestStore requests() {
        return tables.requests();
    }

    /** Returns the rows of roll calls. */
    public RollCallStore rollCalls() {
        return tables.rollCalls();
    }

    /** Returns the rows of audit logs. */
    public AuditStore audit() {
        return tables.audit();
    }

    /**
     * Returns a Trust.
     *
     * @throws RefusedException if it is not there
     */
    public Trust trust(Thumbprint trust) {
        return trusts().find(trust)
                .orElseThrow(() -> new RefusedException(
                        "This server knows no Trust " + trust.abbreviated() + ". See trust list."));
    }

    /** Returns what a Trust follows; genesis follows nothing. */
    public Optional<TrustBody> predecessor(Trust trust) {
        return trust.predecessor().flatMap(trusts()::find).map(Trust::body);
    }

    /** Returns whether a Trust is a branch of genesis: the founding one. */
    public boolean followsGenesis(Trust trust) {
        return predecessor(trust)
                .filter(before -> before.kind() == TrustKind.GENESIS)
                .isPresent();
    }

    /**
     * Returns a Trust with all that stands before it.
     *
     * @throws RefusedException if it is not there
     * @throws VerificationException if one before it is not
     */
    public TrustChain line(Thumbprint trust) {
        trust(trust);
        return trusts().line(trust)
                .orElseThrow(() -> new VerificationException(
                        "T5: the store lacks a predecessor of Trust " + trust.abbreviated() + "."));
    }

    /** Returns a Trust and what follows it on the ways forward that the store keeps (T6). A line is bounded, whatever rows say. */
    public List<Thumbprint> wayFrom(Thumbprint trust) {
        List<Thumbprint> way = new ArrayList<>();
        Optional<Thumbprint> next = Optional.of(trust);
        for (int i = 0; i < TrustChain.MAX_LENGTH && next.isPresent(); i++) {
            way.add(next.get());
            next = trusts().wayForward(next.get());
        }
        return way;
    }

    /** Returns the newest Trust of the line that a Trust is of (T6); genesis is a line of its own. */
    public Thumbprint newest(Thumbprint trust) {
        boolean genesis = trusts().find(trust)
                .filter(one -> one.body().kind() == TrustKind.GENESIS)
                .isPresent();
        if (genesis) {
            return trust;
        }
        List<Thumbprint> way = wayFrom(trust);
        return way.get(way.size() - 1);
    }

    /** Returns whether a Trust takes its predecessor's one way forward: a successor, and the founding branch (T6). */
    public boolean takesTheWay(Trust trust) {
        return trust.body().kind() == TrustKind.SUCCESSOR || followsGenesis(trust);
    }

    /** Requires that a Trust has no signed successor, and genesis no founding branch (T6). */
    public void requireNoWayForward(Trust predecessor) {
        if (trusts().wayForward(predecessor.thumbprint()).isPresent()) {
            throw taken(predecessor);
        }
    }

    /** Requires that nothing else took the way forward that a Trust would take (T6). */
    public void requireWayForwardIsFree(Trust trust) {
        if (takesTheWay(trust)) {
            Trust before = trust(trust.predecessor().orElseThrow());
            Optional<Thumbprint> taken = trusts().wayForward(before.thumbprint());
            if (taken.isPresent() && !taken.get().equals(trust.thumbprint())) {
                throw taken(before);
            }
        }
    }

    /** Writes that a Trust of the store takes the way forward, if it is of a kind that does (T6): the store keeps it one. */
    public void takeWayForward(Trust trust) {
        if (takesTheWay(trust)) {
            Thumbprint before = trust.predecessor().orElseThrow();
            if (!trusts().goForward(before, trust.thumbprint())) {
                throw taken(trust(before));
            }
        }
    }

    /** Says that a line has its way forward already. */
    public static RefusedException taken(Trust predecessor) {
        return predecessor.body().kind() == TrustKind.GENESIS
                ? new RefusedException("T6: genesis has its one founding branch already. Use --after or --branch-of"
                        + " with a Trust of its line (trust list --signed).")
                : new RefusedException("T6: Trust " + predecessor.body().id()
                        + " has a signed successor already; a line has one way forward. Follow that one with --after.");
    }

    /** Has the ways forward lead along a line, wherever they led before: by hand, after a disaster (T6). */
    void turnAlong(List<Trust> line) {
        for (int i = 1; i < line.size(); i++) {
            Thumbprint before = line.get(i - 1).thumbprint();
            Thumbprint next = line.get(i).thumbprint();
            if (takesTheWay(line.get(i)) && !trusts().goForward(before, next)) {
                trusts().turn(before, next);
            }
        }
    }

    /** Gives the store a line that was verified. A way forward that leads elsewhere stays as it is. */
    void restore(TrustChain line) {
        for (Trust trust : line.trusts()) {
            trusts().save(trust);
            if (takesTheWay(trust)) {
                trust.predecessor().ifPresent(before -> trusts().goForward(before, trust.thumbprint()));
            }
        }
    }

    /** Returns whether a Trust of a line is lost, or no way forward leads to it. */
    boolean lacks(TrustChain line) {
        return trusts().find(line.last().thumbprint()).isEmpty()
                || line.trusts().stream()
                        .anyMatch(trust -> takesTheWay(trust)
                                && trust.predecessor()
                                        .flatMap(trusts()::wayForward)
                                        .isEmpty());
    }

    /** Takes in the line of a Domain, without signatures of strangers; a line keeps its one way forward (T6). */
    void takeIn(TrustChain line) {
        Optional<TrustBody> before = Optional.empty();
        for (Trust trust : line.trusts()) {
            trusts().save(trust.withoutStrangers(before));
            before = Optional.of(trust.body());
            takeWayForward(trust);
        }
    }

    /** Finds a Domain; a row that cannot be read counts as none. */
    public Optional<Domain> readable(DomainId id) {
        try {
            return domains().find(id);
        } catch (VerificationException unreadable) {
            return Optional.empty();
        }
    }

    /** Returns a Domain with the line of its Trust. */
    public DomainInLine inLine(Domain domain) {
        return new DomainInLine(
                domain,
                trusts().line(domain.body().trust())
                        .orElseThrow(
                                () -> new VerificationException("T5: the store lacks the line of the Trust of Domain "
                                        + domain.body().name() + ".")));
    }

    /** Returns a Domain with all that was before it, for a verifier elsewhere. */
    public ExportedDomain exported(Domain domain) {
        return new ExportedDomain(
                domain,
                inLine(domain).line(),
                domains().thumbprints(domain.body().id(), 1, domain.body().revision()));
    }

    /** Returns whether a revision that was named is this one, or stands before it. */
    public boolean isEarlier(Domain domain, SeenDomain seen) {
        if (seen.revision() == domain.body().revision()) {
            return domain.thumbprint().equals(seen.thumbprint());
        }
        return seen.revision() < domain.body().revision()
                && isRevision(domain.body().id(), seen.revision(), seen.thumbprint());
    }

    /** Returns whether the revision of a number is the one of a thumbprint. */
    boolean isRevision(DomainId id, int number, Thumbprint thumbprint) {
        Thumbprints there = domains().thumbprints(id, number, number + 1);
        return there.size() == 1 && there.get(0).equals(thumbprint);
    }

    /** Returns what an HSM says of its keys. */
    public String statement(Thumbprint fingerprint) {
        return hsms().find(fingerprint)
                .map(HsmStore.Row::statement)
                .orElseThrow(() -> new RefusedException(
                        "This server knows no HSM " + fingerprint.abbreviated() + ". See hsm list."));
    }

    /** Returns the Domain of the operator whose approval key has a thumbprint. */
    public DomainInLine operatorDomain(Thumbprint approvalKey) {
        Domain domain = domains().all(Purpose.OPERATOR).stream()
                .filter(one -> one.body().publicKeys().stream()
                        .anyMatch(jwk -> jwk.thumbprint().equals(approvalKey)))
                .findFirst()
                .orElseThrow(() -> new RefusedException(
                        "This server knows no operator " + approvalKey.abbreviated() + ". See operator list."));
        return new DomainInLine(domain, line(domain.body().trust()));
    }

    /** Returns an order with what was said of it. */
    public OrderStore.Row order(Thumbprint order) {
        return orders().find(order)
                .orElseThrow(() -> new RefusedException(
                        "This server knows no order " + order.abbreviated() + ". See order list."));
    }
}
