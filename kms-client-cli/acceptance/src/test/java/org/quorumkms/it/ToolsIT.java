package org.quorumkms.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What we export verifies with tools that others made: the commands of docs/formats.md, run as they stand there. */
@Tag("ring2")
@Tag("campaigns")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ToolsIT {

    private Path folder;

    private FoundedSystem system;

    @BeforeAll
    void start(@TempDir Path temporary) throws Exception {
        folder = temporary;
        system = new FoundedSystem(folder);
        system.kms()
                .operator("alice", "trust", "export", 2, "--line", "-o", "line.json")
                .ok();
        system.kms()
                .operator("alice", "domain", "export", "payroll", "-o", "payroll.json")
                .ok();
    }

    @AfterAll
    void stop() throws InterruptedException {
        system.stop();
    }

    @Test
    void joseCommand() throws IOException {
        Assumptions.assumeTrue(
                system.kms().shell("command -v jose && command -v jq").exit() == 0,
                "skipped: the commands jose and jq are not installed (apt-get install jose jq)");
        checks("jose");
    }

    @Test
    void jwcrypto() throws IOException {
        Assumptions.assumeTrue(
                system.kms().shell("/usr/bin/python3 -c 'import jwcrypto'").exit() == 0,
                "skipped: python3-jwcrypto is not installed (apt-get install python3-jwcrypto)");
        checks("jwcrypto");
    }

    /** An audit log, exported, is verified by our program and by standard tools, and by neither when it was changed. */
    @Test
    void auditLog() throws IOException, InterruptedException {
        Kms kms = system.kms();
        // The head is signed every minute, and at a stop.
        system.restart();
        List<Map<String, Object>> rows =
                kms.operator("alice", "audit", "list", "--output", "json").ok().rows();
        Fields.check("audit list", rows.get(0));
        assertThat(rows)
                .extracting(row -> row.get("action"))
                .containsSubsequence(
                        "system.found", "domain.claim", "trust.create", "trust.approve", "trust.sign", "domain.create");
        Map<String, Object> verified = kms.operator("alice", "audit", "verify", "--output", "json")
                .ok()
                .json();
        Fields.check("audit verify", verified);
        assertThat(verified).containsEntry("valid", true);
        kms.operator("alice", "audit", "export", "-o", "audit.jsonl").ok();
        kms.operator("alice", "audit", "export", "-o", "audit.jsonl").exits(1).says("exists");
        kms.operator("alice", "audit", "verify", "audit.jsonl").ok();
        String tools = block("audit");
        assertThat(kms.shell(tools).ok().out()).contains("Audit: good");
        kms.shell("sed -i 's/trust.sign/trust.create/' audit.jsonl").ok();
        kms.operator("alice", "audit", "verify", "audit.jsonl").exits(4);
        assertThat(kms.shell(tools).exit()).isNotZero();
    }

    /** What was followed, ended and resumed, verifies as one file, and says of the second part what the first did not. */
    @Test
    void aFollowedAuditLog() throws IOException, InterruptedException {
        Kms kms = system.kms();
        Path followed = folder.resolve("followed.jsonl");
        String first = follow("domain.create");
        kms.operator("alice", "order", "end", "payroll").ok();
        // The head is signed every minute, and at a stop.
        system.restart();
        String second = follow("order.create");
        assertThat(second).doesNotContain("domain.create");
        Files.writeString(followed, first + second);
        kms.operator("alice", "audit", "verify", followed).ok();
        kms.shell("sed -i 's/order.create/order.reject/' followed.jsonl").ok();
        kms.operator("alice", "audit", "verify", followed).exits(4);
        // Whoever should read it is gone: it does not stay, and says so.
        assertThat(kms.shell("$SCRIPTS/kms-operator --home alice audit export --follow | true; echo ${PIPESTATUS[0]}")
                        .ok()
                        .out())
                .isEqualTo("1\n");
        kms.operator("alice", "audit", "export", "--resume").exits(2);
        kms.operator("alice", "audit", "export").exits(2);
    }

    private String follow(String until) throws IOException, InterruptedException {
        Process follow = system.kms().operatorStays("alice", "audit", "export", "--follow", "--resume");
        Path out = folder.resolve("stays.out");
        await().atMost(Duration.ofSeconds(60)).until(() -> Files.readString(out).contains(until));
        Kms.interrupt(follow);
        assertThat(follow.exitValue()).isZero();
        return Files.readString(out);
    }

    private static String block(String name) throws IOException {
        return block("docs/formats.md", name);
    }

    /** A block of shell in a page of the documentation that is marked with a name. */
    static String block(String page, String name) throws IOException {
        String formats = Files.readString(Kms.ROOT.resolve(page));
        String begin = "<!-- check: " + name + " -->\n```sh\n";
        int from = formats.indexOf(begin);
        assertThat(from).as("a block of %s marked %s", page, name).isNotNegative();
        return "set -eu -o pipefail\n"
                + formats.substring(from + begin.length(), formats.indexOf("```", from + begin.length()));
    }

    /** Runs the block of docs/formats.md that is marked with a name; then again on a changed document. */
    private void checks(String name) throws IOException {
        String script = block(name);
        assertThat(system.kms().shell(script).ok().out()).contains("Trust: good", "Domain: good");
        Kms.Result changed = system.kms()
                .shell("sed -i 's/\"signature\":\".\\{8\\}/\"signature\":\"AAAAAAAA/g' payroll.json\n" + script);
        system.kms()
                .operator("alice", "domain", "export", "payroll", "--force", "-o", "payroll.json")
                .ok();
        assertThat(changed.exit()).isNotZero();
        assertThat(changed.out()).doesNotContain("Domain: good");
    }
}
