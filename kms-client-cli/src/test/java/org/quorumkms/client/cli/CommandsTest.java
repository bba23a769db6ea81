package org.quorumkms.client.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quorumkms.domain.Purpose;
import org.quorumkms.domain.Rights;
import org.quorumkms.net.Address;
import org.quorumkms.party.Card;
import org.quorumkms.party.Contact;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.testing.DomainHistory;
import org.quorumkms.testing.TestSystem;
import org.quorumkms.trust.TrustChain;

/** Commands that need no server, or are refused before one is asked. */
class CommandsTest {

    private static final DomainHistory MADE = DomainHistory.begin(
            Purpose.ENCRYPT,
            TestSystem.H1,
            TestSystem.T1,
            first -> first.controlledBy(List.of(TestHome.SELF.may(Rights.all(Purpose.ENCRYPT)))));
    private static final String KEY = Thumbprint.ofContent(new byte[] {1}).value();

    @TempDir
    Path folder;

    private TestHome home;

    @BeforeEach
    void begin() {
        home = new TestHome(folder.resolve("home")).taking(MADE);
    }

    private void exits(int code, String says, String... words) {
        TestHome.Run run = home.run(words);
        assertThat(run.exit()).as(run.out() + run.err()).isEqualTo(code);
        assertThat(run.out() + run.err()).contains(says);
    }

    @Test
    void rewrapIsGone() {
        exits(2, "use reencrypt", "rewrap", "plan.kms");
        exits(2, "use reencrypt", "rewrap", "--all", "plan.kms", "-x");
        assertThat(home.run("--help").out()).contains("reencrypt").doesNotContain("rewrap");
    }

    @Test
    void exportWritesWhatTheHomeKeepsAndNoFileThatIsThere() throws IOException {
        exits(0, "", "export", "payroll");
        assertThat(home.run("export", "payroll").out().strip())
                .isEqualTo(MADE.exported().toText());
        Path file = folder.resolve("payroll.json");
        exits(0, "written", "export", MADE.last().body().id().value(), "-o", file.toString());
        assertThat(Files.readString(file).strip()).isEqualTo(MADE.exported().toText());
        exits(1, "exists", "export", "payroll", "-o", file.toString());
        exits(0, "written", "export", "payroll", "-o", file.toString(), "--force");
        exits(2, "remembers no Domain", "export", "none");
    }

    @Test
    void newerLinksOfALineComeFromAFile() throws IOException {
        Path file = folder.resolve("line.json");
        Files.writeString(file, TestSystem.T2.toText());
        exits(0, "1 after the one that was known", "trust", "import", file.toString());
        exits(0, "known already", "trust", "import", file.toString());
        Files.writeString(file, TestSystem.T1.toText());
        exits(0, "known already", "trust", "import", file.toString());
        assertThat(home.pins().trusts().lines().get(0).thumbprint())
                .isEqualTo(TestSystem.T2.last().thumbprint());
        TrustChain beside = TestSystem.successor(TestSystem.T1, List.of(TestSystem.H2), TestSystem.OPERATORS, 2);
        Files.writeString(file, beside.toText());
        exits(4, "T7", "trust", "import", file.toString());
        TrustChain branch = TestSystem.branch(TestSystem.T1, List.of(TestSystem.H2), TestSystem.OPERATORS, 2);
        Files.writeString(file, branch.toText());
        exits(1, "not of a line", "trust", "import", file.toString());
    }

    @Test
    void whatWasClaimedIsClaimedAlready() {
        Contact contact = new Contact(
                List.of(Address.parse("127.0.0.1:1")),
                TestSystem.H1.keys().signing().thumbprint(),
                TestSystem.genesis(),
                MADE.last().body().id(),
                MADE.last().thumbprint(),
                TestSystem.T1.last().thumbprint());
        exits(0, "claimed already", "claim", new Card(contact).toText());
        exits(1, "whole invitation", "claim", "kms1.abc");
        exits(1, "whole card", "claim", "kmscard1.abc.");
    }

    @Test
    void wrongUsesAreRefusedBeforeAnythingIsAsked() {
        exits(2, "43 characters", "share", "payroll", "short", "--name", "bob");
        exits(2, "--name", "share", "payroll", KEY);
        exits(2, "not a right", "share", "payroll", KEY, "--name", "bob", "--may", "read");
        exits(1, "That name cannot be used", "share", "payroll", KEY, "--name", "b  b");
        exits(2, "no Domain none", "unshare", "none", KEY);
        exits(2, "43 characters", "domain", "repin", "payroll", "--thumbprint", "short");
        exits(2, "--thumbprint", "trust", "repin", "2");
        exits(2, "command is missing", "trust");
        exits(3, "No server", "domain", "repin", "payroll", "--thumbprint", KEY);
    }

    @Test
    void serversAreSetAndForgotten() {
        exits(0, "127.0.0.1:1", "servers", "--set", "127.0.0.1:1");
        assertThat(home.pins().addresses()).containsExactly(Address.parse("127.0.0.1:1"));
        TestHome.Run run = home.run("servers", "--output", "json");
        assertThat(run.out()).contains("\"source\" : \"set\"").contains("\"server\" : null");
        exits(0, "", "servers", "--set", "");
        assertThat(home.pins().addresses()).isEmpty();
    }

    @Test
    void oneBadFileDoesNotStopTheOthersAndEachIsNamed() throws IOException {
        Path bad = folder.resolve("bad.kms");
        Files.writeString(bad, "no message");
        Path none = folder.resolve("none.kms");
        TestHome.Run all = home.run("reencrypt", bad.toString(), bad.toString(), "--output", "json");
        assertThat(all.exit()).isEqualTo(4);
        assertThat(all.out().lines()).hasSize(2).allMatch(line -> line.contains("\"error\":{\"exit\":4,\"what\":"));
        assertThat(all.err()).contains("0 of 2 files were encrypted anew, 2 failed.");
        TestHome.Run mixed = home.run("reencrypt", bad.toString(), none.toString());
        assertThat(mixed.exit()).isEqualTo(1);
        assertThat(mixed.err()).contains(bad + ": This is not").contains(none + ": Could not read");
        TestHome.Run one = home.run("reencrypt", bad.toString(), "--output", "json");
        assertThat(one.exit()).isEqualTo(4);
        assertThat(one.out()).contains("\"file\"").contains("\"exit\" : 4");
    }
}
