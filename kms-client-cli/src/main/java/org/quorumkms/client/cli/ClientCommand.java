package org.quorumkms.client.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.quorumkms.cli.Printer;
import org.quorumkms.json.Json;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command of the client. */
abstract class ClientCommand implements Callable<Integer> {

    private final ClientContext context;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    ClientCommand(ClientContext context) {
        this.context = context;
    }

    final ClientContext context() {
        return context;
    }

    final Printer printer() {
        return context.common().printer(spec);
    }

    /** Says what became of a file; not on standard output where the data went there. */
    final void report(String done, String output, long bytes, String domain) {
        Map<String, @Nullable Object> json = Json.object();
        json.put("file", output);
        json.put("bytes", bytes);
        json.put("domain", domain);
        String text = done + ": " + output + " (" + bytes + " bytes)";
        if (FileNames.isStandard(output)) {
            printer().note(context.common().json() ? Json.write(json) : text);
        } else {
            printer().result(json, java.util.List.of(text));
        }
    }
}
