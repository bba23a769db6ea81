package org.quorumkms.hsm;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;
import org.quorumkms.crypto.MlKemKey;
import org.quorumkms.crypto.NativeCrypto;
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
import org.quorumkms.jose.DocumentType;
import org.quorumkms.jose.SigningKey;
import org.quorumkms.signed.Bytes;
import org.quorumkms.signed.Thumbprints;
import org.quorumkms.testing.TestAuthority;
import org.quorumkms.testing.TestController;
import org.quorumkms.testing.TestKeys;
import org.quorumkms.testing.TestOperator;
import org.quorumkms.trust.Device;
import org.quorumkms.trust.HsmKeys;
import org.quorumkms.trust.KnownTrusts;
import org.quorumkms.trust.Trust;
import org.quorumkms.trust.TrustChain;
import org.quorumkms.trust.TrustVerifier;

/**
 * What an HSM does, with 1 to 64 HSMs in the Trust, under RSA alone (version 1) and under RSA and ML-KEM (version 2); and the RSA operations
 * alone that it cannot avoid.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class HsmBench {

    private static final Bytes SOME = Bytes.utf8("some text of a usual length, to be signed");

    /** How many HSMs the Trust has. */
    @Param({"1", "5", "20", "64"})
    public int hsms;

    /** Under what keys are wrapped. */
    @Param({"rsa", "hybrid"})
    public String wrapping;

    private final SecureRandom random = new SecureRandom();
    private Hsm hsm;
    private DomainVault vault;
    private List<HsmKeys> keys;
    private TrustChain genesis;
    private Trust approved;
    private TrustChain line;
    private String lineText;
    private ExportedDomain exported;
    private DomainUse use;
    private Bytes sealed;
    private SigningKey signing;

    /** Founds a system: genesis, and a branch of two of three operators. */
    @Setup
    public void found() {
        NativeCrypto.provider();
        Clock clock = Clock.systemUTC();
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        List<SoftwareHsm.NewKeys> made = new ArrayList<>();
        SoftwareHsm factory = new SoftwareHsm(new SealedKeyStore(1 << 10), clock, random, () -> {
            int number = 100 + 2 * made.size();
            Optional<MlKemKey> kem = wrapping.equals("hybrid") ? Optional.of(TestKeys.mlKem(number)) : Optional.empty();
            made.add(new SoftwareHsm.NewKeys(TestKeys.rsa(number), TestKeys.rsa(number + 1), kem));
            return made.get(made.size() - 1);
        });
        Founding founding =
                factory.found(IntStream.range(0, hsms).mapToObj(i -> "h" + i).toList());
        hsm = founding.hsms().get(0).hsm();
        keys = founding.hsms().stream().map(one -> one.hsm().keys()).toList();
        genesis = new TrustChain(List.of(founding.genesis()));
        approved = TestAuthority.branch(2, founding.genesis().thumbprint(), List.of(), TestOperator.first(3), 2)
                .listing(keys)
                .with("created", now.toString())
                .with("approveBy", now.plus(Duration.ofDays(14)).toString())
                .approvedBy(TestOperator.number(0), TestOperator.number(1))
                .trust();
        line = genesis.then(hsm.signTrust(approved, genesis));
        lineText = line.toText();
        TestController client = TestController.number(1);
        byte[] secret = new byte[ClaimTerms.SECRET_LENGTH];
        Domain unclaimed = create(clock, secret);
        Domain claimed = hsm.claimDomain(new ClaimAttempt(
                new DomainInLine(unclaimed, line),
                unclaimed.seen(),
                SecretBytes.owning(secret.clone()),
                client.key(),
                client.name(),
                ""));
        exported = new ExportedDomain(claimed, line, Thumbprints.NONE.then(unclaimed.thumbprint()));
        use = new DomainUse(DomainInLine.of(exported), claimed.seen(), client.key());
        sealed = hsm.createDataKey(use, EncryptionContext.EMPTY).sealed();
        vault = vault(made.get(0), clock);
        signing = SigningKey.ofRsa(TestKeys.rsa(9));
    }

    /** What the first HSM opens Domains with. */
    private DomainVault vault(SoftwareHsm.NewKeys own, Clock clock) {
        HsmKeyring keyring = new HsmKeyring(
                hsm.keys(),
                SigningKey.ofRsa(own.signing()).signer(),
                wrapped -> RsaOaep.unwrap(own.encryption().getPrivate(), wrapped),
                own.kem().map(kem -> kem::decapsulate),
                Device.SOFTWARE);
        HsmSecrets secrets =
                new HsmSecrets(keyring, hsm.statement(), Optional::empty, hsm.certificate(), clock, random);
        return new DomainVault(
                secrets, new KnownTrusts(hsm.genesis()), DomainVault.CacheBounds.DEFAULT);
    }

    /** Says how large a Domain is. */
    @TearDown
    public void size() {
        System.out.println(
                "size " + hsms + " " + wrapping + " " + exported.domain().toText().length() + " " + exported.toText().length());
    }

    private Domain create(Clock clock, byte[] secret) {
        return hsm.createDomain(DomainDraft.claimed(
                DomainId.random(random),
                "payroll",
                Purpose.ENCRYPT,
                ClaimTerms.of(secret, clock.instant().plus(Duration.ofDays(7)), Rights.all(Purpose.ENCRYPT)),
                line));
    }

    /** Reads a line from its text and verifies it to genesis, as consoles and clients do. */
    @Benchmark
    public void verifyLine(Blackhole result) {
        result.consume(new TrustVerifier(genesis.last().thumbprint())
                .verify(TrustChain.parse(lineText))
                .require());
    }

    /** Signs a Trust: its line and its approvals verified. */
    @Benchmark
    public Trust signTrust() {
        return hsm.signTrust(Trust.parse(approved.toText()), genesis);
    }

    /** Creates a Domain. */
    @Benchmark
    public Domain createDomain() {
        return create(Clock.systemUTC(), new byte[ClaimTerms.SECRET_LENGTH]);
    }

    /** What creating a Domain cannot avoid: a key wrapped for every HSM, and one signature. */
    @Benchmark
    public void createDomainFloor(Blackhole result) {
        try (SecretBytes key = SecretBytes.random(random, 32)) {
            List<byte[]> wrapped = new ArrayList<>();
            for (HsmKeys one : keys) {
                wrapped.add(RsaOaep.wrap(one.encryption().publicKey(), key));
            }
            result.consume(wrapped);
            result.consume(signing.sign(DocumentType.DOMAIN, SOME));
        }
    }

    /** Opens a Domain, as the first time after a change: its Trust is known. */
    @Benchmark
    public void openDomain(Blackhole result) {
        result.consume(vault.open(
                DomainInLine.of(exported), exported.domain().seen(), (domain, ring) -> ring.active()));
    }

    /** Opens a data key of a Domain that the HSM has opened before. */
    @Benchmark
    public void openDataKey(Blackhole result) {
        try (SecretBytes key = hsm.openDataKey(use, sealed, EncryptionContext.EMPTY)) {
            result.consume(key);
        }
    }
}
