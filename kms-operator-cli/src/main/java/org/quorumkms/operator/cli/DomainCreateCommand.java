package org.quorumkms.operator.cli;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.quorumkms.cli.ExitCode;
import org.quorumkms.domain.Purpose;
import org.quorumkms.errors.UsageException;
import org.quorumkms.json.Json;
import org.quorumkms.operator.Lookup;
import org.quorumkms.operator.OperatorClient.Invited;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Makes a Domain. */
@Command(
        name = "create",
        description =
                "Create a Domain under a signed Trust of which you are an operator, and an invitation for its client.",
        footer = {"", "Example:", "  kms-operator domain create --trust 2 --name payroll"})
final class DomainCreateCommand extends OperatorCommand {

    @Option(
            names = "--trust",
            paramLabel = "ID",
            required = true,
            description = "The Trust under which it shall stand.")
    private String trust = "";

    @Option(names = "--name", paramLabel = "N", required = true, description = "Its name, for people.")
    private String name = "";

    @Option(names = "--purpose", paramLabel = "P", defaultValue = "encrypt", description = "encrypt (default) or sign.")
    private Purpose purpose = Purpose.ENCRYPT;

    DomainCreateCommand(OperatorContext context) {
        super(context);
    }

    @Override
    public Integer call() {
        if (purpose == Purpose.OPERATOR) {
            throw new UsageException(
                    "An operator's Domain is made by operator invite. The purpose is encrypt or sign.");
        }
        OperatorContext.Session session = open();
        Invited invited = session.client()
                .createDomain(Lookup.trust(session.trusts(), trust).thumbprint(), name, purpose);
        Map<String, @Nullable Object> json = Json.object();
        json.put("id", invited.domain().body().id().value());
        json.put("name", invited.domain().body().name());
        json.put("invitation", invited.invitation());
        session.printer()
                .result(
                        json,
                        List.of(
                                "created: Domain " + name + " ("
                                        + invited.domain().body().id() + ")",
                                "invitation for its client (one use, 7 days):",
                                invited.invitation()));
        return ExitCode.DONE;
    }
}
