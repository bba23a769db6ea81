package org.quorumkms.age;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.quorumkms.client.KmsClient;
import org.quorumkms.client.Release;
import org.quorumkms.errors.UsageException;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.testkit.TestKms;

/** Both state machines as transcripts, against a server. */
class AgePluginTest {

    private static final byte[] KEY = "sixteen bytes it".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] SECOND = "sixteen bytes 2 ".getBytes(StandardCharsets.US_ASCII);
    private static final String OK = "-> ok\n\n";

    private static TestKms system;
    private static Path payrollHome;
    private static String payroll;
    private static Path vaultHome;
    private static String vault;

    private final AtomicInteger opened = new AtomicInteger();
    private StringBuilder says;
    private Path home;

    @BeforeAll
    static void start() {
        system = TestKms.start();
        payrollHome = system.home("payroll");
        payroll = idIn(payrollHome);
        vaultHome = system.homeOfQuorum("vault");
        vault = idIn(vaultHome);
    }

    @AfterAll
    static void stop() {
        system.close();
    }

    @BeforeEach
    void begin() {
        says = new StringBuilder();
        home = payrollHome;
    }

    private static String idIn(Path home) {
        try (KmsClient client = KmsClient.open(home)) {
            return client.domains().get(0).id();
        }
    }

    private static byte[] sealed(Path home, String domain, byte[] data, Map<String, String> context) {
        try (KmsClient client = KmsClient.open(home)) {
            return client.domain(domain).encrypt(data, context);
        }
    }

    private static byte[] sealed(Path home, String domain) {
        return sealed(home, domain, KEY, AgePlugin.CONTEXT);
    }

    private AgePluginTest say(byte[] body, String... words) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        try {
            new StanzaWriter(text).write(List.of(words), body);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        says.append(text.toString(StandardCharsets.US_ASCII));
        return this;
    }

    private AgePluginTest say(String... words) {
        return say(new byte[0], words);
    }

    private record Heard(boolean done, List<String> commands, List<byte[]> bodies) {

        String body(int at) {
            return new String(bodies.get(at), StandardCharsets.UTF_8);
        }
    }

    /** Says {@code done}, takes whatever comes, and returns the commands. */
    private Heard hear(String machine) throws IOException {
        return hear(machine, OK.repeat(100));
    }

    private Heard hear(String machine, String answers) throws IOException {
        say("done");
        says.append(answers);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        boolean done = run(machine, out);
        List<String> commands = new ArrayList<>();
        List<byte[]> bodies = new ArrayList<>();
        try (StanzaReader reader = new StanzaReader(new ByteArrayInputStream(out.toByteArray()))) {
            while (reader.consumed() < out.size()) {
                Stanza command = reader.read();
                commands.add((command.type() + " " + String.join(" ", command.arguments())).strip());
                bodies.add(command.body().exposed());
            }
        }
        assertThat(commands.get(commands.size() - 1)).isEqualTo("done");
        return new Heard(done, commands.subList(0, commands.size() - 1), bodies);
    }

    private boolean run(String machine, OutputStream out) throws IOException {
        return new AgePlugin(
                        () -> {
                            opened.incrementAndGet();
                            return KmsClient.open(home, AgePlugin.options());
                        },
                        failure -> String.valueOf(failure.getMessage()))
                .run(machine, new ByteArrayInputStream(says.toString().getBytes(StandardCharsets.ISO_8859_1)), out);
    }

    @ParameterizedTest
    @ValueSource(strings = {"recipient-v2", "identity-v1 ", "", "recipient"})
    void anotherStateMachineIsRefused_beforeAnythingIsRead(String machine) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertThatThrownBy(() -> run(machine, out)).isInstanceOf(UsageException.class);
        assertThat(out.size()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"recipient-v1", "identity-v1"})
    void whatEndsInTheMiddleIsAFailure_andNothingIsSaid(String machine) {
        say("add-identity", AgeKeys.identity(payroll));
        says.append("-> wrap-file");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertThatThrownBy(() -> run(machine, out)).isInstanceOf(EOFException.class);
        assertThat(out.size()).isZero();
        assertThat(opened).hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"recipient-v1", "identity-v1"})
    void nothingAskedIsNothingDone(String machine) throws IOException {
        Heard heard = hear(machine);
        assertThat(heard.done()).isTrue();
        assertThat(heard.commands()).isEmpty();
        assertThat(opened).hasValue(0);
    }

    @Nested
    class Recipients {

        @Test
        void aFileKeyIsSealedAndOpensAgain() throws IOException {
            Heard heard = say("add-recipient", AgeKeys.recipient(payroll))
                    .say(KEY, "wrap-file-key")
                    .say("extension-labels")
                    .hear("recipient-v1");
            assertThat(heard.done()).isTrue();
            assertThat(heard.commands()).containsExactly("recipient-stanza 0 quorum " + payroll);
            assertThat(heard.bodies().get(0)).hasSize(77);
            try (KmsClient client = KmsClient.open(payrollHome)) {
                assertThat(client.domain(payroll).decrypt(heard.bodies().get(0), AgePlugin.CONTEXT))
                        .isEqualTo(KEY);
            }
        }

        @Test
        void severalFilesAndWordsAreTakenInAnyOrder_withOneClient() throws IOException {
            Heard heard = say(KEY, "wrap-file-key")
                    .say("add-identity", AgeKeys.identity(payroll))
                    .say(new byte[70], "grease-1", "a", "b")
                    .say("add-recipient", AgeKeys.recipient(payroll))
                    .say(SECOND, "wrap-file-key")
                    .hear("recipient-v1");
            // One Domain: one stanza a file, however often it is named.
            assertThat(heard.commands())
                    .containsExactly("recipient-stanza 0 quorum " + payroll, "recipient-stanza 1 quorum " + payroll);
            assertThat(opened).hasValue(1);
        }

        @Test
        void anIdentityWithoutDataIsTheOnlyDomainOfAHome() throws IOException {
            Heard heard = say("add-identity", Bech32.encode("AGE-PLUGIN-QUORUM-", new byte[0]))
                    .say(KEY, "wrap-file-key")
                    .hear("recipient-v1");
            assertThat(heard.commands()).containsExactly("recipient-stanza 0 quorum " + payroll);
        }

        @Test
        void aWordThatIsNoneIsAnError_andNoServerIsAsked() throws IOException {
            Heard heard = say("add-recipient", AgeKeys.recipient(payroll))
                    .say("add-recipient", "age1quorum1qqqq")
                    .say("add-identity", "AGE-PLUGIN-QUORUM-1QQQQ")
                    .say(KEY, "wrap-file-key")
                    .hear("recipient-v1");
            assertThat(heard.done()).isFalse();
            assertThat(heard.commands()).containsExactly("error recipient 1", "error identity 0");
            assertThat(heard.body(0)).contains("kms-client age recipient");
            assertThat(opened).hasValue(0);
        }

        @Test
        void aDomainOfOthersIsAnError_andNoStanzaIsHandedOut() throws IOException {
            Heard heard = say("add-recipient", AgeKeys.recipient(payroll))
                    .say("add-recipient", AgeKeys.recipient(vault))
                    .say(KEY, "wrap-file-key")
                    .hear("recipient-v1");
            assertThat(heard.commands()).containsExactly("error recipient 1");
            assertThat(heard.body(0)).startsWith("This home took up no Domain " + vault);
        }

        @Test
        void aFileKeyOfAnotherLengthIsAnError() throws IOException {
            Heard heard = say("add-recipient", AgeKeys.recipient(payroll))
                    .say(new byte[32], "wrap-file-key")
                    .hear("recipient-v1");
            assertThat(heard.commands()).containsExactly("error internal");
        }

        @Test
        void aHomeThatIsNotThereIsAnError() throws IOException {
            home = Path.of("/nonexistent/home");
            Heard heard = say("add-recipient", AgeKeys.recipient(payroll))
                    .say(KEY, "wrap-file-key")
                    .hear("recipient-v1", "-> unsupported\n\n");
            assertThat(heard.commands()).containsExactly("error recipient 0");
            assertThat(heard.body(0)).startsWith("There is no home in /nonexistent/home.");
        }

        @Test
        void whatAgeDoesNotTakeEndsIt() {
            say("add-recipient", AgeKeys.recipient(payroll)).say(KEY, "wrap-file-key");
            assertThatThrownBy(() -> hear("recipient-v1", "-> fail\n\n")).isInstanceOf(VerificationException.class);
        }
    }

    @Nested
    class Identities {

        private AgePluginTest stanza(int file, byte[] sealed, String domain) {
            return say(sealed, "recipient-stanza", Integer.toString(file), "quorum", domain);
        }

        @Test
        void aFileKeyOpens_amongOthersStanzas() throws IOException {
            say("add-identity", AgeKeys.identity(payroll)).say(new byte[3], "grease-x", "y");
            say(new byte[32], "recipient-stanza", "0", "X25519", "share");
            say(new byte[77], "recipient-stanza", "0", "quorum-grease");
            stanza(0, sealed(payrollHome, payroll), payroll);
            Heard heard = hear("identity-v1");
            assertThat(heard.done()).isTrue();
            assertThat(heard.commands()).containsExactly("file-key 0");
            assertThat(heard.bodies().get(0)).isEqualTo(KEY);
        }

        @Test
        void ofSeveralFilesEachOpens_onceEach_withOneClient() throws IOException {
            say("add-identity", AgeKeys.identity(vault));
            stanza(0, sealed(payrollHome, payroll), payroll);
            stanza(0, sealed(payrollHome, payroll), payroll);
            say("add-identity", AgeKeys.identity(payroll));
            stanza(1, sealed(payrollHome, payroll, SECOND, AgePlugin.CONTEXT), payroll);
            Heard heard = hear("identity-v1");
            assertThat(heard.commands()).containsExactly("file-key 0", "file-key 1");
            assertThat(heard.bodies().get(1)).isEqualTo(SECOND);
            assertThat(opened).hasValue(1);
        }

        @Test
        void anotherDomainsStanzaIsSomebodyElses() throws IOException {
            say("add-identity", AgeKeys.identity(payroll));
            stanza(0, sealed(vaultHome, vault), vault);
            assertThat(hear("identity-v1").commands()).isEmpty();
            assertThat(opened).hasValue(0);
        }

        @Test
        void anIdentityWithoutDataOpensWhatTheHomeMay() throws IOException {
            say("add-identity", Bech32.encode("AGE-PLUGIN-QUORUM-", new byte[0]));
            stanza(0, sealed(vaultHome, vault), vault);
            stanza(1, sealed(payrollHome, payroll), payroll);
            assertThat(hear("identity-v1").commands()).containsExactly("file-key 1");
        }

        @Test
        void anIdentityThatIsNoneStopsAll() throws IOException {
            say("add-identity", AgeKeys.identity(payroll)).say("add-identity", AgeKeys.recipient(payroll));
            stanza(0, sealed(payrollHome, payroll), payroll);
            Heard heard = hear("identity-v1");
            assertThat(heard.commands()).containsExactly("error identity 1");
            assertThat(heard.body(0)).contains("kms-client age identity");
        }

        @Test
        void aMalformedStanzaIsAnErrorOfItsFileAlone() throws IOException {
            say("add-identity", AgeKeys.identity(payroll));
            say(new byte[32], "recipient-stanza", "0", "X25519", "share");
            stanza(0, new byte[77], payroll);
            stanza(0, sealed(payrollHome, payroll), payroll);
            stanza(1, sealed(payrollHome, payroll), payroll);
            Heard heard = hear("identity-v1");
            assertThat(heard.commands()).containsExactly("error stanza 0 1", "file-key 1");
        }

        @Test
        void whatWasChangedOrSealedForSomethingElseIsAnErrorOfItsStanza() throws IOException {
            byte[] changed = sealed(payrollHome, payroll);
            changed[76] ^= 1;
            say("add-identity", AgeKeys.identity(payroll));
            stanza(0, changed, payroll);
            stanza(1, sealed(payrollHome, payroll, KEY, Map.of("row", "17")), payroll);
            stanza(2, sealed(payrollHome, payroll), payroll);
            Heard heard = hear("identity-v1");
            assertThat(heard.commands()).containsExactly("error stanza 0 0", "error stanza 1 0", "file-key 2");
        }

        @Test
        void oneStanzaThatOpensIsEnough() throws IOException {
            byte[] changed = sealed(payrollHome, payroll);
            changed[76] ^= 1;
            say("add-identity", AgeKeys.identity(payroll));
            stanza(0, changed, payroll);
            stanza(0, sealed(payrollHome, payroll), payroll);
            Heard heard = hear("identity-v1");
            assertThat(heard.done()).isTrue();
            assertThat(heard.commands()).containsExactly("file-key 0");
        }

        @Test
        void noMoreStanzasAreTriedThanSomebodyMeans() throws IOException {
            byte[] changed = sealed(payrollHome, payroll);
            changed[76] ^= 1;
            say("add-identity", AgeKeys.identity(payroll));
            for (int i = 0; i < Unwrapping.MOST_TRIED; i++) {
                stanza(0, changed, payroll);
            }
            stanza(0, sealed(payrollHome, payroll), payroll);
            assertThat(hear("identity-v1").commands()).containsExactly("error stanza 0 0");
        }

        @Test
        void aHomeWithoutTheDomainIsAnError() throws IOException {
            home = vaultHome;
            say("add-identity", AgeKeys.identity(payroll));
            stanza(0, sealed(payrollHome, payroll), payroll);
            Heard heard = hear("identity-v1");
            assertThat(heard.commands()).containsExactly("error identity 0");
            assertThat(heard.body(0)).contains("kms-client claim").contains("KMS_HOME");
        }

        @Test
        void whatAQuorumOpensIsAskedFor_andThenOpens() throws IOException {
            home = vaultHome;
            byte[] sealed = sealed(vaultHome, vault);
            say("add-identity", AgeKeys.identity(vault));
            stanza(0, sealed, vault);
            String asked = says.toString();
            Heard heard = hear("identity-v1");
            assertThat(heard.commands()).containsExactly("error identity 0");
            assertThat(heard.body(0)).contains("kms-client request FILE");
            try (KmsClient client = KmsClient.open(vaultHome)) {
                Release release =
                        client.domain(vault).requestRelease(sealed, AgePlugin.CONTEXT, "audit", Duration.ofHours(1));
                system.approve(release.order());
            }
            says = new StringBuilder(asked);
            Heard released = hear("identity-v1");
            assertThat(released.commands()).containsExactly("file-key 0");
            assertThat(released.bodies().get(0)).isEqualTo(KEY);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "-> recipient-stanza\n\n",
                    "-> recipient-stanza 0\n\n",
                    "-> recipient-stanza -1 quorum\n\n",
                    "-> recipient-stanza +1 quorum\n\n",
                    "-> recipient-stanza 99999999999 quorum\n\n",
                    "-> recipient-stanza x quorum\n\n",
                    "-> recipient-stanza 1 a\n\n-> recipient-stanza 0 a\n\n",
                    "-> add-identity\n\n",
                    "-> add-identity a b\n\n",
                    "-> done now\n\n",
                    "nothing\n"
                })
        void whatIsNotTheProtocolEndsIt(String hostile) {
            says.append(hostile);
            assertThatThrownBy(() -> hear("identity-v1")).isInstanceOf(VerificationException.class);
        }

        @Test
        void commandsWithoutAnEndAreTooMany() {
            says.append("-> a\n\n".repeat(Conversation.MOST_COMMANDS));
            assertThatThrownBy(() -> hear("identity-v1"))
                    .isInstanceOf(VerificationException.class)
                    .hasMessageContaining("65536");
        }

        @Test
        void withoutAServerItIsSaidOnce_andSoon() throws IOException {
            byte[] sealed = sealed(payrollHome, payroll);
            system.stopServer();
            try {
                say("add-identity", AgeKeys.identity(payroll));
                stanza(0, sealed, payroll);
                stanza(0, sealed, payroll);
                stanza(1, sealed, payroll);
                long begun = System.nanoTime();
                Heard heard = hear("identity-v1");
                assertThat(heard.commands()).containsExactly("error identity 0");
                assertThat(heard.body(0)).startsWith("No server could be reached");
                assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(6));
            } finally {
                system.startServer();
            }
        }
    }

    @Test
    void bodiesAreNotPrinted() {
        Stanza stanza = new Stanza("file-key", List.of("0"), org.quorumkms.crypto.SecretBytes.owning(KEY.clone()));
        assertThat(stanza.toString())
                .doesNotContain("sixteen")
                .doesNotContain(Base64.getEncoder().encodeToString(KEY));
        stanza.close();
    }
}
