package org.quorumkms.client.cli;

import java.io.InputStream;
import java.io.OutputStream;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.quorumkms.cli.CommonOptions;
import org.quorumkms.cli.Programs;
import org.quorumkms.cli.ServerOptions;
import org.quorumkms.cli.StandardStreams;
import org.quorumkms.cli.Terminal;
import org.quorumkms.net.WireFilters;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The client program. */
@Command(
        name = "kms-client",
        description = "Encrypts and decrypts files with Domains.",
        footer = {"", "Example:", "  kms-client claim INVITATION && kms-client encrypt report.pdf"})
public final class ClientConsole implements Callable<Integer> {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private ClientConsole() {}

    /** Runs the program. */
    public static void main(String[] args) {
        WireFilters.installForResults();
        CommandLine program = commandLine(
                args.length == 0 ? "" : args[0],
                System.getenv(),
                Clock.systemUTC(),
                new SecureRandom(),
                StandardStreams.input(),
                StandardStreams.output(),
                Terminal.isThere());
        System.exit(Programs.execute(program, args));
    }

    /** Makes the command line: all commands, or that one alone which is called first, so that no other is loaded. */
    static CommandLine commandLine(
            String first,
            Map<String, String> environment,
            Clock clock,
            SecureRandom random,
            InputStream input,
            OutputStream output,
            boolean terminal) {
        CommonOptions common = new CommonOptions(environment, "client", terminal);
        ServerOptions servers = new ServerOptions();
        ClientContext context = new ClientContext(common, servers, clock, random, input, output);
        CommandLine root = Programs.begin(new ClientConsole(), common, servers);
        Map<String, Function<ClientContext, ClientCommand>> commands = commands();
        Function<ClientContext, ClientCommand> only = commands.get(first);
        (only == null ? commands.values() : List.of(only))
                .forEach(command -> root.addSubcommand(command.apply(context)));
        return Programs.finish(root, common);
    }

    private static Map<String, Function<ClientContext, ClientCommand>> commands() {
        Map<String, Function<ClientContext, ClientCommand>> commands = new LinkedHashMap<>();
        commands.put("claim", ClaimCommand::new);
        commands.put("domains", DomainsCommand::new);
        commands.put("encrypt", EncryptCommand::new);
        commands.put("decrypt", DecryptCommand::new);
        commands.put("inspect", InspectCommand::new);
        commands.put("rewrap", RewrapCommand::new);
        commands.put("sign", SignCommand::new);
        commands.put("verify", VerifyCommand::new);
        commands.put("pin", PinCommand::new);
        commands.put("share", context -> new ShareCommand.Share(context));
        commands.put("unshare", context -> new ShareCommand.Unshare(context));
        commands.put("whoami", WhoamiCommand::new);
        return commands;
    }

    @Override
    public Integer call() {
        return Programs.needsCommand(spec);
    }
}
