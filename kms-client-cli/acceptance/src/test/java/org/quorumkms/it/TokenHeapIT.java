package org.quorumkms.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quorumkms.crypto.AesGcm;
import org.quorumkms.crypto.Certificates;
import org.quorumkms.crypto.MlKemKey;
import org.quorumkms.crypto.Passphrase;
import org.quorumkms.crypto.RsaKeys;
import org.quorumkms.crypto.RsaOaep;
import org.quorumkms.crypto.SealedKeyStore;
import org.quorumkms.crypto.SecretBytes;
import org.quorumkms.jose.MlKemJwk;
import org.quorumkms.jose.RsaJwk;
import org.quorumkms.jose.SigningKey;
import org.quorumkms.json.Json;
import org.quorumkms.signed.Base64Url;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.trust.Device;
import org.quorumkms.trust.HsmKeys;
import org.quorumkms.trust.HsmStatement;

/**
 * The heap of a server that serves with a token holds no number of the token's private keys. The keys are known here, since they were put
 * into the token; a product's own are made there. That the search finds such numbers is shown with those of a software HSM. Minutes, and
 * a heap in a file: {@code scripts/checks tokens} runs it, {@code all} does not.
 */
@Tag("ring2")
@Tag("tokens")
@Tag("larger")
class TokenHeapIT {

    private static final String SOFTHSM = "/usr/lib/softhsm/libsofthsm2.so";
    private static final String PIN = "1234-heap";

    @TempDir
    private Path folder;

    private Process server;

    @AfterEach
    void stop() throws InterruptedException {
        Kms.stop(server);
    }

    @Test
    void theTokensPrivateNumbersAreNotInTheServersHeap() throws Exception {
        Kms kms = new Kms(folder);
        Files.createDirectories(folder.resolve("tokens"));
        Files.writeString(
                folder.resolve("softhsm2.conf"),
                "directories.tokendir = " + folder.resolve("tokens")
                        + "\nobjectstore.backend = file\nlog.level = ERROR\n");
        kms.with("SOFTHSM2_CONF", folder.resolve("softhsm2.conf"));
        kms.with("KMS_PIN_FILE", folder.resolve("pin"));
        kms.shell("umask 077; echo " + PIN + " > pin; softhsm2-util --init-token --free --label known --so-pin 87654321"
                        + " --pin " + PIN)
                .ok();
        Map<String, Object> init = kms.server(
                        "init", "--operator", "alice", "--hsms", "1", "--listen", "127.0.0.1:0", "--output", "json")
                .ok()
                .json();
        KeyPair signing = RsaKeys.generate();
        KeyPair encryption = RsaKeys.generate();
        addHsm(kms, new Thumbprint((String) init.get("genesis")), signing, encryption);
        server = kms.serve();
        kms.operator("alice", "enrol", ((Map<?, ?>) init.get("invitations")).get("alice"))
                .ok();
        String plan = "trust create --hsm h1,known --operator alice --quorum 1 --output json";
        Object thumbprint =
                kms.operator("alice", (Object[]) plan.split(" ")).ok().json().get("thumbprint");
        kms.operator("alice", "trust", "approve", 2, "--thumbprint", thumbprint).ok();
        kms.operator("alice", "trust", "sign", 2).ok();
        Object invitation = kms.operator(
                        "alice", "domain", "create", "--trust", 2, "--name", "payroll", "--output", "json")
                .ok()
                .json()
                .get("invitation");
        kms.client("client", "claim", invitation).ok();
        Files.writeString(folder.resolve("file"), "secret");
        kms.client("client", "encrypt", "file").ok();
        Kms.stop(server);

        SealedKeyStore.Content software = software();
        byte[] withSoftware = heapAfterUse(kms);
        assertThat(numbers((RSAPrivateCrtKey) software.signing()))
                .as("the search finds what is there")
                .anyMatch(number -> isIn(withSoftware, number));

        kms.shell("mkdir away; mv s/hsms/*.bcfks away/").ok();
        byte[] heap = heapAfterUse(kms);
        assertThat(new String(heap, StandardCharsets.ISO_8859_1))
                .as("it is the heap of this server")
                .contains("quorumkms/pkcs11/TokenKeyring");
        List<byte[]> secret = new ArrayList<>(numbers((RSAPrivateCrtKey) signing.getPrivate()));
        secret.addAll(numbers((RSAPrivateCrtKey) encryption.getPrivate()));
        assertThat(secret).hasSize(12).noneMatch(number -> isIn(heap, number));
        assertThat(isIn(heap, PIN.getBytes(StandardCharsets.UTF_8)))
                .as("nor its PIN")
                .isFalse();
    }

