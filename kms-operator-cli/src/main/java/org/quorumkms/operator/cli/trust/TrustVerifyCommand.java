package org.quorumkms.operator.cli.trust;

import java.nio.file.Path;
import java.util.Optional;
import org.quorumkms.operator.Lookup;
import org.quorumkms.operator.Session;
import org.quorumkms.operator.cli.Documents;
import org.quorumkms.operator.cli.OperatorCommand;
import org.quorumkms.operator.cli.OperatorContext;
import org.quorumkms.operator.cli.rows.Checks;
import org.quorumkms.party.PinFile;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.trust.Trust;
import org.quorumkms.trust.TrustChain;
import org.quorumkms.trust.TrustVerifier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Verifies a Trust on this side, to genesis. */
@Command(
        name = "verify",
        description = "Verify a Trust's signatures on this side, link by link to the genesis that this home pinned."
                + " A file that holds a whole line needs no server.",
        footer = {"", "Example:", "  kms-operator trust verify 2", "  kms-operator trust verify line.json"})
final class TrustVerifyCommand extends OperatorCommand {

    @Parameters(paramLabel = "ID|FILE", description = "A Trust, or a file with an exported Trust or line.")
    private String subject = "";

    TrustVerifyCommand(OperatorContext context) {
        super(context);
    }

    @Override
    public Integer call() {
        Thumbprint genesis = new PinFile(context().home()).require().genesis();
        TrustChain line = Documents.file(subject).map(this::line).orElseGet(() -> {
            Session session = open();
            return session.trusts()
                    .line(Lookup.trust(session.trusts().shown(), subject).thumbprint());
        });
        return Checks.print(
                printer(),
                new TrustVerifier(genesis).verify(line),
                "Trust " + line.last().body().id() + " (" + line.last().thumbprint() + ")");
    }

    /** A line is an array; a single Trust needs the line of its predecessor from the server. */
    private TrustChain line(Path file) {
        String text = Documents.read(file);
        if (text.stripLeading().startsWith("[")) {
            return TrustChain.parse(text);
        }
        Trust trust = Trust.parse(text);
        Optional<TrustChain> before = trust.predecessor().map(connect().trusts()::line);
        return before.map(line -> line.then(trust)).orElseGet(() -> new TrustChain(java.util.List.of(trust)));
    }
}
