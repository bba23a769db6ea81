package org.quorumkms.operator;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.quorumkms.audit.AuditEntry;
import org.quorumkms.audit.LogId;
import org.quorumkms.audit.SeenHead;
import org.quorumkms.remote.AuditLogView;

/**
 * How it stands with an audit log, as the servers say: nothing is verified here but that it is no shorter than the head that
 * this home verified last.
 *
 * @param log which
 * @param entries how many
 * @param newest when the newest one was made, if there is one
 * @param seen how many this home saw; 0: none
 */
public record LogNow(LogId log, long entries, Optional<Instant> newest, long seen) {

    /** Asks for all logs; one that this home saw and no server shows has no entries. */
    public static List<LogNow> all(AuditReader audits, SeenHeads seen) {
        List<LogNow> logs = new ArrayList<>();
        Set<LogId> missing = new TreeSet<>(seen.logs());
        for (AuditLogView view : audits.logs()) {
            missing.remove(view.log());
            List<Instant> times = new ArrayList<>();
            audits.entries(
                    view,
                    Math.max(0, view.size() - 1),
                    text -> times.add(AuditEntry.parse(text).time()));
            logs.add(new LogNow(view.log(), view.size(), times.stream().findFirst(), seen(seen, view.log())));
        }
        missing.forEach(log -> logs.add(new LogNow(log, 0, Optional.empty(), seen(seen, log))));
        return List.copyOf(logs);
    }

    private static long seen(SeenHeads seen, LogId log) {
        return seen.of(log).map(SeenHead::size).orElse(0L);
    }

    /** Returns whether entries that this home saw are not there. */
    public boolean isShorterThanSeen() {
        return entries < seen;
    }
}
