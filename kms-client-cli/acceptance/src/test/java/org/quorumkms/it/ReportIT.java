package org.quorumkms.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole report through the three programs: thirteen operator actions and both client actions. */
class ReportIT {

    @TempDir
    private Path folder;

    @Test
    void thirteenOperatorActionsAndBothClientActions() throws Exception {
        Kms kms = new Kms(folder);
        Map<String, Object> init = kms.server(
                        "init",
                        "--operator",
                        "alice",
                        "--operator",
                        "bob,carol",
                        "--listen",
                        "127.0.0.1:0",
                        "--output",
                        "json")
                .ok()
                .json();
        Fields.check("init", init);
        kms.server("init", "--operator", "alice").exits(1).says("There is a server in");
        Process server = kms.serve();
        try {
            enrol(kms, (Map<?, ?>) init.get("invitations"));
            views(kms);
            String thumbprint = foundTrust(kms);
            verify(kms, thumbprint);
            String payroll = clientActions(kms);
            exportsAndImports(kms, payroll);
            furtherOperator(kms);
        } finally {
            Kms.stop(server);
        }
        assertThat(Files.readString(folder.resolve("server.err"))).isEmpty();
        kms.requireNoSecretWasSaid();
    }

    private static void enrol(Kms kms, Map<?, ?> invitations) throws IOException {
        for (String name : List.of("alice", "bob", "carol")) {
            Path file = kms.folder().resolve(name + ".invitation");
            Files.writeString(file, invitations.get(name) + "\n");
            Map<String, Object> enrolled =
                    kms.operator(name, "enrol", file, "--output", "json").ok().json();
            Fields.check("enrol", enrolled);
            assertThat(enrolled).containsEntry("name", name);
        }
        // Pasted again by the same home: the first answer. By another: used.
        kms.operator("alice", "enrol", invitations.get("alice")).ok();
        kms.operator("mallory", "enrol", invitations.get("alice")).exits(1).says("unknown, used or expired");
    }

    private static void views(Kms kms) {
        // 5, 6: public keys of operators and HSMs. 4: Domains.
        List<Map<String, Object>> operators = kms.operator("alice", "operator", "list", "--output", "json")
                .ok()
                .rows();
        assertThat(operators).hasSize(3);
        Fields.check("operator list", operators.get(0));
        List<Map<String, Object>> hsms =
                kms.operator("bob", "hsm", "list", "--output", "json").ok().rows();
        assertThat(hsms).extracting(row -> row.get("label")).containsExactlyInAnyOrder("h1", "h2");
        Fields.check("hsm list", hsms.get(0));
        List<Map<String, Object>> domains =
                kms.operator("bob", "domain", "list", "--output", "json").ok().rows();
        assertThat(domains).extracting(row -> row.get("purpose")).containsOnly("operator");
        Fields.check("domain list", domains.get(0));
    }

