package org.quorumkms.server.doctor;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.quorumkms.audit.AuditEntry;
import org.quorumkms.audit.Checkpoint;
import org.quorumkms.audit.Gaps;
import org.quorumkms.audit.LogId;
import org.quorumkms.audit.LogReplay;
import org.quorumkms.audit.SeenHead;
import org.quorumkms.domain.Controller;
import org.quorumkms.domain.Domain;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.DomainVerifier;
import org.quorumkms.errors.KmsException;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.jose.JwsSignature;
import org.quorumkms.jose.RsaJwk;
import org.quorumkms.order.Order;
import org.quorumkms.server.store.AuditStore;
import org.quorumkms.server.store.HsmStore;
import org.quorumkms.server.store.JdbcStore;
import org.quorumkms.server.store.StoreInspection;
import org.quorumkms.server.store.StoreInspection.DomainRow;
import org.quorumkms.server.store.StoreInspection.OrderRow;
import org.quorumkms.server.store.StoreInspection.SignatureRow;
import org.quorumkms.server.store.StoreInspection.TrustRow;
import org.quorumkms.server.store.StoreInspection.WayRow;
import org.quorumkms.signed.Bytes;
import org.quorumkms.signed.Check;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.signed.Verification;
import org.quorumkms.trust.HsmKeys;
import org.quorumkms.trust.HsmStatement;
import org.quorumkms.trust.RelatedTrusts;
import org.quorumkms.trust.Trust;
import org.quorumkms.trust.TrustKind;
import org.quorumkms.trust.VerifiedTrust;

/**
 * Looks at a store: every signature and every chain in it is verified to the genesis that the home was told, and what
 * stands beside the documents must be what they say.
 */
public final class StoreDoctor {

    private static final int AUDIT_PAGE = 1_000;
    private static final Duration CLOCK_SKEW = Duration.ofMinutes(1);

    private final JdbcStore store;
    private final Thumbprint genesis;
    private final Optional<Checkpoint> head;
    private final Clock clock;
    private final RelatedTrusts trusts;
    private final Map<Thumbprint, VerifiedTrust> verified = new HashMap<>();
    private final Map<DomainId, Domain> stored = new HashMap<>();
    private final LoggedRevisions logged;
    private Instant newest = Instant.EPOCH;

    /** Takes the store, the genesis Trust's thumbprint, the head that this server signed last, and the clock. */
    public StoreDoctor(JdbcStore store, Thumbprint genesis, Optional<Checkpoint> head, Clock clock) {
        this.head = head;
        this.store = store;
        this.logged = new LoggedRevisions(store);
        this.genesis = genesis;
        this.trusts = new RelatedTrusts(genesis);
        this.clock = clock;
    }

    /** Looks, in one reading transaction. */
    public void examine(Findings findings) {
        store.inspect(rows -> {
            findings.look("store", subject -> database(rows, subject));
            findings.look("Trusts", subject -> trusts(rows, subject));
            findings.look("signatures of Trusts", subject -> signatures(rows, subject));
            findings.look("lines", subject -> ways(rows, subject));
            findings.look("Domains", subject -> domains(rows, subject));
            findings.look("revisions", subject -> revisions(rows, subject));
            findings.look("orders", subject -> orders(rows, subject));
            findings.look("clock", subject -> clock(rows, subject));
            return findings;
        });
        findings.look("HSMs", this::hsms);
        findings.look("audit logs", this::auditLogs);
        findings.look("Domains as the logs name them", subject -> logged.compare(stored, subject));
    }

    private static String database(StoreInspection rows, Findings.Subject subject) {
        rows.damage()
                .ifPresent(
                        damage -> subject.wrong("the database is damaged: " + damage + ". Restore it from a backup"));
        rows.forgetfulSettings()
                .forEach(setting -> subject.wrong(
                        "the database has " + setting + " off: it can forget what it confirmed. Turn it on"));
        return "the database says that it is whole";
    }

    private String trusts(StoreInspection rows, Findings.Subject subject) {
        Map<String, List<JwsSignature>> signatures = new HashMap<>();
        for (SignatureRow row : rows.signatures()) {
            signature(row)
                    .ifPresent(signature -> signatures
                            .computeIfAbsent(row.trust(), trust -> new ArrayList<>())
                            .add(signature));
        }
        for (TrustRow row : rows.trusts()) {
            try {
                Trust trust = Trust.of(
                        Bytes.fromBase64Url(row.payload()), signatures.getOrDefault(row.thumbprint(), List.of()));
                subject.unverifiedUnless(
                        saysTheSame(row, trust), "the row of Trust " + row.id() + " is not what it says");
                trusts.add(trust);
                see(trust.body().created());
            } catch (KmsException e) {
                subject.unverified("Trust " + row.id() + ": " + e.getMessage());
            }
        }
        subject.unverifiedUnless(trusts.find(genesis).isPresent(), "genesis " + genesis + " is not there");
        int signed = 0;
        for (Trust trust : trusts.all()) {
            if (!trust.signers().isEmpty()) {
                signed++;
                verify(trust, subject);
            }
        }
        return trusts.all().size() + ", of which " + signed + " are signed and verify to genesis";
    }

