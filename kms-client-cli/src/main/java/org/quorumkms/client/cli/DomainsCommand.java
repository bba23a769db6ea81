package org.quorumkms.client.cli;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.quorumkms.cli.Table;
import org.quorumkms.client.ClientSession;
import org.quorumkms.errors.ExitCode;
import org.quorumkms.json.Json;
import org.quorumkms.party.PinFile;
import picocli.CommandLine.Command;

/** Lists Domains. */
@Command(
        name = "domains",
        description = {
            "List the Domains that this home may use, each at its newest revision, verified to the pinned genesis.",
            "One that is not known was never taken up here: a server lists it, which says too little. Ask whoever shared it for"
                    + " its card."
        },
        footer = {"", "Example:", "  kms-client domains"})
final class DomainsCommand extends ClientCommand {

    DomainsCommand(ClientContext context) {
        super(context);
    }

    @Override
    public Integer call() {
        if (new PinFile(context().home()).find().isEmpty()) {
            printer().result(List.of(), List.of());
            printer()
                    .note("No Domain was claimed yet. Ask an operator for an invitation: kms-client claim INVITATION.");
            return ExitCode.DONE.code();
        }
        List<ClientSession.Listed> rows = client().domains();
        Table table = new Table("NAME", "ID", "PURPOSE", "REVISION", "KNOWN");
        for (ClientSession.Listed domain : rows) {
            table.row(
                    domain.name(),
                    domain.seen().id().value(),
                    domain.purpose().text(),
                    Integer.toString(domain.seen().revision()),
                    domain.known() ? "yes" : "no");
        }
        printer().table(rows.stream().map(DomainsCommand::json).toList(), table, "This home may use no Domain.");
        rows.stream()
                .filter(domain -> !domain.known())
                .forEach(domain -> printer()
                        .note("Domain " + domain.name() + " names this key; ask for its card: kms-client claim CARD."));
        return ExitCode.DONE.code();
    }

    private static Map<String, @Nullable Object> json(ClientSession.Listed domain) {
        Map<String, @Nullable Object> json = Json.object();
        json.put("id", domain.seen().id().value());
        json.put("name", domain.name());
        json.put("purpose", domain.purpose().text());
        json.put("revision", domain.seen().revision());
        json.put("known", domain.known());
        return json;
    }
}
