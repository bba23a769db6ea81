package org.quorumkms.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.ExportedDomain;
import org.quorumkms.it.system.Editor;

/**
 * Whoever edits the database puts back an older row of payroll, with a controller who was removed since, and of archive, from
 * before it was disabled: what each of the programs says, at a server that remembers and at one that does not.
 */
@Tag("ring2")
@Tag("campaigns")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class OldRowsIT {

    private Path folder;
    private FoundedSystem system;
    private Kms kms;
    private Editor rows;
    private ExportedDomain payroll;
    private ExportedDomain archive;

    @BeforeAll
    void start(@TempDir Path temporary) throws Exception {
        folder = temporary;
        system = new FoundedSystem(folder);
        kms = system.kms();
        rows = new Editor(() ->
                DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("s/store.sqlite") + "?busy_timeout=10000"));
        Files.writeString(folder.resolve("plain"), "salaries\n");
        String mallory = (String)
                kms.client("mallory", "whoami", "--output", "json").ok().json().get("thumbprint");
        Object card = kms.client(
                        "client",
                        "share",
                        "payroll",
                        mallory,
                        "--name",
                        "mallory",
                        "--may",
                        "decrypt,encrypt,share",
                        "--output",
                        "json")
                .ok()
                .json()
                .get("card");
        kms.client("mallory", "claim", card).ok();
        kms.client("client", "claim", system.invitation("archive")).ok();
        payroll = exported("payroll");
        archive = exported("archive");
        // What these homes saw last names her.
        copy("mallory", "before");
        copy("mallory", "thief");
        kms.client("client", "unshare", "payroll", mallory).ok();
        disable("archive");
        kms.operator("alice", "domain", "verify", "payroll").ok();
        kms.server("doctor").ok();
    }

    private void copy(String home, String other) throws IOException {
        Files.createDirectory(folder.resolve(other));
        Folders.copy(folder.resolve(home), folder.resolve(other));
        Files.setPosixFilePermissions(folder.resolve(other), Files.getPosixFilePermissions(folder.resolve(home)));
    }

    private ExportedDomain exported(String name) {
        return ExportedDomain.parse(
                kms.operator("alice", "domain", "export", name).ok().out().strip());
    }

    private void disable(String name) {
        Map<String, Object> order = kms.operator("alice", "order", "disable", name, "--output", "json")
                .ok()
                .json();
        kms.operator("alice", "order", "approve", order.get("id"), "--thumbprint", order.get("thumbprint"))
                .ok();
        kms.operator("alice", "order", "run", order.get("id")).ok();
    }

    private DomainId id(ExportedDomain domain) {
        return domain.domain().body().id();
    }

    private int revision(ExportedDomain domain) {
        return rows.domain(id(domain)).body().revision();
    }

    @AfterAll
    void stop() throws InterruptedException {
        system.stop();
    }

    /** The server puts the rows right before it serves anybody. */
    @Test
    @Order(1)
    void theServersMemoryPutsThemRight() throws Exception {
        Kms.stop(system.server());
        rows.put(payroll);
        rows.put(archive);
        Kms.Result doctor = kms.server("doctor").exits(4);
        assertThat(doctor.out())
                .contains(
                        "the store lost revision 4 of Domain " + id(payroll),
                        "the store lost revision 3 of Domain " + id(archive),
                        "hands it back when it is asked for");
        system.serveAgain();
        kms.client("before", "encrypt", "-d", "payroll", "-o", "never.kms", "plain")
                .exits(1)
                .says("does not name this home's key any more");
        kms.client("client", "encrypt", "-d", "payroll", "-o", "one.kms", "plain")
                .ok();
        kms.client("client", "encrypt", "-d", "archive", "-o", "never.kms", "plain")
                .exits(1)
                .says("is disabled");
        assertThat(revision(payroll)).isEqualTo(4);
        assertThat(revision(archive)).isEqualTo(3);
        kms.server("doctor").ok();
    }

    /** A server that remembers nothing: whoever saw more puts the rows right, without being asked. */
    @Test
    @Order(2)
    void whoSawMorePutsThemRight() throws Exception {
        forget();
        rows.put(payroll);
        rows.put(archive);
        assertThat(kms.server("doctor").exits(4).out()).contains(logNames(payroll, 4), logNames(archive, 3));
        system.serveAgain();
        assertThat(kms.operator("alice", "domain", "verify", "payroll").ok().out())
                .contains("T7: it is older than");
        kms.client("client", "encrypt", "-d", "payroll", "-o", "two.kms", "plain")
                .ok();
        assertThat(revision(payroll)).isEqualTo(4);
        kms.client("mallory", "decrypt", "-o", "never", "two.kms").exits(1);
        kms.operator("alice", "domain", "rotate", "archive").exits(1);
        assertThat(revision(archive)).isEqualTo(3);
        kms.client("client", "encrypt", "-d", "archive", "-o", "never.kms", "plain")
                .exits(1)
                .says("is disabled");
    }

    /** A server that remembers nothing, and the removed controller is there first: whoever saw more refuses what she made. */
    @Test
    @Order(3)
    void whatWasMadeOfAnOldRowIsRefusedByAllWhoSawMore() throws Exception {
        forget();
        rows.put(payroll);
        system.serveAgain();
        Object other =
                kms.client("other", "whoami", "--output", "json").ok().json().get("thumbprint");
        for (String change : new String[] {"share", "unshare", "share"}) {
            Object[] name = change.equals("share") ? new Object[] {"--name", "another"} : new Object[0];
            Object[] words = java.util.stream.Stream.concat(
                            java.util.stream.Stream.of(change, "payroll", other), java.util.stream.Stream.of(name))
                    .toArray();
            kms.client("thief", words).ok();
        }
        assertThat(revision(payroll)).isEqualTo(6);
        kms.client("client", "encrypt", "-d", "payroll", "-o", "never.kms", "plain")
                .exits(4)
                .says("T7: Domain payroll forked");
        kms.operator("alice", "domain", "verify", "payroll").exits(4);
        kms.operator("alice", "domain", "rotate", "payroll").exits(4).says("domain repin payroll");
        kms.operator("alice", "domain", "list").ok();
        assertThat(folder.resolve("never.kms")).doesNotExist();
        assertThat(kms.server("doctor").exits(4).out()).contains(logNames(payroll, 4));
    }

    private String logNames(ExportedDomain domain, int named) {
        return "Domain " + domain.domain().body().name() + " (" + id(domain) + "): a log names revision " + named;
    }

    private void forget() throws IOException, InterruptedException {
        Kms.stop(system.server());
        kms.server("memory", "new", "--yes").ok();
    }
}
