package org.quorumkms.operator.cli.console;

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
import org.quorumkms.operator.cli.HomeOptions;
import org.quorumkms.operator.cli.OperatorContext;
import org.quorumkms.operator.cli.Prompt;
import org.quorumkms.operator.cli.access.AccessCommands;
import org.quorumkms.operator.cli.audit.AuditCommands;
import org.quorumkms.operator.cli.domain.DomainCommands;
import org.quorumkms.operator.cli.inbox.InboxCommands;
import org.quorumkms.operator.cli.order.OrderCommands;
import org.quorumkms.operator.cli.people.PeopleCommands;
import org.quorumkms.operator.cli.servers.ServerCommands;
import org.quorumkms.operator.cli.trust.TrustCommands;
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
        HomeOptions homes = new HomeOptions();
        OperatorContext context =
                new OperatorContext(environment, common, servers, homes, clock, random, input, new TerminalPrompt());
        CommandLine root = Programs.begin(new OperatorConsole(context), common, servers, homes);
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
        CommandTree tree = new CommandTree();
        PeopleCommands.addTo(tree, context);
        InboxCommands.addTo(tree, context);
        TrustCommands.addTo(tree, context);
        DomainCommands.addTo(tree, context);
        OrderCommands.addTo(tree, context);
        ServerCommands.addTo(tree, context);
        AccessCommands.addTo(tree, context);
        AuditCommands.addTo(tree, context);
        return tree;
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
