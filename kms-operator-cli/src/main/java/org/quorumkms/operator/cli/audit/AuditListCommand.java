package org.quorumkms.operator.cli.audit;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.quorumkms.audit.AuditAction;
import org.quorumkms.audit.AuditEntry;
import org.quorumkms.audit.AuditEvent;
import org.quorumkms.domain.DomainId;
import org.quorumkms.errors.ExitCode;
import org.quorumkms.errors.UsageException;
import org.quorumkms.operator.Session;
import org.quorumkms.operator.cli.OperatorCommand;
import org.quorumkms.operator.cli.OperatorContext;
import org.quorumkms.remote.AuditLogView;
import org.quorumkms.signed.Thumbprint;
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

    @Option(names = "--domain", paramLabel = "DOMAIN", description = "Only entries of a Domain, by its name or UUID.")
    private @Nullable String domain;

    @Option(
            names = "--who",
            paramLabel = "NAME",
            description =
                    "Only entries of an operator, by name, or of a connection key, by 8 or more of its thumbprint.")
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
        AuditNames names = AuditNames.of(session);
        Wanted wanted = wanted(session, names);
        List<AuditRow> rows = new ArrayList<>();
        for (AuditLogView log : session.audits().logs()) {
            rows.addAll(newest(session, log, wanted));
        }
        if (rows.isEmpty()) {
            requireThere(session, wanted);
        }
        rows.sort(Comparator.comparing((AuditRow row) -> row.entry().time())
                .thenComparing(AuditRow::log)
                .thenComparing(AuditRow::number));
        List<AuditRow> shown = rows.subList(Math.max(0, rows.size() - last), rows.size());
        names.learn(session, shown);
        printer()
                .table(
                        shown.stream().map(names::json).toList(),
                        names.table(shown),
                        "The audit logs have no such entry.");
        return ExitCode.DONE.code();
    }

    /** What is asked for, by keys and ids. */
    private record Wanted(
            Optional<AuditAction> action, Optional<DomainId> domain, Predicate<Thumbprint> who, boolean all) {

        boolean is(AuditEvent event) {
            return action.filter(one -> one != event.action()).isEmpty()
                    && domain.filter(id -> !event.subject().domain().equals(Optional.of(id)))
                            .isEmpty()
                    && who.test(event.who());
        }
    }

    private Wanted wanted(Session session, AuditNames names) {
        return new Wanted(
                Optional.ofNullable(action).map(AuditListCommand::action),
                Optional.ofNullable(domain).map(session.domains()::meant),
                who == null ? any -> true : who(who, names),
                action == null && domain == null && who == null);
    }

    private static AuditAction action(String text) {
        return Arrays.stream(AuditAction.values())
                .filter(one -> one.text().equals(text))
                .findFirst()
                .orElseThrow(() -> new UsageException("There is no action " + text + ". There are: "
                        + Arrays.stream(AuditAction.values())
                                .map(AuditAction::text)
                                .sorted()
                                .collect(Collectors.joining(", "))
                        + "."));
    }

    private static Predicate<Thumbprint> who(String reference, AuditNames names) {
        Set<Thumbprint> named = names.keys(reference);
        if (!named.isEmpty()) {
            return named::contains;
        }
        if (!reference.matches("[A-Za-z0-9_-]{" + Thumbprint.SHORTEST_PREFIX + ",43}")) {
            throw new UsageException("There is no operator " + reference
                    + ", and a key is named by at least 8 characters of its thumbprint. See operator list.");
        }
        return key -> key.value().startsWith(reference);
    }

    /** Where there is no entry: what is asked for has to be there, or it was mistyped. */
    private static void requireThere(Session session, Wanted wanted) {
        wanted.domain().ifPresent(session.domains()::newest);
    }

    private List<AuditRow> newest(Session session, AuditLogView log, Wanted wanted) {
        long[] number = {wanted.all() ? Math.max(0, log.size() - last) : 0};
        Deque<AuditRow> rows = new ArrayDeque<>();
        session.audits().entries(log, number[0], text -> {
            AuditRow row = new AuditRow(log.log(), number[0]++, AuditEntry.parse(text));
            if (wanted.is(row.entry().event())) {
                rows.add(row);
            }
            if (rows.size() > last) {
                rows.remove();
            }
        });
        return List.copyOf(rows);
    }
}
