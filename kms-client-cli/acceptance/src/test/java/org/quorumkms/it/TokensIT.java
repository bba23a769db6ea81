package org.quorumkms.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One Trust with an HSM in a token of SoftHSM2 (h1), one in a token of NSS (h2), and one that is software (h3). Where these packages are
 * missing it fails: apt-get install softhsm2 libnss3 libnss3-tools. Three minutes: {@code scripts/checks tokens} runs it, {@code all} does not.
 */
@Tag("ring2")
@Tag("tokens")
@Tag("larger")
class TokensIT {

    /** How often a token is taken away and given back; -Drounds=20 for a report. */
    private static final int ROUNDS = Integer.getInteger("rounds", 2);

    private static final String SOFTHSM = "/usr/lib/softhsm/libsofthsm2.so";
    private static final String NSS = "/usr/lib/x86_64-linux-gnu/libsoftokn3.so";

    private Path folder;
    private Kms kms;
    private Process server;

    @BeforeEach
    void found(@TempDir Path temporary) throws IOException {
        folder = temporary;
        kms = new Kms(folder);
        Files.createDirectories(folder.resolve("tokens"));
        Files.writeString(
                folder.resolve("softhsm2.conf"),
                "directories.tokendir = " + folder.resolve("tokens")
                        + "\nobjectstore.backend = file\nlog.level = ERROR\n");
        kms.with("SOFTHSM2_CONF", folder.resolve("softhsm2.conf"));
        kms.with("KMS_PIN_FILE", folder.resolve("pins"));
        kms.shell(
                        "umask 077; mkdir pins nss; echo 1234-a > pins/quorum-h1; echo 1234-b | tee 'pins/NSS Certificate DB' > nss/pin;"
                                + " certutil -N -d sql:nss -f nss/pin;"
                                + " softhsm2-util --init-token --free --label quorum-h1 --so-pin 87654321 --pin 1234-a;"
                                + " softhsm2-util --init-token --free --label quorum-h4 --so-pin 87654321 --pin 1234-a")
                .ok();
        String nss = "configdir='sql:" + folder.resolve("nss") + "' certPrefix='' keyPrefix='' secmod='' flags=";
        Map<String, Object> init = kms.server(
                        "init",
                        "--operator",
                        "alice",
                        "--listen",
                        "127.0.0.1:0",
                        "--hsm",
                        "pkcs11:token=quorum-h1?module-path=" + SOFTHSM,
                        "--hsm",
                        "pkcs11:token=NSS%20Certificate%20DB?module-path=" + NSS + "&x-parameters="
                                + nss.replace(" ", "%20"),
                        "--hsm",
                        "software",
                        "--output",
                        "json")
                .ok()
                .json();
        server = kms.serve();
        kms.operator("alice", "enrol", ((Map<?, ?>) init.get("invitations")).get("alice"))
                .ok();
        String plan = "trust create --hsm h1 --hsm h2 --hsm h3 --operator alice --quorum 1 --output json";
        Object thumbprint =
                kms.operator("alice", (Object[]) plan.split(" ")).ok().json().get("thumbprint");
        kms.operator("alice", "trust", "approve", 2, "--thumbprint", thumbprint).ok();
        kms.operator("alice", "trust", "sign", 2).ok();
    }

    @AfterEach
    void stop() throws InterruptedException, IOException {
        Kms.stop(server);
        assertThat(Files.readString(folder.resolve("server.err"))).doesNotContain("1234-a", "1234-b");
    }

    private void claim(String name) {
        Object invitation = kms.operator("alice", "domain", "create", "--trust", 2, "--name", name, "--output", "json")
                .ok()
                .json()
                .get("invitation");
        kms.client("client", "claim", invitation).ok();
    }

    private void encrypt(String name) throws IOException {
        Files.writeString(folder.resolve(name), "under " + name);
        kms.client("client", "encrypt", "-d", name, name).ok();
    }

    private void opens(String name) {
        assertThat(kms.client("client", "decrypt", "-o", "-", name + ".kms")
                        .ok()
                        .out())
                .isEqualTo("under " + name);
    }

