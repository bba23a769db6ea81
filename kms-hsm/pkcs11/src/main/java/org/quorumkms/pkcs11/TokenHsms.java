package org.quorumkms.pkcs11;

import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.quorumkms.crypto.Certificates;
import org.quorumkms.crypto.MlKemKey;
import org.quorumkms.crypto.Passphrase;
import org.quorumkms.crypto.RsaKeys;
import org.quorumkms.errors.KmsException;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.hsm.Hsm;
import org.quorumkms.hsm.HsmKeyring;
import org.quorumkms.hsm.MadeHsm;
import org.quorumkms.hsm.UnboundHsm;
import org.quorumkms.jose.MlKemJwk;
import org.quorumkms.jose.RsaJwk;
import org.quorumkms.jose.SigningKey;
import org.quorumkms.signed.Check;
import org.quorumkms.signed.Name;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.trust.Device;
import org.quorumkms.trust.HsmKeys;
import org.quorumkms.trust.HsmStatement;

/**
 * Makes and opens HSMs whose two private keys are in a token, where they were made and which they do not leave.
 *
 * <p>Restriction: of tokens that open with RSA alone ({@code opens: raw}), whoever has the PIN can have any number below the modulus
 * raised to the encryption key's exponent, not only what is padded as it should be.
 */
public final class TokenHsms {

    /** How the name of a file ends. */
    public static final String ENDING = ".p11.json";

    private final Pin pin;
    private final TokenEvents events;
    private final Clock clock;
    private final SecureRandom random;

    /** Takes how PINs are found, who is told when a token goes and comes, the HSMs' clock, and randomness. */
    public TokenHsms(Pin pin, TokenEvents events, Clock clock, SecureRandom random) {
        this.pin = pin;
        this.events = events;
        this.clock = clock;
        this.random = random;
    }

    /** Returns what a token says of itself, with its PIN. */
    public TokenInfo info(TokenName name) {
        return new Token(name, pin, events).info();
    }

    /**
     * Makes the two pairs of an HSM in a token; a second with software, a minute with some devices.
     *
     * @throws RefusedException if the token cannot, or does not keep its keys as it was told
     */
    public UnboundHsm make(String label, TokenName name) {
        Token token = new Token(name, pin, events);
        String typed = Name.typed(label);
        PairMaker.Made made = new PairMaker(token, typed, random).make();
        return new New(
                token, name.withSerial(token.info().serial()), typed, made, Optional.of(MlKemKey.generate(random)));
    }

    /**
     * Finds an HSM's keys in a token by their moduli, tries them, and makes its file anew: the file is lost, and the token is not.
     *
     * @param statement what the HSM signed of itself; it was verified
     * @return empty: they are not in it
     * @throws RefusedException if one of them is there alone, or does not do what it should, or if the file held an ML-KEM key besides
     */
    public Optional<MadeHsm> adopt(TokenName name, HsmStatement statement) {
        Token token = new Token(name, pin, events);
        Optional<KeyId> signing = find(token, statement.keys().signing());
        Optional<KeyId> encryption = find(token, statement.keys().encryption());
        if (signing.isEmpty() && encryption.isEmpty()) {
            return Optional.empty();
        }
        if (signing.isEmpty() || encryption.isEmpty()) {
            throw new RefusedException("Token " + name.label() + " holds one of the two keys of HSM "
                    + statement.keys().label() + ", and not the other.");
        }
        if (statement.keys().kem().isPresent()) {
            throw new RefusedException("The file of HSM " + statement.keys().label()
                    + " held its ML-KEM key, which is in no token, so it cannot be made anew. Put hsms/"
                    + statement.keys().fingerprint() + ENDING
                    + " back from a backup; without one, let another HSM open its Domains.");
        }
        PairMaker.Made pairs = TokenFile.pairs(signing.get(), encryption.get(), statement);
        TokenTrial trial = new TokenTrial(token, pairs, random);
        trial.checks().stream().filter(check -> !check.ok()).findFirst().ifPresent(failed -> {
            throw new RefusedException("The keys of HSM " + statement.keys().label() + " in token " + name.label()
                    + " do not hold what they should: " + failed.what() + ".");
        });
        return Optional.of(new New(
                        token,
                        name.withSerial(token.info().serial()),
                        statement.keys().label(),
                        pairs,
                        Optional.empty())
                .with(statement));
    }

    private static Optional<KeyId> find(Token token, RsaJwk key) {
        return token.writing((functions, session) ->
                KeyId.find(functions, session, key.publicKey().getModulus()));
    }

