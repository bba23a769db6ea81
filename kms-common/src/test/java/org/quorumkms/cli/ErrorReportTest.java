package org.quorumkms.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.errors.VerificationException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** How a failure is said: in a sentence or two, or as one line of JSON (commands.md). */
class ErrorReportTest {

    @Command(name = "program")
    static final class Program {}

    @Command(name = "fail")
    static final class Fail implements Callable<Integer> {
        @Parameters
        private String how;

        @Override
        public Integer call() {
            throw switch (how) {
                case "refused" -> new RefusedException("T3: Trust 2 is not signed. Sign it first: trust sign 2.");
                case "false" -> new VerificationException("The file was changed.");
                default -> new IllegalStateException("secret");
            };
        }
    }

    private static String said(int exit, String... words) {
        CommonOptions options = new CommonOptions(Map.of(), "operator", false);
        CommandLine root = Programs.begin(new Program(), options);
        root.addSubcommand(new Fail());
        StringWriter err = new StringWriter();
        CommandLine program = Programs.finish(root, options).setErr(new PrintWriter(err));
        assertThat(Programs.execute(program, words)).isEqualTo(exit);
        return err.toString();
    }

    @Test
    void isASentenceThatSaysWhatToDo() {
        assertThat(said(1, "fail", "refused"))
                .isEqualTo("program: T3: Trust 2 is not signed. Sign it first: trust sign 2.\n");
    }

    @Test
    void isOneLineOfJsonWhereThatIsAskedFor() {
        assertThat(said(1, "fail", "refused", "--output", "json"))
                .isEqualTo("{\"error\":{\"exit\":1,\"what\":\"T3: Trust 2 is not signed.\","
                        + "\"do\":\"Sign it first: trust sign 2.\"}}\n");
        assertThat(said(4, "--output=json", "fail", "false"))
                .isEqualTo("{\"error\":{\"exit\":4,\"what\":\"The file was changed.\",\"do\":null}}\n");
    }

    @Test
    void saysNothingOfWhatOnlyAProgrammerKnows() {
        assertThat(said(1, "fail", "otherwise", "--output", "json"))
                .contains("\"exit\":1", "IllegalStateException", "--debug")
                .doesNotContain("secret");
    }

    @Test
    void wrongUsageIsJsonToo() {
        assertThat(said(2, "fail", "--output", "json"))
                .startsWith("{\"error\":{\"exit\":2,\"what\":\"Missing required parameter")
                .contains("\"do\":\"See program fail --help.\"")
                .hasLineCount(1);
        assertThat(said(2, "fail", "x", "--unknown")).contains("Try: program fail --help");
    }
}
