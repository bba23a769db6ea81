package org.quorumkms.jose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.Provider;
import java.security.Security;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.json.Json;
import org.quorumkms.json.StrictJson;
import org.quorumkms.signed.Bytes;
import org.quorumkms.testing.JsonTree;
import org.quorumkms.testing.TestKeys;

/** Section 3: documents with one signature, with many, and signatures alone, strictly read. */
class JwsTest {

    private static final SigningKey ALICE = SigningKey.ofRsa(TestKeys.rsa(0));
    private static final SigningKey BOB = SigningKey.ofRsa(TestKeys.rsa(1));
    private static final Bytes PAYLOAD = Bytes.utf8("{\"a\":1}");
    private static final JwsSignature ALICES = ALICE.sign(DocumentType.TRUST_APPROVAL, PAYLOAD);
    private static final JwsSignature BOBS = BOB.sign(DocumentType.TRUST_APPROVAL, PAYLOAD);

    /** Adds an unprotected header, and a member that nobody knows, to each object of a document. */
    private static void refusesUnknownMembersAnywhere(String text, Consumer<String> reader) {
        JsonTree.visit(text, (path, tree, node) -> {
            if (!(node.parent() instanceof Map<?, ?>)) {
                return;
            }
            for (String name : List.of("header", "extra")) {
                node.asMap().put(name, Map.of());
                String more = Json.write(tree);
                assertThatThrownBy(() -> reader.accept(more))
                        .as("%s beside %s", name, path)
                        .isInstanceOf(VerificationException.class)
                        .hasMessageContaining("unknown member: " + name);
                node.asMap().remove(name);
            }
        });
    }

    private static void refusesMembersMissingAnywhere(String text, Consumer<String> reader) {
        JsonTree.visit(text, (path, tree, node) -> {
            if (node.parent() instanceof Map<?, ?>) {
                node.asMap().remove(node.key());
                String less = Json.write(tree);
                assertThatThrownBy(() -> reader.accept(less))
                        .as("without %s", path)
                        .isInstanceOf(VerificationException.class)
                        .hasMessageContaining("no member " + node.key());
                node.restore();
            }
        });
    }

    @Nested
    class WithOneSignature {

        private final FlattenedJws jws = FlattenedJws.sign(ALICE, DocumentType.HSM, PAYLOAD);

        private static FlattenedJws read(String text) {
            return FlattenedJws.read("It", DocumentType.HSM, text);
        }

        @Test
        void isReadAsItWasWritten() {
            FlattenedJws read = read(jws.toText());
            assertThat(read).isEqualTo(jws);
            assertThat(read.isSignedBy(ALICE.publicKey())).isTrue();
            assertThat(read.isSignedBy(BOB.publicKey())).isFalse();
        }

        @Test
        void refusesUnknownMembers() {
            refusesUnknownMembersAnywhere(jws.toText(), WithOneSignature::read);
        }

        @Test
        void refusesMissingMembers() {
            refusesMembersMissingAnywhere(jws.toText(), WithOneSignature::read);
        }

        @Test
        void isOfTheTypeThatIsAskedFor() {
            assertThatThrownBy(() -> FlattenedJws.read("It", DocumentType.TRUST, jws.toText()))
                    .isInstanceOf(VerificationException.class)
                    .hasMessage("It is not signed as one: its type is kms-hsm.");
        }
    }

    @Nested
    class WithManySignatures {

        private final GeneralJws jws = new GeneralJws(PAYLOAD, List.of(ALICES, BOBS));

        private static GeneralJws read(String text) {
            return GeneralJws.read("It", Set.of(DocumentType.TRUST_APPROVAL), StrictJson.object("It", text));
        }

        @Test
        void isReadAsItWasWritten() {
            assertThat(read(Json.write(jws.toJson()))).isEqualTo(jws);
        }

