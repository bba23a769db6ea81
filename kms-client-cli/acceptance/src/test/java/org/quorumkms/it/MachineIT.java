package org.quorumkms.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** On real machines: whatever the shell, the locale and the JVM do, nothing is lost and nothing is false (docs/testing.md). */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MachineIT {

    private Path folder;
    private FoundedSystem system;

    @BeforeAll
    void start(@TempDir Path temporary) throws Exception {
        folder = temporary;
        system = new FoundedSystem(folder);
        Files.writeString(folder.resolve("h"), "hello\n");
        shell("$C encrypt -o h.kms h").ok();
    }

    @AfterAll
    void stop() throws InterruptedException {
        system.stop();
    }

    /** Runs a line of shell: $C, $O and $S are the programs with their homes. */
    private Kms.Result shell(String line) {
        return system.kms()
                .shell("C=\"$SCRIPTS/kms-client --home client\" O=\"$SCRIPTS/kms-operator --home alice\""
                        + " S=\"$SCRIPTS/kms-server --home s\"; " + line);
    }

    private List<String> leftovers() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> name.endsWith(".tmp"))
                    .toList();
        }
    }

    /** A program under way, with the usual signals: whoever runs the tests may ignore some. */
    private Process started(String... command) throws IOException {
        List<String> all = Stream.concat(
                        Stream.of(
                                "env",
                                "--default-signal=INT,HUP,TERM,QUIT",
                                Kms.ROOT.resolve("scripts/kms-client").toString(),
                                "--home",
                                "client"),
                        Stream.of(command))
                .toList();
        return new ProcessBuilder(all)
                .directory(folder.toFile())
                .redirectError(folder.resolve("started.err").toFile())
                .redirectOutput(folder.resolve("started.out").toFile())
                .start();
    }

    private static void signal(Process process, String name) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }

    @Test
    void whatTheJvmSaysIsNoResult() {
        shell("""
                for v in JAVA_TOOL_OPTIONS JDK_JAVA_OPTIONS _JAVA_OPTIONS KMS_JAVA_OPTS; do
                  env "$v=-Xlog:gc*:stdout -XX:+UseLargePages" $C encrypt -o - h > jvm.kms || exit 8
                  $C decrypt -o - jvm.kms | cmp - h || exit 9
                done""").ok();
        assertThat(shell("KMS_JAVA_OPTS=-XX:+PrintFlagsFinal $C whoami")
                        .ok()
                        .out()
                        .strip())
                .hasSize(43);
    }

    @Test
    void aThreadDumpIsNoResult() throws Exception {
        Process process = started("encrypt", "-o", "-", "-");
        try (OutputStream in = process.getOutputStream()) {
            in.write(new byte[1 << 18]);
            in.flush();
            await().atMost(Duration.ofSeconds(30)).until(() -> Files.size(folder.resolve("started.out")) > 0);
            signal(process, "QUIT");
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> Files.readString(folder.resolve("started.err")).contains("Full thread dump"));
        }
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(shell("$C decrypt --quiet -o - < started.out | wc -c")
                        .ok()
                        .out()
                        .strip())
                .isEqualTo(String.valueOf(1 << 18));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "$O trust export 2",
                "$O domain list",
                "$C whoami",
                "$C inspect h.kms",
                "$C completion bash",
                "$C --help"
            })
    void aResultThatNobodyGotIsAFailure(String command) {
        shell(command + " >/dev/full").exits(1).says("was not printed: standard output: No space left on device");
        shell(command + " >&-").exits(1).says("was not printed: standard output is closed");
    }

    @Test
    void aOneTimeSecretThatNobodyGotIsSaidToBeLost() {
        shell("$O domain create --trust 2 --name lost >/dev/full")
                .exits(1)
                .says("The one-time secret in it is lost. Make it anew: kms-operator domain invite ");
        shell("$O domain invite lost").ok();
        shell("$O operator invite nora >&-").exits(1).says("Make it anew: kms-operator operator invite --again nora");
    }

    /** As init is told, whose secrets are lost too; doctor then says that nothing else is wrong. */
    @Test
    @Tag("ring2")
    @Tag("campaigns")
    void noFolderForTemporaryFilesIsNeeded() {
        String noFolder = "export KMS_JAVA_OPTS=-Djava.io.tmpdir=/nonexistent; ";
        shell(noFolder + "$SCRIPTS/kms-server --home new init --operator a --hsms 1 --listen 127.0.0.1:0 >/dev/full")
                .exits(1)
                .says("Make each anew: kms-server invite NAME");
        shell(noFolder + "$SCRIPTS/kms-server --home new doctor").ok();
    }

    @Test
    void whatIsClosedIsNoOtherFile() {
        shell("$C encrypt -o closed - <&-").exits(1).says("standard input is closed");
        shell("$C encrypt -o closed /dev/stdin <&-").exits(1).says("standard input is closed");
        shell("$C encrypt -o - h >&-").exits(1).says("standard output is closed");
        shell("$O enrol - <&-").exits(1).says("standard input is closed");
        assertThat(folder.resolve("closed")).doesNotExist();
        shell("$C encrypt --quiet -o all-closed h <&- >&- 2>&- && $C decrypt --quiet -o - all-closed | cmp - h")
                .ok();
        assertThat(shell(
                                "{ echo a; $C whoami; $C encrypt --quiet -o /dev/stdout h; echo b; } > around; head -n 1 around; tail -n 1 around | tail -c 2")
                        .ok()
                        .out())
                .startsWith("a\n")
                .endsWith("b\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"LC_ALL=C", "LANG= LC_ALL=", "LC_ALL=C.UTF-8"})
    void textIsUtf8WhateverTheLocaleIs(String locale) {
        String with = "env -u LANG -u LC_CTYPE " + locale + " ";
        shell(with + "$C encrypt --force --quiet -c stadt=köln -o köln.kms h").ok();
        shell(with + "$C decrypt --quiet -c stadt=köln -o - köln.kms | cmp - h").ok();
        shell(with + "$C decrypt -c stadt=kxxln -o - köln.kms").exits(4);
        boolean shows = locale.contains("UTF-8");
        assertThat(shell(with + "$C inspect köln.kms").ok().out())
                .contains("stadt=k" + (shows ? "ö" : "\\u00f6") + "ln");
        assertThat(shell(with + "$C inspect --output json köln.kms").ok().json().toString())
                .contains("stadt=köln");
    }

    @Test
    void whatIsNotUtf8IsNoContext_andStillTheNameOfAFile() {
        shell("$C encrypt -c stadt=$'k\\366ln' -o never h").exits(2).says("text in UTF-8");
        shell("""
                f=$'n\\366.txt'; mkdir $'d\\377'; cp h "$f"; cp h $'d\\377/h'
                $C encrypt --quiet "$f" && rm "$f" && $C --output json reencrypt "$f.kms" && $C decrypt --quiet "$f.kms" && cmp h "$f" &&
                $C encrypt --quiet $'d\\377/h' && $C decrypt --quiet -o - $'d\\377/h.kms' | cmp - h &&
                $SCRIPTS/kms-client --home $'hom\\351' whoami && [ -f $'hom\\351/connection.p12' ]""").ok();
    }

    @Test
    void theFolderMayHaveAnyName_butMustBeThere() {
        shell("""
                d=$'folder\\377 of many'; mkdir "$d" && cp -r h client "$d" && cd "$d" &&
                $C encrypt --quiet h && $C decrypt --quiet -o back h.kms && cmp back h &&
                $C encrypt -o /dev/stdout h | $C decrypt | cmp - h && $C --output json reencrypt h.kms && [ ! -e .h.kms* ]""").ok();
        shell("C=\"$SCRIPTS/kms-client --home $PWD/client\"; mkdir gone && cd gone && rmdir ../gone && $C whoami")
                .exits(1)
                .says("is gone");
        shell("$C encrypt h/").exits(1).says("is not a folder");
    }

    @ParameterizedTest
    @ValueSource(strings = {"INT", "TERM", "HUP"})
    void nothingIsLeftByAProgramThatIsToldToEnd(String signal) throws Exception {
        Process process = underWay("ended");
        signal(process, signal);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(leftovers()).isEmpty();
        assertThat(folder.resolve("ended")).doesNotExist();
    }

    private Process underWay(String output) throws IOException {
        Process process = started("encrypt", "-o", output, "-");
        process.getOutputStream().write(new byte[1 << 18]);
        process.getOutputStream().flush();
        await().atMost(Duration.ofSeconds(30)).until(() -> !leftovers().isEmpty());
        return process;
    }

    @Test
    void whatAKilledProgramLeftIsNamedAndRemovedByTheNext() throws Exception {
        Process living = underWay("living");
        List<String> its = leftovers();
        Process process = started("encrypt", "-o", "killed", "-");
        process.getOutputStream().write(new byte[1 << 18]);
        process.getOutputStream().flush();
        await().atMost(Duration.ofSeconds(30)).until(() -> leftovers().size() == 2);
        signal(process, "KILL");
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(leftovers()).hasSize(2);
        shell("$C encrypt -o next h").ok().says(".killed.kms-" + process.pid() + "-");
        assertThat(leftovers()).isEqualTo(its);
        living.getOutputStream().close();
        assertThat(living.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(living.exitValue()).isZero();
        assertThat(leftovers()).isEmpty();
    }

    @Test
    void aWordIsWhatItSays() {
        shell("$C encrypt -c a=1 -c a=2 -o twice h").exits(2).says("names a twice");
        shell("$C decrypt -c a=1 -c a=1 -o twice h.kms").exits(2).says("names a twice");
        shell("cp h @h; $C encrypt @h && rm @h && $C decrypt -- @h.kms && cmp h @h")
                .ok();
        shell("$C encrypt /dev/null").exits(2).says("-o OUT");
        shell("$C encrypt /dev/stdin < h").exits(2).says("-o OUT");
        shell("mkfifo fifo; cat h > fifo & $C encrypt fifo; e=$?; cat fifo; exit $e")
                .exits(2)
                .says("-o OUT");
    }

    @Test
    void aHomeIsWhereItIsSaid() {
        shell("env -u HOME -u XDG_CONFIG_HOME -u KMS_HOME $SCRIPTS/kms-client whoami")
                .exits(2)
                .says("HOME is not set");
        shell(
                        "HOME=$PWD/own XDG_CONFIG_HOME=relative $SCRIPTS/kms-client whoami && [ -d own/.config/quorum-kms/client ]")
                .ok();
        shell("ln -s client linked; $SCRIPTS/kms-client --home linked domains").ok();
        shell("""
                mkdir -m 700 keys; cp -r client moved; mv moved/connection.p12 keys; ln -s ../keys/connection.p12 moved
                $SCRIPTS/kms-client --home moved whoami""").ok();
        shell("chmod 640 keys/connection.p12; $SCRIPTS/kms-client --home moved whoami")
                .exits(1)
                .says("chmod 600");
        shell("chmod 600 keys/connection.p12; chmod 777 keys; $SCRIPTS/kms-client --home moved whoami")
                .exits(1)
                .says("chmod go-w");
        shell("chmod 1777 keys; $SCRIPTS/kms-client --home moved whoami").ok();
        shell("cp s/passphrase seen; chmod 644 seen; $S doctor --passphrase-file seen; exit $?")
                .exits(1);
        shell(
                        "cp -r s 's?h=1'; $SCRIPTS/kms-server --home 's?h=1' doctor && ! [ -e 's?h=1/store.sqlite?h=1' ] && ! [ -e s?h=1/store ]")
                .ok();
    }

    @Test
    void whatIsThereAlreadyIsWritten_andSaid() throws IOException {
        shell("ln -s target out-link; echo old > target; $C encrypt --force -o out-link h")
                .ok()
                .says("out-link is a link: ");
        assertThat(Files.isSymbolicLink(folder.resolve("out-link"))).isTrue();
        shell("ln -s target re-link; $C reencrypt re-link").ok().says("re-link is a link: ");
        shell("$C decrypt --quiet -o - target | cmp - h").ok();
        shell("ln -s nowhere dangling; $C encrypt -o dangling h").exits(1).says("leads nowhere");
        String many =
                shell("for i in 1 2 3 4; do $C encrypt -o same h & done; wait").out();
        assertThat(many.lines().filter(line -> line.startsWith("encrypted"))).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"KMS_JAVA_OPTS", "JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS", "JDK_JAVA_OPTIONS"})
    void aJvmIsGivenWhatOthersChose(String variable) {
        shell(variable + "=-XX:+UseParallelGC $C whoami").ok();
        shell(variable + "=-Xmx24m $C whoami").ok();
        shell(variable + "=-XX:+UseNothing $C whoami")
                .exits(1)
                .says("Java does not start with the options")
                .says("UseNothing");
    }

    @Test
    void allAddressesOfANameAreTried() throws IOException {
        String address = system.kms().address("s");
        Files.writeString(folder.resolve("hosts"), "127.0.0.9 two.example\n127.0.0.1 two.example\n");
        shell("KMS_JAVA_OPTS=-Djdk.net.hosts.file=hosts $C --server two.example"
                        + address.substring(address.indexOf(':')) + " encrypt -o two h")
                .ok();
        shell("$C --server nosuch.invalid:1 encrypt -o never h").exits(3).says("unknown host");
        shell("$SCRIPTS/kms-server --home far init --operator a --listen 203.0.113.7:7311")
                .exits(1)
                .says("is not an address of this machine");
    }

    @Test
    void whatWasDoneOnceIsDoneOnce() throws IOException {
        Files.writeString(folder.resolve("used"), system.usedInvitation());
        shell("$C claim used").ok();
        shell("$O domain rotate payroll && cp -r client anew && rm -r anew/pins* anew/domains"
                        + " && $SCRIPTS/kms-client --home anew claim used")
                .ok();
        Files.writeString(folder.resolve("i1"), system.operatorInvitation("eve"));
        Files.writeString(folder.resolve("i2"), system.operatorInvitation("frank"));
        String both = shell("for i in i1 i2; do $SCRIPTS/kms-operator --home both enrol $i & done; wait")
                .out();
        assertThat(both.lines().filter(line -> line.startsWith("enrolled as "))).hasSize(1);
        String name = both.lines().findFirst().orElseThrow().substring("enrolled as ".length());
        shell("$SCRIPTS/kms-operator --home both enrol " + (name.equals("eve") ? "i1" : "i2"))
                .ok();
        shell("$SCRIPTS/kms-operator --home both enrol " + (name.equals("eve") ? "i2" : "i1"))
                .exits(1)
                .says("enrolled already");
    }

    @ParameterizedTest
    @ValueSource(strings = {"xterm-kitty", ""})
    void aTerminalThatTheHostDoesNotKnowIsUsed(String type) throws Exception {
        Path screen = folder.resolve("screen" + type);
        ProcessBuilder builder = new ProcessBuilder(
                        "script", "-qec", Kms.ROOT.resolve("scripts/kms-operator") + " --home alice", "/dev/null")
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(screen.toFile());
        builder.environment().put("TERM", type);
        Process console = builder.start();
        try (OutputStream keys = console.getOutputStream()) {
            shows(screen, "Nothing waits");
            keys.write("trust list \"x\r".getBytes(StandardCharsets.UTF_8));
            keys.flush();
            shows(screen, "A quotation mark is open");
            keys.write("exit\r".getBytes(StandardCharsets.UTF_8));
            keys.flush();
            assertThat(console.waitFor(30, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(Files.readString(screen)).contains("is not known here").doesNotContain("\tat ");
    }

    private static void shows(Path screen, String text) {
        await().atMost(Duration.ofSeconds(30))
                .until(() -> Files.readString(screen).contains(text));
    }

    /** Where this user may mount: it needs no more than a mount that cannot be written. */
    @Test
    void aHomeThatCannotBeWrittenIsRead() {
        String mount =
                "mount --bind client client && mount -o remount,ro,bind client && mount --bind s s && mount -o remount,ro,bind s";
        assumeTrue(shell("unshare -m true").exit() == 0, "mounts can be made here");
        shell("unshare -m bash -c '" + mount + "; "
                        + String.join(
                                " && ",
                                "\"$SCRIPTS/kms-client\" --home client whoami",
                                "\"$SCRIPTS/kms-client\" --home client domains",
                                "\"$SCRIPTS/kms-client\" --home client encrypt -o ro.kms h",
                                "\"$SCRIPTS/kms-client\" --home client decrypt -o - ro.kms",
                                "\"$SCRIPTS/kms-server\" --home s doctor")
                        + "'")
                .ok();
    }
}
