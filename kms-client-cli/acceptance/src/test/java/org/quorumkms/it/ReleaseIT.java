package org.quorumkms.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A Domain whose operators decide what is opened, file by file (D9, O4), with the real programs. */
class ReleaseIT {

    @TempDir
    private Path folder;

    private FoundedSystem system;
    private Kms kms;

    @BeforeEach
    void found() throws IOException, InterruptedException {
        system = new FoundedSystem(folder);
        kms = system.kms();
        Files.writeString(kms.folder().resolve("salaries"), "alice 2,000\n");
        Files.writeString(kms.folder().resolve("bonuses"), "alice 3,000\n");
        kms.client("client", "encrypt", "-c", "month=2026-11", "salaries").ok();
        kms.client("client", "encrypt", "-c", "month=2026-11", "bonuses").ok();
        kms.client("client", "encrypt", "-o", "bare.kms", "bonuses").ok();
        kms.client("client", "request", "salaries.kms", "--note", "too early")
                .exits(1)
                .says("nothing has to be released");
        carryOut("policy", "payroll", "--decrypt", "quorum");
    }

    @AfterEach
    void stop() throws InterruptedException {
        system.stop();
    }

    private void carryOut(Object... order) {
        Object[] words = new Object[order.length + 3];
        words[0] = "order";
        System.arraycopy(order, 0, words, 1, order.length);
        words[order.length + 1] = "--output";
        words[order.length + 2] = "json";
        Map<String, Object> made = kms.operator("alice", words).ok().json();
        approve(made);
        kms.operator("alice", "order", "run", made.get("id")).ok();
    }

    private void approve(Map<String, Object> order) {
        kms.operator("alice", "order", "approve", order.get("id"), "--thumbprint", order.get("thumbprint"))
                .ok();
    }

    private Kms.Result decrypt(String file) {
        return kms.client("client", "decrypt", "--force", "-o", "opened", file);
    }

    @Test
    void aQuorumOpensOneFileUntilItsReleaseEnds() throws IOException {
        decrypt("salaries.kms").exits(1).says("O4").says("kms-client request FILE");
        Map<String, Object> asked = kms.client(
                        "client",
                        "request",
                        "salaries.kms",
                        "--note",
                        "auditor's visit",
                        "--expires",
                        "2h",
                        "--output",
                        "json")
                .ok()
                .json();
        Fields.check("request", asked);
        assertThat(asked)
                .containsEntry("kind", "open")
                .containsEntry("number", null)
                .containsEntry("status", "open")
                .containsEntry("threshold", 1);
        decrypt("salaries.kms").exits(1).says("0 of the 1 approvals");

        Kms.Result shown =
                kms.operator("alice", "order", "show", asked.get("id")).ok();
        assertThat(shown.out())
                .contains(
                        "opens one thing for",
                        "month=2026-11",
                        "a file of 12 bytes",
                        "salaries.kms",
                        "auditor's visit");
        assertThat(kms.operator("alice", "order", "list").ok().out()).contains("open", "(waits for you)");
        assertThat(kms.operator("alice", "order", "approve", asked.get("id"), "--thumbprint", asked.get("thumbprint"))
                        .ok()
                        .out())
                .contains("Its requester can decrypt until");
        assertThat(kms.operator("alice", "order", "list").ok().out()).doesNotContain("waits for you");

        Map<String, Object> matching = kms.operator(
                        "alice",
                        "order",
                        "show",
                        asked.get("id"),
                        "--file",
                        folder.resolve("salaries.kms"),
                        "--output",
                        "json")
                .ok()
                .json();
        assertThat(matching).containsEntry("matches", true);
        kms.operator("alice", "order", "show", asked.get("id"), "--file", folder.resolve("bonuses.kms"))
                .exits(1);
        decrypt("salaries.kms").ok();
        assertThat(kms.folder().resolve("opened")).hasContent("alice 2,000\n");
        Map<String, Object> open = kms.operator("alice", "access", folder.resolve("salaries.kms"), "--output", "json")
                .ok()
                .json();
        assertThat(open.get("open").toString()).contains((String) asked.get("thumbprint"), "month=2026-11");
        assertThat(kms.operator("alice", "access", folder.resolve("bonuses.kms"), "--output", "json")
                        .ok()
                        .json()
                        .get("open"))
                .isEqualTo(List.of());
        decrypt("bonuses.kms").exits(1).says("kms-client request FILE");
        kms.operator("alice", "order", "run", asked.get("id")).exits(1).says("O4");
        assertThat(kms.operator("alice", "audit", "list", "--action", "datakey.open", "--output", "json")
                        .ok()
                        .rows())
                .anySatisfy(row -> assertThat(row.toString())
                        .contains(asked.get("thumbprint").toString()));

        carryOut("end", "payroll");
        decrypt("salaries.kms").exits(1).says("kms-client request FILE");
        assertThat(kms.operator("alice", "order", "show", asked.get("id")).ok().out())
                .contains("status: void");
        approve(kms.client("client", "request", "salaries.kms", "--note", "again", "--output", "json")
                .ok()
                .json());
        decrypt("salaries.kms").ok();
    }

