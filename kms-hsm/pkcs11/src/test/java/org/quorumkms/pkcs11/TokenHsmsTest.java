package org.quorumkms.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.interfaces.RSAPublicKey;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.quorumkms.crypto.MlKemKey;
import org.quorumkms.crypto.Passphrase;
import org.quorumkms.crypto.RsaOaep;
import org.quorumkms.crypto.SecretBytes;
import org.quorumkms.errors.KmsException;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.hsm.Founding;
import org.quorumkms.hsm.Hsm;
import org.quorumkms.hsm.MadeHsm;
import org.quorumkms.hsm.UnboundHsm;
import org.quorumkms.jose.MlKemJwk;
import org.quorumkms.jose.RsaJwk;
import org.quorumkms.jose.SigningKey;
import org.quorumkms.signed.Base64Url;
import org.quorumkms.signed.Bytes;
import org.quorumkms.signed.Check;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.testing.TestKeys;
import org.quorumkms.trust.Device;
import org.quorumkms.trust.HsmKeys;
import org.quorumkms.trust.HsmStatement;
import org.quorumkms.trust.TrustChain;
import org.quorumkms.trust.TrustVerifier;

/** HSMs in tokens: one that opens with RSA alone, and one that has OAEP. */
class TokenHsmsTest {

    private static final SecureRandom RANDOM = new SecureRandom();

    /** Nothing in these files is sealed. */
    private static final Passphrase UNUSED = Passphrase.owning("unused".toCharArray());

    private static final Duration SHORT = Duration.ofMillis(200);

    private static TokenHsms hsms(Pin pin) {
        return new TokenHsms(pin, TokenEvents.NONE, Clock.systemUTC(), RANDOM);
    }

    private static RsaJwk publicHalf(int number) {
        return RsaJwk.of((RSAPublicKey) TestKeys.rsa(number).getPublic());
    }

    @Nested
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    class OfSoftHsm extends OfAnyToken {

        OfSoftHsm() {
            super("raw");
        }

        @Override
        TokenName token(Path folder) {
            return TestTokens.softHsm("made-here");
        }
    }

    /** Each of its operations takes 30 ms. */
    @Nested
    @Tag("ring2")
    @Tag("tokens")
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    class OfNss extends OfAnyToken {

        OfNss() {
            super("oaep");
        }

        @Override
        TokenName token(Path folder) {
            return TestTokens.nss(folder);
        }
    }

    abstract static class OfAnyToken {

        private final String opens;
        private TokenName token;
        private UnboundHsm made;
        private Founding founding;

        OfAnyToken(String opens) {
            this.opens = opens;
        }

        abstract TokenName token(Path folder);

        @BeforeAll
        void make(@TempDir Path folder) {
            token = token(folder);
            made = hsms(TestTokens.pin()).make("h1", token);
            founding = Founding.of(List.of(made), Clock.systemUTC().instant());
        }

        private Hsm hsm() {
            return founding.hsms().get(0).hsm();
        }

        private byte[] file() {
            return founding.hsms().get(0).file(UNUSED);
        }

        private Thumbprint genesis() {
            return founding.genesis().thumbprint();
        }

        @Test
        void itsGenesisVerifiesAndItsStatementSaysWhatItIs() {
            assertThat(new TrustVerifier(genesis())
                            .verify(new TrustChain(List.of(founding.genesis())))
                            .valid())
                    .isTrue();
            assertThat(hsm().statement().device().kind()).isEqualTo("pkcs11");
            assertThat(hsm().statement().device().opens()).isEqualTo(opens);
            assertThat(hsm().away()).isEmpty();
        }

        @Test
        void itsFileOpensItAgain() {
            Hsm opened = hsms(TestTokens.pin()).open("h1.p11.json", file(), genesis());
            assertThat(opened.keys()).isEqualTo(hsm().keys());
            assertThat(opened.genesis()).isEqualTo(genesis());
            assertThat(new String(file(), java.nio.charset.StandardCharsets.UTF_8))
                    .doesNotContain(TestTokens.PIN);
        }

        @Test
        void anotherSystemsFileIsRefused() {
            Thumbprint other = Bytes.utf8("other").thumbprint();
            assertThatThrownBy(() -> hsms(TestTokens.pin()).open("h1.p11.json", file(), other))
                    .isInstanceOf(VerificationException.class)
                    .hasMessageContaining("another system");
        }

