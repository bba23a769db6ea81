package org.quorumkms.operator.cli;

import java.util.Optional;
import org.quorumkms.cli.Printer;
import org.quorumkms.operator.HsmDevices;
import org.quorumkms.operator.OwnDomain;
import org.quorumkms.operator.TrustDifference;
import org.quorumkms.trust.Trust;
import org.quorumkms.trust.VerifiedTrust;

/** Asks whether this operator's own Domain may leave genesis for a founding Trust that was not approved here (D5). */
public final class MoveQuestion implements OwnDomain.Asker {

    private final Printer printer;
    private final Prompt prompt;

    /** Takes who shows it, and who asks. */
    public MoveQuestion(Printer printer, Prompt prompt) {
        this.printer = printer;
        this.prompt = prompt;
    }

    @Override
    public Optional<Boolean> mayMoveUnder(VerifiedTrust founding, VerifiedTrust newest) {
        if (!prompt.isThere()) {
            return Optional.empty();
        }
        Trust genesis = newest.chain().trusts().get(0);
        printer.note("Your own Domain stands under genesis, and this home did not approve the founding Trust:");
        TrustDifference.lines(founding.trust(), genesis, HsmDevices.NOT_ASKED).forEach(printer::note);
        if (!newest.thumbprint().equals(founding.thumbprint())) {
            printer.note("Its line has gone on to:");
            TrustDifference.lines(newest.trust(), HsmDevices.NOT_ASKED).forEach(printer::note);
        }
        return prompt.ask("May your Domain move under it, so that its HSMs hold your approval key? Type yes or no: ")
                .map(answer -> answer.strip().equalsIgnoreCase("yes"));
    }
}
