package org.quorumkms.operator.cli.servers;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.quorumkms.cli.Shown;
import org.quorumkms.cli.StatusText;
import org.quorumkms.errors.ExitCode;
import org.quorumkms.json.Json;
import org.quorumkms.net.Address;
import org.quorumkms.operator.HsmEntry;
import org.quorumkms.operator.LogNow;
import org.quorumkms.operator.OperatorView;
import org.quorumkms.operator.SeenHeads;
import org.quorumkms.operator.Session;
import org.quorumkms.operator.TrustDifference;
import org.quorumkms.operator.cli.MoveQuestion;
import org.quorumkms.operator.cli.OperatorCommand;
import org.quorumkms.operator.cli.OperatorContext;
import org.quorumkms.operator.cli.rows.Rows;
import org.quorumkms.operator.inbox.Inbox;
import org.quorumkms.operator.inbox.InboxItem;
import org.quorumkms.operator.inbox.InboxReader;
import org.quorumkms.signed.Time;
import org.quorumkms.trust.HsmKeys;
import org.quorumkms.trust.TrustBody;
import org.quorumkms.trust.TrustKind;
import org.quorumkms.trust.VerifiedTrust;
import picocli.CommandLine.Command;

/** How it stands with the system, for an operator. */
@Command(
        name = "status",
        description = {
            "Show how it stands with the system: which servers answer, the newest Trusts, their HSMs, the audit logs, what waits,"
                    + " and what you have to do. Trusts and HSMs are verified here; of a log only that it is no shorter than"
                    + " this home saw it (audit verify verifies it).",
            "Exit code 0: there is nothing to do; 10: there is something."
        },
        footer = {"", "Example:", "  kms-operator status"})
final class StatusCommand extends OperatorCommand {

    private StatusText status = new StatusText();

    StatusCommand(OperatorContext context) {
        super(context);
    }

    @Override
    public Integer call() {
        status = new StatusText();
        List<String> warnings = new ArrayList<>();
        Session session = context().connect(warnings::add);
        // First, so that the home is up to date.
        List<InboxItem> items = new InboxReader(session, warnings)
                .read(new MoveQuestion(printer(), context().prompt()));
        items.stream().filter(InboxItem::waitsForMe).map(Inbox::line).forEach(status::todo);
        OperatorView self = session.self();
        status.say("operator", Shown.text(self.name()) + (self.isAuditor() ? ", an auditor" : ""), self.name());
        status.say("genesis", session.genesis().value(), session.genesis().value());
        servers(session);
        trusts(session);
        if (session.isReader()) {
            logs(session);
        } else {
            status.put("logs", null);
        }
        waits(items);
        return status.print(printer()) ? ExitCode.DONE.code() : ExitCode.WAITS.code();
    }

    private void servers(Session session) {
        List<Address> addresses = session.pins().now().addresses();
        List<Object> rows = new ArrayList<>();
        for (Address address : addresses) {
            boolean answers = session.servers().at(address).isPresent();
            status.line("server", address + (answers ? " answers" : " does not answer"));
            Map<String, @Nullable Object> row = Json.object();
            row.put("address", address.toString());
            row.put("answers", answers);
            rows.add(row);
        }
        status.put("servers", rows);
    }

    private void trusts(Session session) {
        List<HsmEntry> there = session.hsms().all();
        List<TrustBody> newest = session.pins().now().trusts().lines().stream()
                .map(VerifiedTrust::body)
                .toList();
        List<Object> rows = new ArrayList<>();
        for (TrustBody trust : newest) {
            List<String> labels =
                    trust.hsms().stream().map(HsmKeys::label).map(Shown::text).toList();
            status.line(
                    "trust",
                    trust.id() + ": " + trust.quorum() + " of "
                            + trust.operators().size() + " operators, HSMs " + String.join(", ", labels)
                            + (trust.isHybrid() || trust.kind() == TrustKind.GENESIS
                                    ? ""
                                    : "; version 1: " + TrustDifference.RSA_ALONE));
            Map<String, @Nullable Object> row = Json.object();
            row.put("id", trust.id());
            row.put("version", trust.version());
            row.put("quorum", trust.quorum());
            row.put("operators", trust.operators().size());
            row.put("hsms", trust.hsms().stream().map(HsmKeys::label).toList());
            rows.add(row);
            trust.hsms().stream()
                    .filter(hsm -> there.stream().noneMatch(one -> hsm.isEntryOf(one.keys())))
                    .forEach(hsm -> status.todo("HSM " + Shown.text(hsm.label()) + " of Trust " + trust.id()
                            + " is with no server: bring it back from a backup, or replace it by a successor Trust"));
        }
        status.put("trusts", rows);
        status.line(
                "hsms",
                there.isEmpty()
                        ? "none"
                        : there.stream().map(StatusCommand::place).collect(Collectors.joining(", ")));
        status.put("hsms", there.stream().map(Rows::hsm).toList());
    }

    private static String place(HsmEntry hsm) {
        return Shown.text(hsm.keys().label()) + " (" + Shown.text(hsm.server()) + ")";
    }

    private void logs(Session session) {
        List<Object> rows = new ArrayList<>();
        for (LogNow log : LogNow.all(session.audits(), new SeenHeads(context().home()))) {
            status.line(
                    "log",
                    log.log().abbreviated() + ": " + log.entries() + " entries"
                            + log.newest()
                                    .map(at -> ", the newest of " + Time.format(at))
                                    .orElse("")
                            + (log.seen() == 0 ? "" : ", " + log.seen() + " of them verified here before"));
            Map<String, @Nullable Object> row = Json.object();
            row.put("log", log.log().toString());
            row.put("entries", log.entries());
            row.put("newest", log.newest().map(Time::format).orElse(null));
            row.put("verified", log.seen());
            rows.add(row);
            if (log.isShorterThanSeen()) {
                status.todo("the log " + log.log().abbreviated() + " is shorter than the " + log.seen()
                        + " entries that were verified here: audit verify");
            }
        }
        status.put("logs", rows);
    }

    private void waits(List<InboxItem> items) {
        long mine = items.stream().filter(InboxItem::waitsForMe).count();
        long others = items.stream()
                .filter(item -> item.state() == InboxItem.State.WAITS_FOR_OTHERS)
                .count();
        status.say("waits", mine + " for you, " + others + " for others", mine);
    }
}
