package org.quorumkms.client.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quorumkms.client.ClientMemory;
import org.quorumkms.domain.DomainBuilder;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.DomainVerifier;
import org.quorumkms.domain.ExportedDomain;
import org.quorumkms.domain.Policy;
import org.quorumkms.domain.Purpose;
import org.quorumkms.domain.Rights;
import org.quorumkms.domain.SeenDomain;
import org.quorumkms.errors.BehindException;
import org.quorumkms.errors.MovedException;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.party.Following;
import org.quorumkms.party.Newest;
import org.quorumkms.party.PinFile;
import org.quorumkms.remote.NewestDomain;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.testing.DomainHistory;
import org.quorumkms.testing.TestController;
import org.quorumkms.testing.TestSystem;

/** D3 and T7 as a client's home keeps them, against a server that has what a test says. */
class FollowingTest {

    private static final DomainHistory MADE = DomainHistory.begin(
            Purpose.ENCRYPT,
            TestSystem.H1,
            TestSystem.T1,
            first -> first.controlledBy(List.of(
                    TestHome.SELF.may(Rights.all(Purpose.ENCRYPT)),
                    TestController.number(2).may(Rights.all(Purpose.ENCRYPT)))));
    private static final DomainId ID = MADE.last().body().id();

    @TempDir
    Path folder;

    private TestHome home;
    private DomainHistory stored = MADE;
    private final List<String> asked = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    @BeforeEach
    void begin() {
        home = new TestHome(folder.resolve("home")).taking(MADE);
    }

    private final class Store implements Following.Server {

        @Override
        public NewestDomain newest(SeenDomain seen, Thumbprint trust) {
            asked.add("newest");
            return stored.answer(seen.revision());
        }

        @Override
        public String domain(DomainId id) {
            asked.add("domain");
            return stored.exported().toText();
        }

        @Override
        public void handOver(String exported) {
            asked.add("handOver");
            stored = DomainHistory.of(ExportedDomain.parse(exported));
        }
    }

    private ClientMemory memory() {
        return new ClientMemory(home.home(), TestHome.SELF::key, notes::add);
    }

    private SeenDomain use(ClientMemory memory) {
        return new Following(memory, new Store(), () -> new DomainVerifier(TestSystem.genesis())).call(ID, seen -> {
            asked.add("use " + seen.revision());
            if (seen.thumbprint().equals(stored.last().thumbprint())) {
                return seen;
            }
            int has = stored.last().body().revision();
            String thumbprint = stored.last().thumbprint().value();
            throw has < seen.revision()
                    ? new BehindException("payroll", has, thumbprint)
                    : new MovedException("payroll", has, thumbprint);
        });
    }

    private static UnaryOperator<DomainBuilder> without(TestController gone) {
        return next -> next.controlledBy(MADE.last().body().controllers().stream()
                .filter(one -> !one.key().equals(gone.key()))
                .toList());
    }

    @Test
    void whoIsCurrentMakesOneCallAndReadsNoPins() throws IOException {
        // What a use reads is the summary; the pins themselves are only hashed.
        assertThat(use(memory()).revision()).isEqualTo(1);
        assertThat(asked).containsExactly("use 1");
    }

    @Test
    void whoIsBehindCatchesUpKeepsItAndAsksAgain() {
        stored = MADE.then(TestSystem.H1, 3).moved(TestSystem.H2, TestSystem.T2);
        assertThat(use(memory()).thumbprint()).isEqualTo(stored.last().thumbprint());
        assertThat(asked).containsExactly("use 1", "newest", "use 5");
        assertThat(home.seen(MADE)).isEqualTo(stored.last().thumbprint());
        assertThat(home.memory().kept(ID).orElseThrow().toText())
                .isEqualTo(stored.exported().toText());
        assertThat(home.pins().trusts().lines().get(0).thumbprint())
                .isEqualTo(TestSystem.T2.last().thumbprint());
    }

    @Test
    void aServerThatIsBehindIsHandedTheNewestOnce() {
        DomainHistory newer = MADE.then(TestSystem.H1);
        stored = newer;
        use(memory());
        stored = MADE;
        asked.clear();
        assertThat(use(memory()).revision()).isEqualTo(2);
        assertThat(asked).containsExactly("use 2", "handOver", "use 2");
    }

