package org.quorumkms.server.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.quorumkms.audit.AuditAction;
import org.quorumkms.audit.AuditSubject;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.SeenDomain;
import org.quorumkms.signed.Bytes;

/** The doctor beside a server that writes. */
class StoreDoctorTest extends OverAServer {

    @BeforeEach
    void begin() {
        server.log().record(AuditAction.SERVER_START, AuditSubject.NONE);
        server.log().flush();
    }

    /** A Domain that the store does not have. */
    private void nameADomain() {
        SeenDomain seen = new SeenDomain(
                DomainId.random(new SecureRandom()), 2, Bytes.utf8("a revision").thumbprint());
        server.log().record(AuditAction.DOMAIN_ROTATE, AuditSubject.domain(seen));
        server.log().flush();
    }

    private List<String> missing(Clock clock) {
        Findings findings = new Findings();
        new StoreDoctor(store, server.genesis(), Optional.empty(), clock).examine(findings);
        return findings.all().stream()
                .map(Findings.Finding::text)
                .filter(line -> line.contains("a log names revision 2, and the store has none"))
                .toList();
    }

    /** The clock is looked at after the Domains were read, and before the logs are. */
    private Clock whenLookedAt(Runnable work) {
        return new Clock() {
            @Override
            public ZoneId getZone() {
                return Clock.systemUTC().getZone();
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return Clock.system(zone);
            }

            @Override
            public Instant instant() {
                work.run();
                return Clock.systemUTC().instant();
            }
        };
    }

    @Test
    void whatALogNamedBeforeMustBeThere() {
        nameADomain();
        assertThat(missing(Clock.systemUTC())).hasSize(1);
    }

    @Test
    void whatALogNamesSinceDomainsWereReadIsLeftToTheNextTime() {
        assertThat(missing(whenLookedAt(this::nameADomain))).isEmpty();
        assertThat(missing(Clock.systemUTC())).hasSize(1);
    }
}