    /** 8 create, 1 unsigned, 9 approve, 7 signatures, 10 sign, 2 signed, 3 mine. */
    private static String foundTrust(Kms kms) {
        Map<String, Object> created = kms.operator(
                        "alice",
                        "trust",
                        "create",
                        "--hsm",
                        "h1",
                        "--hsm",
                        "h2",
                        "--operator",
                        "alice,bob,carol",
                        "--quorum",
                        2,
                        "--output",
                        "json")
                .ok()
                .json();
        Fields.check("trust create", created);
        String thumbprint = (String) created.get("thumbprint");
        List<Map<String, Object>> unsigned = kms.operator("bob", "trust", "list", "--unsigned", "--output", "json")
                .ok()
                .rows();
        assertThat(unsigned).extracting(row -> row.get("thumbprint")).containsExactly(thumbprint);
        Fields.check("trust list", unsigned.get(0));
        assertThat(kms.operator("bob", "trust", "show", 2).ok().out()).contains("quorum: 2 of 3", thumbprint);
        kms.operator("alice", "trust", "approve", 2, "--thumbprint", another(thumbprint))
                .exits(4)
                .says("another thumbprint");
        kms.operator("alice", "trust", "approve", 2).exits(2).says("nobody to ask");
        Map<String, Object> one = kms.operator(
                        "alice", "trust", "approve", 2, "--thumbprint", thumbprint, "--output", "json")
                .ok()
                .json();
        assertThat(one).isEqualTo(Map.of("id", 2, "approvals", 1, "threshold", 2));
        Fields.check("trust approve", one);
        Map<String, Object> signatures = kms.operator("carol", "trust", "signatures", 2, "--output", "json")
                .ok()
                .json();
        Fields.check("trust signatures", signatures);
        assertThat((List<?>) signatures.get("signed")).hasSize(1);
        assertThat((List<?>) signatures.get("missing")).hasSize(2);
        kms.operator("alice", "trust", "sign", 2)
                .exits(1)
                .says("Trust 2 has 1 of the 2 approvals it needs; missing: bob, carol");
        kms.operator("carol", "trust", "approve", "--thumbprint", thumbprint, "--", thumbprint.substring(0, 8))
                .ok();
        Map<String, Object> signed = kms.operator("bob", "trust", "sign", 2, "--hsm", "h2", "--output", "json")
                .ok()
                .json();
        assertThat(signed).containsEntry("status", "signed").containsEntry("approvals", 2);
        assertThat(kms.operator("alice", "trust", "list", "--signed", "--output", "json")
                        .ok()
                        .rows())
                .extracting(row -> row.get("id"))
                .containsExactly(1, 2);
        assertThat(kms.operator("carol", "trust", "list", "--mine", "--output", "json")
                        .ok()
                        .rows())
                .extracting(row -> row.get("id"))
                .containsExactly(2);
        return thumbprint;
    }

    /** 12 verify Trust, 13 create HSM. */
    private static void verify(Kms kms, String thumbprint) {
        Map<String, Object> verified = kms.operator("bob", "trust", "verify", thumbprint, "--output", "json")
                .ok()
                .json();
        assertThat(verified).containsEntry("valid", true);
        Fields.check("trust verify", verified);
        Map<String, Object> hsm = kms.operator("bob", "hsm", "create", "--label", "h3", "--output", "json")
                .ok()
                .json();
        Fields.check("hsm create", hsm);
        assertThat(kms.operator("bob", "hsm", "list").ok().out()).contains("h1", "h2", "h3");
    }

    /** Claims, encrypts, inspects and decrypts; returns the Domain's id. */
    private static String clientActions(Kms kms) throws IOException {
        kms.client("client", "domains", "--output", "json").ok().says("No Domain was claimed yet");
        Map<String, Object> made = kms.operator(
                        "alice", "domain", "create", "--trust", 2, "--name", "payroll", "--output", "json")
                .ok()
                .json();
        Fields.check("domain create", made);
        Map<String, Object> claimed = kms.client("client", "claim", made.get("invitation"), "--output", "json")
                .ok()
                .json();
        Fields.check("claim", claimed);
        List<Map<String, Object>> domains =
                kms.client("client", "domains", "--output", "json").ok().rows();
        Fields.check("domains", domains.get(0));
        Path real = Kms.ROOT.resolve("kms-server/target/kms-server-app.jar");
        assertThat(Files.size(real)).isGreaterThan(1 << 20);
        Path sealed = kms.folder().resolve("server.jar.kms");
        Map<String, Object> encrypted = kms.client(
                        "client", "encrypt", "-c", "month=2026-11", "-o", sealed, real, "--output", "json")
                .ok()
                .json();
        Fields.check("encrypt", encrypted);
        Map<String, Object> header = kms.client("client", "inspect", sealed, "--output", "json")
                .ok()
                .says("Not verified")
                .json();
        Fields.check("inspect", header);
        assertThat(header).containsEntry("context", Map.of("month", "2026-11")).containsEntry("domain", made.get("id"));
        Map<String, Object> decrypted = kms.client(
                        "client", "decrypt", "-c", "month=2026-11", sealed, "--output", "json")
                .ok()
                .json();
        Fields.check("decrypt", decrypted);
        assertThat(Files.mismatch(real, kms.folder().resolve("server.jar"))).isEqualTo(-1);
        assertThat(kms.shell("printf hello | $SCRIPTS/kms-client --home client encrypt"
                                + " | $SCRIPTS/kms-client --home client decrypt")
                        .ok()
                        .out())
                .isEqualTo("hello");
        return (String) made.get("id");
    }

