package org.quorumkms.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.jose.JwsSignature;
import org.quorumkms.remote.RequestId;
import org.quorumkms.signed.Bytes;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.testing.Proposal;
import org.quorumkms.testing.TestAuthority;
import org.quorumkms.testing.TestHsm;
import org.quorumkms.testing.TestOperator;
import org.quorumkms.trust.Trust;

/** What every store keeps, whichever the database. */
abstract class StoreTest {

    private static final TestHsm H1 = TestHsm.number(1);
    private static final TestOperator ALICE = TestOperator.number(0);
    private static final Trust GENESIS = TestAuthority.genesis(H1).signedBy(H1).trust();

    /** Opens a database; each has its own number, and the same number is the same database. */
    abstract Store database(int number);

    private Store open() {
        return database(0);
    }

    private static Proposal founding(int id) {
        return TestAuthority.branch(id, GENESIS.thumbprint(), List.of(H1), List.of(ALICE), 1);
    }

    @Test
    void keepsWhatWasWrittenAndGivesItBackByteForByte() {
        Trust founded = founding(2).approvedBy(ALICE).signedBy(H1).trust();
        try (Store store = open()) {
            store.write(tables -> {
                tables.trusts().save(GENESIS);
                tables.trusts().save(founded);
                return founded;
            });
        }
        try (Store store = open()) {
            assertThat(store.read(tables -> tables.trusts().find(founded.thumbprint()))
                            .orElseThrow()
                            .toText())
                    .isEqualTo(founded.toText());
            assertThat(store.read(tables -> tables.trusts().line(founded.thumbprint()))
                            .orElseThrow()
                            .trusts())
                    .hasSize(2);
            assertThat(store.<Integer>write(tables -> tables.trusts().nextId())).isEqualTo(3);
        }
    }

    @Test
    void aTransactionThatThrowsChangesNothing() {
        try (Store store = open()) {
            assertThatThrownBy(() -> store.write(tables -> {
                        tables.trusts().save(GENESIS);
                        throw new RefusedException("no");
                    }))
                    .hasMessage("no");
            assertThat(store.<List<Trust>>read(tables -> tables.trusts().all())).isEmpty();
        }
    }

    @Test
    void aLineHasOneWayForward() {
        Trust one = founding(2).trust();
        Trust two = founding(3).trust();
        try (Store store = open()) {
            store.write(tables -> {
                tables.trusts().save(GENESIS);
                tables.trusts().save(one);
                tables.trusts().save(two);
                return one;
            });
            assertThat(store.<Boolean>write(
                            tables -> tables.trusts().goForward(GENESIS.thumbprint(), one.thumbprint())))
                    .isTrue();
            assertThat(store.<Boolean>write(
                            tables -> tables.trusts().goForward(GENESIS.thumbprint(), one.thumbprint())))
                    .isTrue();
            assertThat(store.<Boolean>write(
                            tables -> tables.trusts().goForward(GENESIS.thumbprint(), two.thumbprint())))
                    .isFalse();
        }
    }

    @Test
    void keepsAnswersPerCaller() {
        Thumbprint caller = Bytes.utf8("caller").thumbprint();
        Thumbprint other = Bytes.utf8("other").thumbprint();
        RequestId request = new RequestId("A".repeat(22));
        RequestStore.Answered answered = new RequestStore.Answered(caller, "answer");
        try (Store store = open()) {
            store.write(tables -> {
                tables.requests().save(caller, request, answered, TestAuthority.NOW);
                return answered;
            });
            assertThat(store.<Optional<RequestStore.Answered>>read(
                            tables -> tables.requests().find(caller, request)))
                    .contains(answered);
            assertThat(store.<Optional<RequestStore.Answered>>read(
                            tables -> tables.requests().find(other, request)))
                    .isEmpty();
            store.write(tables -> {
                tables.requests().forgetBefore(TestAuthority.NOW.plusSeconds(1), 10);
                return answered;
            });
            assertThat(store.<Optional<RequestStore.Answered>>read(
                            tables -> tables.requests().find(caller, request)))
                    .isEqualTo(Optional.empty());
        }
    }

    @Test
    void aSignatureIsAddedOnce() {
        Proposal proposal = founding(2);
        Trust approved = proposal.approvedBy(ALICE).trust();
        JwsSignature signature = approved.signatures().get(0);
        try (Store store = open()) {
            store.write(tables -> {
                tables.trusts().save(GENESIS);
                tables.trusts().save(founding(2).trust());
                return signature;
            });
            assertThat(store.<Boolean>write(tables -> tables.trusts().addSignature(approved.thumbprint(), signature)))
                    .isTrue();
            assertThat(store.<Boolean>write(tables -> tables.trusts().addSignature(approved.thumbprint(), signature)))
                    .isFalse();
        }
    }

    @Test
    void writersAtOnceLoseNothing() throws Exception {
        int threads = 8;
        int each = 20;
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try (Store store = open()) {
            List<Callable<Integer>> work = Collections.nCopies(threads, () -> {
                for (int i = 0; i < each; i++) {
                    store.<Integer>write(tables -> tables.trusts().nextId());
                }
                return each;
            });
            for (Future<Integer> done : pool.invokeAll(work)) {
                assertThat(done.get()).isEqualTo(each);
            }
            assertThat(store.<Integer>write(tables -> tables.trusts().nextId())).isEqualTo(2 + threads * each);
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void labelsAreReservedOnce() {
        Thumbprint server = Bytes.utf8("server").thumbprint();
        HsmStore.Reservation one = new HsmStore.Reservation("h1", "request one", server);
        HsmStore.Reservation other = new HsmStore.Reservation("h1", "request two", server);
        try (Store store = open()) {
            store.write(tables -> {
                tables.servers().save(new ServerStore.Row(server, List.of("127.0.0.1:1", "127.0.0.1:2")));
                return server;
            });
            assertThat(store.<Boolean>write(tables -> tables.hsms().reserve(one)))
                    .isTrue();
            assertThat(store.<Boolean>write(tables -> tables.hsms().reserve(other)))
                    .isFalse();
            assertThat(store.<Optional<HsmStore.Reservation>>read(
                            tables -> tables.hsms().reservation("request one")))
                    .contains(one);
            store.write(tables -> {
                tables.servers().save(new ServerStore.Row(Bytes.utf8("empty").thumbprint(), List.of("127.0.0.1:3")));
                tables.servers().forgetEmpty();
                return server;
            });
            assertThat(store.<List<ServerStore.Row>>read(
                            tables -> tables.servers().all()))
                    .containsExactly(new ServerStore.Row(server, List.of("127.0.0.1:1", "127.0.0.1:2")));
        }
    }
}
