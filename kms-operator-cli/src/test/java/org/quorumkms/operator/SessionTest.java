package org.quorumkms.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.quorumkms.testing.TestSystem.H1;
import static org.quorumkms.testing.TestSystem.H2;
import static org.quorumkms.testing.TestSystem.T1;
import static org.quorumkms.testing.TestSystem.T2;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quorumkms.domain.Descent;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.Purpose;
import org.quorumkms.domain.Right;
import org.quorumkms.domain.VerifiedDomain;
import org.quorumkms.errors.BehindException;
import org.quorumkms.errors.MovedException;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.order.Decision;
import org.quorumkms.order.Order;
import org.quorumkms.party.Contact;
import org.quorumkms.remote.NewOrder;
import org.quorumkms.remote.RequestId;
import org.quorumkms.testing.DomainHistory;
import org.quorumkms.testing.TestController;
import org.quorumkms.testing.TestOrder;
import org.quorumkms.trust.TrustChain;
import org.quorumkms.trust.TrustVerifier;
import org.quorumkms.trust.VerifiedTrust;

/** What a console makes of a server's answers, from one command to the next. */
class SessionTest {

    private static final TestController CLIENT = TestController.number(1);

    @TempDir
    private Path folder;

    private TestConsole console;
    private DomainHistory payroll;
    private DomainId id;

    @BeforeEach
    void enrol() {
        console = new TestConsole(folder, T1, H1, H2);
        payroll = DomainHistory.begin(
                Purpose.ENCRYPT,
                H1,
                T1,
                says -> says.controlledBy(List.of(CLIENT.may(Right.DECRYPT, Right.ENCRYPT, Right.SHARE))));
        id = payroll.last().body().id();
        console.server.with(payroll);
    }

    private static VerifiedTrust verified(TrustChain line) {
        return new TrustVerifier(line.trusts().get(0).thumbprint()).verify(line).require();
    }

    @Nested
    class T7 {

        @Test
        void asksForADomainWhole_thatWasNeverSeen_andSaysSo() {
            DomainCalls.Looked looked = console.open().domains().look(id);
            assertThat(looked.seenBefore()).isFalse();
            assertThat(console.server.calls).contains("domain");

            console.server.calls.clear();
            DomainCalls.Looked again = console.open().domains().look(id);
            assertThat(again.seenBefore()).isTrue();
            assertThat(console.server.calls).doesNotContain("domain");
        }

        @Test
        void takesALaterRevisionThatDescends_andKeepsItsDocument() {
            console.open().domains().newest(id);
            DomainHistory later = payroll.then(H1, 3);
            console.server.with(later);
            assertThat(console.open().domains().newest(id).body().revision()).isEqualTo(4);
            assertThat(console.connect().memory().kept(id).orElseThrow().toText())
                    .isEqualTo(later.exported().toText());
        }

        @Test
        void handsItsDocumentOver_toAServerThatIsBehind() {
            DomainHistory newer = payroll.then(H1);
            console.server.with(newer);
            console.open().domains().newest(id);

            console.server.with(payroll);
            assertThat(console.open().domains().newest(id).body().revision()).isEqualTo(2);
            assertThat(console.server.domains.get(id).last().thumbprint())
                    .isEqualTo(newer.last().thumbprint());
        }

        @Test
        void saysThatTheServerIsBehind_whereItDoesNotTakeTheDocument() {
            console.server.with(payroll.then(H1));
            console.open().domains().newest(id);

            console.server.with(payroll);
            console.server.on(
                    "importDomain",
                    given -> payroll.then(H1).last().thumbprint().value());
            assertThatThrownBy(() -> console.open().domains().newest(id)).isInstanceOf(VerificationException.class);
            console.server.on(
                    "importDomain",
                    given -> console.connect().memory().seen(id).thumbprint().value());
            assertThatThrownBy(() -> console.open().domains().newest(id)).isInstanceOf(BehindException.class);
        }

        @Test
        void refusesABranch_thatAnOlderRevisionWasPutBackFor() {
            console.server.with(payroll.then(H1));
            console.open().domains().newest(id);
            Descent before = console.connect().memory().seen(id);

            DomainHistory fork = payroll.then(
                    H1,
                    says -> says.controlledBy(
                            List.of(TestController.number(2).may(Right.DECRYPT, Right.ENCRYPT, Right.SHARE))));
            console.server.with(fork.then(H1));
            Session session = console.open();
            assertThatThrownBy(() -> session.domains().newest(id))
                    .isInstanceOf(VerificationException.class)
                    .hasMessageContaining("forked");
            assertThatThrownBy(() -> session.domains().whole(id))
                    .isInstanceOf(VerificationException.class)
                    .hasMessageContaining("forked");
            assertThat(session.memory().seen(id)).isEqualTo(before);
        }

        @Test
        void refusesAnAnswerAboutAnotherDomain() {
            DomainHistory other = DomainHistory.begin(
                    Purpose.ENCRYPT, H1, T1, says -> says.controlledBy(List.of(CLIENT.may(Right.ENCRYPT))));
            console.server.on("domain", asked -> other.exported().toText());
            assertThatThrownBy(() -> console.open().domains().newest(id))
                    .isInstanceOf(VerificationException.class)
                    .hasMessageContaining("another Domain");
        }
    }

    @Nested
    class D3 {

