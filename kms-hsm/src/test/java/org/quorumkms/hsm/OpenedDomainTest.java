package org.quorumkms.hsm;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.quorumkms.crypto.RsaOaep;
import org.quorumkms.crypto.SecretBytes;
import org.quorumkms.domain.DomainVerifier;
import org.quorumkms.domain.ExportedDomain;
import org.quorumkms.domain.Purpose;
import org.quorumkms.domain.Right;
import org.quorumkms.domain.VerifiedDomain;
import org.quorumkms.jose.SigningKey;
import org.quorumkms.testing.TestKeys;
import org.quorumkms.trust.Device;
import org.quorumkms.trust.KnownTrusts;

/** The cache of unwrapped keys: bounded, and wiping what it drops. */
class OpenedDomainTest {

    private final World world = new World();

    private VerifiedDomain verified() {
        ExportedDomain exported = world.claimed(Purpose.ENCRYPT, world.line(world.h1()), World.CLIENT);
        return new DomainVerifier(world.genesis()).verify(exported).require();
    }

    @Test
    void keysAreWiped() {
        KeyRing ring = KeyRing.fresh(Purpose.ENCRYPT, true, new SecureRandom());
        byte[] key = ring.active().secret().exposed();
        OpenedDomain opened = new OpenedDomain(verified(), ring);
        assertThat(opened.use(KeyRing::active)).isPresent();
        opened.close();
        assertThat(key).containsOnly(0);
        assertThat(opened.use(KeyRing::active)).isEmpty();
    }

    /** Dropping waits for nobody: a use that is under way has its keys to the end, and they are wiped behind it. */
    @Test
    void keysInUseAreWipedByTheLastUser() {
        KeyRing ring = KeyRing.fresh(Purpose.ENCRYPT, true, new SecureRandom());
        byte[] key = ring.active().secret().exposed();
        byte[] before = key.clone();
        OpenedDomain opened = new OpenedDomain(verified(), ring);

        opened.use(outer -> {
            opened.use(inner -> {
                opened.close();
                opened.close();
                assertThat(opened.use(KeyRing::active)).isEmpty();
                return true;
            });
            assertThat(key).isEqualTo(before);
            return true;
        });

        assertThat(key).containsOnly(0);
    }

    @Test
    void aCacheOfOneServesManyDomains() {
        SigningKey signing = SigningKey.ofRsa(TestKeys.rsa(30));
        assertThat(signing.publicKey()).isEqualTo(world.h1().keys().signing());
        HsmKeyring keyring = new HsmKeyring(
                world.h1().keys(),
                signing.signer(),
                wrapped -> RsaOaep.unwrap(TestKeys.rsa(31).getPrivate(), wrapped),
                Optional.of(TestKeys.mlKem(30)::decapsulate),
                Device.SOFTWARE);
        HsmSecrets secrets = new HsmSecrets(
                keyring,
                world.h1().statement(),
                Optional::empty,
                world.h1().certificate(),
                world.clock(),
                new SecureRandom());
        DomainVault vault = new DomainVault(
                secrets, new KnownTrusts(secrets.genesis()), new DomainVault.CacheBounds(1, Duration.ofMinutes(1)));
        List<ExportedDomain> domains = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            domains.add(world.claimed(Purpose.ENCRYPT, world.line(world.h1()), World.CLIENT));
        }
        List<byte[]> keys = new ArrayList<>();
        for (int round = 0; round < 3; round++) {
            for (ExportedDomain domain : domains) {
                byte[] key = vault.use(
                        World.use(domain, World.CLIENT),
                        Right.ENCRYPT,
                        (verified, ring) -> ring.active().secret().exposed());
                keys.add(key);
            }
        }
        assertThat(keys.get(0)).containsOnly(0);
    }

    @Test
    void aRingReadsBack() {
        for (Purpose purpose : List.of(Purpose.ENCRYPT, Purpose.SIGN)) {
            KeyRing ring = KeyRing.fresh(purpose, true, new SecureRandom());
            try (SecretBytes text = ring.write()) {
                KeyRing read = KeyRing.read(purpose, text);
                assertThat(read.publicKeys()).isEqualTo(ring.publicKeys());
                if (purpose == Purpose.ENCRYPT) {
                    assertThat(read.active().secret().exposed())
                            .isEqualTo(ring.active().secret().exposed());
                } else {
                    assertThat(read.signingKey().publicKey())
                            .isEqualTo(ring.signingKey().publicKey());
                }
            }
        }
    }
}
