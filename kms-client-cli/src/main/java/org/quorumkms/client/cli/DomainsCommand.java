package org.quorumkms.client.cli;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.quorumkms.cli.ExitCode;
import org.quorumkms.cli.Table;
import org.quorumkms.json.Json;
import org.quorumkms.party.PinFile;
import org.quorumkms.party.PinnedDomain;
import picocli.CommandLine.Command;

/** Lists Domains. */
@Command(
        name = "domains",
        description = "List the Domains that this home may use, each verified to the pinned genesis.",
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
            return ExitCode.DONE;
        }
        List<PinnedDomain> rows = context().client().domains();
        Table table = new Table("NAME", "ID", "PURPOSE", "REVISION");
        for (PinnedDomain domain : rows) {
            table.row(
                    domain.name(),
                    domain.seen().id().value(),
                    domain.purpose().text(),
                    Integer.toString(domain.seen().revision()));
        }
        printer().table(rows.stream().map(DomainsCommand::json).toList(), table, "This home may use no Domain.");
        return ExitCode.DONE;
    }

    private static Map<String, @Nullable Object> json(PinnedDomain domain) {
        Map<String, @Nullable Object> json = Json.object();
        json.put("id", domain.seen().id().value());
        json.put("name", domain.name());
        json.put("purpose", domain.purpose().text());
        json.put("revision", domain.seen().revision());
        return json;
    }
}
