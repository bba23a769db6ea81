package org.quorumkms.server.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.quorumkms.audit.AuditAction;
import org.quorumkms.audit.AuditSubject;
import org.quorumkms.server.store.Store;

/** Replays of a log, also of one that is being written. */
class LogCheckTest extends OverAServer {

    @BeforeEach
    void begin() {
        append();
    }

    private void append() {
        // A head is signed with each.
        server.log().record(AuditAction.SERVER_START, AuditSubject.NONE);
    }

    private LogCheck.Result check(Store seen) {
        return LogCheck.of(
                seen,
                server.genesis(),
                server.log().id(),
                List.of(server.hsm().keys().signing()));
    }

    @Test
    void whatIsAppendedMeanwhileIsLeftToTheNextTime() {
        long before = check(store).entries();
        AtomicInteger reads = new AtomicInteger();
        LogCheck.Result beside = check(new Beside(() -> {
            if (reads.incrementAndGet() <= 8) {
                append();
            }
        }));
        assertThat(beside.wrong()).isEmpty();
        assertThat(beside.entries()).isBetween(before, before + 1);
        assertThat(reads.get()).isGreaterThan(4);
        assertThat(check(store).entries()).isGreaterThan(beside.entries());
    }

    @Test
    void aHeadOfMoreEntriesThanThereAreIsAFault() {
        store.change(tables -> tables.audit().saveHead(server.log().id(), 99, "nothing"));
        assertThat(check(store).wrong()).isNotEmpty();
    }

    @Test
    void aHeadAtAnotherPlaceThanItSaysIsAFault() {
        append();
        append();
        List<String> heads = store
                .read(tables -> tables.audit().heads(server.log().id(), 0, 10))
                .stream()
                .map(head -> head.note())
                .toList();
        store.change(tables -> tables.audit().saveHead(server.log().id(), 1, heads.get(heads.size() - 1)));
        assertThat(check(store).wrong()).isNotEmpty();
    }

    @Test
    void aHeadThatIsNoneIsAFault() {
        store.change(tables -> tables.audit().saveHead(server.log().id(), 1, "nothing"));
        assertThat(check(store).wrong()).isNotEmpty();
    }

    /** More entries and heads than a page has. */
    @Test
    void whatIsManyIsReadPageByPage() {
        for (int i = 0; i < 10; i++) {
            append();
        }
        for (int page = 1; page <= 4; page++) {
            LogCheck.Result result = LogCheck.of(
                    store,
                    server.genesis(),
                    server.log().id(),
                    List.of(server.hsm().keys().signing()),
                    page);
            assertThat(result.wrong()).isEmpty();
            assertThat(result.entries()).isEqualTo(check(store).entries()).isGreaterThan(10);
        }
    }

    /** A store that somebody else writes between two readings. */
    private final class Beside implements Store {

        private final Runnable other;

        Beside(Runnable other) {
            this.other = other;
        }

        @Override
        public <T> T read(Function<Tables, T> work) {
            T result = store.read(work);
            other.run();
            return result;
        }

        @Override
        public <T> T write(Function<Tables, T> work) {
            return store.write(work);
        }

        @Override
        public void close() {
            store.close();
        }
    }
}
