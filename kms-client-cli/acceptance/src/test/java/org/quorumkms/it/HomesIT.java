package org.quorumkms.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What a server's home can suffer: torn, foreign and missing files, a full disk, and its way back from a backup. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HomesIT {

    private Path folder;
    private FoundedSystem system;
    private Kms kms;

    @BeforeAll
    void start(@TempDir Path temporary) throws Exception {
        folder = temporary;
        system = new FoundedSystem(folder);
        kms = system.kms();
        Files.writeString(folder.resolve("plain"), "hello");
    }

    @AfterAll
    void stop() throws InterruptedException {
        system.stop();
    }

    @Test
    void aFullDiskRefusesTheChangeAndServiceGoesOn() {
        kms.operator("alice", "domain", "create", "--trust", 2, "--name", "before")
                .ok();
        limitFileSize("8192");
        try {
            kms.operator("alice", "domain", "create", "--trust", 2, "--name", "meanwhile")
                    .exits(1)
                    .says("the server changes nothing");
            kms.operator("alice", "hsm", "create", "--label", "h9").exits(1);
            kms.operator("alice", "domain", "list").ok();
        } finally {
            limitFileSize("unlimited");
        }
        kms.operator("alice", "domain", "create", "--trust", 2, "--name", "after")
                .ok();
        assertThat(kms.operator("alice", "domain", "list", "--output", "json")
                        .ok()
                        .rows())
                .extracting(row -> row.get("name"))
                .contains("before", "after")
                .doesNotContain("meanwhile");
        kms.server("doctor").ok();
    }

    /** Lets the running server write no file beyond a size: as when its disk is full. */
    private void limitFileSize(String bytes) {
        kms.shell("prlimit --pid " + system.server().pid() + " --fsize=" + bytes + ":unlimited")
                .ok();
    }

    @Test
    @Tag("ring2")
    @Tag("campaigns")
    void backupsAreKeptAndVerified() throws Exception {
        Path into = folder.resolve("kept/deep");
        Files.createDirectories(into);
        Path old = Files.createFile(into.resolve("quorum-kms-20200101T000000Z.zip"));
        Path other = Files.createFile(into.resolve("quorum-kms-notes.zip"));
        Map<String, Object> made = kms.server("backup", "--into", into, "--keep", 1, "--output", "json")
                .ok()
                .json();
        assertThat(made.get("removed")).isEqualTo(List.of(old.toString()));
        assertThat(old).doesNotExist();
        assertThat(other).exists();
        kms.server("backup", "--into", into, folder.resolve("x.zip")).exits(2);
        kms.server("backup", "--keep", 1, folder.resolve("x.zip")).exits(2);
        kms.server("backup", "--into", into, "--keep", 0).exits(2);

        Map<String, Object> verified = kms.serverOf("none", "backup", "verify", made.get("file"), "--output", "json")
                .ok()
                .json();
        Fields.check("doctor", verified);
        assertThat(verified).containsEntry("ok", true);
        assertThat(folder.resolve("none")).doesNotExist();
        kms.serverOf("none", "backup", "verify", made.get("file"), "--passphrase-file", folder.resolve("s/passphrase"))
                .ok();

        Path copy = folder.resolve("copy");
        kms.server("backup", copy).ok();
        kms.serverOf("none", "backup", "verify", copy).ok();
        Path manifest = copy.resolve("manifest.json");
        String intact = Files.readString(manifest);
        Files.writeString(manifest, intact.replaceFirst("\"created\" : \"20", "\"created\" : \"19"));
        kms.serverOf("none", "backup", "verify", copy).exits(4).says("is not the one that was signed");
        Files.writeString(manifest, intact);
        Files.delete(copy.resolve("manifest.sig"));
        assertThat(kms.serverOf("none", "backup", "verify", copy).exits(4).out())
                .contains("is not signed");
        Object another = "A".repeat(43);
        assertThat(kms.serverOf("none", "backup", "verify", made.get("file"), "--genesis", another)
                        .exits(4)
                        .out())
                .contains("another system");
    }

    @Test
    @Tag("ring2")
    @Tag("campaigns")
    void aBackupIsAServerAgain() throws Exception {
        kms.client("client", "encrypt", "-o", "before.kms", "plain").ok();
        Map<String, Object> backup = kms.server("backup", folder.resolve("b.zip"), "--output", "json")
                .ok()
                .json();
        Fields.check("backup", backup);
        kms.server("backup", folder.resolve("b.zip")).exits(1).says("exists");
        kms.server("backup", folder.resolve("b")).ok();
        Path copy = folder.resolve("b/store.jsonl");
        String intact = Files.readString(copy);
        Files.writeString(copy, intact.replace("payroll", "Payroll"));
        kms.serverOf("r0", "restore", folder.resolve("b")).exits(2).says("--old-server-is-gone");
        kms.serverOf("r0", "restore", folder.resolve("b"), "--old-server-is-gone")
                .exits(4)
                .says("store.jsonl was changed or damaged");
        assertThat(folder.resolve("r0/server.json")).doesNotExist();
        Map<String, Object> restored = kms.serverOf(
                        "r1",
                        "restore",
                        folder.resolve("b.zip"),
                        "--old-server-is-gone",
                        "--listen",
                        "127.0.0.1:0",
                        "--output",
                        "json")
                .ok()
                .json();
        Fields.check("restore", restored);
        kms.serverOf("r1", "restore", folder.resolve("b.zip"), "--old-server-is-gone")
                .exits(1)
                .says("There is a server in");
        Files.copy(
                folder.resolve("s/passphrase"),
                folder.resolve("r1/passphrase"),
                java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
        assertThat(kms.serverOf("r1", "doctor").exits(1).out()).contains("is closed until its host opens it");
        Process closed = kms.serve("r1");
        try {
            String there = kms.address("r1");
            kms.operator("alice", "--server", there, "domain", "list").ok();
            kms.client("client", "--server", there, "decrypt", "-o", "opened", "before.kms")
                    .exits(1)
                    .says("restored");
        } finally {
            Kms.stop(closed);
        }
        Fields.check(
                "resume",
                kms.serverOf("r1", "resume", "--trust", system.founding(), "--output", "json")
                        .ok()
                        .json());
        kms.serverOf("r1", "doctor").ok();
        Process server = kms.serve("r1");
        try {
            String there = kms.address("r1");
            kms.client("client", "--server", there, "decrypt", "-o", "opened", "before.kms")
                    .ok();
            assertThat(folder.resolve("opened")).hasSameBinaryContentAs(folder.resolve("plain"));
        } finally {
            Kms.stop(server);
        }
        brokenHomes();
    }

    /** On the restored home, which nobody uses any more. */
    private void brokenHomes() throws Exception {
        Path hsms = folder.resolve("r1/hsms");
        Path file;
        try (Stream<Path> files = Files.list(hsms)) {
            file = files.filter(one -> one.toString().endsWith(".bcfks"))
                    .findFirst()
                    .orElseThrow();
        }
        byte[] whole = Files.readAllBytes(file);
        Path leftover = Files.writeString(hsms.resolve(".h1.kms-99999999-1f.tmp"), "half an HSM");
        Files.write(file, java.util.Arrays.copyOf(whole, whole.length / 2));
        kms.serverOf("r1", "run").exits(1).says("cannot be opened: the passphrase is wrong, or the file is damaged");
        assertThat(leftover).doesNotExist();
        assertThat(kms.serverOf("r1", "doctor").exits(1).out())
                .contains(
                        "ok     HSM files",
                        "FAILED what is in HSM files",
                        "the passphrase is wrong, or the file is damaged")
                .doesNotContain("is missing");
        Files.write(file, whole);
        Path passphrase = folder.resolve("r1/passphrase");
        Files.move(passphrase, folder.resolve("away"));
        Kms.Result unseen = kms.serverOf("r1", "doctor", "--output", "json").exits(1);
        assertThat(unseen.out())
                .contains(
                        "\"what\" : \"what is in HSM files: The passphrase of the HSM files is needed", "\"ok\" : null")
                .doesNotContain("is missing");
        Files.move(folder.resolve("away"), passphrase);
        Path foreign = Files.writeString(hsms.resolve("notes.txt"), "hello");
        kms.serverOf("r1", "run").exits(1).says(foreign + " is not an HSM's file");
        Files.delete(foreign);
        Files.move(file, hsms.resolve("A".repeat(43) + ".bcfks"));
        kms.serverOf("r1", "run").exits(1).says("holds another HSM");
        Files.move(hsms.resolve("A".repeat(43) + ".bcfks"), file);
        try (Connection store = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("r1/store.sqlite"));
                Statement statement = store.createStatement()) {
            statement.executeUpdate(
                    "INSERT INTO flyway_schema_history SELECT installed_rank + 1, '99', 'of tomorrow', type,"
                            + " 'V99__of_tomorrow.sql', 1, installed_by, installed_on, 1, success FROM flyway_schema_history"
                            + " ORDER BY installed_rank DESC LIMIT 1");
        }
        assertThat(kms.serverOf("r1", "doctor").exits(1).out())
                .contains("made by a newer version of Quorum KMS (its schema has version 99). Start that version here")
                .doesNotContain("damaged", "Restore");
        Files.delete(folder.resolve("r1/store.sqlite"));
        kms.serverOf("r1", "run").exits(1).says("is missing. Restore it from a backup");
        kms.serverOf("r1", "doctor").exits(1);
    }
}
