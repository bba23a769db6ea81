package org.quorumkms.client.cli;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.quorumkms.cli.IdentityText;
import org.quorumkms.errors.ExitCode;
import org.quorumkms.home.Home;
import org.quorumkms.json.Json;
import org.quorumkms.signed.Thumbprint;
import picocli.CommandLine.Command;

/** Says what this home's key is. */
@Command(
        name = "whoami",
        description =
                "Print the thumbprint of this home's key, which is what a Domain is shared with or granted to. Makes"
                        + " the key at the first use; needs no server.",
        footer = {"", "Example:", "  kms-client whoami"})
final class WhoamiCommand extends ClientCommand {

    WhoamiCommand(ClientContext context) {
        super(context);
    }

    @Override
    public Integer call() {
        Home home = context().home();
        Thumbprint self = context().key(home).thumbprint();
        Optional<String> name = IdentityText.kept(home);
        Map<String, @Nullable Object> json = Json.object();
        json.put("label", name.orElse(null));
        json.put("thumbprint", self.value());
        printer().result(json, List.of(self.value()));
        name.ifPresent(called -> printer().note("identity of " + called + "; to hand it over: kms-client identity"));
        return ExitCode.DONE.code();
    }
}
