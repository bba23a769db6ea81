package org.quorumkms.server.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The alert rules of docs/monitoring, by Prometheus's own promtool: each trouble is made, what the server serves then is shown to the
 * rules for twenty minutes, and the alert fires; and no other does.
 */
@Tag("ring2")
@Tag("monitoring")
class AlertRulesTest {

    private static final Path RULES = Path.of("../docs/monitoring/alerts.yml").toAbsolutePath();
    private static final Pattern SAMPLE = Pattern.compile("(quorum_kms_[a-z_]+)(\\{.*})? (\\S+)");
    private static final int MINUTES = 20;

    @TempDir
    private Path folder;

    @Test
    void areRules() throws Exception {
        assertThat(promtool("check", "rules", RULES.toString())).contains("SUCCESS: 13 rules found");
        // Beside its rules.
        assertThat(promtool(
                        "check",
                        "config",
                        "--syntax-only",
                        RULES.resolveSibling("prometheus.yml").toString()))
                .contains("SUCCESS");
    }

    @Test
    void nothingFiresWhereAllIsWell() throws Exception {
        fires("", watched -> {});
    }

    @Test
    void anHsmThatIsGone() throws Exception {
        fires("QuorumKmsHsmGone", Watched::loseHsm);
    }

    @Test
    void aDatabaseThatIsLost() throws Exception {
        fires("QuorumKmsStoreLost", Watched::loseStore);
    }

    @Test
    void aDiskThatIsFull() throws Exception {
        fires("QuorumKmsDiskFull", Watched::fillDisk);
    }

    @Test
    void aLogThatDoesNotVerify() throws Exception {
        fires("QuorumKmsAuditLogNotVerified", Watched::changeLog);
    }

    @Test
    void aBackupThatIsOlderThanADay() throws Exception {
        fires("QuorumKmsBackupOld", watched -> watched.backedUp(Duration.ofHours(25)));
    }

    @Test
    void noBackupAtAll() throws Exception {
        fires("QuorumKmsBackupOld", Watched::neverBackedUp);
    }

    @Test
    void aCertificateThatIsAboutToRunOut() throws Exception {
        fires("QuorumKmsCertificateExpires", Watched::endCertificates);
    }

    @Test
    void aClockThatIsOff() throws Exception {
        fires("QuorumKmsClockOff", watched -> watched.turnClock(Duration.ofMinutes(-10)));
    }

    @Test
    void aRestoredServer() throws Exception {
        fires("QuorumKmsLimited", Watched::restore);
    }

    @Test
    void aServerThatIsDown() throws Exception {
        evaluate("QuorumKmsDown", "  - series: up{job=\"quorum-kms\",instance=\"one\"}\n    values: 0x80\n");
    }

    private interface Trouble {
        void make(Watched watched) throws Exception;
    }

    private void fires(String alert, Trouble trouble) throws Exception {
        try (Watched watched = new Watched(folder.resolve("store.sqlite"))) {
            watched.backUp();
            trouble.make(watched);
            StringBuilder series =
                    new StringBuilder("  - series: up{job=\"quorum-kms\",instance=\"one\"}\n    values: 1x80\n");
            // The rules' clock begins at 0 and is at twenty minutes when they are asked.
            double now = System.currentTimeMillis() / 1_000.0;
            watched.metrics().lines().forEach(line -> add(series, line, now));
            evaluate(alert, series.toString());
        }
    }

    private static void add(StringBuilder series, String line, double now) {
        Matcher sample = SAMPLE.matcher(line);
        if (!sample.matches()) {
            return;
        }
        double value = Double.parseDouble(sample.group(3));
        String labels = sample.group(2) == null ? "{" : sample.group(2).replace("}", ",");
        series.append("  - series: '")
                .append(sample.group(1))
                .append(labels)
                .append("job=\"quorum-kms\",instance=\"one\"}'\n");
        if (sample.group(1).equals("quorum_kms_time_seconds")) {
            // A clock goes on: fifteen seconds from one scrape to the next.
            series.append("    values: ").append(plain(value - now)).append("+15x80\n");
            return;
        }
        boolean isTime = sample.group(1).endsWith("_timestamp_seconds");
        series.append("    values: ")
                .append(plain(isTime ? value - now + MINUTES * 60 : value))
                .append("x80\n");
    }

    private static String plain(double value) {
        return BigDecimal.valueOf(value).toPlainString();
    }

    private void evaluate(String alert, String series) throws Exception {
        StringBuilder test = new StringBuilder("rule_files: [" + RULES + "]\nevaluation_interval: 15s\ntests:\n");
        test.append("- interval: 15s\n  input_series:\n").append(series).append("  alert_rule_test:\n");
        Matcher rule = Pattern.compile("- alert: (\\w+)").matcher(Files.readString(RULES));
        StringBuilder expected = new StringBuilder();
        while (rule.find()) {
            expected.append("  - {eval_time: ")
                    .append(MINUTES)
                    .append("m, alertname: ")
                    .append(rule.group(1))
                    .append("}\n");
        }
        Path file = folder.resolve("test.yml");
        Files.writeString(file, test.append(expected));
        String said = promtool("test", "rules", file.toString());
        // What promtool did not expect it names: it was told to expect none.
        Matcher fired = Pattern.compile("alertname: (\\w+), time: \\w+,\\s+exp:\\[\\s*],\\s+got:\\[")
                .matcher(said);
        StringBuilder all = new StringBuilder();
        while (fired.find()) {
            all.append(fired.group(1));
        }
        assertThat(all).as(said).hasToString(alert);
        assertThat(said).contains(alert.isEmpty() ? "SUCCESS" : "FAILED");
    }

    private String promtool(String... arguments) throws IOException, InterruptedException {
        String[] command = new String[arguments.length + 1];
        command[0] = "promtool";
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return said;
    }
}
