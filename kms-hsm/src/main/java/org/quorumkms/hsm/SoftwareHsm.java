package org.quorumkms.hsm;

import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Clock;
import java.util.List;
import java.util.function.Supplier;
import org.quorumkms.crypto.Certificates;
import org.quorumkms.crypto.Passphrase;
import org.quorumkms.crypto.RsaKeys;
import org.quorumkms.crypto.RsaOaep;
import org.quorumkms.crypto.SealedKeyStore;
import org.quorumkms.jose.RsaJwk;
import org.quorumkms.jose.SigningKey;
import org.quorumkms.signed.Name;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.trust.Device;
import org.quorumkms.trust.HsmKeys;

/**
 * Makes and opens HSMs whose keys are in this process: two RSA-3072 pairs each, sealed in one BCFKS file with the
 * thumbprint of the genesis Trust of the one system that it belongs to.
 *
 * <p>Does not protect its keys from whoever reads this process's memory, nor its file from whoever has the passphrase.
 */
public final class SoftwareHsm {

    /** How the name of a file ends. */
    public static final String ENDING = ".bcfks";

    private final SealedKeyStore store;
    private final Clock clock;
    private final SecureRandom random;
    private final Supplier<KeyPair> keyPairs;

    /** Takes how files are sealed, the HSMs' clock, and their randomness. */
    public SoftwareHsm(SealedKeyStore store, Clock clock, SecureRandom random) {
        this(store, clock, random, RsaKeys::generate);
    }

    /** Takes a source of RSA-3072 key pairs besides: tests share a few, since a pair takes 0.3 s. */
    public SoftwareHsm(SealedKeyStore store, Clock clock, SecureRandom random, Supplier<KeyPair> keyPairs) {
        this.store = store;
        this.clock = clock;
        this.random = random;
        this.keyPairs = keyPairs;
    }

    /** Makes the first HSMs and their genesis Trust. */
    public Founding found(List<String> labels) {
        return Founding.of(labels.stream().map(this::make).toList(), clock.instant());
    }

    /** Makes a further HSM of a system. */
    public MadeHsm make(String label, Thumbprint genesis) {
        return make(label).bind(genesis);
    }

    /** Makes the keys of an HSM. */
    public UnboundHsm make(String label) {
        return new Pairs(Name.typed(label), keyPairs.get(), keyPairs.get());
    }

    /**
     * Opens an HSM's file; about a second with the product's scrypt cost.
     *
     * @param name the file's name, for the message
     */
    public Hsm open(String name, byte[] file, Passphrase passphrase) {
        return hsm(SealedKeyStore.read(name, file, passphrase));
    }

    private Hsm hsm(SealedKeyStore.Content content) {
        RsaJwk signing = RsaJwk.of((RSAPublicKey) content.signingCertificate().getPublicKey());
        RsaJwk encryption = new RsaJwk(content.encryption().getModulus());
        return new HsmKeyring(
                        new HsmKeys(content.label(), signing, encryption),
                        new SigningKey(signing, content.signing()).signer(),
                        wrapped -> RsaOaep.unwrap(content.encryption(), wrapped),
                        Device.SOFTWARE)
                .hsm(content.signingCertificate(), new Thumbprint(content.genesis()), clock, random);
    }

    private final class Pairs implements UnboundHsm {

        private final KeyPair signing;
        private final KeyPair encryption;
        private final HsmKeys keys;

        Pairs(String label, KeyPair signing, KeyPair encryption) {
            this.signing = signing;
            this.encryption = encryption;
            this.keys = new HsmKeys(label, RsaJwk.of((RSAPublicKey) signing.getPublic()), RsaJwk.of((RSAPublicKey)
                    encryption.getPublic()));
        }

        @Override
        public HsmKeys keys() {
            return keys;
        }

        @Override
        public SigningKey signing() {
            return SigningKey.ofRsa(signing);
        }

        @Override
        public MadeHsm bind(Thumbprint genesis) {
            X509Certificate certificate = Certificates.selfSignedHsm(
                    keys.signing().thumbprint(), signing.getPublic(), signing().signer(), clock.instant(), random);
            SealedKeyStore.Content content = new SealedKeyStore.Content(
                    keys.label(), genesis.value(), signing.getPrivate(), certificate, (RSAPrivateCrtKey)
                            encryption.getPrivate());
            return new Made(hsm(content), content, store);
        }
    }

    private record Made(Hsm hsm, SealedKeyStore.Content content, SealedKeyStore store) implements MadeHsm {

        @Override
        public String ending() {
            return ENDING;
        }

        @Override
        public byte[] file(Passphrase passphrase) {
            return store.write(content, passphrase);
        }

        @Override
        public String toString() {
            return hsm.toString();
        }
    }
}
