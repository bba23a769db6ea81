package org.quorumkms.server.manager;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.mockito.Mockito;
import org.quorumkms.domain.Domain;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.DomainInLine;
import org.quorumkms.hsm.Hsm;
import org.quorumkms.trust.TrustChain;

class ServedDomainsTest {

    private final DomainId id = DomainId.random(new SecureRandom());
    private final AtomicInteger reads = new AtomicInteger();
    private Optional<DomainInLine> stored = Optional.of(domain());
    private final ServedDomains served = new ServedDomains(
            asked -> {
                reads.incrementAndGet();
                return stored;
            },
            new HsmPool(List.of(hsm()), label -> hsm()));

    private static Hsm hsm() {
        return Mockito.mock(Hsm.class);
    }

    private static DomainInLine domain() {
        TrustChain line = Mockito.mock(TrustChain.class, Mockito.RETURNS_DEEP_STUBS);
        Mockito.when(line.last().body().entryOf(Mockito.any())).thenReturn(Optional.empty());
        return new DomainInLine(Mockito.mock(Domain.class), line);
    }

    private Optional<DomainInLine> found() {
        return served.find(id).map(ServedDomains.Served::domain);
    }

    @Test
    void aChangeOfThisServerTakesEffectAtOnce() {
        assertThat(found()).isEqualTo(stored);
        stored = Optional.of(domain());
        served.changed(id);
        assertThat(found()).isEqualTo(stored);
    }

    @Test
    void oneThatIsNotThereIsLookedForEachTime() {
        stored = Optional.empty();
        assertThat(found()).isEmpty();
        stored = Optional.of(domain());
        assertThat(found()).isEqualTo(stored);
        assertThat(reads).hasValue(2);
    }

    @Test
    void aChangeOfAnotherDomainChangesNothing() {
        assertThat(found()).isEqualTo(stored);
        served.changed(DomainId.random(new SecureRandom()));
        assertThat(found()).isEqualTo(stored);
        assertThat(reads.get()).isLessThanOrEqualTo(2);
    }
}