    /** The fingerprints of the three, in the order of their labels. */
    private List<String> fingerprints() {
        List<String> fingerprints = new ArrayList<>();
        for (String label : List.of("h1", "h2", "h3")) {
            fingerprints.add((String) kms.server("hsm", "show", label, "--output", "json")
                    .ok()
                    .rows()
                    .get(0)
                    .get("fingerprint"));
        }
        return fingerprints;
    }

    /** Starts the server with one HSM alone. */
    private void serveWith(String fingerprint) throws IOException, InterruptedException {
        Kms.stop(server);
        kms.shell("mkdir -p away; mv -f away/* s/hsms/ 2>/dev/null; mv s/hsms/* away/; mv away/" + fingerprint
                        + ".* s/hsms/")
                .ok();
        server = kms.serve();
    }

    @Test
    void anyTwoMayBeLostAndWhatOneMadeEachOpens() throws Exception {
        List<String> all = fingerprints();
        for (int i = 0; i < all.size(); i++) {
            serveWith(all.get(i));
            claim("made-by-" + i);
            encrypt("made-by-" + i);
        }
        for (String one : all) {
            serveWith(one);
            for (int i = 0; i < all.size(); i++) {
                opens("made-by-" + i);
            }
        }
    }

    private String shown(String home, String label) {
        return kms.serverOf(home, "hsm", "show", label).ok().out();
    }

    @Test
    void whatATokenIsIsShown() throws Exception {
        assertThat(shown("s", "h1")).contains("keys       in a token", "SoftHSM project", "RSA alone");
        assertThat(shown("s", "h2")).contains("Mozilla Foundation NSS 3", "in the token: RSA-OAEP");
        assertThat(shown("s", "h3")).contains("in the server's process");
        assertThat(kms.operator("alice", "hsm", "list").ok().out())
                .contains("  token that opens with RSA alone  ", "  token  ", "  software  ");
        Object devices =
                kms.operator("alice", "hsm", "list", "--output", "json").ok().rows();
        assertThat(devices.toString())
                .contains("{kind=pkcs11, opens=raw}", "{kind=pkcs11, opens=oaep}", "{kind=software, opens=software}");
    }

    @Test
    void aTokenGoesAndComesBackAndNoCallFails() throws Exception {
        Path tokens = folder.resolve("tokens");
        for (int round = 1; round <= ROUNDS; round++) {
            // Each Domain is new: nobody has its key in memory, so that an HSM must open it.
            claim("there-" + round);
            encrypt("there-" + round);
            Files.move(tokens, folder.resolve("taken"));
            claim("gone-" + round);
            encrypt("gone-" + round);
            opens("there-" + round);
            Files.move(folder.resolve("taken"), tokens);
            String back = "HSM h1 is back";
            int wanted = round;
            Awaitility.await().atMost(Duration.ofSeconds(90)).until(() -> said(back) >= wanted);
            opens("gone-" + round);
        }
        assertThat(said("HSM h1 is unavailable")).isEqualTo(ROUNDS);
        // One that is away when the server starts.
        Kms.stop(server);
        Files.move(tokens, folder.resolve("taken"));
        server = kms.serve();
        claim("begun-without");
        encrypt("begun-without");
        opens("there-1");
        Files.move(folder.resolve("taken"), tokens);
        Awaitility.await().atMost(Duration.ofSeconds(90)).until(() -> said("HSM h1 is back") > ROUNDS);
        opens("begun-without");
        // Each time it went, and each time it came, stands in the audit log.
        Kms.stop(server);
        server = kms.serve();
        for (String action : List.of("hsm.away", "hsm.back")) {
            assertThat(kms.operator("alice", "audit", "list", "--action", action, "--output", "json")
                            .ok()
                            .rows())
                    .hasSize(ROUNDS + 1);
        }
    }

    private long said(String words) throws IOException {
        return Files.readAllLines(folder.resolve("server.err")).stream()
                .filter(line -> line.contains(words))
                .count();
    }

