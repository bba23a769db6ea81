package org.quorumkms.operator.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.quorumkms.cli.ExitCode;
import org.quorumkms.domain.Domain;
import org.quorumkms.errors.UsageException;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.operator.Lookup;
import org.quorumkms.operator.OrderEntry;
import org.quorumkms.order.Order;
import org.quorumkms.order.OrderKind;
import org.quorumkms.signed.Thumbprint;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Makes an order; each kind is a command of its own. */
abstract class OrderCreateCommand extends OperatorCommand {

    private final OrderKind kind;

    @Parameters(index = "0", paramLabel = "NAME", description = "A Domain: its name or UUID.")
    private String name = "";

    OrderCreateCommand(OperatorContext context, OrderKind kind) {
        super(context);
        this.kind = kind;
    }

    /** Returns whom to grant it to. */
    Optional<Thumbprint> controller() {
        return Optional.empty();
    }

    @Override
    public Integer call() {
        OperatorContext.Session session = open();
        Domain domain = Lookup.domain(session.client().domainsMeant(name), name);
        Order order = session.client().createOrder(kind, domain.body().id(), controller());
        OrderEntry entry = Orders.entry(session, order)
                .orElseThrow(() -> new VerificationException(
                        "The order names a Trust that this server does not show. Do not approve it."));
        List<String> text = new ArrayList<>(Orders.lines(entry, Optional.of(domain)));
        text.add("Created. Next, " + entry.trust().body().quorum() + " of its operators: order approve "
                + Orders.reference(order));
        session.printer().result(Orders.row(entry), text);
        return ExitCode.DONE;
    }

    /** Disables. */
    @Command(
            name = "disable",
            description = "Order that nobody may use a Domain, until an order enables it.",
            footer = {"", "Example:", "  kms-operator order disable payroll"})
    static final class Disable extends OrderCreateCommand {
        Disable(OperatorContext context) {
            super(context, OrderKind.DISABLE);
        }
    }

    /** Enables. */
    @Command(
            name = "enable",
            description = "Order that a disabled Domain may be used again.",
            footer = {"", "Example:", "  kms-operator order enable payroll"})
    static final class Enable extends OrderCreateCommand {
        Enable(OperatorContext context) {
            super(context, OrderKind.ENABLE);
        }
    }

    /** Deletes. */
    @Command(
            name = "delete",
            description =
                    "Order that a Domain is deleted, which it can be after it was disabled for 7 days. Its keys are"
                            + " gone then; a copy that somebody exported before is refused, and opens as long as its HSMs exist.",
            footer = {"", "Example:", "  kms-operator order delete payroll"})
    static final class Delete extends OrderCreateCommand {
        Delete(OperatorContext context) {
            super(context, OrderKind.DELETE);
        }
    }

    /** Grants. */
    @Command(
            name = "grant",
            description = "Order that a Domain gets a new controller, in place of all it has: its client lost its key.",
            footer = {"", "Example:", "  kms-operator order grant payroll 47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU"})
    static final class Grant extends OrderCreateCommand {

        @Parameters(
                index = "1",
                paramLabel = "THUMBPRINT",
                description = "All 43 characters of the new controller's key: its kms-client whoami says it.")
        private String controller = "";

        Grant(OperatorContext context) {
            super(context, OrderKind.GRANT);
        }

        @Override
        Optional<Thumbprint> controller() {
            if (controller.length() != Thumbprint.LENGTH) {
                throw new UsageException(
                        "Name the key by all 43 characters of its thumbprint; kms-client whoami prints it.");
            }
            return Optional.of(new Thumbprint(controller));
        }
    }
}
