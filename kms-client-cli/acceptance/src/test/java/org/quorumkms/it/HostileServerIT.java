package org.quorumkms.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.quorumkms.it.hostile.Canary;
import org.quorumkms.it.hostile.EmbeddingProgram;
import org.quorumkms.it.hostile.HostileServer;

/**
 * A server that was taken over, with its HSMs' keys, at the right port: whatever it answers, nothing is made in a console
 * or client that is not on the list, and its callers say that something is wrong.
 */
@Tag("ring2")
@Tag("campaigns")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostileServerIT {

    private static final List<String> OPERATOR =
            List.of("kms-operator-cli", "org.quorumkms.operator.cli.console.OperatorConsole");
    private static final List<String> CLIENT = List.of("kms-client-cli", "org.quorumkms.client.cli.ClientConsole");

    private Path folder;
    private Kms kms;
    private String invitation;

    @BeforeAll
    void found(@TempDir Path temporary) throws Exception {
        folder = temporary;
        FoundedSystem system = new FoundedSystem(folder);
        kms = system.kms();
        invitation = system.invitation("next");
        Files.writeString(folder.resolve("plain"), "hello");
        kms.client("client", "encrypt", "plain").ok();
        kms.operator("alice", "hsm", "create", "--label", "h2").ok();
        String plan = "trust create --hsm h1 --hsm h2 --operator alice --quorum 1 --after 2";
        kms.operator("alice", (Object[]) plan.split(" ")).ok();
        kms.operator("alice", "order", "disable", "payroll").ok();
        system.stop();
    }

    private static List<String> java(String... before) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        command.addAll(List.of(before));
        return command;
    }

    private static String testClasses() throws IOException {
        Path target = Path.of(System.getProperty("basedir", "."), "target").toAbsolutePath();
        return target.resolve("test-classes") + ":" + target.resolve("classes") + ":"
                + Files.readString(target.resolve("test-classpath.txt")).strip();
    }

    private Process serve(String answers) throws IOException {
        List<String> command = java(
                "-cp",
                testClasses(),
                "org.quorumkms.it.hostile.HostileServer",
                folder.resolve("s").toString(),
                kms.address("s"),
                answers);
        Process server = new ProcessBuilder(command)
                .redirectError(folder.resolve("hostile.err").toFile())
                .start();
        BufferedReader out = server.inputReader(StandardCharsets.UTF_8);
        String line = out.readLine();
        while (line != null && !line.equals("ready")) {
            line = out.readLine();
        }
        assertThat(line).as(Files.readString(folder.resolve("hostile.err"))).isEqualTo("ready");
        return server;
    }

    /** Runs a program with the canary on its class path. */
    private Kms.Result run(List<String> program, String home, String... arguments) throws Exception {
        Path jar = Kms.ROOT.resolve(program.get(0)).resolve("target").resolve(program.get(0) + "-app.jar");
        Path classes = Kms.ROOT.resolve("kms-client-cli").resolve("target").resolve("test-classes");
        List<String> command = java(
                "-D" + Canary.FILE + "=" + folder.resolve("canary"),
                "-cp",
                jar + ":" + classes,
                program.get(1),
                "--home",
                folder.resolve(home).toString());
        command.addAll(List.of(arguments));
        return run(command);
    }

    /** Runs a program of somebody's that uses the library. */
    private Kms.Result embed(String first, String... flags) throws Exception {
        List<String> command = java(flags);
        command.addAll(List.of(
                "-D" + Canary.FILE + "=" + folder.resolve("canary"),
                "-cp",
                testClasses(),
                EmbeddingProgram.class.getName(),
                first,
                folder.resolve("client").toString()));
        return run(command);
    }

    private Kms.Result run(List<String> command) throws Exception {
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Kms.Result(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    private void refuses(Kms.Result result) {
        assertThat(result.exit()).as("%s%s", result.out(), result.err()).isEqualTo(4);
        result.says("The server's answer is not recognised");
        assertThat(folder.resolve("canary"))
                .as("a class of the server's in the caller's process")
                .doesNotExist();
    }

    @Test
    void whatItAnswersAndFailsWithIsNotMade() throws Exception {
        Process server = serve("domains=LIST,hsms=QUEUE,auditLogs=CAUSE,openDataKey=FAILURE,claim=CAUSE");
        try {
            assertThat(run(OPERATOR, "alice", "trust", "list").exit())
                    .as("what it answers rightly is taken")
                    .isZero();
            refuses(run(OPERATOR, "alice", "domain", "list"));
            refuses(run(OPERATOR, "alice", "hsm", "list"));
            refuses(run(OPERATOR, "alice", "audit", "verify"));
            refuses(run(CLIENT, "client", "domains"));
            refuses(run(CLIENT, "client", "decrypt", "-o", "opened", "plain.kms"));
            refuses(run(CLIENT, "another", "claim", invitation));
            assertThat(folder.resolve("opened")).doesNotExist();
            assertThat(Files.readString(folder.resolve("hostile.err")))
                    .contains(
                            "asked for domains",
                            "asked for hsms",
                            "asked for auditLogs",
                            "asked for openDataKey",
                            "asked for claim");
        } finally {
            server.destroyForcibly().waitFor();
        }
    }

    /** Whatever a server says in words, a person sees all of it, and nothing of it paints the screen; JSON says it as it is. */
    @Test
    void whatItSaysPaintsNoScreen() throws Exception {
        Process server =
                serve("all=PAINTED,auditLogs=PAINTED_FAILURE,domains=PAINTED_FAILURE,operators=PAINTED_FAILURE");
        try {
            List<Kms.Result> results = new ArrayList<>();
            for (String command : List.of(
                    "trust list",
                    "trust show 3",
                    "trust approve 3",
                    "order list",
                    "order show 1",
                    "hsm list",
                    "servers",
                    "audit list",
                    "domain list",
                    "operator list",
                    "trust show 3 --output json",
                    "hsm list --output json",
                    "trust list --ended --output json")) {
                results.add(run(OPERATOR, "alice", command.split(" ", -1)));
            }
            for (String command : List.of("domains", "encrypt -o painted plain")) {
                results.add(run(CLIENT, "client", command.split(" ", -1)));
            }
            StringBuilder all = new StringBuilder();
            for (Kms.Result result : results) {
                assertThat((result.out() + result.err()).codePoints())
                        .noneMatch(character -> character != '\n' && HostileServer.paints(character));
                all.append(result.out()).append(result.err());
            }
            assertThat(all.toString())
                    .contains("U+001B[31mU+0000U+0001", "U+009B", "U+202E", "U+05D0", "\\u009b", "\\u202e");
        } finally {
            server.destroyForcibly().waitFor();
        }
    }

    /** A program that embeds the library is as safe as the console, and reads its own objects as before. */
    @Test
    void itMakesNothingInAProgramThatEmbedsTheLibrary() throws Exception {
        String flag = "-Djdk.serialFilterFactory=org.quorumkms.net.CallFilters";
        Process server = serve("domains=LIST");
        try {
            for (Kms.Result result : List.of(embed("prepared"), embed("bare", flag))) {
                assertThat(result.out())
                        .as(result.err())
                        .contains("VerificationException: The server's answer is not recognised")
                        .endsWith("read after: NEW\n");
            }
            for (Kms.Result result : List.of(embed("late"), embed("bare"))) {
                assertThat(result.out())
                        .as(result.err())
                        .contains(
                                "RefusedException: This program takes in objects without the filter of the KMS's calls."
                                        + " Call KmsClient.prepare() first in its main, or start it with " + flag
                                        + ", or let its own filter factory delegate to that class.")
                        .endsWith("read after: NEW\n");
            }
            assertThat(folder.resolve("canary")).doesNotExist();
        } finally {
            server.destroyForcibly().waitFor();
        }
    }

    /** A stub of the right kind that lacks the socket factory would connect without our TLS, wherever it likes. */
    @Test
    void aStubWithoutOurSocketFactoryIsNotTaken() throws Exception {
        Process server = serve("all=BARE");
        try {
            refuses(run(OPERATOR, "alice", "trust", "list"));
            refuses(run(CLIENT, "client", "domains"));
            assertThat(embed("prepared").out())
                    .contains("VerificationException: The server's answer is not recognised");
            assertThat(Files.readString(folder.resolve("hostile.err")))
                    .doesNotContain("asked for", "somebody connected elsewhere");
        } finally {
            server.destroyForcibly().waitFor();
        }
    }

    /** A stub that leads elsewhere, without our TLS: it is not made, and nothing connects there. */
    @Test
    void aReboundNameLeadsNowhere() throws Exception {
        Process server = serve("all=REBOUND");
        try {
            refuses(run(OPERATOR, "alice", "trust", "list"));
            refuses(run(CLIENT, "client", "domains"));
            assertThat(Files.readString(folder.resolve("hostile.err"))).doesNotContain("asked for");
        } finally {
            server.destroyForcibly().waitFor();
        }
    }
}
