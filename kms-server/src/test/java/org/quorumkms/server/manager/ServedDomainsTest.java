package org.quorumkms.server.manager;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.mockito.Mockito;
import org.quorumkms.audit.AuditSubject;
import org.quorumkms.domain.Domain;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.ExportedDomain;
import org.quorumkms.trust.TrustChain;

class ServedDomainsTest {

    private final DomainId id = DomainId.random(new SecureRandom());
    private final AtomicInteger reads = new AtomicInteger();
    private Optional<ExportedDomain> stored = Optional.of(domain());
    private final ServedDomains served = new ServedDomains(asked -> {
        reads.incrementAndGet();
        return stored;
    });

    private static ExportedDomain domain() {
        return new ExportedDomain(Mockito.mock(Domain.class), Mockito.mock(TrustChain.class));
    }

    @Test
    void aChangeOfThisServerTakesEffectAtOnce() {
        assertThat(served.find(id)).isEqualTo(stored);
        stored = Optional.of(domain());
        served.changed(AuditSubject.domain(id));
        assertThat(served.find(id)).isEqualTo(stored);
    }

    @Test
    void afterAChangeThatMayHaveTakenPlaceAllIsReadAgain() {
        assertThat(served.find(id)).isEqualTo(stored);
        stored = Optional.of(domain());
        served.changedUnknown();
        assertThat(served.find(id)).isEqualTo(stored);
    }

    @Test
    void oneThatIsNotThereIsLookedForEachTime() {
        stored = Optional.empty();
        assertThat(served.find(id)).isEmpty();
        stored = Optional.of(domain());
        assertThat(served.find(id)).isEqualTo(stored);
        assertThat(reads).hasValue(2);
    }

    @Test
    void aChangeOfAnotherDomainChangesNothing() {
        assertThat(served.find(id)).isEqualTo(stored);
        served.changed(AuditSubject.domain(DomainId.random(new SecureRandom())));
        served.changed(AuditSubject.NONE);
        assertThat(served.find(id)).isEqualTo(stored);
        assertThat(reads.get()).isLessThanOrEqualTo(2);
    }
}
