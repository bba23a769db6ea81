package org.quorumkms.audit;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.signed.Thumbprint;

/** Which logs their server ended because the store had them no more as it remembered (protocol.md section 9). */
public final class Gaps {

    private final Thumbprint genesis;
    private final Map<LogId, Gap> ended = new HashMap<>();

    /**
     * The end of a log, as a later one says: a claim, until that one is proven ({@link LogReplay#isProven}).
     *
     * @param by the later log
     * @param lost the newest head that the server remembered
     */
    public record Gap(LogId by, Checkpoint lost) {}

    /** Takes the system. */
    public Gaps(Thumbprint genesis) {
        this.genesis = genesis;
    }

    /** Takes the first entry of a log: it may say which head of an earlier log of that server was lost. */
    public void note(LogId log, String firstEntry) {
        if (log.number() == 1) {
            return;
        }
        try {
            AuditEvent event = AuditEntry.parse(firstEntry).event();
            if (event.action() == AuditAction.AUDIT_GAP
                    && event.subject().head().isPresent()) {
                Checkpoint lost = Checkpoint.parse(event.subject().head().get());
                LogId before = lost.log(genesis);
                if (before.server().equals(log.server()) && before.number() < log.number()) {
                    ended.put(before, new Gap(log, lost));
                }
            }
        } catch (VerificationException noEntry) {
            // The replay of that log says so.
            return;
        }
    }

    /** Returns what is said of the end of a log. */
    public Optional<Gap> of(LogId log) {
        return Optional.ofNullable(ended.get(log));
    }

    /**
     * Returns the end of a log that the later one proves: what a row alone says excuses nothing.
     *
     * @param replays all logs, replayed
     */
    public Optional<Gap> proven(LogId log, Map<LogId, LogReplay> replays) {
        return of(log).filter(gap -> {
            LogReplay by = replays.get(gap.by());
            return by != null && by.isProven();
        });
    }
}
