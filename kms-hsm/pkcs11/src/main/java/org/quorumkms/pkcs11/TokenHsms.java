package org.quorumkms.pkcs11;

import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.quorumkms.crypto.Certificates;
import org.quorumkms.crypto.Passphrase;
import org.quorumkms.crypto.RsaKeys;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.hsm.Hsm;
import org.quorumkms.hsm.HsmKeyring;
import org.quorumkms.hsm.MadeHsm;
import org.quorumkms.hsm.UnboundHsm;
import org.quorumkms.jose.SigningKey;
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
        TokenName known = new TokenName(
                name.module(), name.parameters(), name.label(), token.info().serial());
        return new New(token, known, typed, made);
    }

    /** Takes pairs that are in a token. */
    UnboundHsm of(TokenName name, String label, PairMaker.Made pairs) {
        return new New(new Token(name, pin, events), name, label, pairs);
    }

    /**
     * Opens an HSM's file and finds its keys in the token.
     *
     * @param name the file's name, for the message
     * @param genesis of the one system that it may be of
     * @throws RefusedException if the file is damaged, or the token refuses its PIN or holds other keys
     * @throws org.quorumkms.errors.VerificationException if the statement in it does not verify, or is of another system
     */
    public Hsm open(String name, byte[] file, Thumbprint genesis) {
        TokenFile kept = TokenFile.read(name, file, genesis);
        HsmStatement statement = kept.statement();
        Mechanism opens = opens(statement.device());
        Token token = new Token(kept.token(), pin, events);
        token.is(statement.keys());
        TokenKeyring keyring = new TokenKeyring(
                token,
                new TokenPair(
                        kept.signing(), statement.keys().signing().publicKey().getModulus()),
                new TokenPair(
                        kept.encryption(),
                        statement.keys().encryption().publicKey().getModulus()),
                opens);
        token.begin();
        return hsm(token, keyring, statement, kept.certificate());
    }

    private static Mechanism opens(Device device) {
        return switch (device.opens()) {
            case "oaep" -> Mechanism.OAEP;
            case "raw" -> Mechanism.RAW;
            default -> throw new RefusedException("The statement in the file is of an HSM that is in no token.");
        };
    }

    private Hsm hsm(Token token, TokenKeyring keyring, HsmStatement statement, X509Certificate certificate) {
        return new HsmKeyring(statement.keys(), keyring::sign, keyring::unwrap, statement.device())
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

    /** Destroys the keys of an HSM in its token: what was wrapped for them opens no more. */
    public void destroy(String name, byte[] file, Thumbprint genesis) {
        TokenFile kept = TokenFile.read(name, file, genesis);
        new Token(kept.token(), pin, events).writing((functions, session) -> {
            PairMaker.destroy(functions, session, kept.encryption());
            PairMaker.destroy(functions, session, kept.signing());
            return kept;
        });
    }

    /** Its keys, in the token, bound to nothing yet. */
    final class New implements UnboundHsm {

        private final Token token;
        private final TokenName name;
        private final PairMaker.Made pairs;
        private final HsmKeys keys;
        private final TokenKeyring keyring;

        New(Token token, TokenName name, String label, PairMaker.Made pairs) {
            this.token = token;
            this.name = name;
            this.pairs = pairs;
            this.keys = new HsmKeys(
                    label, pairs.signing().publicHalf(), pairs.encryption().publicHalf());
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
            Device device = new Device("pkcs11", pairs.opens() == Mechanism.OAEP ? "oaep" : "raw");
            HsmStatement statement = HsmStatement.make(keys, genesis, device, signing());
            X509Certificate certificate = Certificates.selfSignedHsm(
                    keys.signing().thumbprint(),
                    RsaKeys.publicKey(pairs.signing().modulus()),
                    keyring::sign,
                    clock.instant(),
                    random);
            TokenFile file =
                    new TokenFile(name, pairs.signing().id(), pairs.encryption().id(), statement, certificate);
            return new Bound(hsm(token, keyring, statement, certificate), file);
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
