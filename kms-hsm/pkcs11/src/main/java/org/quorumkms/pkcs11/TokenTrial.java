package org.quorumkms.pkcs11;

import java.math.BigInteger;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.quorumkms.crypto.KeyUnwrapper;
import org.quorumkms.crypto.RsaKeys;
import org.quorumkms.crypto.RsaOaep;
import org.quorumkms.crypto.SecretBytes;
import org.quorumkms.crypto.TokenSigner;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.jose.DocumentType;
import org.quorumkms.jose.JwsSignature;
import org.quorumkms.jose.Numbers;
import org.quorumkms.jose.RsaJwk;
import org.quorumkms.jose.SigningKey;
import org.quorumkms.signed.Bytes;
import org.quorumkms.signed.Check;

/** Tries a token's two pairs before they are trusted: that they do what they should, and nothing else, and how fast. */
final class TokenTrial {

    private static final int TIMES = 20;
    private static final int SECRET = 32;
    private static final int[] THREADS = {1, 8};
    private static final Bytes INPUT = Bytes.utf8("a trial of a token");

    private final Token token;
    private final PairMaker.Made pairs;
    private final TokenKeyring keyring;
    private final SecureRandom random;

    TokenTrial(Token token, PairMaker.Made pairs, SecureRandom random) {
        this.token = token;
        this.pairs = pairs;
        this.keyring = new TokenKeyring(token, pairs.signing(), pairs.encryption(), pairs.opens());
        this.random = random;
    }

    /** Returns what holds, in the order in which it was tried. */
    List<Check> checks() {
        return List.of(
                new Check("it keeps its keys: sensitive, never extractable, not modifiable", keeps()),
                new Check("neither private exponent can be read", !isReadable()),
                new Check("it signs: " + TIMES + " signatures verify, no two the same", signs()),
                new Check("it opens what is wrapped for it, " + TIMES + " times", opens()),
                new Check("it opens nothing that is spoilt, too short or too large, and goes on", refuses()),
                new Check("the signing key opens nothing, and the encryption key signs nothing", keepsApart()));
    }

    private boolean keeps() {
        return token.keys((functions, session, keys) ->
                ids().allMatch(id -> PairMaker.isKept(functions, session, keys.applyAsLong(id))));
    }

    private Stream<KeyId> ids() {
        return Stream.of(pairs.signing().id(), pairs.encryption().id());
    }

    private boolean isReadable() {
        return token.keys((functions, session, keys) -> ids().anyMatch(id -> {
            try {
                return functions.attribute(session, keys.applyAsLong(id), Ck.CKA_PRIVATE_EXPONENT).length > 0;
            } catch (Pkcs11Exception refused) {
                return isDone(refused);
            }
        }));
    }

    private boolean signs() {
        RsaJwk own = pairs.signing().publicHalf();
        SigningKey key = new SigningKey(own, keyring::sign);
        Set<JwsSignature> made = IntStream.range(0, TIMES)
                .mapToObj(i -> key.sign(DocumentType.HSM, INPUT))
                .collect(Collectors.toSet());
        return made.size() == TIMES && made.stream().allMatch(one -> one.isValid(DocumentType.HSM, INPUT, own));
    }

    private boolean opens() {
        for (int i = 0; i < TIMES; i++) {
            try (SecretBytes secret = SecretBytes.random(random, SECRET);
                    SecretBytes opened = keyring.unwrap(RsaOaep.wrap(publicKey(), secret))) {
                if (!Arrays.equals(secret.exposed(), opened.exposed())) {
                    return false;
                }
            }
        }
        return true;
    }

    private RSAPublicKey publicKey() {
        return RsaKeys.publicKey(pairs.encryption().modulus());
    }

    private boolean refuses() {
        BigInteger modulus = pairs.encryption().modulus();
        try (SecretBytes secret = SecretBytes.random(random, SECRET)) {
            byte[] spoilt = RsaOaep.wrap(publicKey(), secret);
            spoilt[spoilt.length / 2] ^= 1;
            byte[] one = new byte[spoilt.length];
            one[one.length - 1] = 1;
            byte[] full = new byte[spoilt.length];
            Arrays.fill(full, (byte) 0xFF);
            byte[] last = Numbers.bytes(modulus.subtract(BigInteger.ONE));
            return Stream.of(spoilt, one, full, last, new byte[spoilt.length], new byte[spoilt.length - 1], new byte[0])
                            .allMatch(this::isRefused)
                    && opens();
        }
    }

    private boolean isRefused(byte[] wrapped) {
        try (SecretBytes opened = keyring.unwrap(wrapped)) {
            return opened.length() < 0;
        } catch (VerificationException refused) {
            return true;
        }
    }

    /** In a session each: after a refusal some modules have an operation under way. */
    private boolean keepsApart() {
        try (SecretBytes secret = SecretBytes.random(random, SECRET)) {
            byte[] forSigning = RsaOaep.wrap(RsaKeys.publicKey(pairs.signing().modulus()), secret);
            boolean opened = isDone((functions, session) -> functions
                    .decrypt(session, pairs.opens(), key(functions, session, pairs.signing()), forSigning)
                    .close());
            boolean signed = isDone((functions, session) -> functions.sign(
                    session, Mechanism.PSS, key(functions, session, pairs.encryption()), new byte[SECRET]));
            return !opened && !signed;
        }
    }

    private static long key(Cryptoki functions, long session, TokenPair pair) {
        return functions.find(session, pair.id().attributes(Ck.CKO_PRIVATE_KEY)).get(0);
    }

    private interface Use {
        void in(Cryptoki functions, long session);
    }

    private boolean isDone(Use use) {
        return token.writing((functions, session) -> {
            try {
                use.in(functions, session);
                return true;
            } catch (Pkcs11Exception refused) {
                return isDone(refused);
            } catch (Cryptoki.DecryptFailed refused) {
                return isDone(refused.why());
            }
        });
    }

    /** A device that is gone refused nothing. */
    private static boolean isDone(Pkcs11Exception refused) {
        if (refused.isLost()) {
            throw refused;
        }
        return false;
    }

    /** Returns how fast it is, beside software on the same machine. */
    List<Speed> speeds(Duration each) {
        KeyPair software = RsaKeys.generate();
        TokenSigner signer = SigningKey.ofRsa(software).signer();
        KeyUnwrapper unwrapper = wrapped -> RsaOaep.unwrap(software.getPrivate(), wrapped);
        List<Speed> speeds = new ArrayList<>();
        for (int threads : THREADS) {
            speeds.add(signs("token", threads, each, keyring::sign));
            speeds.add(signs("software", threads, each, signer));
            speeds.add(opens("token", threads, each, keyring::unwrap, publicKey()));
            speeds.add(opens("software", threads, each, unwrapper, (RSAPublicKey) software.getPublic()));
        }
        return speeds;
    }

    static Speed signs(String where, int threads, Duration each, TokenSigner signer) {
        byte[] input = INPUT.toArray();
        return Speed.of("signs", where, threads, each, () -> signer.sign(input));
    }

    static Speed opens(String where, int threads, Duration each, KeyUnwrapper unwrapper, RSAPublicKey key) {
        byte[] wrapped = RsaOaep.wrap(key, SecretBytes.owning(new byte[SECRET]));
        return Speed.of(
                "opens", where, threads, each, () -> unwrapper.unwrap(wrapped).close());
    }
}
