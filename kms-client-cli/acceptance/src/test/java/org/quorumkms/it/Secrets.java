package org.quorumkms.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.quorumkms.crypto.ConnectionKeyStore;
import org.quorumkms.crypto.Passphrase;
import org.quorumkms.crypto.SealedKeyStore;
import org.quorumkms.domain.Domain;
import org.quorumkms.server.store.JdbcStore;
import org.quorumkms.testing.TestHsm;

/**
 * The secrets of a test's system, dug out of its homes with its passphrase, in every form in which they could be printed:
 * to look for them where they must not be.
 */
final class Secrets {

    private static final int LONG_ENOUGH = 24;
    private static final Pattern JWK_SECRETS = Pattern.compile("\"(?:k|d|p|q)\":\"([^\"]+)\"");

    private final Map<String, String> forms = new LinkedHashMap<>();

    private Secrets() {}

    /** Digs in all homes of a folder. */
    static Secrets of(Path folder) throws IOException {
        Secrets secrets = new Secrets();
        try (Stream<Path> homes = Files.list(folder)) {
            for (Path home : homes.filter(Files::isDirectory).toList()) {
                secrets.digConnection(home);
                secrets.digServer(home);
            }
        }
        return secrets;
    }

    private void digConnection(Path home) throws IOException {
        Path file = home.resolve("connection.p12");
        if (Files.exists(file)) {
            ECPrivateKey key = (ECPrivateKey)
                    ConnectionKeyStore.read(Files.readAllBytes(file)).key();
            number("connection key of " + home.getFileName(), key.getS());
        }
    }

    private void digServer(Path home) throws IOException {
        Path sealed = home.resolve("hsms");
        if (!Files.exists(sealed) || !Files.exists(home.resolve("passphrase"))) {
            return;
        }
        forms.put("passphrase", Files.readString(home.resolve("passphrase")).strip());
        // A restored home has none before its first start.
        if (Files.exists(home.resolve("audit-key.pem"))) {
            forms.put(
                    "audit key",
                    Files.readAllLines(home.resolve("audit-key.pem")).get(2));
        }
        try (Stream<Path> files = Files.list(sealed)) {
            for (Path file : files.toList()) {
                digHsm(home, file);
            }
        }
    }

    private void digHsm(Path home, Path file) throws IOException {
        SealedKeyStore.Content content = SealedKeyStore.read(
                file.toString(),
                Files.readAllBytes(file),
                Passphrase.ofFirstLine(Files.readAllBytes(home.resolve("passphrase"))));
        rsa(content.label() + " signing", (RSAPrivateCrtKey) content.signing());
        rsa(content.label() + " encryption", content.encryption());
        if (!Files.exists(home.resolve("store.sqlite"))) {
            return;
        }
        content.kem()
                .ifPresent(pair ->
                        bytes(content.label() + " seed", pair.seed().exposed().clone()));
        TestHsm hsm = TestHsm.of(content);
        try (JdbcStore store = JdbcStore.openSqlite(home.resolve("store.sqlite"))) {
            List<Domain> domains = store.read(tables -> tables.domains().page("", 1_000).stream()
                    .map(row -> Domain.parse(row.document()))
                    .toList());
            for (Domain domain : domains) {
                if (hsm.isRecipient(domain.body())) {
                    ring(domain.body().name(), hsm.open(domain.body()));
                }
            }
        }
    }

    private void ring(String name, String text) {
        Matcher matcher = JWK_SECRETS.matcher(text);
        while (matcher.find()) {
            bytes(
                    "key of Domain " + name + " " + forms.size(),
                    Base64.getUrlDecoder().decode(matcher.group(1)));
        }
    }

    private void rsa(String name, RSAPrivateCrtKey key) {
        number(name + " d", key.getPrivateExponent());
        number(name + " p", key.getPrimeP());
        number(name + " q", key.getPrimeQ());
        bytes(name + " PKCS#8", key.getEncoded());
    }

    private void number(String name, BigInteger number) {
        byte[] bytes = number.toByteArray();
        bytes(name, bytes[0] == 0 ? java.util.Arrays.copyOfRange(bytes, 1, bytes.length) : bytes);
        forms.put(name + " in decimal", number.toString());
    }

    private void bytes(String name, byte[] value) {
        forms.put(name + " in hex", HexFormat.of().formatHex(value));
        forms.put(name + " in HEX", HexFormat.of().withUpperCase().formatHex(value));
        forms.put(name + " in base64", Base64.getEncoder().encodeToString(value));
        forms.put(
                name + " in base64url", Base64.getUrlEncoder().withoutPadding().encodeToString(value));
        forms.put(name + " as a list", java.util.Arrays.toString(value));
    }

    /** Returns how many forms of secrets there are. */
    int size() {
        return forms.size();
    }

    /** Requires that none of them is in a text, not even the beginning of one. */
    void requireAbsentFrom(String where, String text) {
        List<String> found = new ArrayList<>();
        forms.forEach((name, form) -> {
            String begin = form.substring(0, Math.min(form.length(), LONG_ENOUGH));
            if (begin.length() >= 16 && text.contains(begin)) {
                found.add(name);
            }
        });
        assertThat(found).as("secrets in %s", where).isEmpty();
    }
}
