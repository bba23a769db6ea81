package org.quorumkms.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The life of keys on the real programs; scripts/demo-life shows more of it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LifeIT {

    private FoundedSystem system;
    private Kms kms;
    private Path folder;

    @BeforeAll
    void start(@TempDir Path temporary) throws Exception {
        folder = temporary;
        Files.setPosixFilePermissions(
                Files.writeString(folder.resolve("own-password"), "bob's password\n"),
                PosixFilePermissions.fromString("rw-------"));
        system = new FoundedSystem(folder);
        kms = system.kms();
    }

    @AfterAll
    void stop() throws InterruptedException {
        system.stop();
    }

    private Map<String, Object> json(Kms.Result result, String row) {
        Map<String, Object> json = result.ok().json();
        Fields.check(row, json);
        return json;
    }

    /** An operator with its own key approves with the jose command; the same file for another Trust is refused. */
    @Test
    void anApprovalMadeWithJoseFromAnExportedTrustIsAccepted() throws IOException {
        Assumptions.assumeTrue(
                kms.shell("command -v jose && command -v jq && /usr/bin/python3 -c 'import jwcrypto'")
                                .exit()
                        == 0,
                "skipped: jose, jq or python3-jwcrypto is not installed (apt-get install jose jq python3-jwcrypto)");
        String invitation =
                (String) json(kms.operator("alice", "operator", "invite", "bob", "--output", "json"), "operator invite")
                        .get("invitation");
        kms.shell("openssl req -x509 -newkey rsa:3072 -nodes -keyout bob.pem -out bob.crt -subj /CN=bob -days 1"
                        + " && openssl pkcs12 -export -inkey bob.pem -in bob.crt -passout file:own-password -out bob.p12"
                        + " && KMS_OWN_KEY_PASSWORD_FILE=own-password $SCRIPTS/kms-operator --home bob enrol --own-key"
                        + " bob.p12 " + invitation)
                .ok();
        String create = "trust create --branch-of 2 --hsm h1 --operator alice,bob --quorum 2 --output json";
        String trust = String.valueOf(json(kms.operator("alice", (Object[]) create.split(" ")), "trust create")
                .get("id"));
        String other = String.valueOf(json(kms.operator("alice", (Object[]) create.split(" ")), "trust create")
                .get("id"));
        kms.operator("alice", "trust", "export", trust, "-o", "unsigned.json").ok();
        kms.shell(ToolsIT.block("docs/operations.md", "offline approval")).ok();
        kms.operator("alice", "trust", "add-approval", other, "approval.json")
                .exits(4)
                .says("for another Trust");
        Map<String, Object> added = json(
                kms.operator("alice", "trust", "add-approval", trust, "approval.json", "--output", "json"),
                "trust add-approval");
        assertThat(added).containsEntry("approvals", 1);
        String thumbprint =
                (String) kms.operator("alice", "trust", "list", "--unsigned", "--output", "json").ok().rows().stream()
                        .filter(row -> String.valueOf(row.get("id")).equals(trust))
                        .findFirst()
                        .orElseThrow()
                        .get("thumbprint");
        kms.operator("alice", "trust", "sign", trust).exits(1).says("1 of the 2 approvals");
        kms.operator("alice", "trust", "approve", trust, "--thumbprint", thumbprint)
                .ok();
        kms.operator("alice", "trust", "sign", trust).ok();
    }

    @Test
    void domainsMoveRotateAndAreShared() throws IOException {
        kms.client("other", "claim", system.invitation("shared")).ok();
        Files.writeString(folder.resolve("plan"), "the plan");
        kms.client("other", "encrypt", "-d", "shared", "-c", "year=2026", "plan")
                .ok();
        byte[] before = Files.readAllBytes(folder.resolve("plan.kms"));
        assertThat(json(kms.operator("alice", "domain", "rotate", "shared", "--output", "json"), "domain rotate"))
                .containsEntry("rotated", 1);
        assertThat(json(
                        kms.operator("alice", "domain", "rotate", "--all", "--older-than", "1d", "--output", "json"),
                        "domain rotate"))
                .containsEntry("rotated", 0);
        json(kms.client("other", "reencrypt", "plan.kms", "--output", "json"), "reencrypt");
        byte[] after = Files.readAllBytes(folder.resolve("plan.kms"));
        assertThat(after).hasSameSizeAs(before).isNotEqualTo(before);
        kms.client("other", "decrypt", "-c", "year=2026", "-o", "plan2", "plan.kms")
                .ok();
        assertThat(folder.resolve("plan2")).hasContent("the plan");
        String colleague = (String) json(kms.client("client", "whoami", "--output", "json"), "whoami")
                .get("thumbprint");
        Object card = json(
                        kms.client("other", "share", "shared", colleague, "--name", "colleague", "--output", "json"),
                        "share")
                .get("card");
        json(kms.client("client", "claim", card, "--output", "json"), "claim");
        kms.client("client", "decrypt", "-o", "plan3", "plan.kms").ok();
        json(kms.client("other", "unshare", "shared", colleague, "--output", "json"), "unshare");
        kms.client("client", "decrypt", "-o", "plan4", "plan.kms")
                .exits(1)
                .says("does not name this home's key any more");
    }

    @Test
    void filesAreSignedAndVerifyWithoutAServer() throws IOException {
        String invitation = (String) json(
                        kms.operator(
                                "alice",
                                "domain",
                                "create",
                                "--trust",
                                2,
                                "--name",
                                "releases",
                                "--purpose",
                                "sign",
                                "--output",
                                "json"),
                        "domain create")
                .get("invitation");
        kms.client("signer", "claim", invitation).ok();
        Files.writeString(folder.resolve("app"), "a release");
        json(kms.client("signer", "sign", "app", "--output", "json"), "sign");
        kms.client("reader", "pin", "app.sig").exits(2).says("--genesis");
        json(kms.client("reader", "pin", "app.sig", "--genesis", system.genesis(), "--output", "json"), "pin");
        // Nobody listens there: verification needs no server.
        assertThat(json(kms.client("reader", "--server", "127.0.0.1:1", "verify", "app", "--output", "json"), "verify"))
                .containsEntry("valid", true);
        Files.writeString(folder.resolve("app"), "another release", StandardCharsets.UTF_8);
        kms.client("reader", "verify", "app").exits(4).says("the file is the one that was signed");
        Files.writeString(folder.resolve("app"), "a release");
        // Signed by another Domain than the one expected: exit 4, and it says whose it is.
        String second = (String) kms.operator(
                        "alice",
                        "domain",
                        "create",
                        "--trust",
                        2,
                        "--name",
                        "nightlies",
                        "--purpose",
                        "sign",
                        "--output",
                        "json")
                .ok()
                .json()
                .get("invitation");
        kms.client("signer", "claim", second).ok();
        kms.client("signer", "sign", "-d", "nightlies", "-o", "app.sig", "--force", "app")
                .ok();
        kms.client("reader", "verify", "-d", "releases", "app").exits(4).says("it is of nightlies");
    }

    @Test
    void ordersAreApprovedAndCarriedOut() {
        kms.client("third", "claim", system.invitation("ordered")).ok();
        Map<String, Object> order =
                json(kms.operator("alice", "order", "disable", "ordered", "--output", "json"), "order disable");
        String id = (String) order.get("id");
        kms.operator("alice", "order", "run", id).exits(1).says("0 of the 1 approvals");
        kms.operator("alice", "order", "approve", id, "--thumbprint", system.genesis())
                .exits(4)
                .says("T8");
        json(
                kms.operator(
                        "alice", "order", "approve", id, "--thumbprint", order.get("thumbprint"), "--output", "json"),
                "order approve");
        kms.operator("alice", "order", "run", id).ok();
        kms.operator("alice", "order", "run", id).exits(1).says("carried out already");
        kms.client("third", "encrypt", "-o", "never", "own-password").exits(1).says("is disabled");
        kms.operator("alice", "order", "delete", "ordered").ok();
        Map<String, Object> enable = kms.operator("alice", "order", "enable", "ordered", "--output", "json")
                .ok()
                .json();
        kms.operator("alice", "order", "approve", enable.get("id"), "--thumbprint", enable.get("thumbprint"))
                .ok();
        kms.operator("alice", "order", "run", enable.get("id")).ok();
        List<Map<String, Object>> rows =
                kms.operator("alice", "order", "list", "--output", "json").ok().rows();
        Fields.check("order list", rows.get(0));
        // What was ordered about the disabling that was undone is no longer waiting for anybody.
        assertThat(rows)
                .extracting(row -> row.get("kind"), row -> row.get("status"))
                .containsExactlyInAnyOrder(
                        tuple("disable", "carried out"), tuple("delete", "void"), tuple("enable", "carried out"));
        kms.operator("alice", "order", "grant", "ordered", "short", "--name", "new laptop")
                .exits(2)
                .says("43 characters");
        // One thumbprint in 64 begins with a hyphen; this one begins like the option for the version, too.
        String hyphenated = "-V" + system.genesis().substring(2);
        Map<String, Object> grant = json(
                kms.operator(
                        "alice", "order", "grant", "ordered", hyphenated, "--name", "new laptop", "--output", "json"),
                "order disable");
        assertThat((Map<?, ?>) grant.get("controller")).extracting("thumbprint").isEqualTo(hyphenated);
    }

    @Test
    void theLineIsShownWithItsChanges() {
        List<Map<String, Object>> line = kms.operator("alice", "trust", "line", 2, "--output", "json")
                .ok()
                .rows();
        assertThat(line).hasSize(2);
        Fields.check("trust line", line.get(1));
        assertThat(kms.operator("alice", "trust", "line", 2).ok().out()).contains("+ operator alice");
    }
}
