package org.quorumkms.operator.cli.order;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.quorumkms.domain.DomainId;
import org.quorumkms.errors.ExitCode;
import org.quorumkms.json.Json;
import org.quorumkms.operator.BeforeApproval;
import org.quorumkms.operator.DomainCalls;
import org.quorumkms.operator.Lookup;
import org.quorumkms.operator.OrderEntry;
import org.quorumkms.operator.OrderScreen;
import org.quorumkms.operator.Session;
import org.quorumkms.operator.Trusts;
import org.quorumkms.operator.access.SealedFile;
import org.quorumkms.operator.cli.OperatorCommand;
import org.quorumkms.operator.cli.OperatorContext;
import org.quorumkms.operator.cli.rows.OrderRows;
import org.quorumkms.operator.cli.rows.TrustRows;
import org.quorumkms.order.Decision;
import org.quorumkms.order.Order;
import org.quorumkms.signed.Time;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows an order. */
@Command(
        name = "show",
        description = "Show all that an operator must see of an order before it approves.",
        footer = {
            "",
            "Example:",
            "  kms-operator order show 4f1c2d9a",
            "  kms-operator order show 4f1c2d9a --file salaries.ods.kms"
        })
final class OrderShowCommand extends OperatorCommand {

    @Parameters(paramLabel = "ID", description = "An order: 8 or more characters of its id or thumbprint.")
    private String id = "";

    @Option(
            names = "--file",
            paramLabel = "F",
            description = "Say whether this encrypted file is what the order opens; exit code 1 if it is not.")
    private @Nullable Path file;

    OrderShowCommand(OperatorContext context) {
        super(context);
    }

    @Override
    public Integer call() {
        Optional<SealedFile> sealed = Optional.ofNullable(file).map(SealedFile::read);
        Session session = open();
        List<OrderEntry> all = session.orders().all();
        OrderEntry entry = Lookup.order(all, id);
        Trusts trusts = session.trusts().shown();
        DomainId domain = entry.order().body().domain();
        DomainCalls.Looked looked = session.domains().look(domain);
        List<String> text = new ArrayList<>(OrderScreen.lines(entry, looked, trusts));
        text.add("status: " + entry.status(session.now()));
        text.addAll(OrderScreen.notEnded(
                entry,
                new BeforeApproval(session).notEndedBy(entry, all),
                session.memory().ordered(domain)));
        Optional<Boolean> matches =
                sealed.map(one -> one.isOpenedBy(entry.order().body().decision())
                        && one.domain().equals(entry.order().body().domain()));
        matches.ifPresent(yes -> text.add(yes ? file + " is what it opens" : file + " is NOT what it opens"));
        Map<String, @Nullable Object> json = json(session, trusts, entry);
        matches.ifPresent(yes -> json.put("matches", yes));
        printer().result(json, text);
        return matches.orElse(true) ? ExitCode.DONE.code() : ExitCode.REFUSED.code();
    }

    private static Map<String, @Nullable Object> json(Session session, Trusts trusts, OrderEntry entry) {
        Order order = entry.order();
        Map<String, @Nullable Object> json = OrderRows.row(trusts, entry, session.now());
        json.put("note", order.body().note().orElse(null));
        json.put("created", Time.format(order.body().created()));
        json.put(
                "proposer",
                entry.proposer().map(one -> TrustRows.named(trusts, one)).orElse(null));
        Map<String, @Nullable Object> open = Json.object();
        order.body().decision().putInto(open);
        json.put("open", order.body().decision() instanceof Decision.Open ? open.get("open") : null);
        json.put("document", order.toText());
        return json;
    }
}
