package org.quorumkms.operator.cli.domain;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.quorumkms.domain.DomainState;
import org.quorumkms.domain.Policy;
import org.quorumkms.domain.Purpose;
import org.quorumkms.domain.VerifiedDomain;
import org.quorumkms.errors.ExitCode;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.errors.UsageException;
import org.quorumkms.json.Json;
import org.quorumkms.operator.Invited;
import org.quorumkms.operator.Lookup;
import org.quorumkms.operator.Session;
import org.quorumkms.operator.cli.OperatorCommand;
import org.quorumkms.operator.cli.OperatorContext;
import org.quorumkms.operator.cli.PolicyOptions;
import org.quorumkms.operator.cli.rows.InvitationRows;
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
        footer = {"", "Example:", "  kms-operator domain create --trust 2 --name payroll"})
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
        Name.typed(name);
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
        return ExitCode.DONE.code();
    }

    private int byOrders(VerifiedDomain made) {
        Map<String, @Nullable Object> json = Json.object();
        json.put("id", made.body().id().value());
        json.put("name", made.body().name());
        json.put("invitation", null);
        json.put("card", null);
        printer()
                .result(
                        json,
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
