package org.quorumkms.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.Optional;
import java.util.ServiceLoader;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Test;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.jose.RsaJwk;
import org.quorumkms.signed.Bytes;
import org.quorumkms.testing.TestKeys;
import org.quorumkms.trust.HsmKeys;

/** Attestations of a maker who is made here: a root, a device's certificate under it, and under that one for each key. */
class X509AttestationTest {

    private static final Instant NOW = Instant.parse("2026-11-28T10:00:00Z");
    private static final HsmKeys KEYS = new HsmKeys("h1", publicHalf(1), publicHalf(2), Optional.empty());
    private static final KeyPair ROOT = TestKeys.rsa(3);
    private static final KeyPair DEVICE = TestKeys.rsa(4);
    private static final String MAKER = "CN=Maker";

    private static RsaJwk publicHalf(int number) {
        return RsaJwk.of((RSAPublicKey) TestKeys.rsa(number).getPublic());
    }

    private static String pem(String subject, PublicKey key, String issuer, KeyPair by, boolean authority) {
        try {
            var builder = new JcaX509v3CertificateBuilder(
                    new X500Principal(issuer),
                    BigInteger.valueOf(subject.hashCode() & 0xFFFFFFFFL),
                    Date.from(NOW.minus(Duration.ofDays(1))),
                    Date.from(NOW.plus(Duration.ofDays(365))),
                    new X500Principal(subject),
                    key);
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
            byte[] der = builder.build(new JcaContentSignerBuilder("SHA256withRSA").build(by.getPrivate()))
                    .getEncoded();
            return "-----BEGIN CERTIFICATE-----\n" + Base64.getMimeEncoder().encodeToString(der)
                    + "\n-----END CERTIFICATE-----\n";
        } catch (IOException | OperatorCreationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final String ROOT_PEM = pem(MAKER, ROOT.getPublic(), MAKER, ROOT, true);
    private static final String DEVICE_PEM = pem("CN=Device 7", DEVICE.getPublic(), MAKER, ROOT, true);

    private static String attested(RsaJwk key) {
        return pem("CN=key " + key.thumbprint().abbreviated(), key.publicKey(), "CN=Device 7", DEVICE, false);
    }

    private static AttestationVerifier.Attested verify(String document, String authority) {
        return new X509Attestation().verify(Bytes.utf8(document), Bytes.utf8(authority), KEYS, NOW);
    }

    @Test
    void itIsFoundAsAService() {
        assertThat(ServiceLoader.load(AttestationVerifier.class))
                .anyMatch(one -> one instanceof X509Attestation && one.reads(Bytes.utf8(ROOT_PEM)));
        assertThat(new X509Attestation().reads(Bytes.utf8("{}"))).isFalse();
    }

    @Test
    void bothKeysOrOneAreAttested() {
        AttestationVerifier.Attested both =
                verify(attested(KEYS.signing()) + attested(KEYS.encryption()) + DEVICE_PEM, ROOT_PEM);
        assertThat(both.by()).isEqualTo(MAKER);
        assertThat(both.words()).isEqualTo("both RSA keys");
        assertThat(verify(DEVICE_PEM + attested(KEYS.signing()), ROOT_PEM).words())
                .isEqualTo("the signing key alone");
        assertThat(verify(DEVICE_PEM + attested(KEYS.encryption()), ROOT_PEM).words())
                .isEqualTo("the encryption key alone");
    }

    @Test
    void whatDoesNotLeadToTheAuthorityThatWasNamedAttestsNothing() {
        String otherRoot = pem("CN=Other", TestKeys.rsa(5).getPublic(), "CN=Other", TestKeys.rsa(5), true);
        String sameName = pem(MAKER, TestKeys.rsa(5).getPublic(), MAKER, TestKeys.rsa(5), true);
        String both = attested(KEYS.signing()) + attested(KEYS.encryption());
        for (String authority : new String[] {otherRoot, sameName}) {
            assertThatThrownBy(() -> verify(both + DEVICE_PEM + ROOT_PEM, authority))
                    .isInstanceOf(VerificationException.class);
        }
        assertThatThrownBy(() -> verify(both, ROOT_PEM))
                .as("without the device's certificate")
                .isInstanceOf(VerificationException.class);
    }

    @Test
    void anotherHsmsKeyAttestsNothing() {
        assertThatThrownBy(() -> verify(attested(publicHalf(6)) + DEVICE_PEM, ROOT_PEM))
                .isInstanceOf(VerificationException.class)
                .hasMessageContaining("no certificate of a key of HSM h1");
    }

    /** Its path cannot be looked for, though the device signed it: that attests nothing, and is no failure of the program. */
    @Test
    void aCertificateWithoutASubjectAttestsNothing() {
        String nameless = pem("", KEYS.signing().publicKey(), "CN=Device 7", DEVICE, false);
        assertThatThrownBy(() -> verify(nameless + DEVICE_PEM, ROOT_PEM)).isInstanceOf(VerificationException.class);
    }

    @Test
    void aKeyIsNoAuthority() {
        String byKey = pem(
                "CN=forged",
                KEYS.encryption().publicKey(),
                "CN=key " + publicHalf(6).thumbprint().abbreviated(),
                TestKeys.rsa(6),
                false);
        assertThatThrownBy(() -> verify(byKey + attested(publicHalf(6)) + DEVICE_PEM, ROOT_PEM))
                .isInstanceOf(VerificationException.class);
    }

    @Test
    void whatIsNoCertificateIsSaid() throws GeneralSecurityException {
        byte[] damaged = ROOT_PEM.getBytes(StandardCharsets.US_ASCII);
        damaged[100] = damaged[100] == 'A' ? (byte) 'B' : (byte) 'A';
        assertThatThrownBy(() -> verify("nothing", ROOT_PEM)).isInstanceOf(VerificationException.class);
        assertThatThrownBy(() -> verify(ROOT_PEM, "")).isInstanceOf(VerificationException.class);
        assertThatThrownBy(() -> new X509Attestation()
                        .verify(Bytes.utf8(attested(KEYS.signing()) + DEVICE_PEM), Bytes.of(damaged), KEYS, NOW))
                .isInstanceOf(VerificationException.class);
    }
}