    private static boolean saysTheSame(TrustRow row, Trust trust) {
        return trust.thumbprint().value().equals(row.thumbprint())
                && trust.body().id() == row.id()
                && trust.predecessor().map(Thumbprint::value).equals(Optional.ofNullable(row.predecessor()));
    }

    private void verify(Trust trust, Findings.Subject subject) {
        Verification<VerifiedTrust> result = trusts.verify(trust);
        result.proof().ifPresent(proof -> verified.put(trust.thumbprint(), proof));
        result.checks().stream()
                .filter(check -> !check.ok())
                .map(Check::what)
                .findFirst()
                .ifPresent(what -> subject.unverified("Trust " + trust.body().id() + " does not verify: " + what));
    }

    private static Optional<JwsSignature> signature(SignatureRow row) {
        try {
            return Optional.of(JwsSignature.parse(row.document()));
        } catch (KmsException unreadable) {
            return Optional.empty();
        }
    }

    private String signatures(StoreInspection rows, Findings.Subject subject) {
        List<SignatureRow> all = rows.signatures();
        for (SignatureRow row : all) {
            boolean valid = signature(row)
                    .filter(signature -> signature.type().typ().equals(row.kind())
                            && signature.kid().value().equals(row.kid()))
                    .filter(signature -> isValid(signature, new Thumbprint(row.trust())))
                    .isPresent();
            subject.unverifiedUnless(
                    valid, "a " + row.kind() + " by " + row.kid() + " on Trust " + row.trust() + " is not valid");
        }
        return all.size() + " were verified one by one";
    }

    /** By one of the operators of the Trust or of its predecessor, or by one of its HSMs. */
    private boolean isValid(JwsSignature signature, Thumbprint thumbprint) {
        return trusts.find(thumbprint)
                .filter(trust ->
                        trust.counts(signature, trusts.predecessor(trust).map(Trust::body)))
                .isPresent();
    }

    private String ways(StoreInspection rows, Findings.Subject subject) {
        Set<Thumbprint> forward = new HashSet<>();
        for (WayRow row : rows.ways()) {
            Thumbprint thumbprint = new Thumbprint(row.trust());
            forward.add(thumbprint);
            boolean right = verified.containsKey(thumbprint)
                    && verified.get(thumbprint)
                            .trust()
                            .predecessor()
                            .map(Thumbprint::value)
                            .equals(Optional.of(row.predecessor()));
            subject.unverifiedUnless(
                    right, "T6: the way forward from " + row.predecessor() + " leads to no signed Trust of it");
        }
        for (VerifiedTrust trust : verified.values()) {
            boolean needsWay = trust.body().kind() == TrustKind.SUCCESSOR
                    || trust.trust().predecessor().equals(Optional.of(genesis));
            subject.unverifiedUnless(
                    !needsWay || forward.contains(trust.thumbprint()),
                    "T6: Trust " + trust.body().id() + " is signed, but is not the way forward");
        }
        return forward.size() + " ways forward, one for each Trust that has a successor";
    }

    private String domains(StoreInspection rows, Findings.Subject subject) {
        DomainVerifier domains = new DomainVerifier(genesis);
        int[] count = new int[1];
        rows.domains(row -> {
            count[0]++;
            domainFault(domains, row).ifPresent(fault -> subject.unverified("Domain " + row.id() + ": " + fault));
        });
        return count[0] + ", each signed under a Trust that verifies to genesis";
    }

