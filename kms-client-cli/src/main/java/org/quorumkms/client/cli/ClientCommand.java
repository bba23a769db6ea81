package org.quorumkms.client.cli;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.quorumkms.cli.ErrorReport;
import org.quorumkms.cli.OutputOptions;
import org.quorumkms.cli.Printer;
import org.quorumkms.client.ClientMemory;
import org.quorumkms.client.ClientSession;
import org.quorumkms.json.Json;
import org.quorumkms.party.PinFile;
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

    final ClientSession client() {
        return context.client(this::say);
    }

    final ClientMemory memory() {
        return context.memory(this::say);
    }

    /** Says what a library told: a server's words may be in it. */
    private void say(String sentence) {
        printer().note(ErrorReport.plain(sentence));
    }

    /** Returns what finds the Domains that this home may use by their names. */
    final DomainNames named() {
        return new DomainNames(new PinFile(context.home()).summary(), this::client);
    }

    /** Says what became of a file; not on standard output where the data went there. */
    final void report(OutputOptions files, String done, String output, long bytes, String domain) {
        Map<String, @Nullable Object> json = Json.object();
        json.put("file", output);
        json.put("bytes", bytes);
        json.put("domain", domain);
        String text = done + ": " + output + " (" + bytes + " bytes)";
        if (FileNames.isStandardOutput(output)) {
            files.printer(printer()).note(context.common().json() ? Json.write(json) : text);
        } else {
            files.printer(printer()).result(json, List.of(text));
        }
    }
}