    /** Takes pairs that are in a token, and an ML-KEM key, which HSMs that were made before it have none of. */
    UnboundHsm of(TokenName name, String label, PairMaker.Made pairs, Optional<MlKemKey> kem) {
        return new New(new Token(name, pin, events), name, label, pairs, kem);
    }

    /**
     * Opens an HSM's file and finds its keys in the token.
     *
     * @param name the file's name, for the message
     * @param genesis of the one system that it may be of
     * @throws RefusedException if the file is damaged; not if the token is away or refuses its PIN: then the HSM is away
     * @throws org.quorumkms.errors.VerificationException if the statement in it does not verify, or is of another system
     */
    public Hsm open(String name, byte[] file, Thumbprint genesis) {
        TokenFile kept = TokenFile.read(name, file, genesis);
        HsmStatement statement = kept.statement();
        PairMaker.Made pairs = kept.pairs();
        Token token = new Token(kept.token(), pin, events);
        token.is(statement.keys());
        TokenKeyring keyring = new TokenKeyring(token, pairs.signing(), pairs.encryption(), pairs.opens());
        token.begin();
        Optional<TokenSeed> seed = kept.kem().map(one -> new TokenSeed(one, statement, keyring::unwrap));
        if (token.away().isEmpty()) {
            seed.ifPresent(kem -> requireOpens(name, kem));
        }
        return hsm(token, keyring, statement, kept.certificate(), seed);
    }

    /** A damaged one is found here, not when a Domain is to be opened. */
    private static void requireOpens(String name, TokenSeed kem) {
        try {
            kem.open();
        } catch (VerificationException e) {
            throw new RefusedException("The HSM file " + name
                    + " has an ML-KEM key that its token does not open. Restore it from a backup.");
        } catch (KmsException | Pkcs11Exception unavailable) {
            // It went away, is busy or does not open now, which is no fault of the file: the seed is opened at the
            // first use.
            return;
        }
    }

    private Hsm hsm(
            Token token,
            TokenKeyring keyring,
            HsmStatement statement,
            X509Certificate certificate,
            Optional<TokenSeed> kem) {
        return new HsmKeyring(
                        statement.keys(), keyring::sign, keyring::unwrap, kem.map(seed -> seed), statement.device())
                .hsm(statement, token::away, certificate, clock, random);
    }

    /**
     * What an HSM in a token is.
     *
     * @param token where it is
     * @param info what it says of itself; empty: it is not there
     * @param granted what it grants beyond what every token must: that its keys cannot be copied, that they serve one mechanism only
     */
    public record Description(TokenName token, Optional<TokenInfo> info, List<String> granted) {

        /** Copies the list. */
        public Description {
            granted = List.copyOf(granted);
        }
    }

    /** Returns whose file it is: the public half of an HSM that says so in its own statement. */
    public static HsmKeys keys(String name, byte[] file, Thumbprint genesis) {
        return TokenFile.read(name, file, genesis).statement().keys();
    }

    /** Describes an HSM. */
    public Description describe(String name, byte[] file, Thumbprint genesis) {
        TokenFile kept = TokenFile.read(name, file, genesis);
        Token token = new Token(kept.token(), pin, events);
        try {
            return new Description(
                    kept.token(),
                    Optional.of(token.info()),
                    PairMaker.granted(token, kept.signing(), kept.encryption()));
        } catch (RefusedException e) {
            return new Description(kept.token(), Optional.empty(), List.of());
        }
    }

    /**
     * What a trial of a token showed.
     *
     * @param token what it says of itself
     * @param device what an HSM in it would be
     * @param made how long it took to make two pairs; empty: they were there
     * @param checks what holds
     * @param speeds how fast it is, and software beside it
     */
    public record Trial(
            TokenInfo token, Device device, Optional<Duration> made, List<Check> checks, List<Speed> speeds) {

        /** Copies the lists. */
        public Trial {
            checks = List.copyOf(checks);
            speeds = List.copyOf(speeds);
        }

        private Trial with(Check another) {
            return new Trial(
                    token,
                    device,
                    made,
                    Stream.concat(checks.stream(), Stream.of(another)).toList(),
                    speeds);
        }

        /** Returns whether all holds. */
        public boolean ok() {
            return checks.stream().allMatch(Check::ok);
        }
    }

