package org.quorumkms.testing;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.quorumkms.domain.Descent;
import org.quorumkms.domain.Domain;
import org.quorumkms.domain.DomainBody;
import org.quorumkms.domain.DomainBuilder;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.DomainInLine;
import org.quorumkms.domain.DomainState;
import org.quorumkms.domain.DomainVerifier;
import org.quorumkms.domain.ExportedDomain;
import org.quorumkms.domain.Proof;
import org.quorumkms.domain.Purpose;
import org.quorumkms.domain.VerifiedDomain;
import org.quorumkms.remote.NewestDomain;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.signed.Thumbprints;
import org.quorumkms.trust.TrustChain;

/**
 * Revisions of one Domain, one after the other, each really signed by whom a test says: what honest HSMs made, or what one that
 * was dropped would make. It goes on from any of its revisions, so that a test can fork it. Immutable.
 */
public final class DomainHistory {

    private final Thumbprints before;
    private final List<Link> links;
    private final String ring;

    private record Link(Domain domain, TrustChain line) {}

    private DomainHistory(Thumbprints before, List<Link> links, String ring) {
        this.before = before;
        this.links = List.copyOf(links);
        this.ring = ring;
    }

    /** Begins a Domain of a fresh id with revision 1. */
    public static DomainHistory begin(
            Purpose purpose, TestHsm hsm, TrustChain line, UnaryOperator<DomainBuilder> says) {
        DomainBuilder first = DomainBuilder.first(
                DomainId.random(new SecureRandom()),
                "payroll",
                purpose,
                line.last().thumbprint(),
                TestAuthority.NOW);
        String ring = TestRing.of(purpose);
        return new DomainHistory(
                Thumbprints.NONE, List.of(new Link(hsm.sign(body(says.apply(first), line, ring)), line)), ring);
    }

    /** Goes on from a Domain that was exported. */
    public static DomainHistory of(ExportedDomain exported) {
        return new DomainHistory(
                exported.earlier(),
                List.of(new Link(exported.domain(), exported.line())),
                TestRing.of(exported.domain().body().purpose()));
    }

    /** Wraps another ring of keys from now on. */
    public DomainHistory sealing(String other) {
        return new DomainHistory(before, links, other);
    }

    /** Makes the next revision, which says the same. */
    public DomainHistory then(TestHsm hsm) {
        return then(hsm, same -> same);
    }

    /** Makes the next revision. */
    public DomainHistory then(TestHsm hsm, UnaryOperator<DomainBuilder> change) {
        return then(hsm, line(), change);
    }

    /** Moves it: the next revision stands under another Trust. */
    public DomainHistory moved(TestHsm hsm, TrustChain target) {
        return then(hsm, target, same -> same);
    }

    /** Makes some revisions that say the same. */
    public DomainHistory then(TestHsm hsm, int count) {
        DomainHistory longer = this;
        for (int i = 0; i < count; i++) {
            longer = longer.then(hsm);
        }
        return longer;
    }

    private DomainHistory then(TestHsm hsm, TrustChain target, UnaryOperator<DomainBuilder> change) {
        DomainBuilder next =
                change.apply(DomainBuilder.after(last(), last().body().changed()));
        return then(hsm.sign(body(next, target, ring)), target);
    }

    /** Makes the next revision at a time. */
    public DomainHistory thenAt(TestHsm hsm, Instant time, UnaryOperator<DomainBuilder> change) {
        DomainBuilder next = change.apply(DomainBuilder.after(last(), time));
        return then(hsm.sign(body(next, line(), ring)), line());
    }

    /** Returns the documents of all revisions that were made here, the oldest first. */
    public List<String> documents() {
        return links.stream().map(link -> link.domain().toText()).toList();
    }

    /** Makes a tombstone. */
    public DomainHistory deleted(TestHsm hsm, Thumbprint order) {
        DomainBody.Disabling disabling =
                new DomainBody.Disabling(order, last().body().changed());
        return then(
                hsm.sign(DomainBuilder.after(last(), last().body().changed())
                        .in(DomainState.DELETED, Optional.of(disabling))
                        .build(Optional.empty())),
                line());
    }

    /** Adds a revision that was made elsewhere. */
    public DomainHistory then(Domain next, TrustChain line) {
        List<Link> more = new ArrayList<>(links);
        more.add(new Link(next, line));
        return new DomainHistory(before, more, ring);
    }

    private static DomainBody body(DomainBuilder next, TrustChain line, String ring) {
        Thumbprint trust = line.last().thumbprint();
        return next.under(trust)
                .build(Optional.of(TestHsm.wrap(
                        ring,
                        DomainBody.bound(next.id(), next.revision(), trust),
                        line.last().body().hsms())));
    }

    /** Returns it as it was at a revision. */
    public DomainHistory at(int revision) {
        return new DomainHistory(before, links.subList(0, revision - before.size()), ring);
    }

    /** Returns the newest revision. */
    public Domain last() {
        return links.get(links.size() - 1).domain();
    }

    /** Returns the line of the newest revision's Trust. */
    public TrustChain line() {
        return links.get(links.size() - 1).line();
    }

    /** Returns the newest revision as an HSM takes it. */
    public DomainInLine inLine() {
        return new DomainInLine(last(), line());
    }

    /** Returns the newest revision with all that was before it. */
    public ExportedDomain exported() {
        return new ExportedDomain(last(), line(), earlier());
    }

    /** Returns the thumbprints of all revisions but the newest. */
    public Thumbprints earlier() {
        Thumbprints all = before;
        for (Link link : links.subList(0, links.size() - 1)) {
            all = all.then(link.domain().thumbprint());
        }
        return all;
    }

    /** Returns what shows that the newest revision continues an earlier one. */
    public Proof after(int revision) {
        Thumbprints earlier = earlier();
        return new Proof(revision, earlier.part(Math.min(revision, earlier.size()), earlier.size()));
    }

    /** Returns what shows the newest revision's place to anybody. */
    public Proof whole() {
        return Proof.whole(earlier());
    }

    /** Verifies the newest revision to the genesis of its line. */
    public VerifiedDomain verified() {
        return new DomainVerifier(line().trusts().get(0).thumbprint())
                .verify(last(), line())
                .require();
    }

    /** Returns what is remembered of the newest revision. */
    public Descent descent() {
        return Descent.of(verified());
    }

    /** Returns what a server answers that has the newest revision, and is asked by who saw one with a number. */
    public NewestDomain answer(int after) {
        return new NewestDomain(
                last().toText(),
                line().toText(),
                after,
                after(after).thumbprints().toText());
    }
}
