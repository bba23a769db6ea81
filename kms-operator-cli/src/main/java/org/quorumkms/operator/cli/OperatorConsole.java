package org.quorumkms.operator.cli;

import java.io.InputStream;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.quorumkms.cli.CommonOptions;
import org.quorumkms.cli.Programs;
import org.quorumkms.cli.ServerOptions;
import org.quorumkms.cli.Terminal;
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
        System.exit(Programs.execute(
                commandLine(System.getenv(), Clock.systemUTC(), new SecureRandom(), System.in, Terminal.isThere()),
                args));
    }

    static CommandLine commandLine(
            Map<String, String> environment, Clock clock, SecureRandom random, InputStream input, boolean terminal) {
        CommonOptions common = new CommonOptions(environment, "operator", terminal);
        ServerOptions servers = new ServerOptions();
        OperatorContext context =
                new OperatorContext(environment, common, servers, clock, random, input, OperatorConsole::ask);
        CommandLine root = Programs.begin(new OperatorConsole(context), common, servers);
        root.addSubcommand(new EnrolCommand(context));
        root.addSubcommand(group(
                new TrustGroup(),
                new TrustListCommand(context),
                new TrustShowCommand(context),
                new TrustSignaturesCommand(context),
                new TrustCreateCommand(context),
                new TrustApproveCommand(context),
                new TrustAddApprovalCommand(context),
                new TrustSignCommand(context),
                new TrustLineCommand(context),
                new TrustVerifyCommand(context),
                new TrustExportCommand(context)));
        root.addSubcommand(group(
                new DomainGroup(),
                new DomainListCommand(context),
                new DomainCreateCommand(context),
                new DomainVerifyCommand(context),
                new DomainExportCommand(context),
                new DomainImportCommand(context),
                new DomainRewrapCommand(context),
                new DomainRotateCommand(context)));
        root.addSubcommand(group(
                new OrderGroup(),
                new OrderListCommand(context),
                new OrderCreateCommand.Disable(context),
                new OrderCreateCommand.Enable(context),
                new OrderCreateCommand.Delete(context),
                new OrderCreateCommand.Grant(context),
                new OrderApproveCommand(context),
                new OrderRunCommand(context)));
        root.addSubcommand(
                group(new OperatorGroup(), new OperatorListCommand(context), new OperatorInviteCommand(context)));
        root.addSubcommand(group(new HsmGroup(), new HsmListCommand(context), new HsmCreateCommand(context)));
        root.addSubcommand(group(
                new AuditGroup(),
                new AuditListCommand(context),
                new AuditVerifyCommand(context),
                new AuditExportCommand(context)));
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

    private static CommandLine group(Object group, Object... commands) {
        CommandLine line = new CommandLine(group);
        for (Object command : commands) {
            line.addSubcommand(command);
        }
        return line;
    }

    private static Optional<String> ask(String question) {
        return Terminal.find().flatMap(console -> Optional.ofNullable(console.readLine("%s", question)));
    }
}
