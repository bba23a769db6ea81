package org.quorumkms.server.doctor;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.quorumkms.audit.Checkpoint;
import org.quorumkms.audit.Gaps;
import org.quorumkms.audit.LogId;
import org.quorumkms.audit.LogReplay;
import org.quorumkms.audit.SeenHead;
import org.quorumkms.domain.Domain;
import org.quorumkms.domain.DomainId;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.jose.RsaJwk;
import org.quorumkms.server.store.AuditStore;
import org.quorumkms.server.store.JdbcStore;
import org.quorumkms.server.store.Store;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.trust.HsmKeys;
import org.quorumkms.trust.HsmStatement;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Every audit log of a store: its entries, one following the other, under signed heads. */
final class LogDoctor {

    private static final Logger LOG = LoggerFactory.getLogger(LogDoctor.class);

    private final JdbcStore store;
    private final Thumbprint genesis;
    private final Optional<Checkpoint> head;
    private final ProvenTrusts trusts;
    private final Map<LogId, Long> before;
    private final LoggedRevisions logged;

    /**
     * Takes the store.
     *
     * @param before how long the logs were before Domains were read
     */
    LogDoctor(
            JdbcStore store,
            Thumbprint genesis,
            Optional<Checkpoint> head,
            ProvenTrusts trusts,
            Map<LogId, Long> before) {
        this.store = store;
        this.genesis = genesis;
        this.head = head;
        this.trusts = trusts;
        this.before = Map.copyOf(before);
        this.logged = new LoggedRevisions(store);
    }

    /** Returns how long the logs are now; none, where their rows cannot be read: that is found, and said, later. */
    static Map<LogId, Long> sizes(Store store) {
        try {
            return sizesOf(store);
        } catch (VerificationException unreadable) {
            LOG.debug("reading how long the logs are", unreadable);
            return Map.of();
        }
    }

    private static Map<LogId, Long> sizesOf(Store store) {
        return store.read(tables -> tables.audit().logs().stream()
                .collect(Collectors.toMap(
                        Function.identity(),
                        log -> tables.audit().end(log).map(AuditStore.End::size).orElse(0L))));
    }

    /**
     * Looks.
     *
     * @param stored the newest revisions, which the logs name too
     */
    void examine(Findings findings, Map<DomainId, Domain> stored) {
        findings.look("audit logs", this::auditLogs);
        findings.look("Domains as the logs name them", subject -> logged.compare(stored, subject));
    }

    /** Also an HSM that is in no Trust yet vouches for its server's log, by its own statement. */
    private List<RsaJwk> signers() {
        return Stream.concat(
                        trusts.hsms(),
                        store.read(tables -> tables.hsms().all()).stream()
                                .map(row -> HsmStatement.verify(row.statement(), genesis)
                                        .keys()))
                .map(HsmKeys::signing)
                .distinct()
                .toList();
    }

    private String auditLogs(Findings.Subject subject) {
        List<RsaJwk> signers = signers();
        List<LogId> logs = store.read(tables -> tables.audit().logs());
        Gaps gaps = new Gaps(genesis);
        logs.forEach(
                log -> store.read(tables -> tables.audit().entries(log, 0, 1)).forEach(first -> gaps.note(log, first)));
        Map<LogId, LogReplay> replays = new LinkedHashMap<>();
        for (LogId log : logs) {
            LogReplay replay = new LogReplay(
                    genesis,
                    log,
                    signers,
                    head.filter(own -> own.origin().equals(Checkpoint.origin(genesis, log)))
                            .map(SeenHead::of));
            long known = before.getOrDefault(log, 0L);
            // What a server beside this one did meanwhile is in its log, and not in the Domains that were read.
            LogCheck.replay(store, log, replay, entry -> {
                if (replay.size() <= known) {
                    logged.note(entry);
                }
            });
            replays.put(log, replay);
        }
        replays.forEach((log, replay) -> judge(log, replay, gaps.proven(log, replays), subject));
        head.ifPresent(own -> subject.unverifiedUnless(
                logs.stream().anyMatch(log -> own.origin().equals(Checkpoint.origin(genesis, log))),
                "this server's own is missing"));
        long entries = replays.values().stream().mapToLong(LogReplay::size).sum();
        return logs.size() + " with " + entries
                + " entries, each following the one before it, under their signed heads";
    }

    /** Where its server ended a log that somebody cut, that is said. */
    private static void judge(LogId log, LogReplay replay, Optional<Gaps.Gap> gap, Findings.Subject subject) {
        if (gap.isPresent()) {
            subject.note("that of " + log + " was cut or changed, which the server saw; "
                    + gap.get().by()
                    + " goes on. Look into it, and let each console accept it: kms-operator audit accept-gap " + log);
            return;
        }
        replay.checks().stream()
                .filter(check -> !check.ok())
                .forEach(check -> subject.unverified("that of server " + log + ": " + check.what()));
    }
}
