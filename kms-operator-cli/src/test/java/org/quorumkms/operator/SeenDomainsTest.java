package org.quorumkms.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quorumkms.domain.Descent;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.History;
import org.quorumkms.domain.Moves;
import org.quorumkms.domain.Purpose;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.home.Home;
import org.quorumkms.signed.Bytes;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.testing.TestAuthority;

class SeenDomainsTest {

    private static final String FILE = "domains-seen.json";
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Thumbprint TRUST = Bytes.utf8("a Trust").thumbprint();

    @TempDir
    private Path folder;

    private Home home;

    @BeforeEach
    void open() {
        home = Home.open(folder.resolve("home"));
    }

    private static Descent seen(DomainId id, int revision) {
        Thumbprint hash = Bytes.utf8(id + " " + revision).thumbprint();
        return new Descent(
                id, Purpose.ENCRYPT, TestAuthority.NOW, revision, hash, new History(hash), Moves.begin(TRUST), false);
    }

    private static DomainId fresh() {
        return DomainId.random(RANDOM);
    }

    @Test
    void keepsWhatT7Compares_fromOneCommandToTheNext() {
        DomainId id = fresh();
        new SeenDomains(home).see(List.of(seen(id, 3), seen(fresh(), 1)));
        assertThat(new SeenDomains(home).find(id)).contains(new SeenDomains.Seen(seen(id, 3), 0));
        assertThat(new SeenDomains(home).find(fresh())).isEmpty();
    }

    @Test
    void goesForward_alsoWhereAnotherProcessWentFurtherMeanwhile() {
        DomainId id = fresh();
        SeenDomains slow = new SeenDomains(home);
        slow.see(List.of(seen(id, 1)));
        new SeenDomains(home).see(List.of(seen(id, 5)));
        slow.see(List.of(seen(id, 2)));
        assertThat(new SeenDomains(home).find(id).orElseThrow().descent()).isEqualTo(seen(id, 5));
        assertThat(slow.find(id).orElseThrow().descent()).isEqualTo(seen(id, 5));
    }

    @Test
    void keepsTheHighestNumber_ofWhatWasProposedOrApproved() {
        DomainId id = fresh();
        SeenDomains domains = new SeenDomains(home);
        domains.ordered(seen(id, 1), 4);
        domains.ordered(seen(id, 1), 2);
        domains.see(List.of(seen(id, 2)));
        assertThat(new SeenDomains(home).find(id)).contains(new SeenDomains.Seen(seen(id, 2), 4));
    }

    @Test
    void takesTheBranchThatAPersonChose_withTheNumberOfOrders() {
        DomainId id = fresh();
        SeenDomains domains = new SeenDomains(home);
        domains.ordered(seen(id, 9), 4);
        domains.repin(seen(id, 2));
        assertThat(new SeenDomains(home).find(id)).contains(new SeenDomains.Seen(seen(id, 2), 4));
    }

    @Test
    void writesManyNowAndThen_andAtTheEnd_alsoWhenTheWorkFails() {
        DomainId id = fresh();
        SeenDomains domains = new SeenDomains(home);
        assertThatThrownBy(() -> domains.batch(() -> {
                    domains.see(List.of(seen(id, 1)));
                    assertThat(home.read(FILE)).isEmpty();
                    domains.see(List.of(seen(id, 2)));
                    assertThat(domains.find(id).orElseThrow().descent()).isEqualTo(seen(id, 2));
                    throw new IllegalStateException("the work fails");
                }))
                .isInstanceOf(IllegalStateException.class);
        assertThat(new SeenDomains(home).find(id).orElseThrow().descent()).isEqualTo(seen(id, 2));
    }

    @Test
    void forgetsThoseSeenLongestAgo_behindFiftyThousand() {
        List<Descent> all = new ArrayList<>();
        for (int i = 0; i <= SeenDomains.MOST; i++) {
            all.add(seen(fresh(), 1));
        }
        SeenDomains domains = new SeenDomains(home);
        domains.see(all.subList(0, 2));
        domains.see(all.subList(0, 1));
        domains.see(all.subList(2, all.size()));
        SeenDomains after = new SeenDomains(home);
        assertThat(after.find(all.get(0).id())).isPresent();
        assertThat(after.find(all.get(1).id())).isEmpty();
        assertThat(after.find(all.get(SeenDomains.MOST).id())).isPresent();
        assertThat(home.read(FILE).orElseThrow().length).isLessThan(20 << 20);
    }

    @Test
    void refusesWhatAnEarlierEditionMade_andWhatIsDamaged() {
        home.write(FILE, "{\"version\":1,\"domains\":[]}".getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> new SeenDomains(home).find(fresh()))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("earlier edition");
        home.write(FILE, "{\"version\":2}\nnonsense\n".getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> new SeenDomains(home).find(fresh())).isInstanceOf(VerificationException.class);
        home.write(FILE, new byte[0]);
        assertThatThrownBy(() -> new SeenDomains(home).find(fresh())).isInstanceOf(VerificationException.class);
    }
}