        @Test
        void opensWhatIsWrappedForItAndNothingElse() {
            var keyring = ((TokenHsms.New) made).keyring();
            byte[] secret = new byte[32];
            RANDOM.nextBytes(secret);
            byte[] wrapped = RsaOaep.wrap(made.keys().encryption().publicKey(), SecretBytes.owning(secret.clone()));
            assertThat(keyring.unwrap(wrapped).exposed()).isEqualTo(secret);
            byte[] spoilt = wrapped.clone();
            spoilt[200] ^= 1;
            byte[] large = new byte[384];
            java.util.Arrays.fill(large, (byte) 0xFF);
            for (byte[] wrong : List.of(spoilt, new byte[384], large, new byte[383], new byte[0])) {
                assertThatThrownBy(() -> keyring.unwrap(wrong))
                        .isInstanceOf(VerificationException.class)
                        .hasMessage("The wrapped key does not verify.");
            }
            assertThat(keyring.unwrap(wrapped).exposed())
                    .as("the session is usable")
                    .isEqualTo(secret);
        }

        @Test
        void aTrialSaysThatItHoldsWhatItShould_andHowFastItIs() {
            TokenHsms.Trial trial = hsms(TestTokens.pin()).tryOut("h1.p11.json", file(), genesis(), SHORT);
            assertThat(trial.checks()).hasSize(7).allMatch(Check::ok);
            assertThat(trial.device().opens()).isEqualTo(opens);
            assertThat(trial.speeds()).hasSize(8).allMatch(speed -> speed.perSecond() > 0 && speed.p99Millis() > 0);
        }

        @Test
        void aTrialLeavesNoKeys() {
            int before = privateKeys();
            TokenHsms.Trial trial = hsms(TestTokens.pin()).tryOut(token, SHORT);
            assertThat(trial.ok()).isTrue();
            assertThat(trial.made()).isPresent();
            assertThat(privateKeys()).isEqualTo(before);
        }

        private int privateKeys() {
            return new Token(token, TestTokens.pin(), TokenEvents.NONE)
                    .writing((functions, session) -> functions
                            .find(session, new Attributes().withNumbers(Ck.CKA_CLASS, Ck.CKO_PRIVATE_KEY))
                            .size());
        }

        @Test
        void aLostFileIsMadeAnewIfNoMlKemKeyWasInIt() {
            HsmStatement statement = madeBefore().bind(genesis()).hsm().statement();
            MadeHsm adopted = hsms(TestTokens.pin()).adopt(token, statement).orElseThrow();
            Hsm opened = hsms(TestTokens.pin()).open("h1.p11.json", adopted.file(UNUSED), genesis());
            assertThat(opened.keys()).isEqualTo(hsm().keys().withoutKem());
            assertThat(opened.statement()).isEqualTo(statement);
            assertThat(opened.away()).isEmpty();
            assertThatThrownBy(() -> hsms(TestTokens.pin()).adopt(token, hsm().statement()))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("held its ML-KEM key")
                    .hasMessageContaining("hsms/" + hsm().keys().fingerprint() + ".p11.json");
        }

        @Test
        void aFileWhoseMlKemKeyIsDamagedIsRefusedAtOnce() {
            TokenFile kept = TokenFile.read("h1.p11.json", file(), genesis());
            SealedSeed seed = kept.kem().orElseThrow();
            byte[] damaged = seed.sealed().toArray();
            damaged[9] ^= 1;
            byte[] file = new TokenFile(
                            kept.token(),
                            kept.signing(),
                            kept.encryption(),
                            kept.statement(),
                            kept.certificate(),
                            Optional.of(new SealedSeed(seed.key(), seed.nonce(), Bytes.of(damaged))))
                    .write();
            assertThatThrownBy(() -> hsms(TestTokens.pin()).open("h1.p11.json", file, genesis()))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("has an ML-KEM key that its token does not open");
        }

        /** The same keys in the token, as an HSM that was made before there were ML-KEM keys. */
        private UnboundHsm madeBefore() {
            PairMaker.Made pairs =
                    TokenFile.read("h1.p11.json", file(), genesis()).pairs();
            return hsms(TestTokens.pin()).of(token, "h1", pairs, Optional.empty());
        }