    /** An HSM of keys that are known, in a token: as {@code hsm make} writes it. */
    private void addHsm(Kms kms, Thumbprint genesis, KeyPair signing, KeyPair encryption) throws Exception {
        put(kms, signing, "aa");
        put(kms, encryption, "bb");
        SecureRandom random = new SecureRandom();
        MlKemKey kem = MlKemKey.generate(random);
        HsmKeys keys = new HsmKeys(
                "known",
                RsaJwk.of((RSAPublicKey) signing.getPublic()),
                RsaJwk.of((RSAPublicKey) encryption.getPublic()),
                Optional.of(MlKemJwk.of(kem)));
        SigningKey key = SigningKey.ofRsa(signing);
        Map<String, Object> members = Json.object();
        members.put("version", 2);
        members.put("module", SOFTHSM);
        members.put("parameters", "");
        members.put("token", "known");
        members.put("serial", "");
        members.put("signing", "aa".repeat(16));
        members.put("encryption", "bb".repeat(16));
        HsmStatement statement = HsmStatement.make(keys, genesis, new Device("pkcs11", "raw"), key);
        members.put("statement", statement.toText());
        members.put(
                "certificate",
                Base64Url.encode(Certificates.selfSignedHsm(
                                keys.signing().thumbprint(),
                                (RSAPublicKey) signing.getPublic(),
                                key.signer(),
                                Instant.now(),
                                new SecureRandom())
                        .getEncoded()));
        byte[] nonce = new byte[12];
        random.nextBytes(nonce);
        Map<String, Object> seed = Json.object();
        try (SecretBytes sealing = SecretBytes.random(random, 32)) {
            seed.put("key", Base64Url.encode(RsaOaep.wrap((RSAPublicKey) encryption.getPublic(), sealing)));
            seed.put("nonce", Base64Url.encode(nonce));
            byte[] bound = statement.jws().payload().toArray();
            seed.put(
                    "sealed",
                    Base64Url.encode(
                            AesGcm.encrypt(sealing, nonce, bound, kem.seed().exposed())));
        }
        members.put("kem", seed);
        Path file = folder.resolve("s/hsms").resolve(keys.fingerprint().value() + ".p11.json");
        kms.shell("umask 077; touch " + file).ok();
        Files.writeString(file, Json.write(members));
    }

    private void put(Kms kms, KeyPair pair, String id) throws IOException {
        Files.writeString(
                folder.resolve("key.pem"),
                "-----BEGIN PRIVATE KEY-----\n"
                        + Base64.getMimeEncoder()
                                .encodeToString(pair.getPrivate().getEncoded())
                        + "\n-----END PRIVATE KEY-----\n");
        kms.shell("softhsm2-util --import key.pem --token known --label " + id + " --id " + id.repeat(16) + " --pin "
                        + PIN + "; rm key.pem")
                .ok();
    }

    private SealedKeyStore.Content software() throws IOException {
        try (var files = Files.list(folder.resolve("s/hsms"));
                Passphrase passphrase = Passphrase.ofFirstLine(Files.readAllBytes(folder.resolve("s/passphrase")))) {
            Path file = files.filter(one -> one.toString().endsWith(".bcfks"))
                    .findFirst()
                    .orElseThrow();
            return SealedKeyStore.read("h1", Files.readAllBytes(file), passphrase);
        }
    }

    /** Starts the server without the launcher, which lets nobody attach; uses it; and takes its heap. */
    private byte[] heapAfterUse(Kms kms) throws Exception {
        Path java = Path.of(System.getProperty("java.home"), "bin");
        Path target = Kms.ROOT.resolve("kms-server/target");
        ProcessBuilder builder = new ProcessBuilder(
                java.resolve("java").toString(),
                "-Djava.library.path=" + target.resolve("native"),
                "-jar",
                target.resolve("kms-server-app.jar").toString(),
                "--home",
                folder.resolve("s").toString(),
                "run");
        builder.environment()
                .put("SOFTHSM2_CONF", folder.resolve("softhsm2.conf").toString());
        builder.environment().put("KMS_PIN_FILE", folder.resolve("pin").toString());
        builder.redirectError(folder.resolve("heap.err").toFile());
        server = builder.start();
        BufferedReader out = server.inputReader(StandardCharsets.UTF_8);
        assertThat(out.readLine())
                .as(Files.readString(folder.resolve("heap.err")))
                .startsWith("ready ");
        assertThat(kms.client("client", "decrypt", "-o", "-", "file.kms").ok().out())
                .isEqualTo("secret");
        Path dump = folder.resolve("heap.hprof");
        Files.deleteIfExists(dump);
        Process jcmd = new ProcessBuilder(
                        java.resolve("jcmd").toString(),
                        Long.toString(server.pid()),
                        "GC.heap_dump",
                        "-all",
                        dump.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(jcmd.waitFor()).as(said).isZero();
        Kms.stop(server);
        return Files.readAllBytes(dump);
    }

    private static List<byte[]> numbers(RSAPrivateCrtKey key) {
        return List.of(
                        key.getPrivateExponent(),
                        key.getPrimeP(),
                        key.getPrimeQ(),
                        key.getPrimeExponentP(),
                        key.getPrimeExponentQ(),
                        key.getCrtCoefficient())
                .stream()
                .map(TokenHeapIT::middle)
                .toList();
    }

    /** 64 bytes of a number, from a place that a multiple of four bytes follow: as BigInteger keeps it, and every encoding. */
    private static byte[] middle(BigInteger number) {
        byte[] bytes = number.toByteArray();
        int from = bytes.length - 96;
        return Arrays.copyOfRange(bytes, from, from + 64);
    }

    /** Whether bytes are in others, in this order or in the opposite one. */
    private static boolean isIn(byte[] all, byte[] wanted) {
        byte[] turned = new byte[wanted.length];
        for (int i = 0; i < wanted.length; i++) {
            turned[i] = wanted[wanted.length - 1 - i];
        }
        String text = new String(all, StandardCharsets.ISO_8859_1);
        return text.contains(new String(wanted, StandardCharsets.ISO_8859_1))
                || text.contains(new String(turned, StandardCharsets.ISO_8859_1));
    }
}
