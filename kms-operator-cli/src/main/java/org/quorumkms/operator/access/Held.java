package org.quorumkms.operator.access;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.quorumkms.domain.Controller;
import org.quorumkms.domain.Domain;
import org.quorumkms.domain.DomainState;
import org.quorumkms.domain.Rights;
import org.quorumkms.signed.Thumbprint;

/**
 * What a key could do with a Domain, for how long.
 *
 * @param domain the Domain, its newest revision
 * @param may its rights
 * @param from since when, by the HSMs' clocks
 * @param until until when; empty: it still can
 */
public record Held(Domain domain, Rights may, Instant from, Optional<Instant> until) {

    /** Returns the times in which a key was an enabled Domain's controller after a time, the earlier ones first. */
    public static List<Held> by(Thumbprint key, Revisions revisions, Instant since) {
        List<Held> all = new ArrayList<>();
        Rights may = Rights.NONE;
        Instant from = Instant.EPOCH;
        for (int number = 1; number <= revisions.count(); number++) {
            Optional<Domain> revision = revisions.find(number);
            if (revision.isEmpty()) {
                continue;
            }
            Rights now = rights(revision.get(), key);
            Instant changed = revision.get().body().changed();
            if (!now.equals(may)) {
                add(all, revisions, may, from, Optional.of(changed));
                may = now;
                from = changed;
            }
        }
        add(all, revisions, may, from, Optional.empty());
        return all.stream()
                .filter(held ->
                        held.until().filter(until -> until.isBefore(since)).isEmpty())
                .toList();
    }

    private static void add(List<Held> all, Revisions revisions, Rights may, Instant from, Optional<Instant> until) {
        if (!may.isEmpty()) {
            all.add(new Held(revisions.newest(), may, from, until));
        }
    }

    private static Rights rights(Domain revision, Thumbprint key) {
        return revision.body().state() == DomainState.ENABLED
                ? revision.body().controller(key).map(Controller::may).orElse(Rights.NONE)
                : Rights.NONE;
    }
}