    private Optional<String> domainFault(DomainVerifier domains, DomainRow row) {
        try {
            Domain domain = Domain.parse(row.document());
            see(domain.body().created());
            if (!saysTheSame(row, domain)) {
                return Optional.of("its row is not what it says");
            }
            VerifiedTrust trust = verified.get(domain.body().trust());
            if (trust == null) {
                return Optional.of("its Trust is not there, or does not verify");
            }
            return domains.verify(domain, trust).checks().stream()
                    .filter(check -> !check.ok())
                    .map(Check::what)
                    .findFirst();
        } catch (KmsException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /** Every revision that is kept: its signature, and that the histories after it fix it. */
    private String revisions(StoreInspection rows, Findings.Subject subject) {
        DomainVerifier domains = new DomainVerifier(genesis);
        long[] count = new long[1];
        rows.domains(row -> {
            try {
                Domain newest = Domain.parse(row.document());
                stored.put(newest.body().id(), newest);
                HistoryCheck check = new HistoryCheck(newest);
                rows.revisions(row.id(), revision -> {
                    count[0]++;
                    check.next(revision, document -> {
                        VerifiedTrust trust = verified.get(document.body().trust());
                        return trust != null && domains.verify(document, trust).valid();
                    });
                });
                check.fault().ifPresent(fault -> subject.unverified("Domain " + row.id() + ": " + fault));
            } catch (KmsException unreadable) {
                // Said by the look at the Domains.
                subject.unverifiedUnless(true, row.id());
            }
        });
        return count[0] + ", each fixed by the history of the newest, and signed where its document is here";
    }

    private static boolean saysTheSame(DomainRow row, Domain domain) {
        return domain.body().id().value().equals(row.id())
                && domain.body().revision() == row.revision()
                && domain.thumbprint().value().equals(row.thumbprint())
                && domain.body().name().equals(row.name())
                && domain.body().purpose().text().equals(row.purpose())
                && domain.body().trust().value().equals(row.trust())
                && domain.body().controllers().stream()
                        .map(Controller::key)
                        .map(Thumbprint::value)
                        .sorted()
                        .toList()
                        .equals(row.controllers().stream().sorted().toList());
    }

    private String orders(StoreInspection rows, Findings.Subject subject) {
        List<OrderRow> all = rows.orders();
        for (OrderRow row : all) {
            try {
                Order order = Order.of(
                        Bytes.fromBase64Url(row.payload()),
                        row.signatures().stream().map(JwsSignature::parse).toList());
                see(order.body().created());
                subject.unverifiedUnless(
                        order.thumbprint().value().equals(row.thumbprint())
                                && order.body().domain().value().equals(row.domain()),
                        "the row of order " + order + " is not what it says");
                VerifiedTrust trust = verified.get(order.body().trust());
                subject.unverifiedUnless(
                        trust != null, "order " + order + ": its Trust is not there, or does not verify");
                subject.unverifiedUnless(
                        trust == null || order.signatures().stream().allMatch(one -> order.counts(one, trust.body())),
                        "order " + order + " has an approval that is not valid");
            } catch (KmsException e) {
                subject.unverified("order " + row.thumbprint() + ": " + e.getMessage());
            }
        }
        return all.size() + ", each with valid approvals by operators of its Trust";
    }

    private String hsms(Findings.Subject subject) {
        List<HsmStore.Row> rows = store.read(tables -> tables.hsms().all());
        for (HsmStore.Row row : rows) {
            try {
                HsmStatement statement = HsmStatement.verify(row.statement(), genesis);
                subject.unverifiedUnless(
                        statement.keys().fingerprint().equals(row.fingerprint()),
                        "the statement beside fingerprint " + row.fingerprint() + " is another HSM's");
            } catch (KmsException e) {
                subject.unverified("HSM " + row.fingerprint() + ": " + e.getMessage());
            }
        }
        return rows.size() + ", each by its own statement";
    }

    /** Also an HSM that is in no Trust yet vouches for its server's log, by its own statement. */
    private List<RsaJwk> signers() {
        return Stream.concat(
                        verified.values().stream().flatMap(trust -> trust.body().hsms().stream()),
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
            replay(log, replay);
            replays.put(log, replay);
        }
        replays.forEach((log, replay) -> judge(log, replay, gaps.proven(log, replays), subject));
        head.ifPresent(own -> subject.unverifiedUnless(
                logs.stream().anyMatch(log -> own.origin().equals(Checkpoint.origin(genesis, log))),
                "this server's own is not there"));
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

    private void replay(LogId log, LogReplay replay) {
        long size = store.read(
                tables -> tables.audit().end(log).map(AuditStore.End::size).orElse(0L));
        store.read(tables -> tables.audit().keys(log)).forEach(replay::key);
        List<String> heads = store.read(tables -> tables.audit().heads(log, 0, Integer.MAX_VALUE));
        int next = 0;
        while (replay.size() < size) {
            long from = replay.size();
            List<String> page = store.read(tables -> tables.audit().entries(log, from, AUDIT_PAGE));
            if (page.isEmpty()) {
                throw new VerificationException(
                        "the log of server " + log + " says that it has " + size + " entries, and has " + from);
            }
            for (String entry : page) {
                replay.entry(entry);
                logged.note(AuditEntry.parse(entry));
                while (next < heads.size() && isDue(heads.get(next), replay)) {
                    replay.head(heads.get(next));
                    next++;
                }
            }
        }
        // What is left is of more entries than there are, or no head at all.
        heads.subList(next, heads.size()).forEach(replay::head);
    }

    private static boolean isDue(String head, LogReplay replay) {
        try {
            return Checkpoint.parse(head).size() <= replay.size();
        } catch (VerificationException noHead) {
            return true;
        }
    }

    private void see(Instant created) {
        if (created.isAfter(newest)) {
            newest = created;
        }
    }

    private String clock(StoreInspection rows, Findings.Subject subject) {
        Instant now = clock.instant();
        subject.wrongUnless(
                !newest.isAfter(now.plus(CLOCK_SKEW)),
                "it is " + now + " here, and something was made at " + newest + ". Set the clock");
        rows.clock()
                .filter(there -> Duration.between(there, now).abs().compareTo(CLOCK_SKEW) > 0)
                .ifPresent(there ->
                        subject.wrong("it is " + now + " here, and " + there + " at the database. Set the clocks"));
        return "it is not behind what was made, nor away from the database's";
    }
}
