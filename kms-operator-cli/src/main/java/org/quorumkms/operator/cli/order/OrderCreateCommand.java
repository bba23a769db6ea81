package org.quorumkms.operator.cli.order;

import java.util.ArrayList;
import java.util.List;
import org.quorumkms.domain.DomainBody;
import org.quorumkms.domain.Policy;
import org.quorumkms.errors.ExitCode;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.errors.UsageException;
import org.quorumkms.operator.DomainCalls;
import org.quorumkms.operator.OrderEntry;
import org.quorumkms.operator.OrderScreen;
import org.quorumkms.operator.Session;
import org.quorumkms.operator.Trusts;
import org.quorumkms.operator.cli.OperatorCommand;
import org.quorumkms.operator.cli.OperatorContext;
import org.quorumkms.operator.cli.PolicyOptions;
import org.quorumkms.operator.cli.rows.OrderRows;
import org.quorumkms.order.Decision;
import org.quorumkms.signed.Thumbprint;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes an order; each kind is a command of its own. */
abstract class OrderCreateCommand extends OperatorCommand {

    @Parameters(index = "0", paramLabel = "NAME", description = "A Domain: its name or UUID.")
    private String name = "";

    @Option(names = "--note", paramLabel = "TEXT", defaultValue = "", description = "What the approvers should know.")
    private String note = "";

    OrderCreateCommand(OperatorContext context) {
        super(context);
    }

    /** Returns what to decide about a Domain, as it is now. */
    abstract Decision decision(DomainBody domain);

    @Override
    public final Integer call() {
        Session session = open();
        DomainCalls.Looked looked = session.domains().look(session.domains().meant(name));
        Decision decision = decision(looked.domain().body());
        OrderEntry entry = session.orders().create(looked.domain(), decision, note);
        Trusts trusts = session.trusts().shown();
        List<String> text = new ArrayList<>(OrderScreen.lines(entry, looked, trusts));
        text.add("Created. Next, " + entry.trust().body().quorum() + " of its operators: order approve "
                + OrderRows.reference(entry.order()));
        printer().result(OrderRows.row(trusts, entry, session.now()), text);
        return ExitCode.DONE.code();
    }

    /** O2: the order that disabled a Domain, which enabling and deleting name. */
    static Thumbprint disabling(DomainBody domain) {
        return domain.disabling()
                .map(DomainBody.Disabling::order)
                .orElseThrow(() -> new RefusedException(
                        "O2: Domain " + domain.name() + " is not disabled. Begin with order disable."));
    }

    /** Disables. */
    @Command(
            name = "disable",
            description = "Order that nobody may use a Domain, until an order enables it.",
            footer = {"", "Example:", "  kms-operator order disable payroll --note \"laptop stolen, ticket 4711\""})
    static final class Disable extends OrderCreateCommand {
        Disable(OperatorContext context) {
            super(context);
        }

        @Override
        Decision decision(DomainBody domain) {
            return new Decision.Disable();
        }
    }

    /** Enables. */
    @Command(
            name = "enable",
            description = "Order that a disabled Domain may be used again.",
            footer = {"", "Example:", "  kms-operator order enable payroll"})
    static final class Enable extends OrderCreateCommand {
        Enable(OperatorContext context) {
            super(context);
        }

        @Override
        Decision decision(DomainBody domain) {
            return new Decision.Enable(disabling(domain));
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
            super(context);
        }

        @Override
        Decision decision(DomainBody domain) {
            return new Decision.Delete(disabling(domain));
        }
    }

    /** Ends older orders. */
    @Command(
            name = "end",
            description =
                    "Order that every older order of a Domain ends, approved or not, and every release of a file.",
            footer = {"", "Example:", "  kms-operator order end payroll"})
    static final class End extends OrderCreateCommand {
        End(OperatorContext context) {
            super(context);
        }

        @Override
        Decision decision(DomainBody domain) {
            return new Decision.End();
        }
    }

    /** Changes who decides. */
    @Command(
            name = "policy",
            description =
                    "Order who decides about a Domain from then on: its controllers, or a quorum of operators each"
                            + " time. What is not named stays as it is. With a quorum, what is lost with it is lost.",
            footer = {"", "Example:", "  kms-operator order policy payroll --decrypt quorum --note \"from January on\""
            })
    static final class ChangePolicy extends OrderCreateCommand {

        @Mixin
        private PolicyOptions policy = new PolicyOptions();

        ChangePolicy(OperatorContext context) {
            super(context);
        }

        @Override
        Decision decision(DomainBody domain) {
            Policy before = domain.policy()
                    .orElseThrow(() -> new RefusedException(
                            "D9: Domain " + domain.name() + " has no policy: it is not one to encrypt with."));
            if (!policy.isAny()) {
                throw new UsageException("Name what changes: --readers or --decrypt, controllers or quorum.");
            }
            Policy after = policy.over(before);
            if (after.equals(before)) {
                throw new RefusedException("O3: Domain " + domain.name() + " has that policy already.");
            }
            return new Decision.SetPolicy(after);
        }
    }
}
