package org.quorumkms.server.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.quorumkms.server.manager.TestServer.actor;
import static org.quorumkms.server.manager.TestServer.claimRequest;
import static org.quorumkms.server.manager.TestServer.ec;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.quorumkms.domain.ClaimTerms;
import org.quorumkms.domain.Controller;
import org.quorumkms.domain.Domain;
import org.quorumkms.domain.ExportedDomain;
import org.quorumkms.domain.Policy;
import org.quorumkms.domain.Purpose;
import org.quorumkms.domain.Right;
import org.quorumkms.domain.Rights;
import org.quorumkms.errors.ElsewhereException;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.jose.DocumentType;
import org.quorumkms.jose.SigningKey;
import org.quorumkms.party.Identity;
import org.quorumkms.remote.InvitedDomain;
import org.quorumkms.remote.NewDomain;
import org.quorumkms.remote.NewOperator;
import org.quorumkms.remote.RequestId;
import org.quorumkms.remote.SignTrust;
import org.quorumkms.server.store.HsmStore;
import org.quorumkms.server.store.Store;
import org.quorumkms.signed.Bytes;
import org.quorumkms.testing.TestKeys;
import org.quorumkms.trust.Trust;
import org.quorumkms.trust.TrustChain;
import org.quorumkms.trust.TrustKind;

/** Who may do what, over a real database and real HSMs. */
abstract class ManagerTest {

    private static final SigningKey ALICE = actor(10);
    private static final SigningKey BOB = actor(11);
    private static final SigningKey CLIENT = actor(12);
    private static final SigningKey STRANGER = actor(13);

    private TestServer server;

    /** Opens an empty database; each has its own number. */
    abstract Store database(int number);

