package org.quorumkms.server.doctor;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.quorumkms.audit.AuditEntry;
import org.quorumkms.audit.Checkpoint;
import org.quorumkms.audit.LogId;
import org.quorumkms.audit.LogReplay;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.jose.RsaJwk;
import org.quorumkms.server.store.AuditStore;
import org.quorumkms.server.store.Store;
import org.quorumkms.signed.Check;
import org.quorumkms.signed.Thumbprint;

/** Replays an audit log of a store from its beginning: entry by entry, head by head. */
public final class LogCheck {

    private static final int PAGE = 1_000;

    private LogCheck() {}

    /**
     * What came of it.
     *
     * @param entries how many there were
     * @param wrong what does not verify; empty: all does
     */
    public record Result(long entries, List<String> wrong) {

        /** Copies the list. */
        public Result {
            wrong = List.copyOf(wrong);
        }
    }

    /** Replays a log whose key one of the given HSM keys should have certified. */
    public static Result of(Store store, Thumbprint genesis, LogId log, List<RsaJwk> signers) {
        return of(store, genesis, log, signers, PAGE);
    }

    static Result of(Store store, Thumbprint genesis, LogId log, List<RsaJwk> signers, int page) {
        LogReplay replay = new LogReplay(genesis, log, signers, Optional.empty());
        try {
            replay(store, log, replay, entry -> {}, page);
        } catch (VerificationException e) {
            return new Result(replay.size(), List.of(String.valueOf(e.getMessage())));
        }
        return new Result(
                replay.size(),
                replay.checks().stream()
                        .filter(check -> !check.ok())
                        .map(Check::what)
                        .toList());
    }

    /**
     * Shows a replay all that the store has of a log, and somebody each entry. What is appended meanwhile is left to the next time: a
     * server may write beside it.
     */
    static void replay(Store store, LogId log, LogReplay replay, Consumer<AuditEntry> each) {
        replay(store, log, replay, each, PAGE);
    }

    private static void replay(Store store, LogId log, LogReplay replay, Consumer<AuditEntry> each, int most) {
        long size = size(store, log);
        store.read(tables -> tables.audit().keys(log)).forEach(replay::key);
        Heads heads = new Heads(store, log, size, replay, most);
        while (replay.size() < size) {
            long from = replay.size();
            int limit = (int) Math.min(most, size - from);
            List<String> page = store.read(tables -> tables.audit().entries(log, from, limit));
            if (page.isEmpty()) {
                throw new VerificationException(
                        "the log of server " + log + " says that it has " + size + " entries, and has " + from);
            }
            for (String entry : page) {
                replay.entry(entry);
                each.accept(AuditEntry.parse(entry));
                heads.giveDue();
            }
        }
        heads.giveRest();
    }

    private static long size(Store store, LogId log) {
        return store.read(
                tables -> tables.audit().end(log).map(AuditStore.End::size).orElse(0L));
    }

    /** The heads of as many entries as are replayed, page by page: there may be one for each minute of years. */
    private static final class Heads {

        private final Store store;
        private final LogId log;
        private final long most;
        private final LogReplay replay;
        private final int page;
        private final Deque<AuditStore.Head> waiting = new ArrayDeque<>();
        private long newest;
        private boolean ended;

        Heads(Store store, LogId log, long most, LogReplay replay, int page) {
            this.store = store;
            this.log = log;
            this.most = most;
            this.replay = replay;
            this.page = page;
        }

        void giveDue() {
            fill();
            while (!waiting.isEmpty() && isDue(waiting.element().note())) {
                replay.head(waiting.remove().note());
                fill();
            }
        }

        private void fill() {
            if (!waiting.isEmpty() || ended) {
                return;
            }
            long after = newest;
            for (AuditStore.Head head : store.read(tables -> tables.audit().heads(log, after, page))) {
                if (head.size() <= most) {
                    waiting.add(head);
                    newest = head.size();
                }
            }
            ended = newest == after;
        }

        private boolean isDue(String note) {
            try {
                return Checkpoint.parse(note).size() <= replay.size();
            } catch (VerificationException noHead) {
                return true;
            }
        }

        /** What is left stands at another place than it says, or is of more entries than there are. */
        void giveRest() {
            fill();
            while (!waiting.isEmpty()) {
                replay.head(waiting.remove().note());
                fill();
            }
            store.read(tables -> tables.audit()
                            .heads(
                                    log,
                                    tables.audit()
                                            .end(log)
                                            .map(AuditStore.End::size)
                                            .orElse(0L),
                                    PAGE))
                    .forEach(head -> replay.head(head.note()));
        }
    }
}
