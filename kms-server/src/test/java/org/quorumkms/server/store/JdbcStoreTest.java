package org.quorumkms.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.remote.RequestId;
import org.quorumkms.signed.Bytes;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.testing.Proposal;
import org.quorumkms.testing.TestAuthority;
import org.quorumkms.testing.TestHsm;
import org.quorumkms.testing.TestOperator;
import org.quorumkms.trust.Trust;

class JdbcStoreTest {

    private static final TestHsm H1 = TestHsm.number(1);
    private static final TestOperator ALICE = TestOperator.number(0);
    private static final Trust GENESIS = TestAuthority.genesis(H1).signedBy(H1).trust();

    @TempDir
    private Path folder;

    private Store open() {
        return JdbcStore.openSqlite(folder.resolve("store.sqlite"));
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
    void readersCannotWrite() {
        try (Store store = open()) {
            assertThatThrownBy(() -> store.read(tables -> {
                        tables.trusts().save(GENESIS);
                        return GENESIS;
                    }))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("nothing was changed");
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
                tables.requests().forgetBefore(TestAuthority.NOW.plusSeconds(1));
                return answered;
            });
            assertThat(store.<Optional<RequestStore.Answered>>read(
                            tables -> tables.requests().find(caller, request)))
                    .isEqualTo(Optional.empty());
        }
    }

    @Test
    void aDamagedFileIsSaidToBe() throws IOException {
        Files.writeString(folder.resolve("store.sqlite"), "this is not a database, and it is long enough to be one");
        assertThatThrownBy(this::open).isInstanceOf(RefusedException.class).hasMessageContaining("cannot be opened");
    }
}
