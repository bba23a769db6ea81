package org.quorumkms.pkcs11;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.quorumkms.crypto.KeyUnwrapper;
import org.quorumkms.crypto.MlKemKey;
import org.quorumkms.crypto.NativeCrypto;
import org.quorumkms.crypto.RsaKeys;
import org.quorumkms.crypto.RsaOaep;
import org.quorumkms.crypto.SealedKeyStore;
import org.quorumkms.crypto.SecretBytes;
import org.quorumkms.domain.ClaimTerms;
import org.quorumkms.domain.Domain;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.DomainInLine;
import org.quorumkms.domain.EncryptionContext;
import org.quorumkms.domain.ExportedDomain;
import org.quorumkms.domain.Purpose;
import org.quorumkms.domain.Rights;
import org.quorumkms.hsm.ClaimAttempt;
import org.quorumkms.hsm.DomainDraft;
import org.quorumkms.hsm.DomainUse;
import org.quorumkms.hsm.Founding;
import org.quorumkms.hsm.Hsm;
import org.quorumkms.hsm.SoftwareHsm;
import org.quorumkms.hsm.UnboundHsm;
import org.quorumkms.signed.Bytes;
import org.quorumkms.signed.Thumbprints;
import org.quorumkms.testing.TestAuthority;
import org.quorumkms.testing.TestController;
import org.quorumkms.testing.TestOperator;
import org.quorumkms.trust.Trust;
import org.quorumkms.trust.TrustChain;

/**
 * How fast HSMs sign, open, and open data keys, beside each other in one run: {@code scripts/bench/hsm}, which makes the tokens.
 * Arguments: how many rounds, a folder with NSS's key database.
 */
final class TokensBench {

    private static final Duration EACH = Duration.ofSeconds(2);
    private static final int[] THREADS = {1, 8};

    private final SecureRandom random = new SecureRandom();
    private final Clock clock = Clock.systemUTC();
    private final Map<String, List<Speed>> seen = new LinkedHashMap<>();

    private TokensBench() {}

    /** An HSM with a Domain whose data key is opened. */
    private record Way(String name, Hsm hsm, UnboundHsm keys, KeyUnwrapper unwrapper, DomainUse use, Bytes sealed) {}

    public static void main(String[] args) {
        NativeCrypto.provider();
        new TokensBench().run(Integer.parseInt(args[0]), Path.of(args[1]));
    }

    private void run(int rounds, Path nss) {
        TokenHsms tokens = new TokenHsms(
                token -> Optional.of(SecretBytes.owning(TestTokens.PIN.getBytes(StandardCharsets.UTF_8))),
                TokenEvents.NONE,
                clock,
                random);
        TokenName soft = new TokenName(TestTokens.SOFTHSM, "", "bench", "");
        TokenName softokn = new TokenName(
                TestTokens.NSS,
                "configdir='sql:" + nss + "' certPrefix='' keyPrefix='' secmod='' flags=",
                "NSS Certificate DB",
                "");
        List<Way> ways = List.of(
                software(),
                way("SoftHSM2, RSA alone in it", (TokenHsms.New) tokens.make("h1", soft)),
                way("NSS softokn, OAEP in it", (TokenHsms.New) tokens.make("h1", softokn)));
        for (int round = 1; round <= rounds; round++) {
            System.err.println("round " + round + " of " + rounds);
            for (int threads : THREADS) {
                for (Way way : ways) {
                    measure(way, threads);
                }
            }
        }
        print();
    }

    private void measure(Way way, int threads) {
        note(TokenTrial.signs(way.name(), threads, EACH, way.keys().signing().signer()));
        note(TokenTrial.opens(
                way.name(),
                threads,
                EACH,
                way.unwrapper(),
                way.keys().keys().encryption().publicKey()));
        note(Speed.of(
                "a data key opened",
                way.name(),
                threads,
                EACH,
                () -> way.hsm()
                        .openDataKey(way.use(), way.sealed(), EncryptionContext.EMPTY)
                        .close()));
    }

