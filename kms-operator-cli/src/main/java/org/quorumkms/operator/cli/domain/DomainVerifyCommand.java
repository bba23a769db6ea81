package org.quorumkms.operator.cli.domain;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.quorumkms.domain.Descent;
import org.quorumkms.domain.DomainVerifier;
import org.quorumkms.domain.ExportedDomain;
import org.quorumkms.domain.VerifiedDomain;
import org.quorumkms.home.Home;
import org.quorumkms.operator.ConsoleMemory;
import org.quorumkms.operator.HomePins;
import org.quorumkms.operator.Session;
import org.quorumkms.operator.cli.Documents;
import org.quorumkms.operator.cli.OperatorCommand;
import org.quorumkms.operator.cli.OperatorContext;
import org.quorumkms.operator.cli.rows.Checks;
import org.quorumkms.party.PinFile;
import org.quorumkms.signed.Check;
import org.quorumkms.signed.Verification;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Verifies a Domain on this side, to genesis. */
@Command(
        name = "verify",
        description =
                "Verify a Domain's signatures on this side, to the genesis that this home pinned, and whether it is"
                        + " the one that was seen here or descends from it. A file needs no server.",
        footer = {"", "Example:", "  kms-operator domain verify payroll", "  kms-operator domain verify payroll.json"})
final class DomainVerifyCommand extends OperatorCommand {

    @Parameters(paramLabel = "ID|FILE", description = "A Domain: its name or UUID; or a file with an exported one.")
    private String subject = "";

    DomainVerifyCommand(OperatorContext context) {
        super(context);
    }

    @Override
    public Integer call() {
        Home home = context().home();
        HomePins pins = new HomePins(new PinFile(home));
        Optional<ExportedDomain> file = Documents.file(subject).map(path -> ExportedDomain.parse(Documents.read(path)));
        ExportedDomain exported = file.orElseGet(this::shown);
        Verification<VerifiedDomain> signatures = new DomainVerifier(pins.now().genesis()).verify(exported);
        ConsoleMemory memory = new ConsoleMemory(pins, home, List::of);
        Optional<Descent> seen = memory.find(exported.domain().body().id());
        Verification<VerifiedDomain> verified = withHistory(signatures, exported, seen);
        // T7: what a server showed is remembered.
        verified.proof()
                .filter(domain -> file.isEmpty()
                        && seen.filter(before ->
                                        before.revision() > domain.body().revision())
                                .isEmpty())
                .ifPresent(domain -> memory.keep(domain, exported));
        return Checks.print(printer(), verified, String.valueOf(exported.domain()));
    }

    private ExportedDomain shown() {
        Session session = open();
        return session.domains().asShown(session.domains().meant(subject));
    }

    /** T7: one that is older than what was seen verifies, and one that forked does not. */
    private Verification<VerifiedDomain> withHistory(
            Verification<VerifiedDomain> signatures, ExportedDomain exported, Optional<Descent> seen) {
        if (seen.isEmpty() || !signatures.valid()) {
            if (seen.isEmpty()) {
                printer().note("This Domain was never seen here: there is nothing to compare it with.");
            }
            return signatures;
        }
        Descent.Kinship kinship = seen.get().of(signatures.require(), exported.proof());
        String before = "revision " + seen.get().revision() + " ("
                + seen.get().thumbprint().abbreviated() + "), which was seen here";
        boolean fits =
                kinship == Descent.Kinship.SAME || kinship == Descent.Kinship.LATER || kinship == Descent.Kinship.OLDER;
        List<Check> checks = new ArrayList<>(signatures.checks());
        checks.add(new Check(
                switch (kinship) {
                    case SAME -> "T7: it is " + before;
                    case LATER -> "T7: it descends from " + before;
                    case OLDER -> "T7: it is older than " + before;
                    case FORKED -> "T7: it stands beside " + before;
                    case NOT_SHOWN, FOREIGN -> "T7: it descends from " + before;
                },
                fits));
        return new Verification<>(checks, fits ? signatures.proof() : Optional.empty());
    }
}
