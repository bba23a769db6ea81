package org.quorumkms.pkcs11;

import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.quorumkms.crypto.RsaKeys;
import org.quorumkms.crypto.RsaOaep;
import org.quorumkms.crypto.SecretBytes;
import org.quorumkms.errors.RefusedException;

/**
 * Makes RSA-3072 pairs inside a token, never to leave it: every attribute is named, since what a token takes for one that is not differs,
 * and read back.
 */
final class PairMaker {

    /** What tokens answer to an attribute that they do not know. */
    private static final Set<Long> UNKNOWN_ATTRIBUTE = Set.of(Ck.CKR_GENERAL_ERROR, 0x10L, 0x12L, 0x13L, 0xD1L);

    private static final byte[] EXPONENT = {1, 0, 1};

    private final Token token;
    private final String label;
    private final SecureRandom random;

    PairMaker(Token token, String label, SecureRandom random) {
        this.token = token;
        this.label = label;
        this.random = random;
    }

    /** What a pair is for. */
    private enum Use {
        SIGNING("signing"),
        ENCRYPTION("encryption");

        private final String word;

        Use(String word) {
            this.word = word;
        }
    }

    /**
     * What was made.
     *
     * @param opens how the encryption key opens
     */
    record Made(TokenPair signing, TokenPair encryption, Mechanism opens) {}

    /**
     * Makes both, and tries them; of one that does not do what it should nothing is left.
     *
     * @throws RefusedException if the token cannot
     */
    Made make() {
        return token.writing((functions, session) -> {
            try {
                TokenPair signing = pair(functions, session, Use.SIGNING, List.of(Mechanism.PSS));
                for (Mechanism opens : List.of(Mechanism.OAEP, Mechanism.RAW)) {
                    TokenPair encryption = pair(functions, session, Use.ENCRYPTION, List.of(opens));
                    if (opensWhatIsWrapped(functions, session, encryption, opens)) {
                        return new Made(signing, encryption, opens);
                    }
                    destroy(functions, session, encryption.id());
                }
                destroy(functions, session, signing.id());
                throw new RefusedException(
                        "The token decrypts neither with RSA-OAEP and SHA-256 nor with RSA alone. It cannot be an HSM.");
            } catch (Pkcs11Exception e) {
                throw new RefusedException("The token could not make its keys: " + e.getMessage() + ".");
            }
        });
    }

    private TokenPair pair(Cryptoki functions, long session, Use use, List<Mechanism> mechanisms) {
        KeyId id = KeyId.random(random);
        List<Long> handles = generated(functions, session, use, id, mechanisms);
        try {
            requireKept(functions, session, handles.get(1));
            BigInteger modulus = new BigInteger(1, functions.attribute(session, handles.get(0), Ck.CKA_MODULUS));
            BigInteger exponent =
                    new BigInteger(1, functions.attribute(session, handles.get(0), Ck.CKA_PUBLIC_EXPONENT));
            if (modulus.bitLength() != RsaKeys.BITS || !exponent.equals(RsaKeys.EXPONENT)) {
                throw new RefusedException(
                        "The token made another key than was asked for: RSA with 3072 bits and 65537.");
            }
            return new TokenPair(id, modulus);
        } catch (RefusedException e) {
            destroy(functions, session, id);
            throw e;
        }
    }

    /** Asks for everything, and for less where the token does not know it; never for a key that could leave or be changed. */
    private List<Long> generated(Cryptoki functions, long session, Use use, KeyId id, List<Mechanism> mechanisms) {
        Attributes copyable = new Attributes().with(Ck.CKA_COPYABLE, false);
        Attributes allowed = new Attributes()
                .withNumbers(
                        Ck.CKA_ALLOWED_MECHANISMS,
                        mechanisms.stream().mapToLong(Mechanism::type).toArray());
        List<Attributes> more = List.of(new Attributes().with(copyable).with(allowed), copyable, new Attributes());
        Pkcs11Exception last = null;
        for (Attributes one : more) {
            try {
                return functions.generate(
                        session, publicHalf(use, id), privateHalf(use, id).with(one));
            } catch (Pkcs11Exception e) {
                if (!UNKNOWN_ATTRIBUTE.contains(e.code())) {
                    throw e;
                }
                last = e;
            }
        }
        throw new RefusedException("The token could not make its keys: " + (last == null ? "" : last.getMessage())
                + ". It must make RSA keys of 3072 bits that are sensitive, not extractable and not modifiable.");
    }

