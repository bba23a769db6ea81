package org.quorumkms.client.cli;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.quorumkms.cli.IdentityText;
import org.quorumkms.cli.InvitationText;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.VerifiedDomain;
import org.quorumkms.errors.ExitCode;
import org.quorumkms.home.Home;
import org.quorumkms.json.Json;
import org.quorumkms.party.Card;
import org.quorumkms.party.Contact;
import org.quorumkms.party.FirstContact;
import org.quorumkms.party.Invitation;
import org.quorumkms.party.KeptDomains;
import org.quorumkms.party.PinFile;
import org.quorumkms.party.PinnedDomain;
import org.quorumkms.signed.Name;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Takes up a Domain. */
@Command(
        name = "claim",
        description = "Take up a Domain: claim it with an invitation, which works once, or take it with the card of who"
                + " shared it with this home's key. Makes this home's key at the first use.",
        footer = {
            "",
            "Example:",
            "  kms-client claim kms1.eyJ2ZXJzaW9uIjox….",
            "  kms-client claim - < invitation.txt",
            "  kms-client claim kmscard1.eyJ2ZXJzaW9uIjox…."
        })
final class ClaimCommand extends ClientCommand {

    @Parameters(
            paramLabel = "INVITATION|CARD",
            description = "The line of text, a file that holds it, or - for standard input.")
    private String word = "";

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description =
                    "How this home's key is called in the Domain (default: as its identity says, else as the Domain). A card says it already.")
    private @Nullable String name;

    ClaimCommand(ClientContext context) {
        super(context);
    }

    @Override
    public Integer call() {
        Optional<String> called = Optional.ofNullable(name)
                .map(Name::typed)
                .or(() -> IdentityText.kept(context().home()));
        String text = InvitationText.read(word, context().input());
        if (Card.isOne(text)) {
            Card card = Card.parse(text);
            take(card.contact(), (first, servers, terms) -> first.take(card, servers, terms));
        } else {
            try (Invitation invitation = Invitation.parse(text)) {
                take(
                        invitation.contact(),
                        (first, servers, terms) -> first.claim(invitation, servers, called, Optional.empty(), terms));
            }
        }
        return ExitCode.DONE.code();
    }

    private interface Taking {
        VerifiedDomain take(FirstContact first, FirstContact.Servers servers, FirstContact.Wanted terms);
    }

    private void take(Contact contact, Taking taking) {
        Home home = context().home();
        PinFile pins = new PinFile(home);
        Optional<PinnedDomain> before = pins.find()
                .filter(known -> known.genesis().equals(contact.genesis()))
                .flatMap(known -> known.domain(contact.domain()))
                .filter(domain -> !domain.left());
        if (before.isPresent()) {
            print("claimed already", before.get().id(), before.get().name());
            return;
        }
        FirstContact first = new FirstContact(
                pins,
                new KeptDomains(home, Integer.MAX_VALUE),
                context().key(home),
                context().clock());
        FirstContact.Servers servers = new FirstContact.Servers(
                context().servers().addresses(contact.servers()),
                context().servers().serverKeys());
        VerifiedDomain domain = taking.take(first, servers, new ShownTerms(context(), printer()));
        print("claimed", domain.body().id(), domain.body().name());
    }

    private void print(String done, DomainId id, String domain) {
        Map<String, @Nullable Object> json = Json.object();
        json.put("domain", id.value());
        json.put("name", domain);
        printer().result(json, List.of(done + ": Domain " + domain + " (" + id + ")"));
    }
}
