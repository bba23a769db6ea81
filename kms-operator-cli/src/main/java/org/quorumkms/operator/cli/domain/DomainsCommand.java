package org.quorumkms.operator.cli.domain;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.quorumkms.errors.ExitCode;
import org.quorumkms.errors.UsageException;
import org.quorumkms.json.Json;
import org.quorumkms.operator.cli.OperatorCommand;
import org.quorumkms.operator.cli.OperatorContext;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A command that changes many Domains. */
abstract class DomainsCommand extends OperatorCommand {

    @Parameters(arity = "0..*", paramLabel = "NAME", description = "Domains: names or UUIDs.")
    private List<String> names = new ArrayList<>();

    @Option(names = "--all", description = "All Domains that this concerns.")
    private boolean all;

    DomainsCommand(OperatorContext context) {
        super(context);
    }

    /** Requires that Domains were named, or all of them. */
    final void requireNamed() {
        if (all == !names.isEmpty()) {
            throw new UsageException("Name Domains, or say --all.");
        }
    }

    /** Does it to all that were named, and prints what became of them. */
    final int carryOut(DomainsWork work) {
        DomainsWork.Summary summary = all ? work.toAll() : work.to(names);
        summary.failures().forEach(printer()::note);
        work.notes().forEach(printer()::note);
        Map<String, @Nullable Object> json = Json.object();
        json.put(work.done(), summary.done());
        json.put("unchanged", summary.unchanged());
        json.put("failed", summary.failures().size());
        printer().result(json, List.of(work.line(summary)));
        return summary.failures().isEmpty() ? ExitCode.DONE.code() : ExitCode.REFUSED.code();
    }
}
