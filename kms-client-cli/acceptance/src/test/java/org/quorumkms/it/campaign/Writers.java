package org.quorumkms.it.campaign;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.quorumkms.domain.Purpose;
import org.quorumkms.domain.VerifiedDomain;
import org.quorumkms.errors.KmsException;
import org.quorumkms.errors.TryAgainException;
import org.quorumkms.errors.UnreachableException;
import org.quorumkms.it.system.Cluster;
import org.quorumkms.it.system.Party;
import org.quorumkms.operator.HsmEntry;
import org.quorumkms.operator.Invited;
import org.quorumkms.operator.OperatorView;
import org.quorumkms.operator.Session;
import org.quorumkms.remote.TrustPlan;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.trust.OperatorKey;
import org.quorumkms.trust.Trust;
import org.quorumkms.trust.TrustKind;

/** Operators and clients who change things without pause: Trusts, approvals, Domains, claims, HSMs. */
final class Writers {

    /** Every start of a server opens every HSM file, a second each: not too many. */
    private static final int MOST_HSMS = 2;

    private final Cluster cluster;
    private final Ledger ledger;
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private final AtomicInteger numbers = new AtomicInteger();
    private final AtomicInteger unanswered = new AtomicInteger();
    private volatile boolean stopping;

    Writers(Cluster cluster, Ledger ledger) {
        this.cluster = cluster;
        this.ledger = ledger;
        begin("trusts", this::trusts);
        begin("domains", this::domains);
        begin("hsms", this::hsms);
    }

    /** One thing that a writer does again and again. */
    private interface Work {
        void once(Session operator, OperatorView self) throws InterruptedException;
    }

    private void begin(String name, Work work) {
        Thread thread = new Thread(() -> loop(work), name);
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }

    private void loop(Work work) {
        Session operator = cluster.operator(threads.size() % cluster.nodes().size());
        OperatorView self = null;
        try {
            while (!stopping) {
                try {
                    if (self == null) {
                        self = operator.self();
                    }
                    work.once(operator, self);
                } catch (UnreachableException | TryAgainException down) {
                    unanswered.incrementAndGet();
                    TimeUnit.MILLISECONDS.sleep(50);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (KmsException | IllegalStateException e) {
            failure.compareAndSet(null, e);
        }
    }

    private void trusts(Session operator, OperatorView self) throws InterruptedException {
        // One of each server, so that there is one that signs while another server is away.
        List<Thumbprint> hsms = List.copyOf(operator.hsms().all().stream()
                .collect(Collectors.toMap(
                        HsmEntry::server, HsmEntry::fingerprint, (first, next) -> first, LinkedHashMap::new))
                .values());
        Trust trust = operator.trusts()
                .create(new TrustPlan(TrustKind.BRANCH, cluster.founding(), hsms, List.of(self.thumbprint()), 1, ""));
        Thumbprint thumbprint = trust.thumbprint();
        ledger.answered("Trust " + thumbprint, view -> view.trusts().containsKey(thumbprint));
        operator.trusts().approve(trust);
        OperatorKey approver = new OperatorKey(self.name(), self.key());
        ledger.answered(
                "approval of " + thumbprint,
                view -> view.trusts().get(thumbprint).isApprovedBy(approver));
        operator.trusts().sign(thumbprint, List.of());
        ledger.answered(
                "signature of " + thumbprint,
                view -> !view.trusts().get(thumbprint).signers().isEmpty());
        TimeUnit.MILLISECONDS.sleep(200);
    }

    private void domains(Session operator, OperatorView self) throws InterruptedException {
        String name = "domain " + numbers.incrementAndGet();
        Invited invited = operator.changes().create(cluster.founding(), name, Purpose.ENCRYPT);
        String id = invited.domain().body().id().value();
        ledger.answered("Domain " + name, view -> view.domains().containsKey(id));
        Party client = cluster.newParty();
        VerifiedDomain claimed = client.claim(invited.invitation(), cluster.addresses(0), cluster.serverKeys());
        Thumbprint key = client.key();
        ledger.answered("claim of " + name, view -> {
            var there = view.domains().get(id).body();
            return there.revision() >= claimed.body().revision()
                    && there.controller(key).isPresent();
        });
        TimeUnit.MILLISECONDS.sleep(50);
    }

    private void hsms(Session operator, OperatorView self) throws InterruptedException {
        if (operator.hsms().all().size() < MOST_HSMS + cluster.nodes().size()) {
            Thumbprint made = operator.hsms().create("").fingerprint();
            ledger.answered("HSM " + made, view -> view.hsms().contains(made));
        }
        TimeUnit.MILLISECONDS.sleep(2_000);
    }

    /** Fails if a writer met what it should not. */
    void requireWell() {
        Throwable wrong = failure.get();
        if (wrong != null) {
            throw new IllegalStateException("a writer failed", wrong);
        }
    }

    /** How often a server could not be reached at all. */
    int unanswered() {
        return unanswered.get();
    }

    /** Lets each end what it is doing. */
    void end() throws InterruptedException {
        stopping = true;
        for (Thread thread : threads) {
            thread.join(TimeUnit.SECONDS.toMillis(90));
        }
        requireWell();
    }
}
