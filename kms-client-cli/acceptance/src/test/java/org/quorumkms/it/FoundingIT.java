package org.quorumkms.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A system that is founded from its people's own keys: no secret is on the installer's screen (D4), with the real programs. */
@Tag("ring2")
@Tag("campaigns")
class FoundingIT {

    @TempDir
    private Path folder;

    private String identity(Kms kms, String name) throws IOException {
        Kms.Result made = kms.operator(name, "identity", "--name", name, "--output", "json")
                .ok();
        Fields.check("identity", made.json());
        assertThat(made.json()).containsEntry("name", name);
        String word = (String) made.json().get("identity");
        Files.writeString(folder.resolve(name + ".id"), word + "\n");
        return word;
    }

    private void enrol(Kms kms, Map<?, ?> cards, String name) {
        kms.operator(name, "enrol", cards.get(name)).ok();
    }

    @Test
    void twoOfThreeAreFoundedWithoutASecret() throws IOException, InterruptedException {
        Kms kms = new Kms(folder);
        kms.logEverything();
        for (String name : List.of("alice", "bob", "carol")) {
            identity(kms, name);
        }
        kms.server("init", "--operator", "mallory=" + folder.resolve("alice.id"), "--listen", "127.0.0.1:0")
                .exits(1)
                .says("is alice's");
        kms.server("init", "--operator", "alice=" + folder.resolve("alice.id") + ",alice=" + folder.resolve("bob.id"))
                .exits(1);
        Kms.Result said = kms.server(
                        "init",
                        "--operator",
                        "alice=" + folder.resolve("alice.id"),
                        "--operator",
                        "bob=" + folder.resolve("bob.id"),
                        "--operator",
                        "carol=" + Files.readString(folder.resolve("carol.id")).strip(),
                        "--hsms",
                        1,
                        "--listen",
                        "127.0.0.1:0",
                        "--output",
                        "json")
                .ok();
        assertThat(said.json().get("invitations")).isEqualTo(Map.of());
        assertThat(said.out() + said.err()).doesNotContain("kms1.");
        Map<?, ?> cards = (Map<?, ?>) said.json().get("cards");

        Process server = kms.serve();
        kms.operator("installer", "enrol", cards.get("alice")).exits(1);
        List.of("alice", "bob", "carol").forEach(name -> enrol(kms, cards, name));
        Object thumbprint = kms.operator(
                        "alice",
                        "trust",
                        "create",
                        "--hsm",
                        "h1",
                        "--operator",
                        "alice,bob,carol",
                        "--quorum",
                        2,
                        "--output",
                        "json")
                .ok()
                .json()
                .get("thumbprint");
        for (String name : List.of("alice", "bob")) {
            kms.operator(name, "trust", "approve", 2, "--thumbprint", thumbprint)
                    .ok();
        }
        kms.operator("alice", "trust", "sign", 2).ok();

        usesADomainOfItsOwn(kms);
        givesSignsOfLife(kms);
        isLocked(kms);
        Kms.stop(server);
        kms.requireNoSecretWasSaid();
    }

    private void givesSignsOfLife(Kms kms) {
        kms.operator("bob", "inbox").ok();
        kms.operator("bob", "rollcall", "answer").exits(1).says("No roll call is open");
        Map<String, Object> call =
                kms.operator("alice", "rollcall", "--output", "json").ok().json();
        Fields.check("rollcall", call);
        assertThat(kms.operator("bob", "inbox").exits(10).out()).contains("roll call of", "0 of 3", "rollcall answer");
        kms.operator("bob", "rollcall", "answer").ok();
        kms.operator("bob", "inbox").ok();
        Map<String, Object> now =
                kms.operator("alice", "rollcall", "--output", "json").ok().json();
        assertThat(now).containsEntry("call", call.get("call"));
        List<?> operators = (List<?>) now.get("operators");
        assertThat(operators.get(0).toString()).contains("name=alice", "trusts=[2]", "answered=null");
        assertThat(operators.get(1).toString()).contains("name=bob").doesNotContain("answered=null");
        assertThat(operators.get(2).toString()).contains("name=carol", "lastSign=null");
        assertThat(kms.operator("alice", "rollcall").ok().out()).contains("SILENT");
        kms.operator("alice", "rollcall", "--new").exits(1).says("within the last hour");
        kms.operator("carol", "rollcall", "answer").ok();
        assertThat(kms.operator("alice", "rollcall").ok().out()).doesNotContain("SILENT");
    }

