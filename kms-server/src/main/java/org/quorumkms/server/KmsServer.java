package org.quorumkms.server;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.Callable;
import org.quorumkms.cli.CommonOptions;
import org.quorumkms.cli.Programs;
import org.quorumkms.cli.Terminal;
import org.quorumkms.net.RmiSettings;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The server program. */
@Command(
        name = "kms-server",
        description = "Hosts HSMs, and tracks Trusts and Domains for operators and clients.",
        footer = {"", "Example:", "  kms-server init --operator alice --operator bob && kms-server run"})
public final class KmsServer implements Callable<Integer> {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private KmsServer() {}

    /** Runs the program. */
    public static void main(String[] args) {
        RmiSettings.apply();
        System.exit(Programs.execute(
                commandLine(System.getenv(), Clock.systemUTC(), new SecureRandom(), Terminal.isThere()), args));
    }

    static CommandLine commandLine(
            Map<String, String> environment, Clock clock, SecureRandom random, boolean terminal) {
        CommonOptions common = new CommonOptions(environment, "server", terminal);
        CommandLine root = Programs.begin(new KmsServer(), common);
        ServerContext context = new ServerContext(common, environment, clock, random);
        root.addSubcommand(new InitCommand(context));
        root.addSubcommand(new JoinCommand(context));
        root.addSubcommand(new RunCommand(context));
        root.addSubcommand(new InviteCommand(context));
        CommandLine hsm = new CommandLine(new HsmGroup());
        hsm.addSubcommand(new HsmDestroyCommand(context));
        root.addSubcommand(hsm);
        root.addSubcommand(new DoctorCommand(context));
        root.addSubcommand(new BackupCommand(context));
        root.addSubcommand(new RestoreCommand(context));
        return Programs.finish(root, common);
    }

    @Override
    public Integer call() {
        return Programs.needsCommand(spec);
    }
}
