package org.quorumkms.client.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.quorumkms.client.Sharing;
import org.quorumkms.domain.DomainBody;
import org.quorumkms.domain.DomainId;
import org.quorumkms.errors.ExitCode;
import org.quorumkms.json.Json;
import org.quorumkms.signed.Thumbprint;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Takes keys out of a Domain. */
@Command(
        name = "unshare",
        description = {
            "Let keys, this home's own too, use a Domain no longer. The last one that may share cannot be removed.",
            "What is sealed afterwards they cannot open; what they could open until now they may have kept."
        },
        footer = {
            "",
            "Example:",
            "  kms-client unshare payroll laptop",
            "  kms-client unshare payroll 47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU"
        })
final class UnshareCommand extends ClientCommand {

    @Parameters(index = "0", paramLabel = "DOMAIN", description = "A Domain of this home: its name or UUID.")
    private String domain = "";

    @Parameters(
            index = "1..*",
            arity = "1..*",
            paramLabel = "KEY",
            description = "Each key: its name in the Domain, or its thumbprint or 8 or more characters of that.")
    private List<String> keys = new ArrayList<>();

    UnshareCommand(ClientContext context) {
        super(context);
    }

    @Override
    public Integer call() {
        DomainId id = named().any(domain).seen().id();
        Sharing sharing = client().sharing();
        DomainBody before = sharing.newest(id).body();
        List<Thumbprint> removed =
                keys.stream().map(key -> Keys.of(before, key)).distinct().toList();
        sharing.unshare(id, removed);
        Map<String, @Nullable Object> json = Json.object();
        json.put("domain", id.value());
        json.put("controllers", removed.stream().map(key -> row(before, key)).toList());
        json.put("shared", false);
        List<String> text = new ArrayList<>();
        removed.forEach(key -> text.add("no longer shared: " + name(before, key) + "key " + key + " may not use Domain "
                + domain + " any more"));
        printer().result(json, text);
        return ExitCode.DONE.code();
    }

    private static Map<String, @Nullable Object> row(DomainBody before, Thumbprint key) {
        return before.controller(key).map(Keys::json).orElseGet(() -> Keys.json(key, null, List.of()));
    }

    private static String name(DomainBody before, Thumbprint key) {
        return before.controller(key)
                .map(controller -> controller.name() + ", ")
                .orElse("");
    }
}