        @Test
        void namesTheRevisionThatItSaw_andAsksAgainWithTheSameRequest_whereItWasChanged() {
            Session session = console.open();
            session.domains().newest(id);
            DomainHistory changed = payroll.then(H1);
            console.server.with(changed);
            List<RequestId> requests = new ArrayList<>();
            console.server.on("rotateDomain", asked -> {
                requests.add((RequestId) asked[0]);
                if (!changed.last().seen().equals(asked[1])) {
                    throw new MovedException(
                            "payroll", 2, changed.last().thumbprint().value());
                }
                return changed.then(H1).answer(2);
            });
            VerifiedDomain rotated = session.changes().rotate(id, Duration.ZERO);
            assertThat(rotated.body().revision()).isEqualTo(3);
            assertThat(requests).hasSize(2);
            assertThat(requests.get(1)).isEqualTo(requests.get(0));
        }

        @Test
        void movesADomain_alongItsLine() {
            console.server.with(T2);
            Session session = console.open();
            VerifiedDomain moved = session.changes().move(id, verified(T2));
            assertThat(moved.trust().thumbprint()).isEqualTo(T2.last().thumbprint());
            assertThat(console.server.moves)
                    .filteredOn(move -> move.seen().id().equals(id))
                    .singleElement()
                    .satisfies(move -> assertThat(move.signedRequest()).isEmpty());
        }
    }

    @Nested
    class O1 {

        private Order made(Object... asked) {
            NewOrder wanted = (NewOrder) asked[1];
            return Order.unsigned(TestOrder.of(wanted.what(), payroll.last())
                    .numbered(wanted.above() + 1)
                    .body());
        }

        @Test
        void asksForANumberAboveEveryOneThatItProposedOrApproved() {
            console.server.on("createOrder", asked -> made(asked).toText());
            Session session = console.open();
            VerifiedDomain domain = session.domains().newest(id);
            assertThat(session.orders()
                            .create(domain, new Decision.Disable(), "")
                            .number())
                    .isEqualTo(1);
            session.memory().ordered(id, 7);
            assertThat(console.open()
                            .orders()
                            .create(domain, new Decision.End(), "")
                            .number())
                    .isEqualTo(8);
            assertThat(console.connect().memory().ordered(id)).isEqualTo(8);
        }

        @Test
        void refusesAnOrderWithALowerNumberThanItAskedFor_orWithAnotherDecision() {
            Session session = console.open();
            VerifiedDomain domain = session.domains().newest(id);
            session.memory().ordered(id, 7);
            console.server.on(
                    "createOrder",
                    asked -> Order.unsigned(TestOrder.of(new Decision.Disable(), payroll.last())
                                    .numbered(7)
                                    .body())
                            .toText());
            assertThatThrownBy(() -> session.orders().create(domain, new Decision.Disable(), ""))
                    .isInstanceOf(VerificationException.class);
            console.server.on(
                    "createOrder",
                    asked -> Order.unsigned(TestOrder.of(new Decision.End(), payroll.last())
                                    .numbered(8)
                                    .body())
                            .toText());
            assertThatThrownBy(() -> session.orders().create(domain, new Decision.Disable(), ""))
                    .isInstanceOf(VerificationException.class);
        }

        @Test
        void requiresThatTheAnswerSaysThatTheOrderWasCarriedOut() {
            Order order = Order.unsigned(
                    TestOrder.of(new Decision.End(), payroll.last()).numbered(3).body());
            console.server.on(
                    "runOrder",
                    asked -> payroll.then(H1, says -> says.ordered(3).endedOnce())
                            .answer(1));
            assertThat(console.open().orders().run(order).body().ordered()).isEqualTo(3);
        }

        @Test
        void refusesTheAnswer_thatAnotherOrderWasCarriedOut() {
            Order order = Order.unsigned(
                    TestOrder.of(new Decision.End(), payroll.last()).numbered(3).body());
            console.server.on(
                    "runOrder",
                    asked -> payroll.then(H1, says -> says.ordered(2)).answer(1));
            assertThatThrownBy(() -> console.open().orders().run(order))
                    .isInstanceOf(VerificationException.class)
                    .hasMessageContaining("order list");
        }
    }

    @Test
    void aCardNamesTheRevisionThatItsServerShows_andTheHsmThatVouchesForIt() {
        Session session = console.open();
        VerifiedDomain domain = session.domains().newest(id);
        Contact contact = session.domains().contact(domain);
        assertThat(contact.hsm()).isEqualTo(H2.keys().signing().thumbprint());
        assertThat(contact.revision()).isEqualTo(payroll.last().thumbprint());
        assertThat(contact.servers()).hasSize(1);
        contact.requireFirstContact(payroll.exported());
    }

    @Test
    void listsADomainThatCannotBeRead_besideTheOthers() {
        String unreadable = payroll.last().toText().replace("\"signature\"", "\"sign\"");
        console.server.on(
                "domains",
                asked -> ((String) asked[0]).isEmpty()
                        ? List.of("nonsense", payroll.last().toText(), unreadable)
                        : List.of(unreadable));
        Session session = console.open();
        List<ListedDomain> listed = new ArrayList<>();
        ListedDomains seen = new ListedDomains(session);
        session.domains().list(page -> {
            listed.addAll(page);
            seen.look(page);
        });
        seen.remember();
        assertThat(listed).extracting(ListedDomain::id).containsExactly("", id.value(), id.value());
        assertThat(listed).filteredOn(one -> one.domain().isPresent()).hasSize(1);
        assertThat(console.warnings).hasSize(3).last().asString().contains("doctor");
        assertThat(console.connect().memory().find(id)).contains(payroll.descent());
    }

    @Test
    void warnsOfAListedRevision_thatIsOlderThanTheOneThatWasSeen() {
        console.server.with(payroll.then(H1));
        console.open().domains().newest(id);
        console.server.with(payroll);
        ListedDomains seen = new ListedDomains(console.open());
        seen.look(List.of(ListedDomain.read(payroll.last().toText())));
        assertThat(console.warnings).singleElement().asString().startsWith("T7").contains("revision 2");
    }
}
