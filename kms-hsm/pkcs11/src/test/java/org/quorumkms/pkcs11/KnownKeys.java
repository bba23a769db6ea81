package org.quorumkms.pkcs11;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.interfaces.RSAPublicKey;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.quorumkms.hsm.HsmSource;
import org.quorumkms.hsm.UnboundHsm;
import org.quorumkms.testing.TestKeys;

/**
 * The HSMs of the tests of {@code org.quorumkms.hsm}, in a token of SoftHSM: with the keys that the same HSMs have where they are software,
 * since some tests play a thief of these.
 */
public final class KnownKeys implements HsmSource {

    private static final List<String> LABELS = List.of("h1", "h2", "h3", "x");
    private static final int FIRST_KEY = 30;
    private static final Map<String, PairMaker.Made> MADE = new ConcurrentHashMap<>();

    @Override
    public UnboundHsm make(String label, Clock clock, SecureRandom random) {
        TokenName token = TestTokens.softHsm("known");
        PairMaker.Made pairs = MADE.computeIfAbsent(label, KnownKeys::imported);
        return new TokenHsms(TestTokens.pin(), TokenEvents.NONE, clock, random)
                .of(token, label, pairs, Optional.of(TestKeys.mlKem(FIRST_KEY + 2 * LABELS.indexOf(label))));
    }

    static PairMaker.Made imported(String label) {
        int number = FIRST_KEY + 2 * LABELS.indexOf(label);
        return new PairMaker.Made(imported(number), imported(number + 1), Mechanism.RAW);
    }

    private static TokenPair imported(int number) {
        KeyPair pair = TestKeys.rsa(number);
        KeyId id = new KeyId(String.format("%032x", number));
        try {
            Path pem = Files.createTempFile("key", ".pem");
            Files.writeString(
                    pem,
                    "-----BEGIN PRIVATE KEY-----\n"
                            + Base64.getMimeEncoder()
                                    .encodeToString(pair.getPrivate().getEncoded())
                            + "\n-----END PRIVATE KEY-----\n");
            TestTokens.run(
                    "softhsm2-util",
                    "--import",
                    pem.toString(),
                    "--token",
                    "known",
                    "--label",
                    "key" + number,
                    "--id",
                    id.hex(),
                    "--pin",
                    TestTokens.PIN);
            Files.delete(pem);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new TokenPair(id, ((RSAPublicKey) pair.getPublic()).getModulus());
    }
}