    private Attributes publicHalf(Use use, KeyId id) {
        return new Attributes()
                .with(Ck.CKA_TOKEN, true)
                .with(Ck.CKA_PRIVATE, false)
                .withNumbers(Ck.CKA_MODULUS_BITS, RsaKeys.BITS)
                .with(Ck.CKA_PUBLIC_EXPONENT, EXPONENT)
                .with(Ck.CKA_VERIFY, use == Use.SIGNING)
                .with(Ck.CKA_ENCRYPT, use == Use.ENCRYPTION)
                .with(Ck.CKA_WRAP, false)
                .with(Ck.CKA_ID, id.bytes())
                .with(Ck.CKA_LABEL, words(use));
    }

    private Attributes privateHalf(Use use, KeyId id) {
        return new Attributes()
                .with(Ck.CKA_TOKEN, true)
                .with(Ck.CKA_PRIVATE, true)
                .with(Ck.CKA_SENSITIVE, true)
                .with(Ck.CKA_EXTRACTABLE, false)
                .with(Ck.CKA_SIGN, use == Use.SIGNING)
                .with(Ck.CKA_DECRYPT, use == Use.ENCRYPTION)
                .with(Ck.CKA_SIGN_RECOVER, false)
                .with(Ck.CKA_UNWRAP, false)
                .with(Ck.CKA_MODIFIABLE, false)
                .with(Ck.CKA_ID, id.bytes())
                .with(Ck.CKA_LABEL, words(use));
    }

    private String words(Use use) {
        return "quorum-kms " + label + " " + use.word;
    }

    private static void requireKept(Cryptoki functions, long session, long key) {
        if (!isKept(functions, session, key)) {
            throw new RefusedException(
                    "The token does not keep its keys as it was told: sensitive, never extractable, not"
                            + " modifiable. It cannot be an HSM.");
        }
    }

    /** Whether a key cannot leave the token or be changed. */
    static boolean isKept(Cryptoki functions, long session, long key) {
        return isTrue(functions, session, key, Ck.CKA_SENSITIVE)
                && isTrue(functions, session, key, Ck.CKA_ALWAYS_SENSITIVE)
                && isTrue(functions, session, key, Ck.CKA_NEVER_EXTRACTABLE)
                && !isTrue(functions, session, key, Ck.CKA_EXTRACTABLE)
                && !isTrue(functions, session, key, Ck.CKA_MODIFIABLE);
    }

    /** As said here, and nowhere else: an attribute that is not there is neither. */
    private static boolean isTrue(Cryptoki functions, long session, long key, long type) {
        byte[] value = functions.attribute(session, key, type);
        if (value.length != 1) {
            throw new RefusedException("The token does not say how it keeps its keys. It cannot be an HSM.");
        }
        return value[0] != 0;
    }

    private boolean opensWhatIsWrapped(Cryptoki functions, long session, TokenPair pair, Mechanism opens) {
        long key = functions
                .find(session, pair.id().attributes(Ck.CKO_PRIVATE_KEY))
                .get(0);
        try (SecretBytes secret = SecretBytes.random(random, 32);
                SecretBytes opened = functions.decrypt(
                        session, opens, key, RsaOaep.wrap(RsaKeys.publicKey(pair.modulus()), secret));
                SecretBytes bare = opens == Mechanism.OAEP
                        ? SecretBytes.owning(opened.exposed().clone())
                        : RsaOaep.unpad(pair.modulus(), opened)) {
            return MessageDigest.isEqual(secret.exposed(), bare.exposed());
        } catch (Pkcs11Exception | Cryptoki.DecryptFailed e) {
            return false;
        }
    }

    /** Says what a token grants of its keys beyond what it must. */
    static List<String> granted(Token token, KeyId... ids) {
        return token.writing((functions, session) -> {
            boolean noCopies = true;
            boolean oneMechanism = true;
            for (KeyId id : ids) {
                long key = functions
                        .find(session, id.attributes(Ck.CKO_PRIVATE_KEY))
                        .get(0);
                byte[] copyable = functions.attribute(session, key, Ck.CKA_COPYABLE);
                noCopies &= copyable.length == 1 && copyable[0] == 0;
                oneMechanism &= functions.attribute(session, key, Ck.CKA_ALLOWED_MECHANISMS).length == Long.BYTES;
            }
            List<String> granted = new ArrayList<>();
            if (noCopies) {
                granted.add("that none is copied");
            }
            if (oneMechanism) {
                granted.add("that each serves one mechanism only");
            }
            return granted;
        });
    }

    /** Removes both halves of a pair. */
    static void destroy(Cryptoki functions, long session, KeyId id) {
        for (long objectClass : new long[] {Ck.CKO_PRIVATE_KEY, Ck.CKO_PUBLIC_KEY}) {
            functions.find(session, id.attributes(objectClass)).forEach(object -> functions.destroy(session, object));
        }
    }
}
