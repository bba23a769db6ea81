package org.quorumkms.hsm;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.quorumkms.crypto.AesGcm;
import org.quorumkms.crypto.RsaKeys;
import org.quorumkms.crypto.SecretBytes;
import org.quorumkms.domain.Purpose;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.jose.Numbers;
import org.quorumkms.jose.RsaJwk;
import org.quorumkms.jose.SigningKey;
import org.quorumkms.json.Fields;
import org.quorumkms.json.Json;
import org.quorumkms.json.StrictJson;
import org.quorumkms.signed.Base64Url;
import org.quorumkms.signed.Bytes;

/**
 * The unwrapped keys of a Domain: a JWK Set, {@code kid} = "1", "2", …, the newest active. Master keys for purpose
 * {@code encrypt}; the active private key for {@code sign} and {@code operator}; empty before those are claimed.
 */
final class KeyRing implements AutoCloseable {

    /**
     * The most master keys of a ring. Each takes about 140 bytes of a Domain's document, which is bounded by 1 MiB; what a
     * call costs does not depend on them (D6).
     */
    static final int MOST_KEYS = 4096;

    /** How many of them are for moves that drop somebody, and for orders. */
    static final int RESERVED_KEYS = 1024;

    private static final String WHAT = "The ring of keys";

    private final List<MasterKey> masterKeys;
    private final @Nullable RSAPrivateCrtKey privateKey;

    private KeyRing(List<MasterKey> masterKeys, @Nullable RSAPrivateCrtKey privateKey) {
        this.masterKeys = List.copyOf(masterKeys);
        this.privateKey = privateKey;
    }

    /** Makes the ring of a Domain: of a new one, or anew at its claim. */
    static KeyRing fresh(Purpose purpose, boolean claimed, SecureRandom random) {
        if (purpose == Purpose.ENCRYPT) {
            return new KeyRing(List.of(new MasterKey(1, SecretBytes.random(random, AesGcm.KEY_LENGTH))), null);
        }
        if (!claimed) {
            return new KeyRing(List.of(), null);
        }
        KeyPair pair = RsaKeys.generate();
        return new KeyRing(List.of(), (RSAPrivateCrtKey) pair.getPrivate());
    }

    /** Makes the ring of an operator that keeps its key itself: empty. */
    static KeyRing empty() {
        return new KeyRing(List.of(), null);
    }

    /**
     * Returns a ring with a new active key: for {@code encrypt} beside the earlier ones, which still decrypt; for
     * {@code sign} instead of the earlier one. It shares the earlier keys with this ring, and whoever closes one
     * wipes them in both.
     *
     * @param reserved whether the last places may be taken (D6): by moves that drop somebody, and orders
     */
    KeyRing rotated(Purpose purpose, boolean reserved, SecureRandom random) {
        if (purpose != Purpose.ENCRYPT) {
            return fresh(purpose, true, random);
        }
        int most = reserved ? MOST_KEYS : MOST_KEYS - RESERVED_KEYS;
        if (masterKeys.size() >= most) {
            throw new RefusedException("D6: the Domain has had " + masterKeys.size() + " master keys, of " + MOST_KEYS
                    + (reserved ? "" : ", of which the last " + RESERVED_KEYS + " are for moves and orders")
                    + ". Make a new Domain, and encrypt under that from now on.");
        }
        List<MasterKey> keys = new ArrayList<>(masterKeys);
        keys.add(new MasterKey(active().number() + 1, SecretBytes.random(random, AesGcm.KEY_LENGTH)));
        return new KeyRing(keys, null);
    }

    /** Returns the newest master key. */
    MasterKey active() {
        if (masterKeys.isEmpty()) {
            throw new VerificationException("The ring of the Domain has no master key.");
        }
        return masterKeys.get(masterKeys.size() - 1);
    }

    /** Returns a master key by its number. */
    Optional<MasterKey> masterKey(int number) {
        // Their numbers are 1, 2, … without a gap: read strictly.
        return number >= 1 && number <= masterKeys.size() ? Optional.of(masterKeys.get(number - 1)) : Optional.empty();
    }

    /** Returns the private key that signs, with its public half. */
    SigningKey signingKey() {
        if (privateKey == null) {
            throw new VerificationException("The ring of the Domain has no signing key.");
        }
        return new SigningKey(new RsaJwk(privateKey.getModulus()), privateKey);
    }

