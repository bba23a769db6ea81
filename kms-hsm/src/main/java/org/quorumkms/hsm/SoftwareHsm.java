package org.quorumkms.hsm;

import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.quorumkms.crypto.Certificates;
import org.quorumkms.crypto.Passphrase;
import org.quorumkms.crypto.RsaKeys;
import org.quorumkms.crypto.RsaOaep;
import org.quorumkms.crypto.SealedKeyStore;
import org.quorumkms.jose.DocumentType;
import org.quorumkms.jose.RsaJwk;
import org.quorumkms.jose.SigningKey;
import org.quorumkms.signed.Name;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.trust.HsmKeys;
import org.quorumkms.trust.Trust;
import org.quorumkms.trust.TrustBody;
import org.quorumkms.trust.TrustKind;

/**
 * Makes and opens HSMs whose keys are in this process: two RSA-3072 pairs each, sealed in one BCFKS file with the
 * thumbprint of the genesis Trust of the one system that it belongs to.
 *
 * <p>Does not protect its keys from whoever reads this process's memory, nor its file from whoever has the passphrase.
 */
public final class SoftwareHsm {

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

    /** An HSM that was just made, with what its file will hold. */
    public static final class Made {

        private final Hsm hsm;
        private final SealedKeyStore.Content content;
        private final SealedKeyStore store;

        private Made(Hsm hsm, SealedKeyStore.Content content, SealedKeyStore store) {
            this.hsm = hsm;
            this.content = content;
            this.store = store;
        }

        /** Returns the HSM. */
        public Hsm hsm() {
            return hsm;
        }

        /** Returns the content of its file, sealed. */
        public byte[] seal(Passphrase passphrase) {
            return store.write(content, passphrase);
        }
    }

    /**
     * The beginning of a system.
     *
     * @param genesis the genesis Trust, signed by every HSM in it
     * @param hsms the HSMs
     */
    public record Founding(Trust genesis, List<Made> hsms) {

        /** Copies the list. */
        public Founding {
            hsms = List.copyOf(hsms);
        }
    }

    /** Makes the first HSMs and their genesis Trust. */
    public Founding found(List<String> labels) {
        Instant now = clock.instant();
        List<Pairs> pairs = labels.stream()
                .map(label -> new Pairs(keyPairs.get(), keyPairs.get()))
                .toList();
        List<HsmKeys> keys = new ArrayList<>();
        for (int i = 0; i < labels.size(); i++) {
            keys.add(pairs.get(i).publicHalf(Name.typed(labels.get(i))));
        }
        Trust genesis = Trust.unsigned(
                new TrustBody(1, TrustKind.GENESIS, now, now, Optional.empty(), keys, List.of(), 0, Optional.empty()));
        for (Pairs one : pairs) {
            genesis = genesis.with(SigningKey.ofRsa(one.signing()).sign(DocumentType.TRUST, genesis.payload()));
        }
        List<Made> made = new ArrayList<>();
        for (int i = 0; i < labels.size(); i++) {
            made.add(assemble(keys.get(i), pairs.get(i), genesis.thumbprint()));
        }
        return new Founding(genesis, made);
    }

    /** Makes a further HSM of a system. */
    public Made make(String label, Thumbprint genesis) {
        Pairs pairs = new Pairs(keyPairs.get(), keyPairs.get());
        return assemble(pairs.publicHalf(Name.typed(label)), pairs, genesis);
    }

    /**
     * Opens an HSM's file; about a second with the product's scrypt cost.
     *
     * @param name the file's name, for the message
     */
    public Hsm open(String name, byte[] file, Passphrase passphrase) {
        return hsm(SealedKeyStore.read(name, file, passphrase));
    }

    private Made assemble(HsmKeys keys, Pairs pairs, Thumbprint genesis) {
        SealedKeyStore.Content content = new SealedKeyStore.Content(
                keys.label(),
                genesis.value(),
                pairs.signing().getPrivate(),
                certificate(keys, pairs.signing()),
                (RSAPrivateCrtKey) pairs.encryption().getPrivate());
        return new Made(hsm(content), content, store);
    }

    private X509Certificate certificate(HsmKeys keys, KeyPair pair) {
        return Certificates.selfSignedHsm(
                keys.signing().thumbprint(), pair.getPublic(), pair.getPrivate(), clock.instant(), random);
    }

    private Hsm hsm(SealedKeyStore.Content content) {
        RsaJwk signing = RsaJwk.of((RSAPublicKey) content.signingCertificate().getPublicKey());
        RsaJwk encryption = new RsaJwk(content.encryption().getModulus());
        PrivateKey signingPrivate = content.signing();
        return new KeyedHsm(
                new HsmSecrets(
                        new HsmKeys(content.label(), signing, encryption),
                        new SigningKey(signing, signingPrivate),
                        signingPrivate,
                        wrapped -> RsaOaep.unwrap(content.encryption(), wrapped),
                        content.signingCertificate(),
                        new Thumbprint(content.genesis()),
                        clock,
                        random),
                DomainVault.CacheBounds.DEFAULT);
    }

    private record Pairs(KeyPair signing, KeyPair encryption) {

        HsmKeys publicHalf(String label) {
            return new HsmKeys(label, RsaJwk.of((RSAPublicKey) signing.getPublic()), RsaJwk.of((RSAPublicKey)
                    encryption.getPublic()));
        }
    }
}
