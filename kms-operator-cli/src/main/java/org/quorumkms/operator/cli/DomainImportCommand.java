package org.quorumkms.operator.cli;

import java.nio.file.Path;
import java.util.List;
import org.quorumkms.cli.ExitCode;
import org.quorumkms.domain.ExportedDomain;
import org.quorumkms.operator.OperatorClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Takes an exported Domain back in (D7). */
@Command(
        name = "import",
        description = "Take an exported Domain back in, unless the server knows a newer one. On a server whose database"
                + " was lost, begin with your own operator Domain.",
        footer = {"", "Example:", "  kms-operator domain import payroll.json"})
final class DomainImportCommand extends OperatorCommand {

    @Parameters(paramLabel = "FILE", description = "The exported Domain.")
    private Path file = Path.of("");

    DomainImportCommand(OperatorContext context) {
        super(context);
    }

    @Override
    public Integer call() {
        ExportedDomain exported = ExportedDomain.parse(Documents.read(file));
        OperatorClient client = context().connect();
        ExportedDomain imported = client.importDomain(exported);
        printer().result(Rows.domain(imported.domain()), List.of("imported: " + imported.domain()));
        return ExitCode.DONE;
    }
}
