package org.quorumkms.operator.cli.people;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.quorumkms.cli.Table;
import org.quorumkms.cli.Typed;
import org.quorumkms.errors.ExitCode;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.json.Json;
import org.quorumkms.operator.OrderEntry;
import org.quorumkms.operator.RollCallCalls.RollCall;
import org.quorumkms.operator.Session;
import org.quorumkms.operator.cli.OperatorCommand;
import org.quorumkms.operator.cli.OperatorContext;
import org.quorumkms.operator.cli.rows.Rows;
import org.quorumkms.signed.Time;
import org.quorumkms.trust.OperatorKey;
import org.quorumkms.trust.Trust;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Asks whether every holder of a key is there still. */
@Command(
        name = "rollcall",
        description = {
            "Ask every operator of the newest Trusts for a sign of life, and show who gave one. A call is open for 30 days; while there"
                    + " is one it is shown, and --new asks again.",
            "The last sign of an operator is its answer, or something that it approved: then it is when that was proposed."
        },
        footer = {"", "Example:", "  kms-operator rollcall", "  kms-operator rollcall answer"})
final class RollCallCommand extends OperatorCommand {

    @Option(
            names = "--since",
            paramLabel = "TIME",
            defaultValue = "90d",
            description = "Who gave no sign since then is silent (default: 90d).")
    private String since = "90d";

    @Option(names = "--new", description = "Ask again, although a call is open.")
    private boolean again;

    RollCallCommand(OperatorContext context) {
        super(context);
    }

    @Override
    public Integer call() {
        Instant from = Typed.time(since, context().clock().instant(), false);
        Session session = open();
        List<RollCall> calls = session.rollCalls().newest();
        Optional<RollCall> open = calls.stream()
                .filter(one -> one.isOpen(session.now()))
                .findFirst()
                .filter(one -> !again);
        RollCall shown = open.orElseGet(() -> session.rollCalls().call());
        if (open.isEmpty()) {
            printer().note("Asked: each operator answers with rollcall answer.");
        }
        print(this, session, shown, calls, from);
        return ExitCode.DONE.code();
    }

    /** Answers. */
    @Command(
            name = "answer",
            description = "Answer the newest roll call: a signature by your approval key says that you have it still.",
            footer = {"", "Example:", "  kms-operator rollcall answer"})
    static final class Answer extends OperatorCommand {

        Answer(OperatorContext context) {
            super(context);
        }

        @Override
        public Integer call() {
            Session session = open();
            List<RollCall> calls = session.rollCalls().newest();
            RollCall newest = calls.stream()
                    .filter(one -> one.isOpen(session.now()))
                    .findFirst()
                    .orElseThrow(() -> new RefusedException("No roll call is open. Make one: rollcall."));
            RollCall answered = context().approving(session).answer(newest.call());
            printer().note("Answered.");
            print(this, session, answered, calls, Instant.EPOCH);
            return ExitCode.DONE.code();
        }
    }

    private static void print(
            OperatorCommand command, Session session, RollCall call, List<RollCall> calls, Instant since) {
        List<Map<String, @Nullable Object>> rows = new ArrayList<>();
        Table table = new Table("NAME", "KEY", "TRUSTS", "ANSWERED", "LAST SIGN", "");
        List<OrderEntry> orders = session.orders().all();
        for (OperatorKey operator : session.rollCalls().operators()) {
            List<Integer> trusts = session.pins().now().trusts().lines().stream()
                    .filter(line -> line.body().operator(operator.thumbprint()).isPresent())
                    .map(line -> line.body().id())
                    .toList();
            Optional<Instant> answered = Optional.ofNullable(call.answered().get(operator.thumbprint()));
            Optional<Instant> last = lastSign(session, operator, call, calls, orders);
            Map<String, @Nullable Object> row = Rows.operatorName(operator);
            row.put("trusts", trusts);
            row.put("answered", answered.map(Time::format).orElse(null));
            row.put("lastSign", last.map(Time::format).orElse(null));
            rows.add(row);
            boolean silent = last.filter(time -> !time.isBefore(since)).isEmpty();
            table.row(
                    operator.name(),
                    operator.thumbprint().abbreviated(),
                    String.join(",", trusts.stream().map(String::valueOf).toList()),
                    answered.map(Time::format).orElse("-"),
                    last.map(Time::format).orElse("-"),
                    silent ? "SILENT" : "");
        }
        Map<String, @Nullable Object> json = Json.object();
        json.put("call", call.call().value());
        json.put("asked", Time.format(call.asked()));
        json.put("operators", rows);
        List<String> text = new ArrayList<>();
        text.add("roll call of " + Time.format(call.asked()));
        text.addAll(table.lines());
        command.printer().result(json, text);
    }

    /** The newest of its answers, and of the proposals that it approved. */
    private static Optional<Instant> lastSign(
            Session session, OperatorKey operator, RollCall call, List<RollCall> calls, List<OrderEntry> orders) {
        Stream<Instant> answers = Stream.concat(Stream.of(call), calls.stream())
                .flatMap(one -> Optional.ofNullable(one.answered().get(operator.thumbprint())).stream());
        Stream<Instant> trusts = session.trusts().shown().all().stream()
                .filter(trust -> trust.isApprovedBy(operator))
                .map(Trust::body)
                .map(body -> body.created());
        Stream<Instant> ordered = orders.stream()
                .filter(entry -> entry.order().isApprovedBy(operator))
                .map(entry -> entry.order().body().created());
        return Stream.of(answers, trusts, ordered).flatMap(one -> one).max(Instant::compareTo);
    }
}
