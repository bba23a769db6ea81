package org.quorumkms.pkcs11;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.quorumkms.crypto.AesGcm;
import org.quorumkms.crypto.KeyUnwrapper;
import org.quorumkms.crypto.MlKemKey;
import org.quorumkms.crypto.RsaKeys;
import org.quorumkms.crypto.RsaOaep;
import org.quorumkms.crypto.SecretBytes;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.json.Fields;
import org.quorumkms.json.Json;
import org.quorumkms.signed.Bytes;
import org.quorumkms.trust.HsmStatement;

/**
 * The seed of the ML-KEM key of an HSM in a token, which has no such keys itself (protocol.md section 2): under AES-256-GCM with a key that
 * is wrapped under the HSM's encryption key, so that only the token opens it, and bound to the HSM's statement.
 *
 * <p>Does not protect the seed from whoever has this and breaks RSA: then it is the file's secrecy that is left. The other way round, who
 * has the seed and no token opens nothing.
 *
 * @param key RSA-OAEP-256 of the key that the seed is sealed with
 * @param nonce the 96-bit nonce
 * @param sealed the seed's ciphertext and tag
 */
record SealedSeed(Bytes key, Bytes nonce, Bytes sealed) {

    static SealedSeed seal(MlKemKey pair, HsmStatement statement, SecureRandom random) {
        byte[] nonce = new byte[AesGcm.NONCE_LENGTH];
        random.nextBytes(nonce);
        try (SecretBytes key = SecretBytes.random(random, AesGcm.KEY_LENGTH)) {
            return new SealedSeed(
                    Bytes.of(RsaOaep.wrap(statement.keys().encryption().publicKey(), key)),
                    Bytes.of(nonce),
                    Bytes.of(AesGcm.encrypt(
                            key, nonce, bound(statement), pair.seed().exposed())));
        }
    }

    /**
     * Opens it.
     *
     * @param rsa opens with the HSM's encryption key
     * @throws VerificationException if it was not sealed for this HSM
     */
    MlKemKey open(HsmStatement statement, KeyUnwrapper rsa) {
        try (SecretBytes unwrapped = rsa.unwrap(key.toArray())) {
            if (unwrapped.length() != AesGcm.KEY_LENGTH) {
                throw new VerificationException("The seed of the HSM's ML-KEM key does not verify.");
            }
            MlKemKey pair = MlKemKey.of(
                    SecretBytes.owning(AesGcm.decrypt(unwrapped, nonce.toArray(), bound(statement), sealed.toArray())));
            byte[] listed = statement.keys().kem().orElseThrow().key().toArray();
            if (!Arrays.equals(pair.publicKey(), listed)) {
                pair.close();
                throw new VerificationException("The seed is of another ML-KEM key than the HSM's statement has.");
            }
            return pair;
        }
    }

    private static byte[] bound(HsmStatement statement) {
        return statement.jws().payload().toArray();
    }

    static SealedSeed read(Fields members) {
        SealedSeed seed = new SealedSeed(
                Bytes.fromBase64Url(members.text("key")),
                Bytes.fromBase64Url(members.text("nonce")),
                Bytes.fromBase64Url(members.text("sealed")));
        members.end();
        if (seed.nonce.length() != AesGcm.NONCE_LENGTH
                || seed.key.length() != RsaKeys.BITS / 8
                || seed.sealed.length() != MlKemKey.SEED_LENGTH + AesGcm.TAG_LENGTH) {
            throw new VerificationException("The sealed ML-KEM key of an HSM has an invalid length.");
        }
        return seed;
    }

    Map<String, @Nullable Object> toJson() {
        Map<String, @Nullable Object> members = Json.object();
        members.put("key", key.base64Url());
        members.put("nonce", nonce.base64Url());
        members.put("sealed", sealed.base64Url());
        return members;
    }
}