    @Test
    void aBackupHoldsWhereTheTokenIs_andAnHsmIsMadeAndDestroyed() throws Exception {
        claim("payroll");
        encrypt("payroll");
        Kms.stop(server);
        kms.shell("cp pins/quorum-h1 pins/quorum-h4").ok();
        Map<String, Object> made = kms.server(
                        "hsm", "make", "--pkcs11", SOFTHSM, "--token", "quorum-h4", "--output", "json")
                .ok()
                .json();
        assertThat(made).containsEntry("label", "h4");
        assertThat(shown("s", "h4")).contains("token      quorum-h4");
        assertThat(kms.server("hsm", "destroy", "h4").ok().out()).contains("destroyed: HSM h4");
        assertThat(kms.server("hsm", "show").ok().out()).doesNotContain("quorum-h4");
        kms.server("backup", "backup.zip").ok();
        kms.serverOf("r1", "restore", "backup.zip", "--old-server-is-gone", "--listen", "127.0.0.1:0")
                .ok();
        Files.copy(folder.resolve("s/passphrase"), folder.resolve("r1/passphrase"));
        assertThat(shown("r1", "h1")).contains("token      quorum-h1");
        server = kms.serve("r1");
    }

    @Test
    void aRefusedPinIsTriedOnce_andTheOtherHsmsServe() throws Exception {
        Kms.stop(server);
        kms.shell("umask 077; echo 9999-wrong > pins/quorum-h1").ok();
        server = kms.serve();
        claim("without-h1");
        encrypt("without-h1");
        assertThat(said("refused its PIN (C_Login returned CKR_PIN_INCORRECT)")).isPositive();
        Kms.stop(server);
        // A service that starts itself anew does not use up a second try, and serves.
        server = kms.serve();
        opens("without-h1");
        assertThat(said("and it is not tried again by itself")).isPositive();
        Kms.stop(server);
        kms.shell("umask 077; echo 1234-a > pins/quorum-h1").ok();
        assertThat(shown("s", "h1")).contains("SoftHSM project").doesNotContain("UNAVAILABLE");
        long before = said("HSM h1 is unavailable");
        server = kms.serve();
        opens("without-h1");
        assertThat(said("HSM h1 is unavailable")).isEqualTo(before);
        assertThat(Files.readString(folder.resolve("server.err"))).doesNotContain("9999-wrong");
    }

    @Test
    void aLostFileIsPutBack_aTokenIsTried_andWhatAVendorSaysIsShown() throws Exception {
        claim("payroll");
        encrypt("payroll");
        String h1 = fingerprints().get(0);
        Kms.stop(server);
        Path file = folder.resolve("s/hsms").resolve(h1 + ".p11.json");
        Files.move(file, folder.resolve("lost"));
        // Its ML-KEM key was in that file.
        kms.server("hsm", "adopt", "--pkcs11", SOFTHSM, "--token", "quorum-h1")
                .exits(1)
                .says("Put hsms/" + h1 + ".p11.json back from a backup");
        Files.move(folder.resolve("lost"), file);
        kms.server("hsm", "adopt", "--pkcs11", SOFTHSM, "--token", "quorum-h1")
                .exits(1)
                .says("holds the keys of no HSM that the store knows and this home has no file of");
        Map<String, Object> trial = kms.server("hsm", "test", "h1", "--seconds", "1", "--output", "json")
                .ok()
                .json();
        assertThat(trial).containsEntry("ok", true).containsEntry("opens", "raw");
        kms.shell("openssl req -x509 -newkey rsa:2048 -nodes -keyout maker.key -out maker.pem -subj /CN=Maker -days 9")
                .ok();
        assertThat(kms.server("hsm", "attest", "h1", "--file", "maker.pem").ok().out())
                .contains("NOT VERIFIED: no authority was named");
        kms.server("hsm", "attest", "h1", "--file", "maker.pem", "--authority", "maker.pem")
                .exits(4);
        assertThat(shown("s", "h1")).contains("NOT VERIFIED: The attestation has no certificate of a key of HSM h1");
        serveWith(h1);
        opens("payroll");
    }
}
