package org.quorumkms.client.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.quorumkms.cli.CommonOptions;
import org.quorumkms.cli.Programs;
import org.quorumkms.cli.ServerOptions;
import org.quorumkms.client.ClientMemory;
import org.quorumkms.client.KmsClient;
import org.quorumkms.home.Home;
import org.quorumkms.party.KeptDomains;
import org.quorumkms.party.PinFile;
import org.quorumkms.party.Pins;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.testing.DomainHistory;
import org.quorumkms.testing.TestAuthority;
import org.quorumkms.testing.TestController;
import org.quorumkms.testing.TestSystem;
import picocli.CommandLine;

/** A client's home in a folder, and the program that runs in it without a server. */
record TestHome(Path folder) {

    static {
        KmsClient.prepare();
    }

    /** This home's key is that of the first controller. */
    static final TestController SELF = TestController.number(1);

    /**
     * What a run gave.
     *
     * @param exit the exit code
     * @param out standard output
     * @param err standard error
     */
    record Run(int exit, String out, String err) {}

    Home home() {
        return Home.open(folder);
    }

    /** Takes up a Domain as first contact does. */
    TestHome taking(DomainHistory domain) {
        new KeptDomains(home(), Integer.MAX_VALUE).keep(domain.exported());
        new PinFile(home())
                .updateOrBegin(before -> before.orElseGet(() -> Pins.begin(TestSystem.genesis(), List.of()))
                        .with(domain.verified(), domain.exported()));
        return this;
    }

    ClientMemory memory() {
        return new ClientMemory(home(), SELF::key, said -> {});
    }

    Pins pins() {
        return new PinFile(home()).require();
    }

    Thumbprint seen(DomainHistory domain) {
        return pins().domain(domain.last().body().id()).orElseThrow().descent().thumbprint();
    }

    /** Makes the context of a command that has no terminal. */
    ClientContext context() {
        return new ClientContext(
                new CommonOptions(Map.of("KMS_HOME", folder.toString()), "client", false),
                new ServerOptions(),
                TestAuthority.CLOCK,
                new SecureRandom(),
                InputStream.nullInputStream(),
                new ByteArrayOutputStream());
    }

    /** Runs the program. */
    Run run(String... words) {
        String[] all = Stream.concat(Stream.of("--home", folder.toString()), Stream.of(words))
                .toArray(String[]::new);
        CommandLine program = ClientConsole.commandLine(
                all,
                Map.of(),
                TestAuthority.CLOCK,
                new SecureRandom(),
                new ByteArrayInputStream("".getBytes(StandardCharsets.UTF_8)),
                new ByteArrayOutputStream(),
                false);
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        program.setOut(new PrintWriter(out));
        program.setErr(new PrintWriter(err));
        int exit = Programs.execute(program, all);
        return new Run(exit, out.toString(), err.toString());
    }
}
