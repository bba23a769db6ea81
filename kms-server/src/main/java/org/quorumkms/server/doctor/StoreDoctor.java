package org.quorumkms.server.doctor;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.quorumkms.audit.Checkpoint;
import org.quorumkms.audit.LogId;
import org.quorumkms.domain.Domain;
import org.quorumkms.domain.DomainId;
import org.quorumkms.errors.KmsException;
import org.quorumkms.jose.RsaJwk;
import org.quorumkms.server.store.HsmStore;
import org.quorumkms.server.store.JdbcStore;
import org.quorumkms.server.store.StoreInspection;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.trust.HsmKeys;
import org.quorumkms.trust.HsmStatement;

/**
 * Looks at a store: every signature and every chain in it is verified to the genesis that the home was told, and what
 * stands beside the documents must be what they say.
 */
public final class StoreDoctor {

    private static final Duration CLOCK_SKEW = Duration.ofMinutes(1);

    private final JdbcStore store;
    private final Thumbprint genesis;
    private final Optional<Checkpoint> head;
    private final Clock clock;

    /** Takes the store, the genesis Trust's thumbprint, the head that this server signed last, and the clock. */
    public StoreDoctor(JdbcStore store, Thumbprint genesis, Optional<Checkpoint> head, Clock clock) {
        this.store = store;
        this.genesis = genesis;
        this.head = head;
        this.clock = clock;
    }

    /** What was found in one reading transaction. */
    private record Seen(ProvenTrusts trusts, Map<DomainId, Domain> domains) {}

    /**
     * Looks: at documents in one reading transaction, at what is only added to after it.
     *
     * @return the signing keys of the HSMs that a Trust names which verifies to genesis
     */
    public List<RsaJwk> examine(Findings findings) {
        Map<LogId, Long> logs = LogDoctor.sizes(store);
        Seen seen = store.inspect(rows -> {
            findings.look("store", subject -> database(rows, subject));
            Newest newest = new Newest();
            ProvenTrusts trusts = new TrustDoctor(rows, genesis, newest).examine(findings);
            Map<DomainId, Domain> domains = new DomainDoctor(rows, genesis, trusts, newest).examine(findings);
            new OrderDoctor(rows, trusts, newest).examine(findings);
            findings.look("clock", subject -> clock(rows, newest.time(), subject));
            return new Seen(trusts, domains);
        });
        findings.look("HSMs", this::hsms);
        new LogDoctor(store, genesis, head, seen.trusts(), logs).examine(findings, seen.domains());
        return seen.trusts().hsms().map(HsmKeys::signing).distinct().toList();
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

    private String hsms(Findings.Subject subject) {
        List<HsmStore.Row> rows = store.read(tables -> tables.hsms().all());
        for (HsmStore.Row row : rows) {
            try {
                HsmStatement statement = HsmStatement.verify(row.statement(), genesis);
                subject.unverifiedUnless(
                        statement.keys().fingerprint().equals(row.fingerprint()),
                        "the statement beside fingerprint " + row.fingerprint() + " belongs to another HSM");
            } catch (KmsException e) {
                subject.unverified("HSM " + row.fingerprint() + ": " + e.getMessage());
            }
        }
        return rows.size() + ", each by its own statement";
    }

    private String clock(StoreInspection rows, Instant newest, Findings.Subject subject) {
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
