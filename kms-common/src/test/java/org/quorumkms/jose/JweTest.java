package org.quorumkms.jose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.Serial;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.security.interfaces.RSAPublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.quorumkms.crypto.HybridWrapping;
import org.quorumkms.crypto.KeyUnwrapper;
import org.quorumkms.crypto.RsaOaep;
import org.quorumkms.crypto.SecretBytes;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.json.Json;
import org.quorumkms.json.StrictJson;
import org.quorumkms.signed.Bytes;
import org.quorumkms.testing.JsonTree;
import org.quorumkms.testing.TestKeys;

/** Sections 3 and 4: key sets for several recipients, strictly read, under keys that are fresh and wiped. */
class JweTest {

    private static final WrappingKey H1 = rsa(0);
    private static final WrappingKey H2 = rsa(1);
    private static final String SAME = "The keys of the Domain cannot be opened by this HSM.";
    private static final Bytes AAD = Bytes.utf8("bound to this");
    private static final byte[] KEYS = "{\"keys\":[]}".getBytes(StandardCharsets.UTF_8);
    private static final KeyUnwrapper OPENER =
            wrapped -> RsaOaep.unwrap(TestKeys.rsa(0).getPrivate(), wrapped);

    private static WrappingKey rsa(int number) {
        return new WrappingKey(RsaJwk.of((RSAPublicKey) TestKeys.rsa(number).getPublic()), Optional.empty());
    }

    private static WrappingKey hybrid(int number) {
        return new WrappingKey(rsa(number).rsa(), Optional.of(MlKemJwk.of(TestKeys.mlKem(number))));
    }

    private static Jwe seal(SecureRandom random, WrappingKey... recipients) {
        return new JweSealer(random).seal(List.of(recipients), AAD, SecretBytes.owning(KEYS.clone()));
    }

    private static Jwe read(String text) {
        return Jwe.read(StrictJson.object("It", text));
    }

    @Nested
    class UnderRsa extends Document {

        UnderRsa() {
            super(H1, H2);
        }
    }

    @Nested
    class UnderRsaAndMlKem extends Document {

        UnderRsaAndMlKem() {
            super(hybrid(0), hybrid(1));
        }
    }

    /** What holds for documents of either kind. */
    abstract static class Document {

        private final List<WrappingKey> recipients;
        private final Jwe jwe;
        private final String text;

        Document(WrappingKey... recipients) {
            this.recipients = List.of(recipients);
            this.jwe = seal(new SecureRandom(), recipients);
            this.text = Json.write(jwe.toJson());
        }

        @Test
        void isReadAsItWasWritten() {
            assertThat(read(text)).isEqualTo(jwe);
        }

        @Test
        void refusesUnknownMembers() {
            JsonTree.visit(text, (path, tree, node) -> {
                if (node.parent() instanceof Map<?, ?>) {
                    node.asMap().put("extra", Map.of());
                    String more = Json.write(tree);
                    assertThatThrownBy(() -> read(more))
                            .as("beside %s", path)
                            .isInstanceOf(VerificationException.class)
                            .hasMessageContaining("unknown member: extra");
                    node.asMap().remove("extra");
                }
            });
        }

        @Test
        void refusesMissingMembers() {
            JsonTree.visit(text, (path, tree, node) -> {
                if (node.parent() instanceof Map<?, ?>) {
                    node.asMap().remove(node.key());
                    String less = Json.write(tree);
                    assertThatThrownBy(() -> read(less))
                            .as("without %s", path)
                            .isInstanceOf(VerificationException.class)
                            .hasMessageContaining("no member " + node.key());
                    node.restore();
                }
            });
        }

        @Test
        void refusesAnotherHeader() {
            String own = jwe.algorithm().header();
            for (String other : List.of(
                    own.replace("A256GCM", "A128GCM"),
                    own.replace("A256KW", "A128KW").replace("OAEP-256", "OAEP"),
                    own.replace(":\"A", ": \"A"))) {
                assertThatThrownBy(() -> read(text.replace(
                                Bytes.utf8(own).base64Url(), Bytes.utf8(other).base64Url())))
                        .isInstanceOf(VerificationException.class)
                        .hasMessageContaining("a header other than");
            }
        }

