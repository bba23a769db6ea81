package org.quorumkms.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quorumkms.testing.JsonTree;

/** A server that lets itself be watched, with the real program. */
class MonitoringIT {

    private final HttpClient http = HttpClient.newHttpClient();

    @TempDir
    private Path folder;

    private FoundedSystem system;
    private Kms kms;
    private String address = "";

    @BeforeEach
    void serve() throws Exception {
        system = new FoundedSystem(folder);
        kms = system.kms();
        Kms.stop(system.server());
        system.serveAgain("--monitoring", "127.0.0.1:0", "--log-format", "json");
        Matcher said = Pattern.compile("monitoring: (http://127\\.0\\.0\\.1:\\d+)/health")
                .matcher(Files.readString(folder.resolve("server.err")));
        assertThat(said.find()).isTrue();
        address = said.group(1);
    }

    @AfterEach
    void stop() throws InterruptedException {
        system.stop();
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(URI.create(address + path))
                        .timeout(Duration.ofSeconds(10))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private double metric(String name) throws IOException, InterruptedException {
        return get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElse(-1);
    }

    @Test
    void isWatchedWhileItServes() throws Exception {
        assertThat(get("/health").statusCode()).as(get("/health").body()).isEqualTo(200);
        assertThat(get("/ready").body()).isEqualTo("ready\n");
        // Counted beside the start.
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(metric("quorum_kms_trusts")).isEqualTo(2));
        Files.writeString(folder.resolve("plain"), "hello");
        kms.client("client", "encrypt", "plain").ok();
        assertThat(get("/metrics").body())
                .contains(
                        "quorum_kms_calls_total{method=\"createDataKey\",result=\"ok\",service=\"client\"} 1.0",
                        "quorum_kms_hsm_operations_total{hsm=\"h1\",operation=\"createDataKey\",result=\"ok\"} 1.0");
        assertThat(get("/").body()).contains("Trust 2: 1 of 1 operators", "HSMs h1; operators alice");

        assertThat(metric("quorum_kms_last_backup_timestamp_seconds")).isEqualTo(-1);
        assertThat(kms.server("status").exits(1).out())
                .contains(
                        "server     runs", "hsms       h1", "trusts     2 signed, 0 proposed", "to do: take a backup");
        kms.server("backup", folder.resolve("b.zip")).ok();
        Map<String, Object> status =
                kms.server("status", "--output", "json").ok().json();
        Fields.check("status", status);
        assertThat(status).containsEntry("server", true).containsEntry("todo", List.of());
        assertThat(kms.operator("alice", "status").ok().out())
                .contains(
                        "operator   alice",
                        " answers\n",
                        "trust      2: 1 of 1 operators, HSMs h1",
                        "waits      0 for you");
        Map<String, Object> seen =
                kms.operator("alice", "status", "--output", "json").ok().json();
        Fields.check("kms-operator status", seen);
        assertThat(seen).containsEntry("operator", "alice").containsEntry("todo", List.of());
        assertThat(metric("quorum_kms_last_backup_timestamp_seconds"))
                .isCloseTo((double) Instant.now().getEpochSecond(), Offset.offset(120.0));

        try (Stream<Path> files = Files.list(folder.resolve("s/hsms"))) {
            Path file = files.findFirst().orElseThrow();
            Files.move(file, folder.resolve("taken"));
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(get("/health").statusCode()).isEqualTo(503));
            assertThat(get("/health").body()).contains("The file of HSM h1 is missing");
            Files.move(folder.resolve("taken"), file);
        }
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(get("/ready").statusCode()).isEqualTo(200));
    }

    /** Each line of standard error is JSON from then on, with the names of ECS. */
    @Test
    void logsAsJson() throws Exception {
        List<Map<?, ?>> lines = Files.readAllLines(folder.resolve("server.err")).stream()
                .filter(line -> line.startsWith("{"))
                .<Map<?, ?>>map(line -> (Map<?, ?>) JsonTree.parse(line))
                .toList();
        assertThat(lines)
                .isNotEmpty()
                .allSatisfy(line -> assertThat(line.keySet().stream().map(String::valueOf))
                        .contains("@timestamp", "log.level", "message", "ecs.version", "service.name"));
        assertThat(lines)
                .extracting(line -> String.valueOf(line.get("message")))
                .anyMatch(
                        message -> message.matches(
                                "started: version .*, genesis [\\w-]{43}, store SQLite file of the home, HSMs h1, server key .*, listening on 127.*"));
    }

    @Test
    void listensOnLoopbackOnly() {
        kms.server("run", "--monitoring", "0.0.0.0:7312").exits(2).says("loopback address");
    }
}
