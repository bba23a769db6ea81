package org.quorumkms.it.campaign;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.quorumkms.domain.Domain;
import org.quorumkms.operator.Session;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.trust.Trust;

/** What servers answered: each answer is a fact that must hold for ever. */
final class Ledger {

    private final List<Fact> facts = new ArrayList<>();
    private long last = System.nanoTime();
    private long longestGap;

    /** What the servers show. */
    record View(Map<Thumbprint, Trust> trusts, Map<String, Domain> domains, Set<Thumbprint> hsms) {

        static View of(Session operator) {
            Map<Thumbprint, Trust> trusts = new HashMap<>();
            operator.trusts().shown().all().forEach(trust -> trusts.put(trust.thumbprint(), trust));
            Map<String, Domain> domains = new HashMap<>();
            Set<String> names = new HashSet<>();
            operator.domains()
                    .list(page -> page.forEach(listed -> {
                        Domain domain = listed.domain().orElseThrow();
                        domains.put(domain.body().id().value(), domain);
                        if (!names.add(domain.body().name())) {
                            throw new IllegalStateException("a request was carried out twice: Domain "
                                    + domain.body().name());
                        }
                    }));
            Set<Thumbprint> hsms = new HashSet<>();
            Set<String> labels = new HashSet<>();
            operator.hsms().all().forEach(hsm -> {
                hsms.add(hsm.fingerprint());
                if (!labels.add(hsm.keys().label())) {
                    throw new IllegalStateException(
                            "two HSMs are called " + hsm.keys().label());
                }
            });
            return new View(trusts, domains, hsms);
        }
    }

    private record Fact(String what, Predicate<View> holds) {}

    synchronized void answered(String what, Predicate<View> holds) {
        note();
        facts.add(new Fact(what, holds));
    }

    private void note() {
        long now = System.nanoTime();
        longestGap = Math.max(longestGap, now - last);
        last = now;
    }

    /** Returns the longest time in which nothing was answered, in milliseconds, since this was asked before. */
    synchronized long longestGap() {
        note();
        long millis = TimeUnit.NANOSECONDS.toMillis(longestGap);
        longestGap = 0;
        return millis;
    }

    /** Returns what was answered up to now. */
    synchronized Ledger copy() {
        Ledger copy = new Ledger();
        copy.facts.addAll(facts);
        return copy;
    }

    synchronized int size() {
        return facts.size();
    }

    private synchronized List<Fact> upToNow() {
        return List.copyOf(facts);
    }

    /** Requires that everything that was answered before now is there; returns how much that was. */
    int require(Session operator) {
        List<Fact> before = upToNow();
        View view = View.of(operator);
        for (Fact fact : before) {
            if (!fact.holds().test(view)) {
                throw new IllegalStateException("LOST: " + fact.what());
            }
        }
        return before.size();
    }
}