    @Test
    void aForkIsRefusedAndNothingIsKept() {
        DomainHistory seen = MADE.then(TestSystem.H1);
        stored = seen;
        use(memory());
        stored = MADE.then(TestSystem.H1, without(TestController.number(2)));
        assertThatThrownBy(() -> use(memory()))
                .isInstanceOf(VerificationException.class)
                .hasMessageContaining("forked");
        stored = stored.then(TestSystem.H1);
        assertThatThrownBy(() -> use(memory())).isInstanceOf(RefusedException.class);
        assertThat(home.seen(MADE))
                .isEqualTo(seen.last().thumbprint())
                .isEqualTo(home.memory().kept(ID).orElseThrow().domain().thumbprint());
    }

    @Test
    void aHomeThatWasTakenOutRemembersThatAndStopsUsingIt() {
        stored = MADE.then(TestSystem.H1, without(TestHome.SELF));
        assertThatThrownBy(() -> use(memory()))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("does not name this home's key any more, at revision 2");
        assertThat(home.pins().domain(ID).orElseThrow().left()).isTrue();
        assertThat(home.seen(MADE)).isEqualTo(stored.last().thumbprint());
        asked.clear();
        assertThatThrownBy(() -> use(memory())).hasMessageContaining("Ask a controller with share");
        assertThat(asked).isEmpty();
        TestHome.Run run = home.run("encrypt", "-d", "payroll", "-");
        assertThat(run.exit()).as(run.err()).isEqualTo(1);
        assertThat(run.err()).contains("does not name this home's key any more");
    }

    /** The document that would reach to the newest one was lost: what was seen is remembered all the same. */
    @Test
    void aHomeThatWasTakenOutRemembersThatWithoutADocumentToo() throws IOException {
        Files.delete(home.folder().resolve("domains").resolve(ID.value() + ".json"));
        stored = MADE.then(TestSystem.H1, without(TestHome.SELF));
        assertThatThrownBy(() -> use(memory())).isInstanceOf(RefusedException.class);
        assertThat(home.pins().domain(ID).orElseThrow().left()).isTrue();
    }

    @Test
    void aDocumentThatWasLostIsFetched() throws IOException {
        Files.delete(home.folder().resolve("domains").resolve(ID.value() + ".json"));
        stored = MADE.then(TestSystem.H1);
        use(memory());
        assertThat(asked).containsExactly("use 1", "newest", "domain", "use 2");
        assertThat(home.memory().kept(ID).orElseThrow().toText())
                .isEqualTo(stored.exported().toText());
    }

    /** Two processes of one home: each verified what it saw, and the one that is slower has seen less. */
    @Test
    void whatAnotherProcessSawMeanwhileStays() {
        ClientMemory memory = memory();
        DomainHistory second = MADE.then(TestSystem.H1);
        DomainHistory third = second.then(TestSystem.H1);
        memory.keep(new Newest(third.verified(), third.after(1)), Optional.of(third.exported()));
        memory.keep(new Newest(second.verified(), second.after(1)), Optional.of(second.exported()));
        assertThat(home.seen(MADE)).isEqualTo(third.last().thumbprint());
        DomainHistory fourth = third.then(TestSystem.H1);
        memory.keep(new Newest(fourth.verified(), fourth.after(1)), Optional.of(fourth.exported()));
        assertThat(home.seen(MADE)).isEqualTo(fourth.last().thumbprint());
    }

    @Test
    void whereAQuorumOpensThePinsSayThatAContextIsRequired() {
        assertThat(home.memory().summary().domain(ID).orElseThrow().contextRequired())
                .isFalse();
        stored = MADE.then(TestSystem.H1, next -> next.policy(new Policy(Policy.Who.CONTROLLERS, Policy.Who.QUORUM)));
        use(memory());
        assertThat(new PinFile(home.home()).summary().domain(ID).orElseThrow().contextRequired())
                .isTrue();
        assertThat(home.run("encrypt", "-").err()).contains("-c KEY=VALUE");
        assertThat(FileNames.context("folder/report.pdf")).containsEntry("file", "report.pdf");
    }

    @Test
    void aHomeThatCannotBeWrittenChecksAndSaysThatItDoesNotRemember() throws IOException {
        Files.setPosixFilePermissions(home.folder(), PosixFilePermissions.fromString("r-x------"));
        Assumptions.assumeFalse(Files.isWritable(home.folder()), "skipped: root writes everywhere");
        ClientMemory memory = memory();
        stored = MADE.then(TestSystem.H1);
        assertThat(use(memory).revision()).isEqualTo(2);
        assertThat(use(memory).revision()).isEqualTo(2);
        assertThat(asked).containsExactly("use 1", "newest", "use 2", "use 2");
        assertThat(notes).hasSize(1).first().asString().contains("not remembered");
        assertThat(home.seen(MADE)).isEqualTo(MADE.last().thumbprint());
    }
}
