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
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
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

    private static final RsaJwk H1 = RsaJwk.of((RSAPublicKey) TestKeys.rsa(0).getPublic());
    private static final RsaJwk H2 = RsaJwk.of((RSAPublicKey) TestKeys.rsa(1).getPublic());
    private static final Bytes AAD = Bytes.utf8("bound to this");
    private static final byte[] KEYS = "{\"keys\":[]}".getBytes(StandardCharsets.UTF_8);
    private static final KeyUnwrapper OPENER =
            wrapped -> RsaOaep.unwrap(TestKeys.rsa(0).getPrivate(), wrapped);

    private static Jwe seal(SecureRandom random, RsaJwk... recipients) {
        return new JweSealer(random).seal(List.of(recipients), AAD, SecretBytes.owning(KEYS.clone()));
    }

    private static Jwe read(String text) {
        return Jwe.read(StrictJson.object("It", text));
    }

    @Nested
    class Document {

        private final Jwe jwe = seal(new SecureRandom(), H1, H2);
        private final String text = Json.write(jwe.toJson());

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
            String other = Bytes.utf8(Jwe.HEADER.replace("A256GCM", "A128GCM")).base64Url();
            assertThatThrownBy(() -> read(text.replace(Jwe.PROTECTED, other)))
                    .isInstanceOf(VerificationException.class)
                    .hasMessageContaining("a header other than");
        }

        @Test
        void hasANonceOf12BytesAndATagOf16() {
            for (int length : new int[] {0, 11, 13, 16}) {
                Bytes nonce = Bytes.of(new byte[length]);
                assertThatThrownBy(() -> new Jwe(jwe.recipients(), AAD, nonce, jwe.ciphertext(), jwe.tag()))
                        .isInstanceOf(VerificationException.class);
            }
            for (int length : new int[] {0, 12, 15, 17}) {
                Bytes tag = Bytes.of(new byte[length]);
                assertThatThrownBy(() -> new Jwe(jwe.recipients(), AAD, jwe.nonce(), jwe.ciphertext(), tag))
                        .isInstanceOf(VerificationException.class);
            }
        }

        @Test
        void hasAContentKeyForItsRecipientsOnly() {
            assertThat(jwe.wrappedFor(H1.thumbprint()))
                    .contains(jwe.recipients().get(0).wrapped());
            assertThat(jwe.wrappedFor(H2.thumbprint()))
                    .contains(jwe.recipients().get(1).wrapped());
            assertThat(jwe.wrappedFor(Bytes.utf8("other").thumbprint())).isEmpty();
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
            assertThat(new JweSealer(random).open(jwe, H1.thumbprint(), opener).exposed())
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
                assertThatThrownBy(() -> new JweSealer(random).open(jwe, H1.thumbprint(), wrapped -> wrong))
                        .isInstanceOf(VerificationException.class)
                        .hasMessage("The keys of the Domain cannot be opened by this HSM.");
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