        @Test
        void refusesUnknownMembers() {
            refusesUnknownMembersAnywhere(Json.write(jws.toJson()), WithManySignatures::read);
        }

        @Test
        void refusesMissingMembers() {
            refusesMembersMissingAnywhere(Json.write(jws.toJson()), WithManySignatures::read);
        }

        @Test
        void refusesASignatureOfATypeThatDoesNotBelongThere() {
            GeneralJws mixed = jws.with(ALICE.sign(DocumentType.ORDER_APPROVAL, PAYLOAD));
            assertThatThrownBy(() -> read(Json.write(mixed.toJson())))
                    .isInstanceOf(VerificationException.class)
                    .hasMessage("It carries a signature of type kms-order-approval, which does not belong there.");
        }

        @Test
        void aSignatureTakesThePlaceOfAnEarlierOneOfItsTypeAndKeyOnly() {
            JwsSignature again = ALICE.sign(DocumentType.TRUST_APPROVAL, PAYLOAD);
            JwsSignature otherType = ALICE.sign(DocumentType.TRUST, PAYLOAD);
            assertThat(jws.with(again).signatures()).containsExactly(BOBS, again);
            assertThat(jws.with(otherType).signatures()).containsExactly(ALICES, BOBS, otherType);
        }

        @Test
        void isSignedByWhoseValidSignatureIsAmongThem() {
            GeneralJws alicesAlone = new GeneralJws(PAYLOAD, List.of(ALICES));
            assertThat(jws.isSignedBy(DocumentType.TRUST_APPROVAL, BOB.publicKey()))
                    .isTrue();
            assertThat(jws.isSignedBy(DocumentType.TRUST, BOB.publicKey())).isFalse();
            assertThat(alicesAlone.isSignedBy(DocumentType.TRUST_APPROVAL, BOB.publicKey()))
                    .isFalse();
        }
    }

    @Nested
    class SignatureAlone {

        private final String text = Json.write(ALICES.toJson());

        @Test
        void isReadAsItWasWritten() {
            JwsSignature read = JwsSignature.parse(text);
            assertThat(read).isEqualTo(ALICES);
            assertThat(read.isValid(DocumentType.TRUST_APPROVAL, PAYLOAD, ALICE.publicKey()))
                    .isTrue();
        }

        @Test
        void refusesUnknownMembers() {
            refusesUnknownMembersAnywhere(text, JwsSignature::parse);
        }

        @Test
        void refusesMissingMembers() {
            refusesMembersMissingAnywhere(text, JwsSignature::parse);
        }
    }

    /** T2. */
    @Test
    void aVerifierThatThrowsIsAnInvalidSignature() {
        byte[] input = (ALICES.protectedHeader() + "." + PAYLOAD.base64Url()).getBytes(StandardCharsets.US_ASCII);
        byte[] signature = ALICES.signature().toArray();
        Provider withoutRsa = Security.getProvider("SUN");
        assertThat(JoseSignatures.verify("PS256", ALICE.publicKey(), input, signature, Optional.empty()))
                .isTrue();
        assertThat(JoseSignatures.verify("PS256", ALICE.publicKey(), input, signature, Optional.of(withoutRsa)))
                .isFalse();
    }

    @Test
    void aSignatureIsOfTheAlgorithmOfItsKeyOnly() {
        byte[] input = (ALICES.protectedHeader() + "." + PAYLOAD.base64Url()).getBytes(StandardCharsets.US_ASCII);
        byte[] signature = ALICES.signature().toArray();
        PublicJwk ec = EcJwk.of(TestKeys.ec(0).getPublic());
        for (String other : List.of("ES256", "RS256", "HS256")) {
            assertThat(JoseSignatures.verify(other, ALICE.publicKey(), input, signature, Optional.empty()))
                    .as(other)
                    .isFalse();
        }
        assertThat(JoseSignatures.verify("PS256", ec, input, signature, Optional.empty()))
                .isFalse();
    }
}
