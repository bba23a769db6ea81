package org.quorumkms.server.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quorumkms.errors.UsageException;
import org.quorumkms.net.Address;

/** Health, metrics and the status page over HTTP, of a real Manager over a real database, each trouble made to happen. */
class MonitoringTest {

    private static final Pattern METRIC = Pattern.compile("\\b(?:quorum_kms|jvm)_[a-z_]+");

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private Watched watched;

    @TempDir
    private Path folder;

    @AfterEach
    void close() {
        if (watched != null) {
            watched.close();
        }
    }

    private void begin() {
        watched = new Watched(folder.resolve("store.sqlite"));
    }

    private HttpResponse<String> ask(String method, String path) {
        try {
            return http.send(
                    HttpRequest.newBuilder(URI.create("http://" + watched.address() + path))
                            .method(method, HttpRequest.BodyPublishers.noBody())
                            .timeout(Duration.ofSeconds(10))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Test
    void isWellAtFirst() {
        begin();
        HttpResponse<String> health = ask("GET", "/health");
        assertThat(health.statusCode()).as(health.body()).isEqualTo(200);
        assertThat(health.body()).contains("\"status\" : \"ok\"", "2 HSMs serve", "MiB are free");
        assertThat(ask("GET", "/ready").body()).isEqualTo("ready\n");
        assertThat(ask("HEAD", "/health").body()).isEmpty();
    }

    @Test
    void onlyReadsAndKnowsFourPages() {
        begin();
        assertThat(ask("POST", "/health").statusCode()).isEqualTo(405);
        assertThat(ask("DELETE", "/").statusCode()).isEqualTo(405);
        assertThat(ask("GET", "/health/x").statusCode()).isEqualTo(404);
        assertThat(ask("GET", "/server.json").statusCode()).isEqualTo(404);
    }

    /** A page elsewhere that has its own name resolved to this machine reads nothing. */
    @Test
    void answersUnderItsOwnNamesOnly() throws IOException {
        begin();
        for (String host : new String[] {"kms.example", "127.0.0.1.example:80", ""}) {
            try (Socket socket = new Socket(
                    InetAddress.getLoopbackAddress(), watched.address().port())) {
                socket.getOutputStream()
                        .write(("GET /metrics HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n")
                                .getBytes(StandardCharsets.US_ASCII));
                assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                        .startsWith("HTTP/1.1 421 ");
            }
        }
    }

    @Test
    void listensWhereOnlyThisMachineReachesIt() {
        for (String elsewhere : new String[] {"0.0.0.0:0", "192.0.2.1:7312", "[::]:7312", "nowhere.invalid:1"}) {
            assertThatThrownBy(() -> MonitoringServer.requireLoopback(Address.parse(elsewhere)))
                    .isInstanceOf(UsageException.class)
                    .hasMessageContaining("loopback");
        }
    }

    @Test
    void anHsmWithoutItsFileIsSaid() {
        begin();
        watched.loseHsm();
        assertThat(ask("GET", "/health").statusCode()).isEqualTo(503);
        assertThat(ask("GET", "/ready").statusCode()).isEqualTo(503);
        assertThat(ask("GET", "/health").body()).contains("The file of HSM h1 is missing");
        assertThat(ask("GET", "/metrics").body()).contains("quorum_kms_hsm_up{hsm=\"h1\"} 0.0", "{hsm=\"h2\"} 1.0");
    }

    @Test
    void aTokenThatIsAwayLimits_andAllOfThemFail() {
        begin();
        watched.takeToken(0);
        assertThat(ask("GET", "/health").statusCode()).isEqualTo(429);
        assertThat(ask("GET", "/health").body()).contains("The token of HSM h1 (it does not answer) is unavailable");
        assertThat(ask("GET", "/ready").statusCode()).isEqualTo(200);
        assertThat(ask("GET", "/metrics").body()).contains("quorum_kms_hsm_up{hsm=\"h1\"} 0.0", "{hsm=\"h2\"} 1.0");
        watched.takeToken(1);
        assertThat(ask("GET", "/health").statusCode()).isEqualTo(503);
        assertThat(ask("GET", "/ready").statusCode()).isEqualTo(503);
    }

    @Test
    void aLostStoreIsSaid() {
        begin();
        watched.loseStore();
        HttpResponse<String> health = ask("GET", "/health");
        assertThat(health.statusCode()).isEqualTo(503);
        assertThat(health.body()).contains("could not reach its store");
        assertThat(ask("GET", "/metrics").body()).contains("quorum_kms_health{check=\"store\"} 0.0");
        assertThat(ask("GET", "/").body()).contains("failing");
    }

    @Test
    void aLogThatSomebodyChangedDoesNotVerify() throws Exception {
        begin();
        assertThat(ask("GET", "/metrics").body()).contains("quorum_kms_audit_log_verified 1.0");
        watched.changeLog();
        assertThat(ask("GET", "/health").body()).contains("does not verify", "kms-server doctor");
        assertThat(ask("GET", "/metrics").body()).contains("quorum_kms_audit_log_verified 0.0");
    }

    @Test
    void aFullDiskIsSaid() {
        begin();
        watched.fillDisk();
        assertThat(ask("GET", "/health").body()).contains("Make room");
        assertThat(ask("GET", "/metrics").body()).contains("quorum_kms_disk_free_bytes 1048576.0");
    }

    @Test
    void aClockThatIsBehindTheLogIsSaid() {
        begin();
        watched.turnClock(Duration.ofHours(-1));
        assertThat(ask("GET", "/health").body()).contains("the newest entry of the log is of");
    }

    @Test
    void aCertificateThatWasNotRenewedIsSaid() {
        begin();
        watched.endCertificates();
        assertThat(ask("GET", "/health").body()).contains("was not renewed");
    }

    @Test
    void aRestoredServerIsLimited() {
        begin();
        watched.restore();
        HttpResponse<String> health = ask("GET", "/health");
        assertThat(health.statusCode()).isEqualTo(429);
        assertThat(health.body()).contains("\"status\" : \"limited\"", "kms-server resume");
        assertThat(ask("GET", "/ready").statusCode()).isEqualTo(200);
    }

    @Test
    void callsHsmsAndTheStoreAreCounted() {
        begin();
        watched.call();
        String text = ask("GET", "/metrics").body();
        assertThat(text)
                .contains(
                        "quorum_kms_calls_total{method=\"trusts\",result=\"ok\",service=\"operator\"} 1.0",
                        "quorum_kms_refusals_total{reason=\"refused\"} 1.0",
                        "quorum_kms_hsm_operations_total{hsm=\"h1\",operation=\"certifyAuditKey\",result=\"ok\"} 1.0",
                        "quorum_kms_store_transactions_total{kind=\"read\",result=\"ok\"}",
                        "quorum_kms_open_proposals 0.0",
                        "quorum_kms_build_info{version=\"test\"} 1",
                        "jvm_memory_used_bytes{area=\"heap\"}")
                .endsWith("# EOF\n");
    }

    /** Each metric that docs/monitoring names is one that a server serves, and each of ours is in the dashboard or a rule. */
    @Test
    void theFilesNameWhatIsServed() throws IOException {
        begin();
        watched.call();
        watched.backUp();
        Path monitoring = Path.of("../docs/monitoring");
        String rules = Files.readString(monitoring.resolve("alerts.yml"));
        String dashboard = Files.readString(monitoring.resolve("dashboard.json"));
        Set<String> served = names(ask("GET", "/metrics").body());
        assertThat(served).containsAll(names(rules)).containsAll(names(dashboard));
        Set<String> named = names(rules + dashboard);
        Set<String> ours = served.stream()
                .filter(name -> name.startsWith("quorum_kms"))
                .filter(name -> !name.endsWith("_count") && !name.endsWith("_sum"))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(named).containsAll(ours);
    }

    /** Names of series, without those of families, which the comments have. */
    private static Set<String> names(String text) {
        Matcher matcher = METRIC.matcher(
                text.lines().filter(line -> !line.startsWith("#")).collect(Collectors.joining("\n")));
        Set<String> names = new TreeSet<>();
        while (matcher.find()) {
            names.add(matcher.group());
        }
        return names;
    }

    @Test
    void thePageShowsTheLineAndRunsNothing() {
        begin();
        HttpResponse<String> page = ask("GET", "/");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
                .startsWith("default-src 'none'; style-src 'sha256-");
        assertThat(page.body())
                .contains("Trust 1 (genesis)", "HSMs h1, h2", "127.0.0.1:7311", "No proposal waits.")
                .doesNotContain("<script", "http://", "https://", "url(");
    }

    @Test
    void anAnonymousPageNamesNobody() {
        watched = new Watched(folder.resolve("store.sqlite"), true);
        assertThat(ask("GET", "/").body())
                .contains("Trust 1 (genesis)", "2 HSMs")
                .doesNotContain("h1, h2", "127.0.0.1:7311");
        watched.loseHsm();
        assertThat(ask("GET", "/").body()).contains("failing").doesNotContain("HSM h1");
    }
}
