package org.quorumkms.server.doctor;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.quorumkms.audit.AuditAction;
import org.quorumkms.audit.AuditEntry;
import org.quorumkms.audit.AuditResult;
import org.quorumkms.audit.AuditSubject;
import org.quorumkms.domain.Domain;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.SeenDomain;
import org.quorumkms.server.store.Store;
import org.quorumkms.signed.Thumbprints;

/**
 * The revisions that the audit logs name, held against the store's (protocol.md section 9): so a row that was put back is found,
 * and a fork, whoever serves it since. What was named before a host chose a branch (T6) counts no longer.
 */
final class LoggedRevisions {

    private final Store store;
    private final Map<DomainId, Named> newest = new HashMap<>();
    private final Map<DomainId, Named> beside = new HashMap<>();
    private final Map<DomainId, SeenDomain> checked = new HashMap<>();
    private final Map<DomainId, Instant> chosen = new HashMap<>();
    private Instant allChosen = Instant.EPOCH;

    private record Named(SeenDomain seen, Instant time) {

        private Named later(Named other) {
            return other.seen.revision() >= seen.revision() ? other : this;
        }
    }

    LoggedRevisions(Store store) {
        this.store = store;
    }

    /** Takes the next entry of a log. */
    void note(AuditEntry entry) {
        AuditSubject about = entry.event().subject();
        if (entry.event().action() == AuditAction.DOMAIN_REPIN) {
            choose(about, entry.time());
        } else if (entry.event().result() == AuditResult.DONE
                && about.domain().isPresent()
                && about.revision().isPresent()
                && about.thumbprint().isPresent()) {
            note(new Named(
                    new SeenDomain(
                            about.domain().get(),
                            about.revision().get(),
                            about.thumbprint().get()),
                    entry.time()));
        }
    }

    private void choose(AuditSubject about, Instant time) {
        if (about.domain().isPresent()) {
            chosen.merge(about.domain().get(), time, LoggedRevisions::later);
        } else {
            allChosen = later(allChosen, time);
        }
    }

    private static Instant later(Instant one, Instant other) {
        return other.isAfter(one) ? other : one;
    }

    private void note(Named named) {
        DomainId id = named.seen().id();
        newest.merge(id, named, Named::later);
        if (named.seen().equals(checked.put(id, named.seen()))) {
            return;
        }
        int number = named.seen().revision();
        Thumbprints there = store.read(tables -> tables.domains().thumbprints(id, number, number + 1));
        if (there.size() == 1 && !there.get(0).equals(named.seen().thumbprint())) {
            beside.merge(id, named, Named::later);
        }
    }

    /** Says what is not as the logs name it. */
    String compare(Map<DomainId, Domain> stored, Findings.Subject subject) {
        newest.forEach((id, named) -> {
            if (counts(id, named)) {
                compare(id, named, stored.get(id), subject);
            }
        });
        return newest.size() + " were compared";
    }

    private boolean counts(DomainId id, Named named) {
        return named.time().isAfter(later(allChosen, chosen.getOrDefault(id, Instant.EPOCH)));
    }

    private void compare(
            DomainId id, Named named, @org.jspecify.annotations.Nullable Domain there, Findings.Subject subject) {
        SeenDomain seen = named.seen();
        if (there == null) {
            subject.unverifiedUnless(
                    seen.revision() == 1,
                    "Domain " + id + ": a log names revision " + seen.revision() + ", and the store has none");
            return;
        }
        String name = "Domain " + there.body().name() + " (" + id + "): a log names ";
        int number = there.body().revision();
        boolean isThere = number > seen.revision()
                || (number == seen.revision() && there.thumbprint().equals(seen.thumbprint()));
        subject.unverifiedUnless(
                isThere,
                name + said(seen) + ", and the store has " + said(there.seen())
                        + ": its row was put back, or the Domain forked");
        Named other = beside.get(id);
        subject.unverifiedUnless(
                !isThere || other == null || !counts(id, other),
                name + (other == null ? "" : said(other.seen()))
                        + ", and the store has another in its place: the Domain forked");
    }

    private static String said(SeenDomain seen) {
        return "revision " + seen.revision() + " (" + seen.thumbprint().abbreviated() + ")";
    }
}
