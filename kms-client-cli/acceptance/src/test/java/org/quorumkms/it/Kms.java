package org.quorumkms.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.quorumkms.testing.JsonTree;

/** The three programs as processes, through their launchers. */
final class Kms {

    static final Path ROOT = Path.of(System.getProperty("project.root", "..")).toAbsolutePath();

    private static final long PATIENCE_SECONDS = 180;

    private final Path folder;
    private final StringBuilder said = new StringBuilder();
    private String logLevel = "WARN";

    private final Map<String, String> environment = new HashMap<>();

    Kms(Path folder) {
        this.folder = folder;
    }

    /** What a process did. */
    record Result(int exit, String out, String err) {

        Map<String, Object> json() {
            @SuppressWarnings("unchecked")
            Map<String, Object> object = (Map<String, Object>) JsonTree.parse(out);
            return object;
        }

        List<Map<String, Object>> rows() {
            @SuppressWarnings("unchecked")
            List<Map<String, Object>> rows = (List<Map<String, Object>>) JsonTree.parse(out);
            return rows;
        }

        Result exits(int code) {
            assertThat(exit).as("exit code; it said: %s%s", out, err).isEqualTo(code);
            return this;
        }

        Result ok() {
            return exits(0);
        }

        /** A refusal is one or two lines, and never a stack trace. */
        Result says(String text) {
            assertThat(err).contains(text).doesNotContain("\tat ").doesNotContain("Exception in thread");
            return this;
        }
    }

    /** Gives all programs a variable. */
    void with(String variable, Path value) {
        environment.put(variable, value.toString());
    }

    Path folder() {
        return folder;
    }

    /** From now on servers log all that they can. */
    void logEverything() {
        logLevel = "DEBUG";
    }

    Result server(Object... arguments) {
        return serverOf("s", arguments);
    }

    /** A command of the server of another home. */
    Result serverOf(String home, Object... arguments) {
        return run("kms-server", home, arguments);
    }

    Result operator(String home, Object... arguments) {
        return run("kms-operator", home, arguments);
    }

    Result client(String home, Object... arguments) {
        return run("kms-client", home, arguments);
    }

    /** Starts a server and waits until it is ready. */
    Process serve() throws IOException {
        return serve("s");
    }

    /** Starts the server of a home and waits until it is ready. */
    Process serve(String home, Object... options) throws IOException {
        List<Object> run = new ArrayList<>(List.of("run"));
        run.addAll(List.of(options));
        ProcessBuilder builder = process(command("kms-server", home, run.toArray()));
        builder.redirectError(
                ProcessBuilder.Redirect.appendTo(folder.resolve("server.err").toFile()));
        builder.environment().put("KMS_LOG_LEVEL", logLevel);
        // It serves for seconds: the second compiler would only take from the cores that the tests share.
        builder.environment().putIfAbsent("KMS_JAVA_OPTS", "-XX:TieredStopAtLevel=1");
        Process server = builder.start();
        BufferedReader out = server.inputReader(StandardCharsets.UTF_8);
        String line = out.readLine();
        assertThat(line)
                .as("the server's first line; it said: %s", Files.readString(folder.resolve("server.err")))
                .startsWith("ready 127.0.0.1:");
        return server;
    }

    /** Returns where a home's server is called. */
    String address(String home) throws IOException {
        return Files.readString(folder.resolve(home).resolve("server.json"))
                .replaceAll("(?s).*\"listen\" : \"([^\"]+)\".*", "$1");
    }

    /** Starts a command of an operator that stays. */
    Process operatorStays(String home, Object... arguments) throws IOException {
        // A build that runs in the background ignores SIGINT, and so would what it starts.
        List<String> command = new ArrayList<>(List.of("env", "--default-signal=INT"));
        command.addAll(command("kms-operator", home, arguments));
        return process(command)
                .redirectOutput(folder.resolve("stays.out").toFile())
                .redirectError(folder.resolve("stays.err").toFile())
                .start();
    }

    /** Starts a command of a client that stays. */
    Process clientStays(String home, Object... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("env", "--default-signal=INT"));
        command.addAll(command("kms-client", home, arguments));
        return process(command).start();
    }

    /** Ends a command as Ctrl-C does. */
    static void interrupt(Process process) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
        assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    }

    static void stop(Process server) throws InterruptedException {
        server.destroy();
        assertThat(server.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(server.exitValue()).isZero();
    }

    /** Requires that nothing that any program printed or logged holds a key of its home, or the passphrase. */
    void requireNoSecretWasSaid() throws IOException {
        Secrets secrets = Secrets.of(folder);
        assertThat(secrets.size()).as("forms of secrets that were looked for").isGreaterThan(50);
        secrets.requireAbsentFrom("what the programs printed", said.toString());
        secrets.requireAbsentFrom("what the servers logged", Files.readString(folder.resolve("server.err")));
    }

    /** Runs a line of shell in the folder, with $SCRIPTS set. */
    Result shell(String line) {
        return run(List.of("bash", "-c", line));
    }

    private Result run(String program, String home, Object... arguments) {
        return run(command(program, home, arguments));
    }

    private List<String> command(String program, String home, Object... arguments) {
        List<String> command = new ArrayList<>();
        command.add(ROOT.resolve("scripts").resolve(program).toString());
        command.addAll(List.of("--home", folder.resolve(home).toString()));
        Arrays.stream(arguments).map(String::valueOf).forEach(command::add);
        return command;
    }

    private ProcessBuilder process(List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().put("SCRIPTS", ROOT.resolve("scripts").toString());
        builder.environment().remove("KMS_HOME");
        builder.environment().putAll(environment);
        return builder;
    }

    private Result run(List<String> command) {
        try {
            Path out = Files.createTempFile(folder, "out", "");
            Path err = Files.createTempFile(folder, "err", "");
            Process process = process(command)
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
            boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (!ended) {
                process.destroyForcibly();
            }
            assertThat(ended).as("ended in time: %s", command).isTrue();
            Result result = new Result(process.exitValue(), Files.readString(out), Files.readString(err));
            Files.delete(out);
            Files.delete(err);
            said.append(result.out()).append(result.err());
            return result;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