    @BeforeEach
    void start() {
        server = new TestServer(database(0));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Nested
    class Authorisation {

        @Test
        void aStrangerReachesNothing() {
            Manager manager = server.manager();
            var stranger = ec(STRANGER);
            RequestId request = server.request();
            List<Callable<Object>> calls = List.of(
                    () -> manager.trusts().list(stranger),
                    () -> manager.trusts().operatorsLine(stranger, server.genesis()),
                    () -> manager.trusts().clientsLine(stranger, server.genesis()),
                    () -> manager.domains().page(stranger, "", 10),
                    () -> manager.domains().named(stranger, "x"),
                    () -> manager.hsms().operatorsServers(stranger),
                    () -> manager.hsms().clientsServers(stranger),
                    () -> manager.domains().operators(stranger),
                    () -> manager.hsms().list(stranger),
                    () -> manager.trusts()
                            .create(new Request(stranger, request), server.plan(TrustKind.BRANCH, server.genesis(), 1)),
                    () -> manager.trusts()
                            .sign(new Request(stranger, request), new SignTrust(server.genesis(), List.of())),
                    () -> manager.hsms().create(new Request(stranger, request), "h9"),
                    () -> manager.domains()
                            .inviteOperator(
                                    new Request(stranger, request),
                                    new NewOperator("eve", server.terms(Purpose.OPERATOR))),
                    () -> manager.domains()
                            .create(
                                    new Request(stranger, request),
                                    new NewDomain(
                                            server.genesis(), "x", Purpose.ENCRYPT, server.terms(Purpose.ENCRYPT))));
            for (Callable<Object> call : calls) {
                assertThatThrownBy(call::call).isInstanceOf(RefusedException.class);
            }
            assertThat(manager.uses().list(stranger)).isEmpty();
        }

        @Test
        void anOperatorOutsideATrustMakesNoDomainUnderIt() {
            Domain alice = server.enrol(ALICE, "alice");
            server.enrol(BOB, "bob");
            Trust trust = server.create(ALICE, TrustKind.BRANCH, server.genesis(), 1, alice);
            server.approve(ALICE, alice, trust.thumbprint());
            server.sign(ALICE, trust.thumbprint());
            Domain bob = ownDomain(BOB);
            Trust branch = server.create(ALICE, TrustKind.BRANCH, trust.thumbprint(), 1, bob);
            server.approve(ALICE, alice, branch.thumbprint());
            assertThatThrownBy(() -> server.domain(BOB, trust, "payroll"))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("no newest Trust names bob");
            server.approve(BOB, bob, branch.thumbprint());
            server.sign(BOB, branch.thumbprint());
            assertThatThrownBy(() -> server.domain(BOB, trust, "payroll"))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("bob is not an operator of Trust 2");
        }

        @Test
        void anApprovalThatWouldNotCountIsRefused() {
            Domain alice = server.enrol(ALICE, "alice");
            Domain bob = server.enrol(BOB, "bob");
            Trust trust = server.create(ALICE, TrustKind.BRANCH, server.genesis(), 1, alice);
            assertThatThrownBy(() -> server.approve(BOB, bob, trust.thumbprint()))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("would not count");
        }

        @Test
        void aClientSeesItsOwnDomainOnly() {
            Trust trust = server.found(ALICE, BOB);
            Domain domain = server.claim(CLIENT, server.domain(ALICE, trust, "payroll"), server.request());
            var id = domain.body().id();
            assertThat(server.manager().uses().list(ec(CLIENT))).containsExactly(id);
            assertThatThrownBy(() -> server.manager().uses().read(ec(STRANGER), id))
                    .isInstanceOf(RefusedException.class);
            assertThatThrownBy(() ->
                            server.manager().uses().createDataKey(ec(STRANGER), domain.seen(), Bytes.of(new byte[0])))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("names this key as a controller");
            assertThat(server.manager()
                            .uses()
                            .createDataKey(ec(CLIENT), domain.seen(), Bytes.of(new byte[0]))
                            .seen())
                    .isEqualTo(domain.seen());
        }
    }

    @Nested
    class T6 {

        @Test
        void genesisHasOneFoundingBranch() {
            Domain alice = server.enrol(ALICE, "alice");
            Trust one = server.create(ALICE, TrustKind.BRANCH, server.genesis(), 1, alice);
            Trust two = server.create(ALICE, TrustKind.BRANCH, server.genesis(), 1, alice);
            server.approve(ALICE, alice, one.thumbprint());
            server.approve(ALICE, alice, two.thumbprint());
            server.sign(ALICE, one.thumbprint());
            assertThatThrownBy(() -> server.sign(ALICE, two.thumbprint()))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("T6: genesis has its one founding branch");
            assertThatThrownBy(() -> server.create(ALICE, TrustKind.BRANCH, server.genesis(), 1, alice))
                    .hasMessageContaining("T6");
        }

        @Test
        void aLineHasOneWayForwardAndBranchesMayBeMany() {
            Trust founded = server.found(ALICE, BOB);
            Domain alice = ownDomain(ALICE);
            Trust one = server.create(ALICE, TrustKind.SUCCESSOR, founded.thumbprint(), 1, alice);
            Trust two = server.create(ALICE, TrustKind.SUCCESSOR, founded.thumbprint(), 1, alice);
            Trust side = server.create(ALICE, TrustKind.BRANCH, founded.thumbprint(), 1, alice);
            Trust other = server.create(ALICE, TrustKind.BRANCH, founded.thumbprint(), 1, alice);
            for (Trust trust : List.of(one, two, side, other)) {
                server.approve(ALICE, alice, trust.thumbprint());
            }
            server.sign(ALICE, one.thumbprint());
            server.sign(ALICE, side.thumbprint());
            server.sign(ALICE, other.thumbprint());
            assertThatThrownBy(() -> server.sign(ALICE, two.thumbprint()))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("T6: Trust 2 has a signed successor already");
            assertThatThrownBy(() -> server.domain(ALICE, founded, "payroll"))
                    .hasMessageContaining("was replaced by Trust 3");
        }

        @Test
        void aRaceOfTwoSuccessorsHasOneWinner() throws Exception {
            Trust founded = server.found(ALICE, BOB);
            Domain alice = ownDomain(ALICE);
            Domain[] both = {alice, ownDomain(BOB)};
            for (int round = 0; round < 5; round++) {
                Trust before = round == 0 ? founded : newest();
                Domain[] next = round % 2 == 0 ? new Domain[] {alice} : both;
                Trust one = server.create(ALICE, TrustKind.SUCCESSOR, before.thumbprint(), 1, next);
                Trust two = server.create(ALICE, TrustKind.SUCCESSOR, before.thumbprint(), 1, next);
                server.approve(ALICE, alice, one.thumbprint());
                server.approve(ALICE, alice, two.thumbprint());
                assertThat(winners(
                                () -> server.sign(ALICE, one.thumbprint()), () -> server.sign(ALICE, two.thumbprint())))
                        .isEqualTo(1);
            }
        }

        private Trust newest() {
            return server.store()
                    .read(tables -> tables.trusts().all().stream()
                            .filter(trust -> !trust.signers().isEmpty())
                            .reduce((first, second) -> second)
                            .orElseThrow());
        }
    }

    @Nested
    class Requests {

        @Test
        void aRepeatedOneGetsTheFirstAnswerAndChangesNothing() {
            Trust trust = server.found(ALICE, BOB);
            RequestId request = server.request();
            NewDomain wanted =
                    new NewDomain(trust.thumbprint(), "payroll", Purpose.ENCRYPT, server.terms(Purpose.ENCRYPT));
            InvitedDomain first = server.manager().domains().create(new Request(ec(ALICE), request), wanted);
            InvitedDomain again = server.manager().domains().create(new Request(ec(ALICE), request), wanted);
            assertThat(again).isEqualTo(first);
            assertThat(server.manager().domains().page(ec(ALICE), "", 10)).hasSize(3);
            InvitedDomain another = server.manager().domains().create(new Request(ec(BOB), request), wanted);
            assertThat(another).isNotEqualTo(first);
        }

        @Test
        void oneNameForTwoRequestsIsRefused() {
            Trust trust = server.found(ALICE, BOB);
            RequestId request = server.request();
            server.manager()
                    .domains()
                    .create(
                            new Request(ec(ALICE), request),
                            new NewDomain(trust.thumbprint(), "one", Purpose.ENCRYPT, server.terms(Purpose.ENCRYPT)));
            assertThatThrownBy(() -> server.manager()
                            .domains()
                            .create(
                                    new Request(ec(ALICE), request),
                                    new NewDomain(
                                            trust.thumbprint(), "two", Purpose.ENCRYPT, server.terms(Purpose.ENCRYPT))))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("another request");
        }

        @Test
        void anApprovalIsAddedOnce() throws Exception {
            Domain alice = server.enrol(ALICE, "alice");
            Trust trust = server.create(ALICE, TrustKind.BRANCH, server.genesis(), 1, alice);
            assertThat(winners(
                            () -> server.approve(ALICE, alice, trust.thumbprint()),
                            () -> server.approve(ALICE, alice, trust.thumbprint())))
                    .isEqualTo(1);
            assertThatThrownBy(() -> server.approve(ALICE, alice, trust.thumbprint()))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("alice has approved Trust 2 already");
        }

        @Test
        void oneRequestAtTwoServersAtOnceIsCarriedOutOnce() throws Exception {
            Trust trust = server.found(ALICE, BOB);
            Manager other = server.join(server.store(), "127.0.0.1:7312").manager();
            NewDomain wanted =
                    new NewDomain(trust.thumbprint(), "payroll", Purpose.ENCRYPT, server.terms(Purpose.ENCRYPT));
            for (int round = 0; round < 5; round++) {
                RequestId request = server.request();
                Set<String> answers = ConcurrentHashMap.newKeySet();
                assertThat(winners(
                                () -> answers.add(server.manager()
                                        .domains()
                                        .create(new Request(ec(ALICE), request), wanted)
                                        .exported()),
                                () -> answers.add(other.domains()
                                        .create(new Request(ec(ALICE), request), wanted)
                                        .exported())))
                        .isEqualTo(2);
                assertThat(answers).hasSize(1);
            }
            assertThat(server.manager().domains().page(ec(ALICE), "", 100)).hasSize(7);
        }

        @Test
        void anHsmIsMadeByTheServerThatBegan() {
            server.enrol(ALICE, "alice");
            RequestId request = server.request();
            Manager other = server.join(server.store(), "127.0.0.1:7312").manager();
            String reserved = ec(ALICE).thumbprint().value() + "." + request.value();
            server.store()
                    .write(tables -> tables.hsms()
                            .reserve(new HsmStore.Reservation(
                                    "h3", reserved, Bytes.utf8("127.0.0.1:7312").thumbprint())));
            assertThatThrownBy(() -> server.manager().hsms().create(new Request(ec(ALICE), request), ""))
                    .isInstanceOf(ElsewhereException.class)
                    .hasMessageContaining("Another server, 127.0.0.1:7312, began to make HSM h3");
            assertThat(other.hsms().create(new Request(ec(ALICE), request), "").server())
                    .isEqualTo("127.0.0.1:7312");
        }

        @Test
        void hsmsAreMadeOnce() {
            server.enrol(ALICE, "alice");
            RequestId request = server.request();
            assertThat(server.manager().hsms().create(new Request(ec(ALICE), request), ""))
                    .isEqualTo(server.manager().hsms().create(new Request(ec(ALICE), request), ""));
            assertThat(server.manager().hsms().list(ec(ALICE))).hasSize(3);
            assertThatThrownBy(() -> server.manager().hsms().create(new Request(ec(ALICE), server.request()), "h3"))
                    .hasMessageContaining("There is an HSM called h3 already");
        }
    }

    @Nested
    class D4 {

        @Test
        void anInvitationWorksOnce() {
            InvitedDomain invited = server.manager().inviteFirst("alice", server.terms(Purpose.OPERATOR));
            RequestId request = server.request();
            Domain claimed = server.claim(ALICE, invited, request);
            assertThat(server.claim(ALICE, invited, request).thumbprint()).isEqualTo(claimed.thumbprint());
            assertThatThrownBy(() -> server.claim(STRANGER, invited, server.request()))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("unknown, used or expired");
            assertThatThrownBy(() -> server.claim(STRANGER, invited, request))
                    .hasMessageContaining("unknown, used or expired");
        }

        @Test
        void aRaceOfTwoClaimsHasOneWinner() throws Exception {
            Trust trust = server.found(ALICE, BOB);
            for (int round = 0; round < 5; round++) {
                InvitedDomain invited = server.domain(ALICE, trust, "payroll");
                assertThat(winners(
                                () -> server.claim(CLIENT, invited, server.request()),
                                () -> server.claim(STRANGER, invited, server.request())))
                        .isEqualTo(1);
            }
        }

        @Test
        void anUnknownDomainIsTheSameRefusalAsAWrongSecret() {
            InvitedDomain invited = server.manager().inviteFirst("alice", server.terms(Purpose.OPERATOR));
            Domain domain = ExportedDomain.parse(invited.exported()).domain();
            server.store().write(tables -> {
                tables.domains().removeUnclaimed(domain);
                return domain;
            });
            assertThatThrownBy(() -> server.manager()
                            .claims()
                            .claim(new Request(ec(ALICE), server.request()), claimRequest(domain)))
                    .hasMessage("The invitation is unknown, used or expired. Ask whoever sent it for a new one.");
        }

        @Test
        void aFirstInvitationReplacesTheUnusedOneOfItsName() {
            InvitedDomain lost = server.manager().inviteFirst("alice", server.terms(Purpose.OPERATOR));
            InvitedDomain fresh = server.manager().inviteFirst("alice", server.terms(Purpose.OPERATOR));
            assertThatThrownBy(() -> server.claim(ALICE, lost, server.request()))
                    .isInstanceOf(RefusedException.class);
            assertThat(server.claim(ALICE, fresh, server.request()).body().revision())
                    .isEqualTo(2);
            assertThatThrownBy(() -> server.manager().inviteFirst("alice", server.terms(Purpose.OPERATOR)))
                    .hasMessageContaining("is enrolled already");
        }

        @Test
        void aFirstOperatorWhoseKeyIsKnownNeedsNoInvitation() {
            Identity alice = Identity.parse(Identity.sign("alice", ALICE, Optional.empty()));
            Domain made = ExportedDomain.parse(
                            server.manager().foundOperator(alice).exported())
                    .domain();
            assertThat(made.body().claim()).isEmpty();
            assertThat(made.body().publicKeys()).hasSize(1);
            assertThat(made.body().controllers())
                    .containsExactly(new Controller(ec(ALICE).thumbprint(), "alice", Rights.all(Purpose.OPERATOR)));
            assertThat(server.manager().domains().operators(ec(ALICE))).hasSize(1);
        }

        @Test
        void aFirstOperatorHasANameAndAKeyOfItsOwn() {
            server.manager().foundOperator(Identity.parse(Identity.sign("alice", ALICE, Optional.empty())));
            assertThatThrownBy(() -> server.manager()
                            .foundOperator(Identity.parse(Identity.sign("alice", BOB, Optional.empty()))))
                    .hasMessageContaining("is enrolled already");
            assertThatThrownBy(() -> server.manager()
                            .foundOperator(Identity.parse(Identity.sign("bob", ALICE, Optional.empty()))))
                    .hasMessageContaining("D4: the key of bob is the operator alice's already");
        }

        @Test
        void aDomainForAKnownKeyIsNotClaimed_andGivesAllRights() {
            Trust trust = server.found(ALICE, BOB);
            Controller carol = new Controller(ec(CLIENT).thumbprint(), "carol", Rights.all(Purpose.ENCRYPT));
            Domain made = ExportedDomain.parse(create(trust, List.of(), List.of(carol), Policy.OPEN)
                            .exported())
                    .domain();
            assertThat(made.body().controllers()).containsExactly(carol);
            assertThat(server.manager().uses().list(ec(CLIENT))).hasSize(1);
            Controller less = carol.with(Rights.of(Right.ENCRYPT));
            assertThatThrownBy(() -> create(trust, List.of(), List.of(less), Policy.OPEN))
                    .hasMessageContaining("D4: whom a new Domain is made for gets all rights");
            assertThatThrownBy(() -> create(trust, List.of(server.terms(Purpose.ENCRYPT)), List.of(carol), Policy.OPEN))
                    .hasMessageContaining("D4: a Domain is claimed or made for a known key");
            assertThatThrownBy(() -> create(trust, List.of(), List.of(), Policy.OPEN))
                    .hasMessageContaining("D9");
            assertThatThrownBy(() -> create(
                            trust, List.of(), List.of(carol), new Policy(Policy.Who.QUORUM, Policy.Who.CONTROLLERS)))
                    .hasMessageContaining("D9");
        }

        private InvitedDomain create(Trust trust, List<ClaimTerms> claim, List<Controller> known, Policy policy) {
            return server.manager()
                    .domains()
                    .create(
                            new Request(ec(ALICE), server.request()),
                            new NewDomain(trust.thumbprint(), "payroll", Purpose.ENCRYPT, claim, known, policy));
        }

        @Test
        void operatorsInviteOnceATrustHasOperators() {
            server.found(ALICE, BOB);
            assertThatThrownBy(() -> server.manager().inviteFirst("carol", server.terms(Purpose.OPERATOR)))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("operators already");
            InvitedDomain invited = server.manager()
                    .domains()
                    .inviteOperator(
                            new Request(ec(ALICE), server.request()),
                            new NewOperator("carol", server.terms(Purpose.OPERATOR)));
            Domain carol = server.claim(STRANGER, invited, server.request());
            assertThat(carol.body().purpose()).isEqualTo(Purpose.OPERATOR);
            assertThat(server.manager().domains().operators(ec(ALICE))).hasSize(3);
            assertThatThrownBy(() -> server.manager().domains().operators(ec(STRANGER)))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("D1: no newest Trust names carol");
        }
    }

    @Nested
    class D7 {

        @Test
        void anExportedDomainWorksInAnEmptyDatabase() {
            Trust trust = server.found(ALICE, BOB);
            Domain domain = server.claim(CLIENT, server.domain(ALICE, trust, "payroll"), server.request());
            String own = server.manager()
                    .domains()
                    .read(ec(ALICE), ownDomain(ALICE).body().id());
            String payroll =
                    server.manager().domains().read(ec(ALICE), domain.body().id());
            try (Store empty = database(1)) {
                Manager other = server.join(empty, "127.0.0.1:7312").manager();
                assertThatThrownBy(() -> other.imports().importDomain(ec(ALICE), payroll))
                        .isInstanceOf(RefusedException.class)
                        .hasMessageContaining("is not an operator's");
                // Where nobody is known yet, the server's own command takes in.
                other.importByHost(own);
                assertThatThrownBy(() -> other.imports().importDomain(ec(STRANGER), payroll))
                        .isInstanceOf(RefusedException.class)
                        .hasMessageContaining("is not an operator's");
                other.imports().importDomain(ec(ALICE), payroll);
                assertThat(other.trusts().list(ec(ALICE))).hasSize(2);
                assertThat(other.uses()
                                .createDataKey(ec(CLIENT), domain.seen(), Bytes.of(new byte[0]))
                                .seen())
                        .isEqualTo(domain.seen());
            }
        }

        @Test
        void signaturesOfStrangersAreNotTakenIn() {
            Trust trust = server.found(ALICE, BOB);
            Domain domain = server.claim(CLIENT, server.domain(ALICE, trust, "payroll"), server.request());
            ExportedDomain exported = ExportedDomain.parse(
                    server.manager().domains().read(ec(ALICE), domain.body().id()));
            SigningKey stranger = SigningKey.ofRsa(TestKeys.rsa(60));
            TrustChain padded = new TrustChain(exported.line().trusts().stream()
                    .map(one -> one.with(stranger.sign(DocumentType.TRUST_APPROVAL, one.payload())))
                    .toList());
            server.manager()
                    .imports()
                    .importDomain(
                            ec(ALICE), new ExportedDomain(exported.domain(), padded, exported.earlier()).toText());
            assertThat(server.manager().trusts().operatorsLine(ec(ALICE), trust.thumbprint()))
                    .isEqualTo(exported.line().toText());
        }

        @Test
        void anOlderRevisionThanTheKnownOneIsRefused() {
            Trust trust = server.found(ALICE, BOB);
            InvitedDomain unclaimed = server.domain(ALICE, trust, "payroll");
            server.claim(CLIENT, unclaimed, server.request());
            assertThatThrownBy(() -> server.manager().imports().importDomain(ec(ALICE), unclaimed.exported()))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("D7: nothing was imported.")
                    .hasMessageContaining("revision 1 of Domain payroll")
                    .hasMessageContaining("is older than revision 2");
        }
    }

    private Domain ownDomain(SigningKey actor) {
        return server.store()
                .read(tables -> tables.domains()
                        .controlledBy(actor.publicKey().thumbprint())
                        .get(0));
    }

    /** Runs both at once; returns how many succeeded. The other must be refused. */
    private static int winners(Callable<?> one, Callable<?> other) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            int winners = 0;
            for (Future<?> future : threads.invokeAll(List.of(wrap(one), wrap(other)))) {
                winners += (Integer) future.get();
            }
            return winners;
        } finally {
            threads.shutdownNow();
        }
    }

    private static Callable<Integer> wrap(Callable<?> call) {
        return () -> {
            try {
                call.call();
                return 1;
            } catch (RefusedException e) {
                return 0;
            }
        };
    }
}
