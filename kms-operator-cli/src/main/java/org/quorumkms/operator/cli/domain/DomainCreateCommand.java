package org.quorumkms.operator.cli.domain;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.quorumkms.cli.NamedKey;
import org.quorumkms.cli.QrOption;
import org.quorumkms.domain.Controller;
import org.quorumkms.domain.DomainState;
import org.quorumkms.domain.Policy;
import org.quorumkms.domain.Purpose;
import org.quorumkms.domain.Rights;
import org.quorumkms.domain.VerifiedDomain;
import org.quorumkms.errors.ExitCode;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.errors.UsageException;
import org.quorumkms.operator.Invited;
import org.quorumkms.operator.Lookup;
import org.quorumkms.operator.Session;
import org.quorumkms.operator.cli.OperatorCommand;
import org.quorumkms.operator.cli.OperatorContext;
import org.quorumkms.operator.cli.PolicyOptions;
import org.quorumkms.operator.cli.rows.InvitationRows;
import org.quorumkms.party.Card;
import org.quorumkms.signed.Name;
import org.quorumkms.signed.Thumbprint;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Makes a Domain. */
@Command(
        name = "create",
        description =
                "Create a Domain under a signed Trust of which you are an operator, and an invitation for its client; with"
                        + " --readers quorum none: its controllers come by order admit.",
        footer = {
            "",
            "Example:",
            "  kms-operator domain create --trust 2 --name payroll",
            "  kms-operator domain create --trust 2 --name payroll --for carol.id"
        })
final class DomainCreateCommand extends OperatorCommand {

    @Option(
            names = "--trust",
            paramLabel = "ID",
            required = true,
            description = "The Trust under which it shall stand.")
    private String trust = "";

    @Option(names = "--name", paramLabel = "N", required = true, description = "Its name, for people.")
    private String name = "";

    @Option(names = "--purpose", paramLabel = "P", defaultValue = "encrypt", description = "encrypt (default) or sign.")
    private Purpose purpose = Purpose.ENCRYPT;

    @Option(
            names = "--for",
            paramLabel = "IDENTITY",
            description = "The key that it is for, which then need not claim it: the word that its kms-client identity"
                    + " printed, or a file that holds it. A card is printed, and no secret.")
    private @Nullable String known;

    @Mixin
    private QrOption qr = new QrOption();

    @Option(names = "--same-name", description = "Allow a second Domain of that name.")
    private boolean sameName;

    @Mixin
    private PolicyOptions policy = new PolicyOptions();

    DomainCreateCommand(OperatorContext context) {
        super(context);
    }

    @Override
    public Integer call() {
        if (purpose == Purpose.OPERATOR) {
            throw new UsageException(
                    "An operator's Domain is made by operator invite. The purpose is encrypt or sign.");
        }
        if (policy.isAny() && purpose != Purpose.ENCRYPT) {
            throw new UsageException("Only a Domain to encrypt with has readers and what it decrypts.");
        }
        Policy wanted = policy.over(Policy.OPEN);
        if (known != null && wanted.readers() == Policy.Who.QUORUM) {
            throw new UsageException(
                    "With --readers quorum the first controller comes by an order too: leave --for out, then"
                            + " order admit " + name + " IDENTITY.");
        }
        Name.typed(name);
        Optional<NamedKey> whose = Optional.ofNullable(known).map(typed -> NamedKey.typed(typed, context()::input));
        Session session = open();
        if (!sameName) {
            requireNew(session);
        }
        Thumbprint under = Lookup.trust(session.trusts().shown(), trust).thumbprint();
        if (!wanted.equals(Policy.OPEN)) {
            printer().note("What a quorum decides about is lost when the quorum is.");
        }
        if (wanted.readers() == Policy.Who.QUORUM) {
            return byOrders(session.changes().createByOrders(under, name, wanted));
        }
        if (whose.isPresent()) {
            return forKey(session, whose.get(), under, wanted);
        }
        Invited invited = session.changes().create(under, name, purpose, wanted);
        printer()
                .secret(
                        InvitationRows.json(invited),
                        List.of(
                                "created: Domain " + name + " ("
                                        + invited.domain().body().id() + ")",
                                "invitation for its client (one use, 7 days):",
                                invited.invitation()),
                        "Make it anew: kms-operator domain invite "
                                + invited.domain().body().id());
        qr.show(invited.invitation());
        return ExitCode.DONE.code();
    }

    private int forKey(Session session, NamedKey whose, Thumbprint under, Policy wanted) {
        Controller controller = new Controller(whose.thumbprint(), whose.called(null), Rights.all(purpose));
        VerifiedDomain made = session.changes().createFor(controller, under, name, purpose, wanted);
        String card = new Card(session.domains().contact(made)).toText();
        Map<String, @Nullable Object> json = InvitationRows.json(made.body(), null);
        json.put("card", card);
        printer()
                .result(
                        json,
                        List.of(
                                "created: Domain " + name + " (" + made.body().id() + ") for " + controller.name()
                                        + ", key " + controller.key(),
                                "card for " + controller.name() + " (no secret):",
                                card));
        qr.show(card);
        return ExitCode.DONE.code();
    }

    private int byOrders(VerifiedDomain made) {
        printer()
                .result(
                        InvitationRows.json(made.body(), null),
                        List.of(
                                "created: Domain " + name + " (" + made.body().id() + ")",
                                "Nobody can use it yet. Next: order admit " + name + " KEY --name N"));
        return ExitCode.DONE.code();
    }

    private void requireNew(Session session) {
        session.domains().named(name).stream()
                .filter(domain -> domain.body().state() != DomainState.DELETED)
                .findFirst()
                .ifPresent(there -> {
                    throw new RefusedException("There is a Domain " + name + " already ("
                            + there.body().id() + "). Take another name, or say --same-name.");
                });
    }
}
