package org.quorumkms.hsm;

import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.quorumkms.crypto.Certificates;
import org.quorumkms.crypto.MlKemKey;
import org.quorumkms.crypto.Passphrase;
import org.quorumkms.crypto.RsaKeys;
import org.quorumkms.crypto.RsaOaep;
import org.quorumkms.crypto.SealedKeyStore;
import org.quorumkms.jose.MlKemJwk;
import org.quorumkms.jose.RsaJwk;
import org.quorumkms.jose.SigningKey;
import org.quorumkms.signed.Name;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.trust.Device;
import org.quorumkms.trust.HsmKeys;

/**
 * Makes and opens HSMs whose keys are in this process: two RSA-3072 pairs and one of ML-KEM-768 each, sealed in one BCFKS file with the
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
    private final Supplier<NewKeys> newKeys;

    /** Takes how files are sealed, the HSMs' clock, and their randomness. */
    public SoftwareHsm(SealedKeyStore store, Clock clock, SecureRandom random) {
        this(
                store,
                clock,
                random,
                () -> new NewKeys(RsaKeys.generate(), RsaKeys.generate(), Optional.of(MlKemKey.generate(random))));
    }

    /** Takes a source of keys besides: tests share a few, since an RSA pair takes 0.3 s. */
    public SoftwareHsm(SealedKeyStore store, Clock clock, SecureRandom random, Supplier<NewKeys> newKeys) {
        this.store = store;
        this.clock = clock;
        this.random = random;
        this.newKeys = newKeys;
    }

    /**
     * The keys of one HSM.
     *
     * @param signing an RSA-3072 pair
     * @param encryption another
     * @param kem an ML-KEM pair; HSMs that were made before there was one have none
     */
    public record NewKeys(KeyPair signing, KeyPair encryption, Optional<MlKemKey> kem) {}

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
        return new Unbound(Name.typed(label), newKeys.get());
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
                        new HsmKeys(
                                content.label(),
                                signing,
                                encryption,
                                content.kem().map(MlKemJwk::of)),
                        new SigningKey(signing, content.signing()).signer(),
                        wrapped -> RsaOaep.unwrap(content.encryption(), wrapped),
                        content.kem().map(pair -> pair::decapsulate),
                        Device.SOFTWARE)
                .hsm(content.signingCertificate(), new Thumbprint(content.genesis()), clock, random);
    }

    private final class Unbound implements UnboundHsm {

        private final NewKeys pairs;
        private final HsmKeys keys;

        Unbound(String label, NewKeys pairs) {
            this.pairs = pairs;
            this.keys = new HsmKeys(
                    label,
                    RsaJwk.of((RSAPublicKey) pairs.signing().getPublic()),
                    RsaJwk.of((RSAPublicKey) pairs.encryption().getPublic()),
                    pairs.kem().map(MlKemJwk::of));
        }

        @Override
        public HsmKeys keys() {
            return keys;
        }

        @Override
        public SigningKey signing() {
            return SigningKey.ofRsa(pairs.signing());
        }

        @Override
        public MadeHsm bind(Thumbprint genesis) {
            X509Certificate certificate = Certificates.selfSignedHsm(
                    keys.signing().thumbprint(),
                    pairs.signing().getPublic(),
                    signing().signer(),
                    clock.instant(),
                    random);
            SealedKeyStore.Content content = new SealedKeyStore.Content(
                    keys.label(),
                    genesis.value(),
                    pairs.signing().getPrivate(),
                    certificate,
                    (RSAPrivateCrtKey) pairs.encryption().getPrivate(),
                    pairs.kem());
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
