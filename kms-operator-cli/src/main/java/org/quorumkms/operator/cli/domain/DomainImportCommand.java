package org.quorumkms.operator.cli.domain;

import java.nio.file.Path;
import java.util.List;
import org.quorumkms.domain.ExportedDomain;
import org.quorumkms.domain.VerifiedDomain;
import org.quorumkms.errors.ExitCode;
import org.quorumkms.operator.Session;
import org.quorumkms.operator.cli.Documents;
import org.quorumkms.operator.cli.OperatorCommand;
import org.quorumkms.operator.cli.OperatorContext;
import org.quorumkms.operator.cli.rows.DomainRows;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Takes an exported Domain back in (D7). */
@Command(
        name = "import",
        description =
                "Take an exported Domain back in: the one that the server knows, or one that descends from it. Into a"
                        + " database that was lost, the host takes the first operators' Domains in: kms-server import.",
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
        Session session = connect();
        VerifiedDomain imported = session.domains().importFile(exported);
        printer().result(DomainRows.row(imported.domain()), List.of("imported: " + imported.domain()));
        return ExitCode.DONE.code();
    }
}
