package org.quorumkms.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.quorumkms.party.Invitation;

/** Bad use: each kind gives its exit code and one clear sentence, never a stack trace. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadUseIT {

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
    void usage() {
        kms.client("client", "encryptt").exits(2).says("encrypt");
        kms.client("client").exits(2).says("A command is missing");
        kms.client("client", "claim").exits(2).says("INVITATION");
        kms.client("client", "encrypt", "--nope", "plain").exits(2).says("--nope");
        kms.client("client", "encrypt", "-d", "nothing", "plain").exits(2).says("There is no Domain nothing here");
        kms.client("client", "decrypt", "plain").exits(2).says("does not end with .kms");
        kms.operator("alice", "trust", "sign").exits(2).says("ID");
        kms.operator("alice", "trust", "show", 99).exits(2).says("There is no Trust 99");
        kms.operator("alice", "trust", "create", "--hsm", "h1", "--operator", "alice", "--quorum", 2)
                .exits(2)
                .says("from 1 to the number of operators");
        kms.operator("alice", "trust", "create", "--hsm", "h1", "--operator", "nobody", "--quorum", 1)
                .exits(2)
                .says("There is no operator nobody");
        kms.server("init").exits(2).says("--operator");
        kms.client("client", "domains", "--server", "nowhere").exits(2).says("HOST:PORT");
    }

    @Test
    void files() throws IOException {
        kms.client("client", "encrypt", "missing").exits(1).says("there is no such file");
        kms.client("client", "encrypt", "client").exits(1).says("is a folder");
        kms.client("client", "inspect", "plain").exits(4).says("not an encrypted file");
        kms.client("client", "encrypt", "-o", "exists.kms", "plain").ok();
        kms.client("client", "encrypt", "-o", "exists.kms", "plain").exits(1).says("exists. Name another");
        kms.client("client", "encrypt", "-o", "exists.kms", "--force", "plain").ok();
        kms.client("client", "encrypt", "-o", "no/such/folder/x.kms", "plain")
                .exits(1)
                .says("no such file or folder");
        kms.client("client", "encrypt", "-c", "aws-crypto-x=y", "-o", "y.kms", "plain")
                .exits(1)
                .says("aws-crypto-");
        assertThat(folder.resolve("y.kms")).doesNotExist();
    }

    @Test
    void invitations() {
        kms.client("new", "claim", "hello").exits(1).says("This is not a whole invitation");
        kms.client("new", "claim", system.usedInvitation()).exits(1).says("unknown, used or expired");
        Invitation real = Invitation.parse(system.invitation("late"));
        Invitation expired = new Invitation(real.contact(), real.secret(), Instant.parse("2026-01-01T00:00:00Z"));
        kms.client("new", "claim", expired.toText()).exits(1).says("The invitation expired at 2026-01-01");
        kms.client("new", "encrypt", "plain").exits(1).says("Paste an invitation first");
    }

    @Test
    void servers() throws Exception {
        kms.client("client", "--server", "127.0.0.1:1", "domains").exits(3).says("No server could be reached");
        Path other = Files.createDirectory(folder.resolve("other-system"));
        Kms second = new Kms(other);
        second.server("init", "--operator", "eve", "--hsms", 1, "--listen", "127.0.0.1:0")
                .ok();
        Process server = second.serve();
        try {
            String config = Files.readString(other.resolve("s/server.json"));
            String address = config.replaceAll("(?s).*\"listen\" : \"([^\"]+)\".*", "$1");
            kms.client("client", "--server", address, "domains").exits(4).says("The server is not accepted");
            kms.client("client", "--server", address, "--server-key", system.genesis(), "domains")
                    .exits(4)
                    .says("The server is not accepted");
        } finally {
            Kms.stop(server);
        }
    }

    @Test
    void permissions() throws IOException {
        kms.client("lax", "domains").ok();
        Files.setPosixFilePermissions(folder.resolve("lax"), PosixFilePermissions.fromString("rwxr-xr-x"));
        kms.client("lax", "domains").exits(1).says("chmod 700 " + folder.resolve("lax"));
        Path key = folder.resolve("s/passphrase");
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
        kms.server("invite", "eve").exits(1).says("chmod 600 " + key);
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        Path wrong = Files.writeString(folder.resolve("wrong"), "wrong\n");
        Files.setPosixFilePermissions(wrong, PosixFilePermissions.fromString("rw-r--r--"));
        kms.server("invite", "eve", "--passphrase-file", wrong).exits(1).says("chmod o= " + wrong);
        Files.setPosixFilePermissions(wrong, PosixFilePermissions.fromString("rw-r-----"));
        kms.server("invite", "eve", "--passphrase-file", folder.resolve("wrong"))
                .exits(1)
                .says("the passphrase is wrong, or the file is damaged");
        kms.server("run").exits(1).says("Another process serves from " + folder.resolve("s"));
    }

    @Test
    void helpHasAnExampleEverywhere() {
        assertThat(kms.client("client", "encrypt", "--help").ok().out()).contains("Example:", "kms-client encrypt");
        assertThat(kms.operator("alice", "trust", "approve", "--help").ok().out())
                .contains("Example:");
        assertThat(kms.server("--version").ok().out()).startsWith("Quorum KMS 0.1.0");
        assertThat(kms.operator("alice", "completion", "bash").ok().out()).contains("complete -F");
        assertThat(kms.shell("source <($SCRIPTS/kms-operator completion bash); complete -p kms-operator")
                        .ok()
                        .out())
                .contains("kms-operator");
    }
}
