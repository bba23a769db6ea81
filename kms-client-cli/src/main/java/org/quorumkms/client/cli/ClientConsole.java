package org.quorumkms.client.cli;

import java.io.InputStream;
import java.io.OutputStream;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.quorumkms.cli.CommandTree;
import org.quorumkms.cli.CommonOptions;
import org.quorumkms.cli.Programs;
import org.quorumkms.cli.ServerOptions;
import org.quorumkms.cli.Terminal;
import org.quorumkms.home.StandardStreams;
import org.quorumkms.net.Dialer;
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

    /** Commands whose time is that of a call; a file of such a name does no harm. */
    private static final Set<String> CALLING = Set.of("encrypt", "decrypt", "reencrypt", "age-plugin");

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private ClientConsole() {}

    /** Runs the program. */
    public static void main(String[] args) {
        if (Arrays.stream(args).anyMatch(CALLING::contains)) {
            Dialer.prepare();
        }
        WireFilters.installForResults();
        System.exit(Programs.main(
                words -> commandLine(
                        words,
                        System.getenv(),
                        Clock.systemUTC(),
                        new SecureRandom(),
                        StandardStreams.input(),
                        StandardStreams.output(),
                        Terminal.isThere()),
                args));
    }

    /** Makes the command line with the command that these words call. */
    static CommandLine commandLine(
            String[] words,
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
        new CommandTree()
                .command("identity", () -> new IdentityCommand(context))
                .command("claim", () -> new ClaimCommand(context))
                .command("domains", () -> new DomainsCommand(context))
                .command("encrypt", () -> new EncryptCommand(context))
                .command("decrypt", () -> new DecryptCommand(context))
                .command("inspect", () -> new InspectCommand(context))
                .command("request", () -> new RequestCommand(context))
                .command("reencrypt", () -> new ReencryptCommand(context))
                .command("rewrap", () -> new ReencryptCommand.Rewrap(context))
                .command("sign", () -> new SignCommand(context))
                .command("verify", () -> new VerifyCommand(context))
                .command("pin", () -> new PinCommand(context))
                .command("share", () -> new ShareCommand(context))
                .command("unshare", () -> new UnshareCommand(context))
                .command("export", () -> new ExportCommand(context))
                .command("end-signatures", () -> new EndSignaturesCommand(context))
                .command("whoami", () -> new WhoamiCommand(context))
                .command("kubernetes", () -> new KubernetesCommand(context))
                .command("servers", () -> new ServersCommand(context))
                .command("age-plugin", () -> new AgePluginCommand(context))
                .group(
                        "age",
                        "A Domain for age, which encrypts files itself and has a Domain seal their keys: age finds its"
                                + " plug-in age-plugin-quorum on the PATH, and that the home by KMS_HOME.",
                        new CommandTree()
                                .command("recipient", () -> new AgeRecipientCommand(context))
                                .command("identity", () -> new AgeIdentityCommand(context)),
                        "kms-client age recipient -d payroll",
                        "kms-client age identity -d payroll -o payroll.txt")
                .group(
                        "trust",
                        "What this home pinned of a line of Trusts.",
                        new CommandTree()
                                .command("import", () -> new TrustImportCommand(context))
                                .command("repin", () -> new RepinCommand.OfTrust(context)),
                        "kms-client trust import line.json")
                .group(
                        "domain",
                        "What this home pinned of a Domain.",
                        new CommandTree().command("repin", () -> new RepinCommand.OfDomain(context)),
                        "kms-client domain repin payroll --thumbprint 47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU")
                .addTo(root, words);
        return Programs.finish(root, common);
    }

    @Override
    public Integer call() {
        return Programs.needsCommand(spec);
    }
}
