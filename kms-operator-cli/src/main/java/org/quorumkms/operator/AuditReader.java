package org.quorumkms.operator;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.quorumkms.audit.Checkpoint;
import org.quorumkms.audit.LogId;
import org.quorumkms.audit.LogSink;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.remote.AuditLogView;
import org.quorumkms.remote.OperatorService;

/** Reads audit logs from the servers, page by page. What it gives is not verified. */
public final class AuditReader {

    private static final int PAGE = 1_000;

    private final Servers servers;

    AuditReader(Servers servers) {
        this.servers = servers;
    }

    /** Returns the logs that the servers show. */
    public List<AuditLogView> logs() {
        return servers.call(OperatorService::auditLogs);
    }

    /** Gives the entries of a log from a position on, as many as there were when the log was listed. */
    public void entries(AuditLogView log, long from, java.util.function.Consumer<String> take) {
        long position = from;
        while (position < log.size()) {
            for (String entry : page(log, position)) {
                if (position < log.size()) {
                    take.accept(entry);
                    position++;
                }
            }
        }
    }

    private List<String> page(AuditLogView log, long from) {
        List<String> page = servers.call(server -> server.auditEntries(log.log(), from, PAGE));
        if (page.isEmpty()) {
            throw new VerificationException("The server says that the audit log of " + log.log() + " has " + log.size()
                    + " entries, and shows " + from + ".");
        }
        return page;
    }

    /** Returns the first entry of a log, if it has one. */
    public Optional<String> first(AuditLogView log) {
        return log.size() == 0
                ? Optional.empty()
                : servers.call(server -> server.auditEntries(log.log(), 0, 1)).stream()
                        .findFirst();
    }

    /** Gives a whole log. */
    public void all(AuditLogView log, LogSink sink) {
        log.keys().forEach(sink::key);
        Heads heads = new Heads(log.log(), 0);
        give(log, 0, heads, sink);
        heads.rest(log.size(), sink);
    }

    /**
     * Gives what a log has behind a place: entries, heads under which no more than these are, and the keys where there are more.
     *
     * @param most how many entries at most
     * @return the place behind it
     */
    public LogPlace after(AuditLogView log, LogPlace from, int most, LogSink sink) {
        if (log.keys().size() > from.keys()) {
            log.keys().forEach(sink::key);
        }
        long to = Math.max(from.entries(), Math.min(log.size(), from.entries() + most));
        Heads heads = new Heads(log.log(), from.head());
        give(new AuditLogView(log.log(), log.keys(), to), from.entries(), heads, sink);
        heads.upTo(to, sink);
        return new LogPlace(to, heads.given, log.keys().size());
    }

    private void give(AuditLogView log, long from, Heads heads, LogSink sink) {
        long[] given = {from};
        entries(log, from, entry -> {
            sink.entry(entry);
            given[0]++;
            heads.upTo(given[0], sink);
        });
    }

    /** The signed heads of a log, each given when its turn has come. */
    private final class Heads {

        private final LogId log;
        private final Deque<String> waiting = new ArrayDeque<>();
        private long newest;
        private long given;
        private boolean ended;

        Heads(LogId log, long after) {
            this.log = log;
            this.newest = after;
            this.given = after;
        }

        void upTo(long size, LogSink sink) {
            if (waiting.isEmpty() && !ended) {
                fill();
            }
            while (!waiting.isEmpty() && Checkpoint.parse(waiting.element()).size() <= size) {
                String head = waiting.remove();
                given = Checkpoint.parse(head).size();
                sink.head(head);
                if (waiting.isEmpty() && !ended) {
                    fill();
                }
            }
        }

        /** What is left is of more entries than there were: of those that came meanwhile, or of more than there are. */
        void rest(long size, LogSink sink) {
            upTo(size, sink);
            while (!waiting.isEmpty()) {
                // Asked after the heads were: each of them that is right has its entries by now.
                long now = logs().stream()
                        .filter(view -> view.log().equals(log))
                        .mapToLong(AuditLogView::size)
                        .max()
                        .orElse(0);
                waiting.stream()
                        .filter(head -> Checkpoint.parse(head).size() > now)
                        .forEach(sink::head);
                waiting.clear();
                fill();
            }
        }

        private void fill() {
            long after = newest;
            List<String> page = servers.call(server -> server.auditHeads(log, after, PAGE));
            ended = page.isEmpty();
            for (String head : page) {
                long size = Checkpoint.parse(head).size();
                if (size <= newest) {
                    throw new VerificationException("The server lists the heads of an audit log out of order.");
                }
                newest = size;
                waiting.add(head);
            }
        }
    }
}
