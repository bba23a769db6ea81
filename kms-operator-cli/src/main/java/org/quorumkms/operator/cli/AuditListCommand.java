package org.quorumkms.operator.cli;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.quorumkms.audit.AuditEntry;
import org.quorumkms.cli.ExitCode;
import org.quorumkms.errors.UsageException;
import org.quorumkms.operator.Session;
import org.quorumkms.remote.AuditLogView;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lists entries. */
@Command(
        name = "list",
        description =
                "List the newest entries of all servers' audit logs, as the servers show them. Whether nothing was"
                        + " changed or cut is what audit verify looks at.",
        footer = {"", "Example:", "  kms-operator audit list --action trust.sign --last 10"})
final class AuditListCommand extends OperatorCommand {

    @Option(names = "--last", paramLabel = "N", defaultValue = "50", description = "How many at most (default 50).")
    private int last;

    @Option(names = "--action", paramLabel = "A", description = "Only entries of an action, such as trust.sign.")
    private @Nullable String action;

    @Option(names = "--domain", paramLabel = "UUID", description = "Only entries of a Domain, by its UUID.")
    private @Nullable String domain;

    @Option(names = "--who", paramLabel = "KEY", description = "Only entries of a connection key, by a prefix.")
    private @Nullable String who;

    AuditListCommand(OperatorContext context) {
        super(context);
    }

    @Override
    public Integer call() {
        if (last < 1) {
            throw new UsageException("There is nothing to list. Give --last a number of at least 1.");
        }
        Session session = open();
        List<AuditRow> rows = new ArrayList<>();
        for (AuditLogView log : session.audits().logs()) {
            rows.addAll(newest(session, log));
        }
        rows.sort(Comparator.comparing((AuditRow row) -> row.entry().time())
                .thenComparing(AuditRow::server)
                .thenComparing(AuditRow::number));
        List<AuditRow> shown = rows.subList(Math.max(0, rows.size() - last), rows.size());
        AuditNames names = AuditNames.of(session);
        printer()
                .table(
                        shown.stream().map(names::json).toList(),
                        names.table(shown),
                        "The audit logs have no such entry.");
        return ExitCode.DONE;
    }

    private List<AuditRow> newest(Session session, AuditLogView log) {
        boolean all = action == null && domain == null && who == null;
        long[] number = {all ? Math.max(0, log.size() - last) : 0};
        Deque<AuditRow> rows = new ArrayDeque<>();
        session.audits().entries(log, number[0], text -> {
            AuditRow row = new AuditRow(log.server(), number[0]++, AuditEntry.parse(text));
            if (isWanted(row.entry())) {
                rows.add(row);
            }
            if (rows.size() > last) {
                rows.remove();
            }
        });
        return List.copyOf(rows);
    }

    private boolean isWanted(AuditEntry entry) {
        return (action == null || entry.event().action().text().equals(action))
                && (who == null || entry.event().who().value().startsWith(who))
                && (domain == null
                        || entry.event()
                                .subject()
                                .domain()
                                .map(id -> id.value().equals(domain))
                                .orElse(false));
    }
}
