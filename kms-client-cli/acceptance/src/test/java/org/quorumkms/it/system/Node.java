package org.quorumkms.it.system;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.quorumkms.net.Address;
import org.quorumkms.net.ConnectionKey;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.testing.JsonTree;
import org.quorumkms.testing.TestHsm;

/** One server: its home, and its process while it has one. */
public final class Node {

    /** This checkout. */
    static final Path ROOT = Path.of(System.getProperty("project.root", ".")).toAbsolutePath();

    private static final int PATIENCE_SECONDS = 120;

    private final Path home;
    private Path programs;
    private Process process;

    public Node(Path home) {
        this(home, ROOT);
    }

    Node(Path home, Path programs) {
        this.home = home;
        this.programs = programs;
    }

    /** Takes the programs of another checkout from the next command on. */
    public void programs(Path root) {
        this.programs = root;
    }

    public Path home() {
        return home;
    }

    public Address address() {
        try {
            String config = Files.readString(home.resolve("server.json"));
            return Address.parse(config.replaceAll("(?s).*\"listen\" : \"([^\"]+)\".*", "$1"));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The thumbprint of its key, as join prints it. */
    public Thumbprint serverKey() {
        try {
            return ConnectionKey.read(Files.readAllBytes(home.resolve("connection.p12")))
                    .thumbprint();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Starts it and waits until it is ready. */
    public void start(String... options) {
        try {
            ProcessBuilder builder =
                    builder(Stream.concat(Stream.of("run"), Stream.of(options)).toArray(String[]::new));
            // It serves for seconds: the second compiler would only take from the cores that the tests share.
            builder.environment().putIfAbsent("KMS_JAVA_OPTS", "-XX:TieredStopAtLevel=1");
            process = builder.start();
            BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
            String line = out.readLine();
            if (line == null || !line.startsWith("ready ")) {
                throw new IllegalStateException(
                        "the server of " + home + " did not start: " + Files.readString(errors()));
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Opens one of its HSMs, as a thief of its home can. */
    public TestHsm hsm(String label) throws IOException {
        String passphrase = Files.readString(home.resolve("passphrase")).strip();
        try (Stream<Path> files = Files.list(home.resolve("hsms"))) {
            for (Path file : files.toList()) {
                TestHsm hsm = TestHsm.read(Files.readAllBytes(file), passphrase);
                if (hsm.keys().label().equals(label)) {
                    return hsm;
                }
            }
        }
        throw new IllegalStateException("there is no HSM " + label);
    }

    /** Kills it with -9. */
    public void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /** Ends it as an administrator does. */
    public void stop() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new IllegalStateException("the server of " + home + " did not end cleanly");
        }
    }

    public boolean isRunning() {
        return process != null && process.isAlive();
    }

    public Process process() {
        return process;
    }

    /** What doctor says: exit code and output. */
    public void requireHealthy() throws IOException, InterruptedException {
        Process doctor = builder("doctor")
                .redirectErrorStream(true)
                .redirectError(ProcessBuilder.Redirect.PIPE)
                .start();
        String out = new String(doctor.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (doctor.waitFor() != 0) {
            throw new IllegalStateException("doctor of " + home + ":\n" + out);
        }
    }

    /** Runs a command of kms-server that ends by itself; returns its JSON. */
    public Map<String, Object> run(List<String> arguments) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(arguments);
        all.addAll(List.of("--output", "json"));
        Process command = builder(all.toArray(String[]::new)).start();
        String out = new String(command.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (command.waitFor() != 0) {
            throw new IllegalStateException(arguments + ": " + Files.readString(errors()));
        }
        @SuppressWarnings("unchecked")
        Map<String, Object> json = (Map<String, Object>) JsonTree.parse(out);
        return json;
    }

    private Path errors() {
        return home.resolveSibling(home.getFileName() + ".err");
    }

    private ProcessBuilder builder(String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(programs.resolve("scripts/kms-server").toString());
        command.addAll(List.of("--home", home.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().remove("KMS_HOME");
        builder.redirectError(ProcessBuilder.Redirect.appendTo(errors().toFile()));
        return builder;
    }
}
