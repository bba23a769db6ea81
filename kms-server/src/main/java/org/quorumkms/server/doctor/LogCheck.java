package org.quorumkms.server.doctor;

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
        LogReplay replay = new LogReplay(genesis, log, signers, Optional.empty());
        try {
            replay(store, log, replay, entry -> {});
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

    /** Shows a replay all that the store has of a log, and somebody each entry. */
    static void replay(Store store, LogId log, LogReplay replay, Consumer<AuditEntry> each) {
        long size = store.read(
                tables -> tables.audit().end(log).map(AuditStore.End::size).orElse(0L));
        store.read(tables -> tables.audit().keys(log)).forEach(replay::key);
        List<String> heads = store.read(tables -> tables.audit().heads(log, 0, Integer.MAX_VALUE));
        int next = 0;
        while (replay.size() < size) {
            long from = replay.size();
            List<String> page = store.read(tables -> tables.audit().entries(log, from, PAGE));
            if (page.isEmpty()) {
                throw new VerificationException(
                        "the log of server " + log + " says that it has " + size + " entries, and has " + from);
            }
            for (String entry : page) {
                replay.entry(entry);
                each.accept(AuditEntry.parse(entry));
                while (next < heads.size() && isDue(heads.get(next), replay)) {
                    replay.head(heads.get(next));
                    next++;
                }
            }
        }
        // What is left is of more entries than there are, or no head at all.
        heads.subList(next, heads.size()).forEach(replay::head);
    }

    private static boolean isDue(String head, LogReplay replay) {
        try {
            return Checkpoint.parse(head).size() <= replay.size();
        } catch (VerificationException noHead) {
            return true;
        }
    }
}
