package org.quorumkms.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Several servers on one PostgreSQL: one joins, callers go from one to the other, one is lost and replaced. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ServersIT {

    private Path folder;
    private Kms kms;
    private EmbeddedPostgres postgres;
    private Process first;
    private Process second;
    private String genesis;
    private Map<?, ?> invitations;

    @BeforeAll
    void start(@TempDir Path temporary) throws IOException {
        folder = temporary;
        kms = new Kms(folder);
        // As an administrator runs it: doctor wants a database that keeps what it confirms.
        postgres = EmbeddedPostgres.builder()
                .setServerConfig("fsync", "on")
                .setServerConfig("full_page_writes", "on")
                .setServerConfig("synchronous_commit", "on")
                .start();
        Map<String, Object> init =
                server("s1", "init", "--operator", "alice", "--hsms", 1).ok().json();
        Fields.check("init", init);
        genesis = (String) init.get("genesis");
        invitations = (Map<?, ?>) init.get("invitations");
        first = kms.serve("s1");
    }

    @AfterAll
    void stop() throws IOException {
        Stream.of(first, second).filter(process -> process != null).forEach(Process::destroyForcibly);
        postgres.close();
    }

    private String url() {
        return postgres.getJdbcUrl("postgres", "postgres");
    }

    private Kms.Result server(String home, Object... arguments) {
        return kms.serverOf(
                home,
                Stream.concat(
                                Stream.of(arguments),
                                Stream.of("--listen", "127.0.0.1:0", "--store", url(), "--output", "json"))
                        .toArray());
    }

    /** A Trust of these HSMs and operators, approved and signed; returns its number. */
    private Object trust(String operator, List<Object> plan, String... approvers) {
        Map<String, Object> trust = kms.operator(
                        operator,
                        Stream.concat(Stream.of("trust", "create", "--quorum", 1, "--output", "json"), plan.stream())
                                .toArray())
                .ok()
                .json();
        for (String approver : approvers) {
            kms.operator(approver, "trust", "approve", trust.get("id"), "--thumbprint", trust.get("thumbprint"))
                    .ok();
        }
        kms.operator(operator, "trust", "sign", trust.get("id")).ok();
        return trust.get("id");
    }

    private String invitation(String operator, Object trust, String name) {
        return (String) kms.operator(operator, "domain", "create", "--trust", trust, "--name", name, "--output", "json")
                .ok()
                .json()
                .get("invitation");
    }

    @Test
    @Order(1)
    void aServerJoinsAndIsKnownOnceATrustNamesItsHsm() throws Exception {
        server("s1", "init", "--operator", "eve").exits(1).says("There is a server in");
        server("other", "init", "--operator", "eve").exits(1).says("holds a system already");
        server("other2", "join", "--genesis", "A".repeat(43)).exits(4).says("holds no system with genesis");
        Map<String, Object> joined =
                server("s2", "join", "--genesis", genesis).ok().json();
        Fields.check("join", joined);
        second = kms.serve("s2");
        kms.operator("alice", "enrol", invitations.get("alice")).ok();
        kms.operator("alice", "--server", kms.address("s2"), "hsm", "list")
                .exits(4)
                .says("The server is not accepted");
        kms.operator("alice", "--server", kms.address("s2"), "--server-key=" + joined.get("serverKey"), "trust", "list")
                .ok();
        List<Map<String, Object>> hsms =
                kms.operator("alice", "hsm", "list", "--output", "json").ok().rows();
        assertThat(hsms)
                .extracting(row -> row.get("server"))
                .containsExactlyInAnyOrder(kms.address("s1"), kms.address("s2"));
        trust("alice", List.of("--hsm", "h1,h2", "--operator", "alice"), "alice");
        kms.operator("alice", "--server", kms.address("s2"), "hsm", "list").ok();
        kms.client("client", "claim", invitation("alice", 2, "payroll")).ok();
        kms.client("client", "domains").ok();
        assertThat(Files.readString(folder.resolve("client/pins.json"))).contains(kms.address("s1"), kms.address("s2"));
        Files.writeString(folder.resolve("plain"), "all of it\n");
        kms.client("client", "encrypt", "plain").ok();
        for (String home : List.of("s1", "s2")) {
            Map<String, Object> doctor =
                    kms.serverOf(home, "doctor", "--output", "json").ok().json();
            Fields.check("doctor", doctor);
            assertThat(doctor).containsEntry("ok", true);
        }
    }

    @Test
    @Order(2)
    void whenTheFirstOneIsDeadOperatorsWorkOn() throws Exception {
        Kms.stop(first);
        kms.client("client", "decrypt", "-o", "opened", "plain.kms").ok();
        assertThat(folder.resolve("opened")).hasSameBinaryContentAs(folder.resolve("plain"));
        kms.client("client", "encrypt", "-o", "second.kms", "plain").ok();
        kms.operator("alice", "hsm", "list").ok();
        // What its own key is for: its Domain was moved by itself when the founding Trust was signed.
        trust("alice", List.of("--branch-of", 2, "--hsm", "h2", "--operator", "alice"), "alice");
        kms.operator("alice", "--server", kms.address("s1"), "trust", "list")
                .exits(3)
                .says("No server could be reached");
        kms.operator("alice", "--server", kms.address("s1") + ",127.0.0.1:1", "trust", "list")
                .exits(3)
                .says(kms.address("s1"))
                .says("127.0.0.1:1");
        first = kms.serve("s1");
        kms.client("client", "decrypt", "-o", "opened2", "second.kms").ok();
    }

    /** An order that is proposed while the server that an operator's console talked to is dead is told all the same. */
    @Test
    @Order(3)
    void whatWaitsIsToldThoughTheServerWasKilled() throws Exception {
        Path told = folder.resolve("told");
        Path hook = folder.resolve("hook");
        Files.writeString(hook, "#!/bin/sh\ncat >> " + told + "\n");
        assertThat(hook.toFile().setExecutable(true)).isTrue();
        kms.operator("alice", "inbox", "--exec", "missing").exits(2);
        Kms.Result quiet = kms.operator("alice", "inbox", "--output", "json").ok();
        assertThat(quiet.rows()).isEmpty();
        Process follows = kms.operatorStays("alice", "--output", "json", "inbox", "--follow", "--exec", hook);
        first.destroyForcibly().waitFor(60, TimeUnit.SECONDS);
        Map<String, Object> order = kms.operator(
                        "alice", "order", "disable", "payroll", "--note", "ticket 4711", "--output", "json")
                .ok()
                .json();
        Awaitility.await()
                .atMost(60, TimeUnit.SECONDS)
                .until(() -> Files.exists(told) && Files.readString(told).contains((String) order.get("thumbprint")));
        assertThat(Files.readString(folder.resolve("stays.out")))
                .contains("\"what\":\"approve\"", "disable Domain payroll", "ticket 4711", "does not answer");
        Kms.interrupt(follows);
        assertThat(follows.exitValue()).isZero();
        Kms.Result waits = kms.operator("alice", "inbox", "--output", "json").exits(10);
        Fields.check("inbox", waits.rows().get(0));
        assertThat(kms.operator("alice", "inbox", "--exec", hook).exits(10).out())
                .contains(
                        "waits for you", "disable Domain payroll (0 of the 1 approvals it needs)", ": order approve ");
        assertThat(Files.readString(told).split((String) order.get("thumbprint"), -1))
                .as("told once")
                .hasSize(2);
        first = kms.serve("s1");
        kms.operator("alice", "order", "withdraw", order.get("id")).ok();
        assertThat(kms.operator("alice", "inbox").ok().out()).contains("Nothing waits for you.", "ended", "withdrawn");
    }

    @Test
    @Order(4)
    void aLostServerIsReplacedWithoutABackupOfItsHsm() throws Exception {
        first.destroyForcibly().waitFor(60, TimeUnit.SECONDS);
        first = null;
        Folders.remove(folder.resolve("s1"));
        server("s3", "join", "--genesis", genesis).ok();
        first = kms.serve("s3");
        Object next = trust("alice", List.of("--after", 2, "--hsm", "h2,h3", "--operator", "alice"), "alice");
        kms.client("client", "claim", invitation("alice", next, "after")).ok();
        kms.client("client", "decrypt", "-o", "opened3", "second.kms").ok();
        kms.client("client", "domains").ok();
        Kms.stop(second);
        second = null;
        // The new server alone: what stands under the new Trust.
        kms.client("client", "encrypt", "-d", "after", "-o", "third.kms", "plain")
                .ok();
        kms.client("client", "decrypt", "-o", "opened4", "third.kms").ok();
        assertThat(folder.resolve("opened4")).hasSameBinaryContentAs(folder.resolve("plain"));
    }

    @Test
    @Order(5)
    void doctorFindsWhatWasChangedInTheDatabase() throws SQLException {
        kms.serverOf("s3", "doctor").ok();
        inDatabase("UPDATE domain SET name = 'other' WHERE name = 'payroll'");
        inDatabase("UPDATE trust_signature SET kid = 'AAAA' || substr(kid, 5) WHERE kind = 'kms-trust-approval'");
        inDatabase("DELETE FROM way_forward WHERE trust = (SELECT thumbprint FROM trust WHERE id = 4)");
        inDatabase("UPDATE domain SET document = replace(document, '\"signature\":\"', '\"signature\":\"AAAA')"
                + " WHERE name = 'after'");
        Kms.Result found = kms.serverOf("s3", "doctor").exits(4);
        assertThat(found.out())
                .contains(
                        "its row is not what it says",
                        "a kms-trust-approval by AAAA",
                        "T6: Trust 4 is signed, but is not the way forward",
                        "D2: it is signed by an HSM of its Trust",
                        "SOMETHING IS WRONG");
    }

    private void inDatabase(String sql) throws SQLException {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
