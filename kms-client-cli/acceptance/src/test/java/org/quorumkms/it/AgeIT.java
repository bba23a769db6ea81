package org.quorumkms.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

/** age itself with age-plugin-quorum on its PATH; the protocol is tested in AgePluginTest. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("ring2")
@Tag("age")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class AgeIT {

    private static final String WITH =
            "export PATH=\"$SCRIPTS:$PATH\" KMS_HOME=\"$PWD/client\"; O=\"kms-operator --home alice\"; ";

    private FoundedSystem system;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        system = new FoundedSystem(folder);
        assumeTrue(
                system.kms().shell("command -v age && command -v age-keygen").exit() == 0,
                "skipped: age is not installed (apt-get install age)");
        Files.writeString(folder.resolve("plan"), "the plan\n");
        shell("kms-client age identity -o payroll.txt && age -e -i payroll.txt -o mine.age plan")
                .ok()
                .says("written: payroll.txt");
    }

    @AfterAll
    void stop() throws InterruptedException {
        system.stop();
    }

    private Kms.Result shell(String line) {
        return system.kms().shell(WITH + line);
    }

    /** The example of docs/doors/age.md, as a person types it. */
    @Test
    @Order(1)
    void theExampleOfThePageRuns() throws IOException {
        String page = Files.readString(Kms.ROOT.resolve("docs/doors/age.md"));
        String example = page.substring(page.indexOf("```sh\n") + 6, page.indexOf("\n```", page.indexOf("```sh\n")));
        shell("set -e; mkdir example; cp plan example/salaries.ods; cd example; " + example
                        + "; cmp salaries.ods ../plan")
                .ok();
        assertThat(example).contains("age -r").contains("age -d -i");
    }

    @Test
    @Order(1)
    void theRecipientAndTheIdentityNameTheDomain() {
        Map<String, Object> recipient =
                shell("kms-client age recipient --output json").ok().json();
        Fields.check("age recipient", recipient);
        Map<String, Object> identity =
                shell("kms-client age identity -d payroll --output json").ok().json();
        Fields.check("age identity", identity);
        assertThat(shell("cat payroll.txt").ok().out())
                .contains("# recipient: " + recipient.get("recipient") + "\n")
                .endsWith("\n" + identity.get("identity") + "\n");
        shell("kms-client age identity -o payroll.txt").exits(1).says("exists");
    }

    /** One of age's own and ours: each opens, in either order; and what was encrypted to an identity. */
    @Test
    @Order(1)
    void severalRecipientsEachOpen() {
        shell("""
                age-keygen -o own.txt 2> own.err && own=$(age-keygen -y own.txt) &&
                age -r "$(kms-client age recipient)" -r "$own" -o both.age plan &&
                age -d -i payroll.txt both.age | cmp - plan && KMS_HOME=/none age -d -i own.txt both.age | cmp - plan &&
                age -a -r "$own" -i payroll.txt -e -o armored.age plan && age -d -i payroll.txt armored.age | cmp - plan""").ok();
    }

    @Test
    @Order(1)
    void aLargeFileIsTheSameAgain() {
        shell("""
                head -c 20000000 /dev/urandom > large && age -e -i payroll.txt < large > large.age &&
                age -d -i payroll.txt large.age | cmp - large""").ok();
    }

    @Test
    @Order(1)
    void anotherIdentityOpensNothing() {
        // Of Domain 4ce11f67-f100-461c-8a54-908db64dbc7d.
        shell("echo AGE-PLUGIN-QUORUM-1FNS37EL3QPRPEZJ5JZXMVNDU05VRFAHU > other.txt; age -d -i other.txt mine.age")
                .exits(1)
                .says("no identity matched any of the recipients");
        shell("KMS_HOME=\"$PWD/empty\" age -d -i payroll.txt mine.age").exits(1).says("There is no home in ");
        shell("KMS_HOME=client age -d -i payroll.txt mine.age").exits(1).says("Name it from / on");
    }

    /** What the message tells the user to do works. */
    @Test
    @Order(2)
    void whatAQuorumOpensIsAskedFor() {
        shell("$O domain create --trust 2 --name vault --decrypt quorum --output json"
                        + " | sed -n 's/.*\"invitation\" : \"\\(.*\\)\".*/\\1/p' > vault.invitation && kms-client claim vault.invitation"
                        + " && kms-client age identity -d vault -o vault.txt && age -e -i vault.txt -o vault.age plan")
                .ok();
        shell("age -d -i vault.txt vault.age").exits(1).says("Ask them: kms-client request FILE --note");
        Map<String, Object> asked = shell("kms-client request vault.age --note audit --output json")
                .ok()
                .json();
        Fields.check("request", asked);
        String show = shell("$O order show " + asked.get("id")).ok().out();
        assertThat(show).contains("age=v1", "a file of 9 bytes", "vault.age");
        shell("$O order approve " + asked.get("id") + " --thumbprint=" + asked.get("thumbprint"))
                .ok();
        shell("age -d -i vault.txt vault.age | cmp - plan").ok();
        shell("kms-client request mine.age --note audit").exits(1).says("controllers");
    }

    /** Other programs than age may stop in the middle, or start it without anything. */
    @Test
    @Order(2)
    void thePluginAloneEndsWhateverItIsGiven() {
        shell("age-plugin-quorum --age-plugin=identity-v1 </dev/null").exits(1).says("stopped in the middle");
        shell("age-plugin-quorum --age-plugin=identity-v1 <&-").exits(1).says("standard input is closed");
        shell("printf -- '-> done\\n\\n' | age-plugin-quorum --age-plugin=identity-v1 >&-")
                .exits(1)
                .says("standard output is closed");
        shell("age-plugin-quorum --age-plugin=identity-v2 </dev/null").exits(2).says("identity-v1");
        shell("age-plugin-quorum </dev/null").exits(2).says("kms-client age --help");
        assertThat(shell("printf -- '-> grease x\\n\\n-> done\\n\\n' | LC_ALL=C KMS_JAVA_OPTS=-Xlog:gc:stdout"
                                + " age-plugin-quorum --age-plugin=recipient-v1")
                        .ok()
                        .out())
                .isEqualTo("-> done\n\n");
    }

    @Test
    @Order(3)
    void withoutAServerAgeSaysSo() throws Exception {
        Kms.stop(system.server());
        try {
            shell("timeout 10 age -d -i payroll.txt mine.age").exits(1).says("No server could be reached");
            shell("timeout 10 age -e -i payroll.txt plan").exits(1).says("No server could be reached");
        } finally {
            system.serveAgain();
        }
    }
}
