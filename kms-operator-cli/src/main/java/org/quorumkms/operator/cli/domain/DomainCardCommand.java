package org.quorumkms.operator.cli.domain;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.quorumkms.domain.Controller;
import org.quorumkms.domain.VerifiedDomain;
import org.quorumkms.errors.ExitCode;
import org.quorumkms.json.Json;
import org.quorumkms.operator.Lookup;
import org.quorumkms.operator.Session;
import org.quorumkms.operator.cli.OperatorCommand;
import org.quorumkms.operator.cli.OperatorContext;
import org.quorumkms.operator.cli.rows.DomainRows;
import org.quorumkms.party.Card;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Makes a controller's card (protocol.md section 10). */
@Command(
        name = "card",
        description =
                "Make a card for a controller of a Domain: one word with which its key takes the Domain up. Nothing in"
                        + " it is secret, and everything in it decides: hand it over on a way that the controller trusts.",
        footer = {"", "Example:", "  kms-operator domain card payroll backup-7"})
final class DomainCardCommand extends OperatorCommand {

    @Parameters(index = "0", paramLabel = "NAME", description = "A Domain: its name or UUID.")
    private String name = "";

    @Parameters(
            index = "1",
            paramLabel = "KEY",
            description = "A controller: its name, or 8 or more characters of its key's thumbprint.")
    private String key = "";

    DomainCardCommand(OperatorContext context) {
        super(context);
    }

    @Override
    public Integer call() {
        Session session = open();
        VerifiedDomain domain = session.domains().newest(session.domains().meant(name));
        Controller controller = Lookup.controller(domain.body(), key);
        String card = new Card(session.domains().contact(domain)).toText();
        Map<String, @Nullable Object> json = Json.object();
        json.put("domain", domain.body().id().value());
        json.put("controller", DomainRows.controller(controller));
        json.put("card", card);
        printer()
                .result(
                        json,
                        List.of(
                                "card of Domain " + domain.body().name() + " for " + controller.name()
                                        + " (no secret):",
                                card));
        return ExitCode.DONE.code();
    }
}
