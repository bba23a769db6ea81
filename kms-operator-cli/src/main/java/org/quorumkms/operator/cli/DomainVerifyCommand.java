package org.quorumkms.operator.cli;

import org.quorumkms.domain.DomainVerifier;
import org.quorumkms.domain.ExportedDomain;
import org.quorumkms.operator.Lookup;
import org.quorumkms.party.PinFile;
import org.quorumkms.signed.Thumbprint;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Action 11 of the report. */
@Command(
        name = "verify",
        description = "Verify a Domain's signatures on this side, to the genesis that this home pinned. A file needs no"
                + " server.",
        footer = {"", "Example:", "  kms-operator domain verify payroll", "  kms-operator domain verify payroll.json"})
final class DomainVerifyCommand extends OperatorCommand {

    @Parameters(paramLabel = "ID|FILE", description = "A Domain: its name or UUID; or a file with an exported one.")
    private String subject = "";

    DomainVerifyCommand(OperatorContext context) {
        super(context);
    }

    @Override
    public Integer call() {
        Thumbprint genesis = new PinFile(context().home()).require().genesis();
        ExportedDomain exported = Documents.file(subject)
                .map(file -> ExportedDomain.parse(Documents.read(file)))
                .orElseGet(() -> {
                    OperatorContext.Session session = open();
                    return session.client()
                            .domain(Lookup.domain(session.client().domainsMeant(subject), subject)
                                    .body()
                                    .id());
                });
        return Checks.print(printer(), new DomainVerifier(genesis).verify(exported), String.valueOf(exported.domain()));
    }
}