    @Test
    @Tag("ring2")
    @Tag("campaigns")
    void theRecordSaysWhoCouldUseIt_andByWhichRight() throws Exception {
        String key = kms.client("other", "identity", "--name", "erin", "--output", "json")
                .ok()
                .json()
                .get("identity")
                .toString();
        kms.client("client", "share", "payroll", key, "--may", "encrypt").ok();
        carryOut("admit", "payroll", key, "--may", "decrypt,encrypt");
        Map<String, Object> now = kms.operator("alice", "access", "payroll", "--output", "json")
                .ok()
                .json();
        Fields.check("access", now);
        assertThat(now).containsEntry("proved", true).containsEntry("state", "enabled");
        List<?> controllers = (List<?>) now.get("controllers");
        assertThat(controllers).hasSize(2);
        assertThat(controllers.get(0).toString()).contains("kind=claim", "name=payroll");
        assertThat(controllers.get(1).toString()).contains("kind=admit", "name=erin", "order=");
        assertThat(kms.operator("alice", "access", "payroll", "--at", "1h").ok().out())
                .contains("was not there");
        kms.operator("alice", "access", "payroll", "--at", "2999-01-01")
                .exits(2)
                .says("ahead of now");
        Map<String, Object> by = kms.operator("alice", "access", "--by", "erin", "--since", "1d", "--output", "json")
                .ok()
                .json();
        Fields.check("access --by", by);
        assertThat((List<?>) by.get("could")).hasSize(2);
        assertThat(by.get("could").toString()).contains("may=[encrypt], from=", "may=[decrypt, encrypt], from=");
        assertThat(kms.operator("alice", "access", "--by", "payroll").ok().out())
                .contains("datakey.create", "1 log was read.");
        assertThat(kms.operator("alice", "--output", "csv", "access", "payroll")
                        .ok()
                        .out()
                        .lines())
                .hasSize(3)
                .first()
                .asString()
                .startsWith("domain,name,at,revision");
        kms.operator("alice", "--output", "csv", "domain", "list").exits(2).says("not CSV");

        try (Connection database = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("s/store.sqlite"));
                Statement statement = database.createStatement()) {
            String revision = " WHERE number = 2 AND domain = '" + now.get("domain") + "'";
            statement.execute("UPDATE revision SET document = NULL" + revision);
            Kms.Result hole = kms.operator("alice", "access", "payroll", "--output", "json")
                    .exits(4)
                    .says("NOT PROVED");
            assertThat(hole.json()).containsEntry("proved", false);
            kms.operator("alice", "access", "--by", "erin").exits(4);
            statement.execute("DELETE FROM revision" + revision);
            kms.operator("alice", "access", "payroll").exits(4).says("does not have the earlier revisions");
        }
    }

    /** D8: what writes cannot read, whatever the database says of it. */
    @Test
    @Tag("ring2")
    @Tag("campaigns")
    void aKeyThatEncryptsOnlyReadsNothing() throws Exception {
        carryOut("policy", "payroll", "--decrypt", "controllers");
        Kms.Result identity = kms.client("backup", "identity", "--name", "backup", "--output", "json")
                .ok();
        Kms.Result shared = kms.client(
                        "client",
                        "share",
                        "payroll",
                        identity.json().get("identity"),
                        "--may",
                        "encrypt",
                        "--output",
                        "json")
                .ok();
        kms.client("backup", "claim", shared.json().get("card")).ok();
        kms.client("backup", "encrypt", "-c", "month=1", "-o", "own.kms", "salaries")
                .ok();
        for (String file : List.of("own.kms", "salaries.kms")) {
            kms.client("backup", "decrypt", "--force", "-o", "opened", file)
                    .exits(1)
                    .says("D8");
            kms.client("backup", "reencrypt", file).exits(1);
            kms.client("backup", "request", file, "--note", "x").exits(1);
        }
        String another = kms.client("another", "whoami").ok().out().strip();
        kms.client("backup", "share", "payroll", another, "--name", "x")
                .exits(1)
                .says("D8");
        kms.client("backup", "unshare", "payroll", "payroll").exits(1).says("D8");

        String rows = "jdbc:sqlite:" + folder.resolve("s/store.sqlite");
        try (Connection database = DriverManager.getConnection(rows);
                Statement statement = database.createStatement()) {
            String id = shared.json().get("domain").toString();
            ResultSet row = statement.executeQuery("SELECT document FROM domain WHERE id = '" + id + "'");
            String document = row.getString(1);
            String payload = document.replaceAll(".*\"payload\":\"([^\"]+)\".*", "$1");
            String says = new String(Base64.getUrlDecoder().decode(payload), StandardCharsets.UTF_8);
            String more = says.replace("\"may\":[\"encrypt\"]", "\"may\":[\"decrypt\",\"encrypt\",\"share\"]");
            assertThat(more).isNotEqualTo(says);
            String forged = document.replace(
                    payload,
                    Base64.getUrlEncoder().withoutPadding().encodeToString(more.getBytes(StandardCharsets.UTF_8)));
            statement.execute("UPDATE domain SET document = '" + forged + "' WHERE id = '" + id + "'");
        }
        system.restart();
        Kms.Result refused = kms.client("backup", "decrypt", "--force", "-o", "opened", "salaries.kms");
        assertThat(refused.exit()).isIn(1, 4);
        assertThat(folder.resolve("opened")).doesNotExist();
    }

    @Test
    @Tag("ring2")
    @Tag("campaigns")
    void whatIsAskedForSaysWhatItIs() {
        kms.client("client", "request", "salaries.kms").exits(2).says("--note");
        kms.client("client", "request", "salaries.kms", "--note", "x", "--expires", "8d")
                .exits(2)
                .says("1 hour to 7 days");
        kms.client("client", "request", "salaries", "--note", "x").exits(4);
        kms.client("client", "request", "bare.kms", "--note", "x").exits(1).says("without a context");
        kms.operator("alice", "order", "policy", "payroll").exits(2).says("--readers or --decrypt");
        kms.operator("alice", "order", "policy", "payroll", "--decrypt", "quorum")
                .exits(1)
                .says("has that policy already");
    }

    @Test
    @Tag("ring2")
    @Tag("campaigns")
    void aQuorumDecidesWhoReads() throws IOException {
        kms.operator(
                        "alice",
                        "domain",
                        "create",
                        "--trust",
                        2,
                        "--name",
                        "x",
                        "--purpose",
                        "sign",
                        "--readers",
                        "quorum")
                .exits(2);
        Map<String, Object> made = kms.operator(
                        "alice",
                        "domain",
                        "create",
                        "--trust",
                        2,
                        "--name",
                        "vault",
                        "--readers",
                        "quorum",
                        "--decrypt",
                        "quorum",
                        "--output",
                        "json")
                .ok()
                .json();
        assertThat(made).containsEntry("invitation", null).containsEntry("card", null);
        String key = kms.client("client", "whoami").ok().out().strip();
        carryOut("admit", "vault", key, "--name", "carol", "--may", "decrypt,encrypt,share");
        String card = kms.operator("alice", "domain", "card", "vault", key, "--output", "json")
                .ok()
                .json()
                .get("card")
                .toString();
        assertThat(kms.client("client", "claim", card).ok().err())
                .contains("a quorum of operators, by an order each time", "lost when the quorum is");
        String other = kms.client("other", "whoami").ok().out().strip();
        kms.client("client", "share", "vault", other, "--name", "erin").exits(1).says("D9");
        kms.client("client", "encrypt", "-d", "vault", "-o", "vault.kms", "salaries")
                .ok();
        assertThat(kms.client("client", "inspect", "vault.kms").ok().out()).contains("file=salaries");
        decrypt("vault.kms").exits(1).says("kms-client request FILE");
        approve(kms.client("client", "request", "vault.kms", "--note", "to look", "--output", "json")
                .ok()
                .json());
        decrypt("vault.kms").ok();
        assertThat(kms.folder().resolve("opened")).hasContent("alice 2,000\n");
    }
}