    private void note(Speed speed) {
        seen.computeIfAbsent(speed.what() + "\t" + speed.threads() + "\t" + speed.where(), any -> new ArrayList<>())
                .add(speed);
    }

    /** The median of the rounds, and the ratio to software. */
    private void print() {
        System.out.printf(
                Locale.ROOT,
                "%-18s %7s  %-26s %9s %12s %12s%n",
                "",
                "threads",
                "where",
                "a second",
                "to software",
                "99 of 100");
        for (Map.Entry<String, List<Speed>> one :
                seen.entrySet().stream().sorted(Map.Entry.comparingByKey()).toList()) {
            Speed median = median(one.getValue());
            String yardstick = median.what() + "\t" + median.threads() + "\tsoftware";
            System.out.printf(
                    Locale.ROOT,
                    "%-18s %7d  %-26s %9.0f %12.2f %9.1f ms%n",
                    median.what(),
                    median.threads(),
                    median.where(),
                    median.perSecond(),
                    median.perSecond() / median(seen.get(yardstick)).perSecond(),
                    median.p99Millis());
        }
    }

    private static Speed median(List<Speed> rounds) {
        return rounds.stream()
                .sorted(Comparator.comparingDouble(Speed::perSecond))
                .skip(rounds.size() / 2)
                .findFirst()
                .orElseThrow();
    }

    private Way software() {
        KeyPair encryption = RsaKeys.generate();
        SoftwareHsm.NewKeys pairs =
                new SoftwareHsm.NewKeys(RsaKeys.generate(), encryption, Optional.of(MlKemKey.generate(random)));
        UnboundHsm made = new SoftwareHsm(new SealedKeyStore(1 << 10), clock, random, () -> pairs).make("h1");
        return way("software", made, wrapped -> RsaOaep.unwrap(encryption.getPrivate(), wrapped));
    }

    private Way way(String name, TokenHsms.New made) {
        return way(name, made, made.keyring()::unwrap);
    }

    /** Founds a system of one HSM, with a Domain of one controller. */
    private Way way(String name, UnboundHsm keys, KeyUnwrapper unwrapper) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        Founding founding = Founding.of(List.of(keys), now);
        Hsm hsm = founding.hsms().get(0).hsm();
        TrustChain genesis = new TrustChain(List.of(founding.genesis()));
        Trust approved = TestAuthority.branch(2, founding.genesis().thumbprint(), List.of(), TestOperator.first(3), 2)
                .listing(List.of(hsm.keys()))
                .with("created", now.toString())
                .with("approveBy", now.plus(Duration.ofDays(14)).toString())
                .approvedBy(TestOperator.number(0), TestOperator.number(1))
                .trust();
        TrustChain line = genesis.then(hsm.signTrust(approved, genesis));
        TestController client = TestController.number(1);
        byte[] secret = new byte[ClaimTerms.SECRET_LENGTH];
        Domain unclaimed = hsm.createDomain(DomainDraft.claimed(
                DomainId.random(random),
                "payroll",
                Purpose.ENCRYPT,
                ClaimTerms.of(secret, now.plus(Duration.ofDays(7)), Rights.all(Purpose.ENCRYPT)),
                line));
        Domain claimed = hsm.claimDomain(new ClaimAttempt(
                new DomainInLine(unclaimed, line),
                unclaimed.seen(),
                SecretBytes.owning(secret),
                client.key(),
                client.name(),
                ""));
        ExportedDomain exported = new ExportedDomain(claimed, line, Thumbprints.NONE.then(unclaimed.thumbprint()));
        DomainUse use = new DomainUse(DomainInLine.of(exported), claimed.seen(), client.key());
        return new Way(
                name,
                hsm,
                keys,
                unwrapper,
                use,
                hsm.createDataKey(use, EncryptionContext.EMPTY).sealed());
    }
}
