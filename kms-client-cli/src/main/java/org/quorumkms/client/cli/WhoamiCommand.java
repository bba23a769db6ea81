package org.quorumkms.client.cli;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.quorumkms.errors.ExitCode;
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
        Thumbprint self = context().key(context().home()).thumbprint();
        Map<String, @Nullable Object> json = Json.object();
        json.put("label", null);
        json.put("thumbprint", self.value());
        printer().result(json, List.of(self.value()));
        return ExitCode.DONE.code();
    }
}
