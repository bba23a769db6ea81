package org.quorumkms.operator.cli;

import java.io.InputStream;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.quorumkms.cli.CommandTree;
import org.quorumkms.cli.CommonOptions;
import org.quorumkms.cli.Programs;
import org.quorumkms.cli.ServerOptions;
import org.quorumkms.cli.Shown;
import org.quorumkms.cli.Terminal;
import org.quorumkms.home.StandardStreams;
import org.quorumkms.net.WireFilters;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The operator program. */
@Command(
        name = "kms-operator",
        description = "The operator's console: with no command on a terminal, interactive.",
        footer = {"", "Example:", "  kms-operator trust list --unsigned"})
public final class OperatorConsole implements Callable<Integer> {

    private final OperatorContext context;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private OperatorConsole(OperatorContext context) {
        this.context = context;
    }

    /** Runs the program. */
    public static void main(String[] args) {
        WireFilters.installForResults();
        System.exit(Programs.main(
                words -> commandLine(
                        words,
                        System.getenv(),
                        Clock.systemUTC(),
                        new SecureRandom(),
                        StandardStreams.input(),
                        Terminal.isThere()),
                args));
    }

    static CommandLine commandLine(
            String[] words,
            Map<String, String> environment,
            Clock clock,
            SecureRandom random,
            InputStream input,
            boolean terminal) {
        CommonOptions common = new CommonOptions(environment, "operator", terminal);
        ServerOptions servers = new ServerOptions();
        OperatorContext context =
                new OperatorContext(environment, common, servers, clock, random, input, new TerminalPrompt());
        CommandLine root = Programs.begin(new OperatorConsole(context), common, servers);
        commands(context).addTo(root, words);
        return Programs.finish(root, common);
    }

    @Override
    public Integer call() throws Exception {
        if (!context.common().terminal()) {
            return Programs.needsCommand(spec);
        }
        List<String> arguments = spec.commandLine().getParseResult().originalArgs();
        return new InteractiveConsole(context, spec.commandLine(), arguments).run();
    }

    private static CommandTree commands(OperatorContext context) {
        return new CommandTree()
                .command("enrol", () -> new EnrolCommand(context))
                .command("servers", () -> new ServersCommand(context))
                .group(
                        "trust",
                        "View, create, approve, sign and verify Trusts.",
                        new CommandTree()
                                .command("list", () -> new TrustListCommand(context))
                                .command("show", () -> new TrustShowCommand(context))
                                .command("signatures", () -> new TrustSignaturesCommand(context))
                                .command("create", () -> new TrustCreateCommand(context))
                                .command("withdraw", () -> new TrustEndCommand.Withdraw(context))
                                .command("reject", () -> new TrustEndCommand.Reject(context))
                                .command("approve", () -> new TrustApproveCommand(context))
                                .command("add-approval", () -> new TrustAddApprovalCommand(context))
                                .command("sign", () -> new TrustSignCommand(context))
                                .command("line", () -> new TrustLineCommand(context))
                                .command("verify", () -> new TrustVerifyCommand(context))
                                .command("export", () -> new TrustExportCommand(context))
                                .command("import", () -> new TrustImportCommand(context))
                                .command("repin", () -> new RepinCommand.OfTrust(context)),
                        "kms-operator trust list --unsigned")
                .group(
                        "domain",
                        "View, create, verify, export and import Domains.",
                        new CommandTree()
                                .command("list", () -> new DomainListCommand(context))
                                .command("create", () -> new DomainCreateCommand(context))
                                .command("invite", () -> new DomainInviteCommand(context))
                                .command("card", () -> new DomainCardCommand(context))
                                .command("verify", () -> new DomainVerifyCommand(context))
                                .command("export", () -> new DomainExportCommand(context))
                                .command("import", () -> new DomainImportCommand(context))
                                .command("rewrap", () -> new DomainRewrapCommand(context))
                                .command("rotate", () -> new DomainRotateCommand(context))
                                .command("repin", () -> new RepinCommand.OfDomain(context)),
                        "kms-operator domain list")
                .group(
                        "order",
                        "Order what needs a quorum: disable, enable or delete a Domain, or grant it to another key.",
                        new CommandTree()
                                .command("list", () -> new OrderListCommand(context))
                                .command("disable", () -> new OrderCreateCommand.Disable(context))
                                .command("enable", () -> new OrderCreateCommand.Enable(context))
                                .command("delete", () -> new OrderCreateCommand.Delete(context))
                                .command("grant", () -> new OrderControllerCommand.Grant(context))
                                .command("admit", () -> new OrderControllerCommand.Admit(context))
                                .command("end", () -> new OrderCreateCommand.End(context))
                                .command("show", () -> new OrderShowCommand(context))
                                .command("withdraw", () -> new OrderEndCommand.Withdraw(context))
                                .command("reject", () -> new OrderEndCommand.Reject(context))
                                .command("approve", () -> new OrderApproveCommand(context))
                                .command("run", () -> new OrderRunCommand(context)),
                        "kms-operator order disable payroll",
                        "kms-operator order approve 4f1c2d9a",
                        "kms-operator order run 4f1c2d9a")
                .group(
                        "operator",
                        "View and invite operators.",
                        new CommandTree()
                                .command("list", () -> new OperatorListCommand(context))
                                .command("invite", () -> new OperatorInviteCommand(context)),
                        "kms-operator operator list")
                .group(
                        "hsm",
                        "View and create HSMs.",
                        new CommandTree()
                                .command("list", () -> new HsmListCommand(context))
                                .command("create", () -> new HsmCreateCommand(context)),
                        "kms-operator hsm list")
                .group(
                        "audit",
                        "View, verify and export the servers' audit logs: who did what, with what result.",
                        new CommandTree()
                                .command("list", () -> new AuditListCommand(context))
                                .command("verify", () -> new AuditVerifyCommand(context))
                                .command("accept-gap", () -> new AuditAcceptGapCommand(context))
                                .command("export", () -> new AuditExportCommand(context)),
                        "kms-operator audit list");
    }

    /** Asks at the terminal. */
    private static final class TerminalPrompt implements Prompt {

        @Override
        public boolean isThere() {
            return Terminal.isThere();
        }

        @Override
        public Optional<String> ask(String question) {
            return Terminal.find()
                    .flatMap(console -> Optional.ofNullable(console.readLine("%s", Shown.text(question))));
        }
    }
}
