package org.quorumkms.operator.cli.domain;

import java.util.List;
import org.quorumkms.cli.Printer;
import org.quorumkms.errors.ExitCode;
import org.quorumkms.operator.ListedDomain;
import org.quorumkms.operator.ListedDomains;
import org.quorumkms.operator.Session;
import org.quorumkms.operator.Trusts;
import org.quorumkms.operator.cli.OperatorCommand;
import org.quorumkms.operator.cli.OperatorContext;
import org.quorumkms.operator.cli.rows.DomainRows;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lists Domains. */
@Command(
        name = "list",
        description = "List all Domains, or those that can be claimed. One that cannot be read is listed as such.",
        footer = {"", "Example:", "  kms-operator domain list", "  kms-operator domain list --unclaimed"})
final class DomainListCommand extends OperatorCommand {

    @Option(names = "--unclaimed", description = "Only those with an invitation, used by nobody yet.")
    private boolean unclaimed;

    DomainListCommand(OperatorContext context) {
        super(context);
    }

    @Override
    public Integer call() {
        Session session = open();
        Trusts trusts = session.trusts().shown();
        ListedDomains seen = new ListedDomains(session);
        Printer.Listing listing = printer().listing();
        session.domains().list(page -> {
            seen.look(page);
            List<ListedDomain> rows = page.stream().filter(this::isWanted).toList();
            if (!rows.isEmpty()) {
                listing.page(rows.stream().map(DomainRows::row).toList(), DomainRows.table(trusts, rows));
            }
        });
        listing.end(unclaimed ? "No Domain waits for its claim." : "There is no Domain yet. Make one: domain create.");
        seen.remember();
        return ExitCode.DONE.code();
    }

    private boolean isWanted(ListedDomain listed) {
        return !unclaimed
                || listed.domain()
                        .filter(domain -> domain.body().claim().isPresent())
                        .isPresent();
    }
}
