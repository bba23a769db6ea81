package org.quorumkms.operator.cli.trust;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.quorumkms.errors.ExitCode;
import org.quorumkms.operator.HsmEntry;
import org.quorumkms.operator.Lookup;
import org.quorumkms.operator.OrderEntry;
import org.quorumkms.operator.Session;
import org.quorumkms.operator.cli.Confirmation;
import org.quorumkms.operator.cli.MoveQuestion;
import org.quorumkms.operator.cli.OperatorCommand;
import org.quorumkms.operator.cli.OperatorContext;
import org.quorumkms.operator.cli.domain.DomainsWork;
import org.quorumkms.operator.cli.domain.Rewrapping;
import org.quorumkms.operator.cli.rows.OrderRows;
import org.quorumkms.operator.cli.rows.TrustRows;
import org.quorumkms.trust.HsmKeys;
import org.quorumkms.trust.Trust;
import org.quorumkms.trust.TrustKind;
import org.quorumkms.trust.VerifiedTrust;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Has an HSM sign a Trust. */
@Command(
        name = "sign",
        description = "Have an HSM sign a Trust. It does so only when its quorum has approved.",
        footer = {"", "Example:", "  kms-operator trust sign 2 --hsm h1"})
final class TrustSignCommand extends OperatorCommand {

    @Parameters(paramLabel = "ID", description = "A Trust: its number, or 8 or more characters of its thumbprint.")
    private String id = "";

    @Option(names = "--hsm", paramLabel = "H", description = "The HSM that shall sign; else one that may is taken.")
    private List<String> hsms = new ArrayList<>();

    TrustSignCommand(OperatorContext context) {
        super(context);
    }

    @Override
    public Integer call() {
        Session session = open();
        Trust trust = Lookup.trust(session.trusts().shown(), id);
        sayWhatEnds(session, trust);
        List<HsmEntry> known = hsms.isEmpty() ? List.of() : session.hsms().all();
        Trust signed = session.trusts()
                .sign(
                        trust.thumbprint(),
                        hsms.stream()
                                .map(name -> Lookup.hsm(known, name).fingerprint())
                                .toList());
        session.signed(signed, new MoveQuestion(printer(), context().prompt()));
        printer()
                .result(
                        TrustRows.row(session.trusts().shown(), signed),
                        List.of("signed: Trust " + signed.body().id() + " ("
                                + signed.thumbprint() + ") is signed by "
                                + String.join(
                                        ", ",
                                        signed.signers().stream()
                                                .map(HsmKeys::label)
                                                .toList())));
        if (signed.body().kind() == TrustKind.SUCCESSOR) {
            offerToMove(session, signed);
        }
        return ExitCode.DONE.code();
    }

    /** O1: a successor ends the orders that are open under its predecessor. */
    private void sayWhatEnds(Session session, Trust trust) {
        if (trust.body().kind() != TrustKind.SUCCESSOR) {
            return;
        }
        List<OrderEntry> ending = session.orders().all().stream()
                .filter(entry -> trust.predecessor()
                                .equals(Optional.of(entry.order().body().trust()))
                        && entry.isOpen(session.now()))
                .toList();
        if (!ending.isEmpty()) {
            printer().note("These orders end with it; make again what is still wanted:");
        }
        ending.forEach(entry -> printer()
                .note("  " + OrderRows.reference(entry.order()) + "  "
                        + entry.order().body().kind().text() + " Domain "
                        + entry.order().body().domain()));
    }

    /** Until a Domain was moved, an HSM that was dropped still opens it. */
    private void offerToMove(Session session, Trust signed) {
        String command = "domain rewrap --all --trust " + signed.body().id();
        Optional<String> answer = context().common().json()
                ? Optional.empty()
                : context().prompt().ask("Move the Domains of its line to it now? Type yes or no: ");
        if (answer.filter(Confirmation::isYes).isEmpty()) {
            printer().note("Its Domains stand under earlier Trusts until they are moved: " + command);
            return;
        }
        VerifiedTrust target = session.trusts().shown().verified(signed).orElseThrow();
        DomainsWork work = new Rewrapping(session, context().common().terminal(), target);
        DomainsWork.Summary summary = work.toAll();
        summary.failures().forEach(printer()::note);
        work.notes().forEach(printer()::note);
        printer().note(work.line(summary));
    }
}