    /**
     * Tries a token with keys that are made for it and destroyed afterwards.
     *
     * @param each how long each speed is measured
     * @throws RefusedException if the token cannot be an HSM at all
     */
    public Trial tryOut(TokenName name, Duration each) {
        Token token = new Token(name, pin, events);
        long begun = System.nanoTime();
        PairMaker.Made pairs = new PairMaker(token, "trial", random).make();
        Duration took = Duration.ofNanos(System.nanoTime() - begun);
        try {
            return tryOut(token, pairs, Optional.of(took), each);
        } finally {
            destroy(token, pairs.signing().id(), pairs.encryption().id());
        }
    }

    /** Tries the keys of an HSM. */
    public Trial tryOut(String name, byte[] file, Thumbprint genesis, Duration each) {
        TokenFile kept = TokenFile.read(name, file, genesis);
        Token token = new Token(kept.token(), pin, events);
        Trial trial = tryOut(token, kept.pairs(), Optional.empty(), each);
        return kept.kem()
                .map(seed -> trial.with(
                        new Check("its ML-KEM key is in its file, and the token opens it", opens(token, kept, seed))))
                .orElse(trial);
    }

    private static boolean opens(Token token, TokenFile kept, SealedSeed seed) {
        PairMaker.Made pairs = kept.pairs();
        TokenKeyring keyring = new TokenKeyring(token, pairs.signing(), pairs.encryption(), pairs.opens());
        try {
            seed.open(kept.statement(), keyring::unwrap).close();
            return true;
        } catch (VerificationException e) {
            return false;
        }
    }

    private Trial tryOut(Token token, PairMaker.Made pairs, Optional<Duration> made, Duration each) {
        TokenTrial trial = new TokenTrial(token, pairs, random);
        List<Check> checks = trial.checks();
        return new Trial(token.info(), pairs.opens().device(), made, checks, trial.speeds(each));
    }

    /** Destroys the keys of an HSM in its token: what was wrapped for them opens no more. */
    public void destroy(String name, byte[] file, Thumbprint genesis) {
        TokenFile kept = TokenFile.read(name, file, genesis);
        destroy(new Token(kept.token(), pin, events), kept.signing(), kept.encryption());
    }

    private static void destroy(Token token, KeyId... pairs) {
        token.writing((functions, session) -> {
            for (KeyId pair : pairs) {
                PairMaker.destroy(functions, session, pair);
            }
            return pairs;
        });
    }

    /** Its keys, in the token, bound to nothing yet. */
    final class New implements UnboundHsm {

        private final Token token;
        private final TokenName name;
        private final PairMaker.Made pairs;
        private final Optional<MlKemKey> kem;
        private final HsmKeys keys;
        private final TokenKeyring keyring;

        New(Token token, TokenName name, String label, PairMaker.Made pairs, Optional<MlKemKey> kem) {
            this.token = token;
            this.name = name;
            this.pairs = pairs;
            this.kem = kem;
            this.keys = new HsmKeys(
                    label, pairs.signing().publicHalf(), pairs.encryption().publicHalf(), kem.map(MlKemJwk::of));
            token.is(keys);
            this.keyring = new TokenKeyring(token, pairs.signing(), pairs.encryption(), pairs.opens());
        }

        TokenKeyring keyring() {
            return keyring;
        }

        @Override
        public HsmKeys keys() {
            return keys;
        }

        @Override
        public SigningKey signing() {
            return new SigningKey(keys.signing(), keyring::sign);
        }

        @Override
        public MadeHsm bind(Thumbprint genesis) {
            return with(HsmStatement.make(keys, genesis, pairs.opens().device(), signing()));
        }

        /** Makes what belongs to a statement that was signed before. */
        MadeHsm with(HsmStatement statement) {
            X509Certificate certificate = Certificates.selfSignedHsm(
                    keys.signing().thumbprint(),
                    RsaKeys.publicKey(pairs.signing().modulus()),
                    keyring::sign,
                    clock.instant(),
                    random);
            Optional<SealedSeed> seed = kem.map(pair -> SealedSeed.seal(pair, statement, random));
            // From here on it opens with the token, as it will after a restart.
            kem.ifPresent(MlKemKey::close);
            TokenFile file =
                    new TokenFile(name, pairs.signing().id(), pairs.encryption().id(), statement, certificate, seed);
            return new Bound(
                    hsm(
                            token,
                            keyring,
                            statement,
                            certificate,
                            seed.map(one -> new TokenSeed(one, statement, keyring::unwrap))),
                    file);
        }
    }

    private record Bound(Hsm hsm, TokenFile content) implements MadeHsm {

        @Override
        public String ending() {
            return ENDING;
        }

        @Override
        public byte[] file(Passphrase passphrase) {
            return content.write();
        }
    }
}
