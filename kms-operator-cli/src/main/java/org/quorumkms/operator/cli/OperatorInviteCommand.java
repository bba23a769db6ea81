package org.quorumkms.operator.cli;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.quorumkms.cli.ExitCode;
import org.quorumkms.json.Json;
import org.quorumkms.operator.OperatorClient.Invited;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Invites a further operator. */
@Command(
        name = "invite",
        description = "An invitation for a further operator, powerless until a quorum puts its key into a Trust.",
        footer = {"", "Example:", "  kms-operator operator invite dave"})
final class OperatorInviteCommand extends OperatorCommand {

    @Parameters(paramLabel = "NAME", description = "The operator's name, for people.")
    private String name = "";

    OperatorInviteCommand(OperatorContext context) {
        super(context);
    }

    @Override
    public Integer call() {
        OperatorContext.Session session = open();
        Invited invited = session.client().inviteOperator(name);
        Map<String, @Nullable Object> json = Json.object();
        json.put("name", name);
        json.put("invitation", invited.invitation());
        session.printer().result(json, List.of("invitation for " + name + " (one use, 7 days):", invited.invitation()));
        return ExitCode.DONE;
    }
}