        @Test
        void hasANonceOf12BytesAndATagOf16() {
            for (int length : new int[] {0, 11, 13, 16}) {
                Bytes nonce = Bytes.of(new byte[length]);
                assertThatThrownBy(() ->
                                new Jwe(jwe.algorithm(), jwe.recipients(), AAD, nonce, jwe.ciphertext(), jwe.tag()))
                        .isInstanceOf(VerificationException.class);
            }
            for (int length : new int[] {0, 12, 15, 17}) {
                Bytes tag = Bytes.of(new byte[length]);
                assertThatThrownBy(() ->
                                new Jwe(jwe.algorithm(), jwe.recipients(), AAD, jwe.nonce(), jwe.ciphertext(), tag))
                        .isInstanceOf(VerificationException.class);
            }
        }

        @Test
        void hasAContentKeyForItsRecipientsOnly() {
            for (int i = 0; i < 2; i++) {
                assertThat(jwe.wrappedFor(recipients.get(i).kid()))
                        .contains(jwe.recipients().get(i).wrapped());
            }
            assertThat(jwe.wrappedFor(Bytes.utf8("other").thumbprint())).isEmpty();
        }
    }

    /** Section 4: whoever opens must have both halves; whatever else comes, the error is one and the same. */
    @Nested
    class Hybrid {

        private final WrappingKey own = hybrid(0);
        private final WrappingKey other = hybrid(1);
        private final Jwe jwe = seal(new SecureRandom(), own, other);

        private static KeyUnwrapper opener(int rsa, int mlKem) {
            return wrapped -> HybridWrapping.unwrap(
                    rsa(rsa).rsa().publicKey(),
                    secret -> RsaOaep.unwrap(TestKeys.rsa(rsa).getPrivate(), secret),
                    TestKeys.mlKem(mlKem)::decapsulate,
                    wrapped);
        }

        private static void opensNothing(Jwe jwe, WrappingKey named, KeyUnwrapper opener) {
            Secrets.Remembering random = new Secrets.Remembering();
            assertThatThrownBy(() -> new JweSealer(random).open(jwe, named.kid(), opener))
                    .isInstanceOf(VerificationException.class)
                    .hasMessage(SAME)
                    .hasNoCause();
            // It went on with a random key, which was wiped.
            assertThat(random.given).hasSize(1);
            assertThat(random.filled).containsExactly(new byte[32]);
        }

        private Jwe with(Bytes first, Bytes second) {
            return new Jwe(
                    jwe.algorithm(),
                    List.of(new Jwe.Recipient(own.kid(), first), new Jwe.Recipient(other.kid(), second)),
                    jwe.aad(),
                    jwe.nonce(),
                    jwe.ciphertext(),
                    jwe.tag());
        }

        @Test
        void opensForWhoeverHasBothHalves() {
            for (int i = 0; i < 2; i++) {
                assertThat(new JweSealer(new SecureRandom())
                                .open(read(Json.write(jwe.toJson())), hybrid(i).kid(), opener(i, i))
                                .exposed())
                        .isEqualTo(KEYS);
            }
        }

        @Test
        void opensNothingWithOneHalf() {
            opensNothing(jwe, own, opener(1, 0));
            opensNothing(jwe, own, opener(0, 1));
            opensNothing(jwe, own, opener(1, 1));
            opensNothing(jwe, other, opener(0, 0));
            opensNothing(jwe, rsa(0), opener(0, 0));
        }

        @Test
        void opensNothingThatWasChanged() {
            Bytes first = jwe.recipients().get(0).wrapped();
            Bytes second = jwe.recipients().get(1).wrapped();
            // In the ciphertext of ML-KEM, in that of RSA, and in the wrapped key.
            for (int place : new int[] {0, 1_087, 1_088, 1_471, 1_472, 1_511}) {
                byte[] changed = first.toArray();
                changed[place] ^= 1;
                opensNothing(with(Bytes.of(changed), second), own, opener(0, 0));
            }
            opensNothing(with(second, first), own, opener(0, 0));
            opensNothing(with(second, first), other, opener(1, 1));
        }

