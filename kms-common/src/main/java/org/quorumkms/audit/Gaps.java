package org.quorumkms.audit;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.signed.Thumbprint;

/** Which logs their server ended because the store had them no more as it remembered (protocol.md section 9). */
public final class Gaps {

    private final Thumbprint genesis;
    private final Map<LogId, Checkpoint> ended = new HashMap<>();

    /** Takes the system. */
    public Gaps(Thumbprint genesis) {
        this.genesis = genesis;
    }

    /** Takes the first entry of a log: if it says which head of an earlier log of that server was lost, that one is ended. */
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
                    ended.put(before, lost);
                }
            }
        } catch (VerificationException noEntry) {
            // The replay of that log says so.
            ended.remove(log);
        }
    }

    /** Returns the head that a log's server remembered when it ended it. */
    public Optional<Checkpoint> of(LogId log) {
        return Optional.ofNullable(ended.get(log));
    }
}
