package org.quorumkms.client.cli;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.quorumkms.cli.ExitCode;
import org.quorumkms.cli.InvitationText;
import org.quorumkms.domain.VerifiedDomain;
import org.quorumkms.home.Home;
import org.quorumkms.json.Json;
import org.quorumkms.party.Invitation;
import org.quorumkms.party.InvitationClaim;
import org.quorumkms.party.PinFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Claims a Domain. */
@Command(
        name = "claim",
        description = "Claim a Domain with an invitation, which works once. Makes this home's key at the first use.",
        footer = {"", "Example:", "  kms-client claim kms1.eyJ2ZXJzaW9uIjox…", "  kms-client claim - < invitation.txt"})
final class ClaimCommand extends ClientCommand {

    @Parameters(
            paramLabel = "INVITATION",
            description = "The line of text, a file that holds it, or - for standard input.")
    private String invitation = "";

    ClaimCommand(ClientContext context) {
        super(context);
    }

    @Override
    public Integer call() {
        Invitation parsed = InvitationText.read(invitation, context().input());
        Home home = context().home();
        VerifiedDomain domain = new InvitationClaim(
                        new PinFile(home), context().key(home), context().clock())
                .claim(
                        parsed,
                        context().servers().addresses(parsed.servers()),
                        context().servers().serverKeys());
        Map<String, @Nullable Object> json = Json.object();
        json.put("domain", domain.body().id().value());
        json.put("name", domain.body().name());
        printer()
                .result(
                        json,
                        List.of("claimed: Domain " + domain.body().name() + " ("
                                + domain.body().id() + ") for "
                                + domain.body().purpose().text()));
        return ExitCode.DONE;
    }
}