    /** 11 verify Domain, exports, and D7's refusal. */
    private static void exportsAndImports(Kms kms, String payroll) {
        Map<String, Object> verified = kms.operator("bob", "domain", "verify", payroll, "--output", "json")
                .ok()
                .json();
        assertThat(verified).containsEntry("valid", true);
        kms.operator("bob", "domain", "export", "payroll", "-o", "payroll.json").ok();
        kms.operator("bob", "domain", "verify", "payroll.json").ok();
        kms.operator("bob", "domain", "import", "payroll.json").ok();
        kms.operator("bob", "trust", "export", 2, "--line", "-o", "line.json").ok();
        kms.operator("bob", "trust", "verify", "line.json").ok();
        assertThat(kms.operator("bob", "trust", "export", 2).ok().json()).containsOnlyKeys("payload", "signatures");
        kms.shell("sed 's/\"signature\":\".\\{8\\}/\"signature\":\"AAAAAAAA/' payroll.json > bad.json")
                .ok();
        assertThat(Stream.of(kms.operator("bob", "domain", "verify", "bad.json")))
                .allMatch(result -> result.exit() == 4);
    }

    /** A thumbprint that differs in one character. */
    private static String another(String thumbprint) {
        return (thumbprint.startsWith("A") ? "B" : "A") + thumbprint.substring(1);
    }

    private static void furtherOperator(Kms kms) {
        Map<String, Object> invited = kms.operator("alice", "operator", "invite", "dave", "--output", "json")
                .ok()
                .json();
        Fields.check("operator invite", invited);
        kms.operator("dave", "enrol", invited.get("invitation")).ok();
        // Until a quorum put its key into a Trust it sees what names it, and nothing else.
        kms.operator("dave", "domain", "list").exits(1).says("no newest Trust names dave");
        Map<String, Object> successor = kms.operator(
                        "alice",
                        "trust",
                        "create",
                        "--after",
                        2,
                        "--hsm",
                        "h1,h3",
                        "--operator",
                        "alice,bob,dave",
                        "--quorum",
                        2,
                        "--output",
                        "json")
                .ok()
                .json();
        String thumbprint = (String) successor.get("thumbprint");
        Object id = successor.get("id");
        kms.operator("dave", "trust", "approve", id, "--thumbprint", thumbprint).ok();
        kms.operator("alice", "trust", "approve", id, "--thumbprint", thumbprint)
                .ok();
        kms.operator("alice", "trust", "sign", id)
                .exits(1)
                .says("has 1 of the 2 approvals it needs from the operators of its predecessor; missing: bob, carol");
        kms.operator("bob", "trust", "approve", id, "--thumbprint", thumbprint).ok();
        kms.operator("alice", "trust", "sign", id).ok();
        kms.operator("dave", "trust", "verify", id).ok();
        kms.operator("dave", "trust", "list", "--mine").ok();
        // Domains under both Trusts of the line: what stands under the older one goes on working.
        Object next = kms.operator("dave", "domain", "create", "--trust", id, "--name", "next", "--output", "json")
                .ok()
                .json()
                .get("invitation");
        kms.client("client", "claim", next).ok();
        assertThat(kms.client("client", "domains", "--output", "json").ok().rows())
                .hasSize(2);
        kms.client("client", "decrypt", "--force", "server.jar.kms").ok();
        kms.client("client", "encrypt", "-d", "next", "-o", "next.kms", "server.jar.kms")
                .ok();
        kms.operator("alice", "domain", "create", "--trust", 2, "--name", "old")
                .exits(1)
                .says("was replaced by Trust");
        kms.server("invite", "eve").exits(1).says("operators already");
    }
}