    /** Returns the public half of the private key, if there is one. */
    List<RsaJwk> publicKeys() {
        return privateKey == null ? List.of() : List.of(new RsaJwk(privateKey.getModulus()));
    }

    /** Writes the JWK Set. */
    SecretBytes write() {
        List<Object> keys = new ArrayList<>();
        for (MasterKey key : masterKeys) {
            Map<String, @Nullable Object> jwk = jwk("oct", key.number());
            jwk.put("k", Base64Url.encode(key.secret().exposed()));
            keys.add(jwk);
        }
        if (privateKey != null) {
            keys.add(privateJwk(privateKey));
        }
        Map<String, @Nullable Object> set = Json.object();
        set.put("keys", keys);
        return SecretBytes.owning(Json.write(set).getBytes(StandardCharsets.UTF_8));
    }

    /** Reads the JWK Set of a Domain strictly. */
    static KeyRing read(Purpose purpose, SecretBytes text) {
        Fields set = StrictJson.object(WHAT, text.exposed());
        List<Fields> jwks = set.objects("keys");
        set.end();
        if (purpose == Purpose.ENCRYPT) {
            List<MasterKey> keys = new ArrayList<>();
            if (jwks.size() > MOST_KEYS) {
                throw new VerificationException(WHAT + " holds more than " + MOST_KEYS + " keys.");
            }
            for (Fields jwk : jwks) {
                keys.add(readMasterKey(jwk, keys.size() + 1));
            }
            return new KeyRing(keys, null);
        }
        if (jwks.size() > 1) {
            throw new VerificationException(WHAT + " holds more than the active private key.");
        }
        return new KeyRing(List.of(), jwks.isEmpty() ? null : readPrivate(jwks.get(0)));
    }

    private static MasterKey readMasterKey(Fields jwk, int number) {
        requireKind(jwk, "oct", number);
        byte[] key = Base64Url.decode(jwk.text("k"));
        jwk.end();
        if (key.length != AesGcm.KEY_LENGTH) {
            throw new VerificationException(WHAT + " holds a key that is not of 256 bits.");
        }
        return new MasterKey(number, SecretBytes.owning(key));
    }

    private static Map<String, @Nullable Object> privateJwk(RSAPrivateCrtKey key) {
        Map<String, @Nullable Object> jwk = jwk("RSA", 1);
        jwk.putAll(RsaJwk.of(publicHalf(key)).toJson());
        jwk.put("d", number(key.getPrivateExponent()));
        jwk.put("p", number(key.getPrimeP()));
        jwk.put("q", number(key.getPrimeQ()));
        jwk.put("dp", number(key.getPrimeExponentP()));
        jwk.put("dq", number(key.getPrimeExponentQ()));
        jwk.put("qi", number(key.getCrtCoefficient()));
        return jwk;
    }

    private static RSAPublicKey publicHalf(RSAPrivateCrtKey key) {
        return RsaKeys.publicKey(key.getModulus());
    }

    private static RSAPrivateCrtKey readPrivate(Fields jwk) {
        requireKind(jwk, "RSA", 1);
        if (!jwk.text("e").equals("AQAB")) {
            throw new VerificationException(WHAT + " holds a key with another exponent.");
        }
        RSAPrivateCrtKey key = RsaKeys.privateKey(
                number(jwk, "n"),
                number(jwk, "d"),
                number(jwk, "p"),
                number(jwk, "q"),
                number(jwk, "dp"),
                number(jwk, "dq"),
                number(jwk, "qi"));
        jwk.end();
        return key;
    }

    private static Map<String, @Nullable Object> jwk(String kind, int number) {
        Map<String, @Nullable Object> jwk = Json.object();
        jwk.put("kty", kind);
        jwk.put("kid", Integer.toString(number));
        return jwk;
    }

    private static void requireKind(Fields jwk, String kind, int number) {
        if (!jwk.text("kty").equals(kind) || !jwk.text("kid").equals(Integer.toString(number))) {
            throw new VerificationException(WHAT + " holds a key of another kind or number.");
        }
    }

    private static String number(BigInteger number) {
        return Base64Url.encode(Numbers.bytes(number));
    }

    private static BigInteger number(Fields jwk, String name) {
        return new BigInteger(1, Bytes.fromBase64Url(jwk.text(name)).toArray());
    }

    @Override
    public void close() {
        masterKeys.forEach(key -> key.secret().close());
    }
}
