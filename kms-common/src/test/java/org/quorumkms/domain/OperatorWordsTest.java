package org.quorumkms.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.jose.DocumentType;
import org.quorumkms.jose.FlattenedJws;
import org.quorumkms.jose.RsaJwk;
import org.quorumkms.jose.SigningKey;
import org.quorumkms.signed.Bytes;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.testing.TestController;
import org.quorumkms.testing.TestKeys;

/** What an operator signs itself: its requests (D3), and that an approval key is its own (D4). */
class OperatorWordsTest {

    private static final TestController CLIENT = TestController.number(1);
    private static final TestController OTHER = TestController.number(2);

    /** Signs what a document says, with one thing changed. */
    private static String changed(String text, DocumentType type, SigningKey key, Function<String, String> change) {
        Bytes payload = FlattenedJws.read("It", type, text).payload();
        String honest = new String(payload.toArray(), StandardCharsets.UTF_8);
        String other = change.apply(honest);
        assertThat(other).isNotEqualTo(honest);
        return FlattenedJws.sign(key, type, Bytes.utf8(other)).toText();
    }

    @Nested
    class D3 {

        private final OperatorRequest request = new OperatorRequest(
                new DomainId("6ba7b810-9dad-41d1-80b4-00c04fd430c8"),
                Bytes.utf8("revision").thumbprint(),
                OperatorRequest.REWRAP,
                Bytes.utf8("trust").thumbprint());

        private final String text = request.sign(CLIENT.signing());

        private static void refused(String text, TestController controller, Thumbprint expected, String why) {
            assertThatThrownBy(() -> OperatorRequest.verify(text, controller.publicKey(), expected))
                    .isInstanceOf(VerificationException.class)
                    .hasMessageContaining(why);
        }

        @Test
        void aRequestOfTheControllerIsTaken() {
            assertThat(OperatorRequest.verify(text, CLIENT.publicKey(), CLIENT.key()))
                    .isEqualTo(request);
        }

        @Test
        void aRequestOfAnotherKeyIsRefused() {
            refused(text, OTHER, OTHER.key(), "not signed by the controller");
            refused(text, CLIENT, OTHER.key(), "not signed by the controller");
            refused(text, OTHER, CLIENT.key(), "not signed by the controller");
        }

        @Test
        void aRequestWithAMemberThatIsNotKnownIsRefused() {
            String more = changed(
                    text,
                    DocumentType.REQUEST,
                    CLIENT.signing(),
                    said -> said.replace("\"action\":", "\"extra\":1,\"action\":"));
            refused(more, CLIENT, CLIENT.key(), "unknown member");
        }
    }

    @Nested
    class D4 {

        private final SigningKey approval = SigningKey.ofRsa(TestKeys.rsa(0));
        private final SigningKey stolen = SigningKey.ofRsa(TestKeys.rsa(1));
        private final String text = OwnKey.sign(CLIENT.key(), approval);

        private String saying(SigningKey key, String member, String other) {
            return changed(text, DocumentType.OWN_KEY, key, said -> said.replace(member, other));
        }

        private static void refused(String text, Thumbprint controller, String why) {
            assertThatThrownBy(() -> OwnKey.verify(text, controller))
                    .isInstanceOf(VerificationException.class)
                    .hasMessageContaining(why);
        }

        @Test
        void aStatementOfTheKeyItselfIsTaken() {
            assertThat(OwnKey.verify(text, CLIENT.key()))
                    .isEqualTo(new OwnKey(CLIENT.key(), (RsaJwk) approval.publicKey()));
        }

        @Test
        void aStatementForAnotherConnectionKeyIsRefused() {
            refused(text, OTHER.key(), "is for another connection key");
        }

        @Test
        void anothersKeyCannotBeEnrolledAsOnesOwn() {
            String mine = OwnKey.sign(OTHER.key(), stolen);
            assertThat(OwnKey.verify(mine, OTHER.key()).controller()).isEqualTo(OTHER.key());
            String forged = saying(stolen, CLIENT.key().value(), OTHER.key().value());
            refused(forged, OTHER.key(), "is not that key's");
        }

        @Test
        void aMemberAndAVersionThatAreNotKnownAreRefused() {
            refused(saying(approval, "\"key\":", "\"extra\":1,\"key\":"), CLIENT.key(), "unknown member");
            refused(saying(approval, "\"version\":2", "\"version\":1"), CLIENT.key(), "version 1");
        }
    }
}