        @Test
        void hasPartsOfTheirLengthsOnly() {
            String text = Json.write(jwe.toJson());
            JsonTree.visit(text, (path, tree, node) -> {
                if (node.key().equals("ek") || node.key().equals("encrypted_key")) {
                    String whole = (String) node.value();
                    for (String wrong : List.of("", whole.substring(0, whole.length() - 4), whole + "AAAA")) {
                        node.set(wrong);
                        assertThatThrownBy(() -> read(Json.write(tree)))
                                .as("%s", path)
                                .isInstanceOf(VerificationException.class);
                    }
                    node.restore();
                }
            });
        }

        @Test
        void isNotSealedForRecipientsOfTwoKinds() {
            assertThatThrownBy(() -> seal(new SecureRandom(), own, rsa(1)))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Nested
    class Secrets {

        /** A source that keeps the arrays that it filled, and what it filled them with. */
        private static final class Remembering extends SecureRandom {

            @Serial
            private static final long serialVersionUID = 1;

            private final transient List<byte[]> filled = new ArrayList<>();
            private final transient List<byte[]> given = new ArrayList<>();

            @Override
            public void nextBytes(byte[] bytes) {
                super.nextBytes(bytes);
                filled.add(bytes);
                given.add(bytes.clone());
            }
        }

        @Test
        void theNonceAndTheContentKeyAreFreshEachTime() {
            Remembering random = new Remembering();
            Jwe one = seal(random, H1);
            Jwe other = seal(random, H1);
            assertThat(random.given).hasSize(4).doesNotHaveDuplicates();
            assertThat(one.nonce()).isEqualTo(Bytes.of(random.given.get(0)));
            assertThat(other.nonce()).isEqualTo(Bytes.of(random.given.get(2)));
            assertThat(other.ciphertext()).isNotEqualTo(one.ciphertext());
        }

        @Test
        void theContentKeyIsWipedWhenItHasSealed() {
            Remembering random = new Remembering();
            seal(random, H1);
            assertThat(random.given.get(1)).isNotEqualTo(new byte[32]);
            assertThat(random.filled.get(1)).isEqualTo(new byte[32]);
        }

        @Test
        void theContentKeyAndTheOneInItsPlaceAreWipedWhenItWasOpened() {
            Remembering random = new Remembering();
            List<SecretBytes> unwrapped = new ArrayList<>();
            KeyUnwrapper opener = wrapped -> {
                unwrapped.add(OPENER.unwrap(wrapped));
                return unwrapped.get(0);
            };
            Jwe jwe = seal(new SecureRandom(), H1);
            assertThat(new JweSealer(random).open(jwe, H1.kid(), opener).exposed())
                    .isEqualTo(KEYS);
            assertThat(random.filled).containsExactly(new byte[32]);
            assertWiped(unwrapped);
        }

        /** RFC 7516, 11.5: it goes on with a random key, so that this failure is like every other. */
        @Test
        void aContentKeyOfAnotherLengthOpensNothingAndIsWiped() {
            Jwe jwe = seal(new SecureRandom(), H1);
            for (int length : new int[] {0, 16, 31, 33}) {
                Remembering random = new Remembering();
                SecretBytes wrong = SecretBytes.random(new SecureRandom(), length);
                assertThatThrownBy(() -> new JweSealer(random).open(jwe, H1.kid(), wrapped -> wrong))
                        .isInstanceOf(VerificationException.class)
                        .hasMessage(SAME);
                assertThat(random.filled).containsExactly(new byte[32]);
                assertWiped(List.of(wrong));
            }
        }

        private static void assertWiped(List<SecretBytes> secrets) {
            assertThat(secrets)
                    .isNotEmpty()
                    .allSatisfy(
                            secret -> assertThatThrownBy(secret::exposed).isInstanceOf(IllegalStateException.class));
        }
    }
}