        @Test
        void itsMlKemKeyIsInTheFileAndOpensWithTheTokenOnly() {
            TokenFile kept = TokenFile.read("h1.p11.json", file(), genesis());
            SealedSeed seed = kept.kem().orElseThrow();
            var keyring = ((TokenHsms.New) made).keyring();
            try (MlKemKey own = seed.open(kept.statement(), keyring::unwrap)) {
                assertThat(MlKemJwk.of(own)).isEqualTo(made.keys().kem().orElseThrow());
                assertThat(new String(file(), java.nio.charset.StandardCharsets.UTF_8))
                        .doesNotContain(Base64Url.encode(own.seed().exposed()));
            }
            assertThatThrownBy(() -> seed.open(
                            kept.statement(),
                            wrapped -> RsaOaep.unwrap(TestKeys.rsa(1).getPrivate(), wrapped)))
                    .isInstanceOf(VerificationException.class);
            // Bound to the statement: not another HSM's, of the same encryption key.
            HsmKeys other = new HsmKeys(
                    "h7",
                    made.keys().signing(),
                    made.keys().encryption(),
                    made.keys().kem());
            HsmStatement moved =
                    HsmStatement.make(other, genesis(), kept.statement().device(), made.signing());
            assertThatThrownBy(() -> seed.open(moved, keyring::unwrap)).isInstanceOf(VerificationException.class);
        }

        @Test
        void anotherTokensHsmIsNotAdopted() {
            var keys = new HsmKeys("h9", publicHalf(1), publicHalf(2), Optional.empty());
            HsmStatement other =
                    HsmStatement.make(keys, genesis(), new Device("pkcs11", opens), SigningKey.ofRsa(TestKeys.rsa(1)));
            assertThat(hsms(TestTokens.pin()).adopt(token, other)).isEmpty();
        }

        @Test
        void aFileWithoutTheTokensKeyOpensNothing() {
            String other = new String(
                            hsms(TestTokens.pin())
                                    .make("h2", token)
                                    .bind(genesis())
                                    .file(UNUSED),
                            java.nio.charset.StandardCharsets.UTF_8)
                    .replaceAll("\"(signing|encryption)\" ?: ?\"[0-9a-f]{4}", "\"$1\":\"0000");
            Hsm opened = hsms(TestTokens.pin())
                    .open("h2.p11.json", other.getBytes(java.nio.charset.StandardCharsets.UTF_8), genesis());
            assertThat(opened.away()).hasValueSatisfying(why -> assertThat(why).contains("its keys are not there"));
        }
    }

    @Test
    void aWrongPinIsTriedOnce() {
        TokenName token = TestTokens.softHsm("wrong-pin");
        assertThatThrownBy(() -> hsms(TestTokens.pin("4321-wrong")).make("h1", token))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("refused its PIN")
                .hasMessageNotContaining("4321-wrong");
        // Nor again in this process, whoever asks and whatever the PIN is: SoftHSM counts nothing, devices do.
        assertThatThrownBy(() -> hsms(used -> {
                            throw new AssertionError("it was asked for again");
                        })
                        .make("h1", token))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("refused its PIN (it was tried once)");
    }

    @Test
    void whatIsNoModuleOrNoTokenIsSaid() {
        TokenName nowhere = new TokenName(Path.of("/nowhere.so"), "", "x", "");
        assertThatThrownBy(() -> hsms(TestTokens.pin()).make("h1", nowhere))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("There is no PKCS#11 module");
        TokenName none = new TokenName(TestTokens.SOFTHSM, "", "no such token", "");
        assertThatThrownBy(() -> hsms(TestTokens.pin()).make("h1", none))
                .isInstanceOf(KmsException.class)
                .hasMessageContaining("there is no token no such token");
    }

    @Test
    void aKeyIsDestroyedWithItsHsm() {
        TokenName token = TestTokens.softHsm("destroyed");
        UnboundHsm made = hsms(TestTokens.pin()).make("h1", token);
        Thumbprint genesis = Bytes.utf8("a system").thumbprint();
        MadeHsm bound = made.bind(genesis);
        byte[] file = bound.file(UNUSED);
        hsms(TestTokens.pin()).destroy("h1.p11.json", file, genesis);
        assertThat(hsms(TestTokens.pin()).open("h1.p11.json", file, genesis).away())
                .contains("its keys are not there");
    }
}
