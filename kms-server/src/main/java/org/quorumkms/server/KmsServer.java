package org.quorumkms.server;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.Callable;
import org.quorumkms.cli.CommandTree;
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
        System.exit(Programs.main(
                words -> commandLine(words, System.getenv(), Clock.systemUTC(), new SecureRandom(), Terminal.isThere()),
                args));
    }

    static CommandLine commandLine(
            String[] words, Map<String, String> environment, Clock clock, SecureRandom random, boolean terminal) {
        CommonOptions common = new CommonOptions(environment, "server", terminal);
        CommandLine root = Programs.begin(new KmsServer(), common);
        ServerContext context = new ServerContext(common, environment, clock, random);
        new CommandTree()
                .command("init", () -> new InitCommand(context))
                .command("join", () -> new JoinCommand(context))
                .command("run", () -> new RunCommand(context))
                .command("invite", () -> new InviteCommand(context))
                .group(
                        "hsm",
                        "Try tokens, make HSMs in them, look at HSMs, and end the life of one.",
                        new CommandTree()
                                .command("make", () -> new HsmMakeCommand(context))
                                .command("adopt", () -> new HsmAdoptCommand(context))
                                .command("attest", () -> new HsmAttestCommand(context))
                                .command("show", () -> new HsmShowCommand(context))
                                .command("test", () -> new HsmTestCommand(context))
                                .command("destroy", () -> new HsmDestroyCommand(context)),
                        "kms-server hsm show")
                .group(
                        "memory",
                        "What this server remembers in its home, since its database is not trusted.",
                        new CommandTree()
                                .command("export", () -> new MemoryExportCommand(context))
                                .command("new", () -> new MemoryNewCommand(context)),
                        "kms-server memory export memory.jsonl")
                .group(
                        "domain",
                        "After a disaster: choose which branch of a Domain this server takes.",
                        new CommandTree().command("repin", () -> new DomainRepinCommand(context)),
                        "kms-server domain repin payroll --thumbprint 47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU")
                .group(
                        "trust",
                        "After a disaster: choose which branch of a line this server takes.",
                        new CommandTree().command("repin", () -> new TrustRepinCommand(context)),
                        "kms-server trust repin 7 --thumbprint 47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU")
                .command("resume", () -> new ResumeCommand(context))
                .command("import", () -> new ImportCommand(context))
                .command("status", () -> new StatusCommand(context))
                .command("doctor", () -> new DoctorCommand(context))
                .command(
                        "backup",
                        () -> new BackupCommand(context),
                        new CommandTree().command("verify", () -> new BackupVerifyCommand(context)))
                .command("restore", () -> new RestoreCommand(context))
                .addTo(root, words);
        return Programs.finish(root, common);
    }

    @Override
    public Integer call() {
        return Programs.needsCommand(spec);
    }
}
