package org.quorumkms.operator.cli.people;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.quorumkms.cli.InvitationText;
import org.quorumkms.domain.Purpose;
import org.quorumkms.domain.VerifiedDomain;
import org.quorumkms.errors.ExitCode;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.home.Home;
import org.quorumkms.jose.SigningKey;
import org.quorumkms.operator.ApprovalKey;
import org.quorumkms.operator.ConsoleMemory;
import org.quorumkms.operator.OperatorView;
import org.quorumkms.operator.cli.OperatorCommand;
import org.quorumkms.operator.cli.OperatorContext;
import org.quorumkms.operator.cli.rows.Rows;
import org.quorumkms.party.Card;
import org.quorumkms.party.Contact;
import org.quorumkms.party.FirstContact;
import org.quorumkms.party.Invitation;
import org.quorumkms.party.PinFile;
import org.quorumkms.party.Pins;
import org.quorumkms.signed.Digits;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Claims this operator's own Domain. */
@Command(
        name = "enrol",
        description = "Become an operator: claim your own Domain with an invitation, or take it up with a card.",
        footer = {
            "",
            "Example:",
            "  kms-operator enrol kms1.eyJ2ZXJzaW9uIjox…",
            "  kms-operator enrol - < invitation.txt",
            "  kms-operator enrol --own-key alice.p12 invitation.txt"
        })
final class EnrolCommand extends OperatorCommand {

    @Parameters(
            paramLabel = "INVITATION|CARD",
            description = "The word, a file that holds it, or - for standard input.")
    private String invitation = "";

    @Option(
            names = "--own-key",
            paramLabel = "FILE.p12",
            description =
                    "Keep your approval key yourself: a PKCS#12 file with an RSA key of 3072 or 4096 bits; made there"
                            + " if there is none. A copy stays in this home, sealed with its password, and no server ever has it.")
    private @Nullable Path ownKey;

    EnrolCommand(OperatorContext context) {
        super(context);
    }

    @Override
    public Integer call() {
        String text = InvitationText.read(invitation, context().input());
        Home home = context().home();
        PinFile pins = new PinFile(home);
        FirstContact first = new FirstContact(
                pins,
                ConsoleMemory.documents(home),
                context().key(home),
                context().clock());
        VerifiedDomain domain = home.entering(
                () -> Card.isOne(text) ? take(first, Card.parse(text), pins, home) : claim(first, text, pins, home));
        OperatorView self = new OperatorView(domain);
        printer()
                .result(
                        Rows.name(self.name(), self.thumbprint()),
                        List.of(
                                "enrolled as " + self.name() + (self.isAuditor() ? ", an auditor" : ""),
                                "your approval key has the thumbprint " + self.thumbprint(),
                                "to read aloud: "
                                        + Digits.of(self.thumbprint()).lines().get(0),
                                "               "
                                        + Digits.of(self.thumbprint()).lines().get(1),
                                "Tell it to the other operators over a channel they trust."));
        return ExitCode.DONE.code();
    }

    private VerifiedDomain claim(FirstContact first, String word, PinFile pins, Home home) {
        try (Invitation parsed = Invitation.parse(word)) {
            requireFree(pins, parsed.contact());
            // In the home before the claim: whoever is interrupted begins again with the same key.
            return first.claim(parsed, servers(parsed.contact()), Optional.empty(), ownKey(), domain -> {
                requireOperators(domain);
                keepOwnKey(home);
            });
        }
    }

    private VerifiedDomain take(FirstContact first, Card card, PinFile pins, Home home) {
        requireFree(pins, card.contact());
        if (ownKey != null && !Files.exists(ownKey)) {
            throw new RefusedException("There is no file " + ownKey
                    + ". Name the one with the approval key that the Domain was made for.");
        }
        Optional<SigningKey> own = ownKey();
        return first.take(card, servers(card.contact()), domain -> {
            requireOperators(domain);
            if (own.filter(key -> domain.body().publicKeys().stream()
                            .noneMatch(listed ->
                                    listed.thumbprint().equals(key.publicKey().thumbprint())))
                    .isPresent()) {
                throw new RefusedException("The Domain " + domain.body().name()
                        + " names another approval key than the one in " + ownKey + ".");
            }
            keepOwnKey(home);
        });
    }

    private FirstContact.Servers servers(Contact contact) {
        return new FirstContact.Servers(
                context().servers().addresses(contact.servers()),
                context().servers().serverKeys());
    }

    /** Repeated is fine; a second operator is another home's. */
    private static void requireFree(PinFile pins, Contact contact) {
        pins.find().flatMap(Pins::operatorDomain).ifPresent(own -> {
            if (!own.id().equals(contact.domain())) {
                throw new RefusedException("This home is enrolled already, as " + own.name()
                        + ". Use another --home for a second operator.");
            }
        });
    }

    private static void requireOperators(VerifiedDomain domain) {
        if (domain.body().purpose() != Purpose.OPERATOR) {
            throw new RefusedException("That is a client's, for Domain "
                    + domain.body().name() + ". Nothing was claimed. Use kms-client claim.");
        }
    }

    private Optional<SigningKey> ownKey() {
        if (ownKey == null) {
            return Optional.empty();
        }
        return Optional.of(context().ownKey(ownKey));
    }

    private void keepOwnKey(Home home) {
        if (ownKey != null) {
            new ApprovalKey(home).keep(ownKey);
        }
    }
}