    private void isLocked(Kms kms) throws IOException {
        Path passphrase = folder.resolve("passphrase");
        Files.writeString(passphrase, "correct horse battery staple\n");
        Files.setPosixFilePermissions(passphrase, PosixFilePermissions.fromString("rw-------"));
        Path wrong = folder.resolve("wrong");
        Files.writeString(wrong, "wrong\n");
        Files.setPosixFilePermissions(wrong, PosixFilePermissions.fromString("rw-------"));
        kms.operator("bob", "home", "unlock").exits(1).says("not locked");
        Kms.Result locked = kms.operator(
                        "bob", "--home-passphrase-file", passphrase, "home", "lock", "--output", "json")
                .ok();
        Fields.check("home lock", locked.json());
        assertThat(folder.resolve("bob/connection.p12")).doesNotExist();
        kms.operator("bob", "trust", "list").exits(2).says("--home-passphrase-file");
        kms.operator("bob", "--home-passphrase-file", wrong, "trust", "list")
                .exits(1)
                .says("passphrase is wrong");
        kms.operator("bob", "--home-passphrase-file", passphrase, "trust", "list")
                .ok();
        kms.operator("bob", "--home-passphrase-file", passphrase, "home", "unlock")
                .ok();
        kms.operator("bob", "trust", "list").ok();
    }

    /** A Domain that its client need not claim. */
    private void usesADomainOfItsOwn(Kms kms) throws IOException {
        Map<String, Object> client = kms.client("client", "identity", "--name", "dora", "--output", "json")
                .ok()
                .json();
        Fields.check("identity", client);
        Files.writeString(folder.resolve("dora.id"), (String) client.get("identity"));
        kms.operator(
                        "alice",
                        "domain",
                        "create",
                        "--trust",
                        2,
                        "--name",
                        "vault",
                        "--for",
                        folder.resolve("dora.id"),
                        "--readers",
                        "quorum")
                .exits(2)
                .says("order admit");
        Map<String, Object> made = kms.operator(
                        "bob",
                        "domain",
                        "create",
                        "--trust",
                        2,
                        "--name",
                        "payroll",
                        "--for",
                        folder.resolve("dora.id"),
                        "--output",
                        "json")
                .ok()
                .json();
        Fields.check("domain create", made);
        assertThat(made).containsEntry("invitation", null);
        kms.client("stranger", "claim", made.get("card")).exits(1);
        kms.client("client", "claim", made.get("card")).ok();
        Files.writeString(folder.resolve("salaries"), "2,000\n");
        kms.client("client", "encrypt", "-c", "month=11", "salaries").ok();
        kms.client("client", "decrypt", "-o", "copy", "salaries.kms").ok();
        assertThat(folder.resolve("copy")).hasContent("2,000\n");

        String other = (String) kms.client("other", "identity", "--name", "erin", "--output", "json")
                .ok()
                .json()
                .get("identity");
        Object card = kms.client("client", "share", "payroll", other, "--may", "decrypt", "--output", "json")
                .ok()
                .json()
                .get("card");
        kms.client("other", "claim", card).ok();
        kms.client("other", "decrypt", "-o", "copy2", "salaries.kms").ok();
        assertThat(kms.operator("alice", "domain", "list").ok().out()).contains("dora", "erin");
    }

    @Test
    void aQrCodeIsShownWhereItIsAskedFor() throws IOException {
        Kms kms = new Kms(folder);
        Kms.Result plain = kms.client("client", "identity", "--name", "dora").ok();
        assertThat(plain.out()).matches("kmsid1\\.[A-Za-z0-9_-]+\\.\n");
        assertThat(plain.err()).contains("to read aloud").doesNotContain("\u2588");
        Kms.Result again = kms.client("client", "identity", "--qr").ok();
        assertThat(again.err()).contains("identity of dora").contains("\u2588", "\u2580");
        assertThat(again.out()).hasSize(plain.out().length());
        kms.client("new", "identity").exits(2).says("--name NAME");
    }
}
