package org.quorumkms.party;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.quorumkms.domain.OwnKey;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.jose.CompactJws;
import org.quorumkms.jose.DocumentType;
import org.quorumkms.jose.FlattenedJws;
import org.quorumkms.jose.SigningKey;
import org.quorumkms.json.Json;
import org.quorumkms.net.ConnectionKey;
import org.quorumkms.signed.Bytes;
import org.quorumkms.testing.TestAuthority;
import org.quorumkms.testing.TestOperator;

/** Section 10: who somebody is, as one word. */
class IdentityTest {

    private static final SigningKey ALICE = key();
    private static final SigningKey MALLORY = key();
    private static final SigningKey OWN = TestOperator.number(0).signing();

    private static SigningKey key() {
        return ConnectionKey.generate(TestAuthority.NOW, new SecureRandom()).signingKey();
    }

    private static String word(SigningKey key, String json) {
        String compact = CompactJws.write(FlattenedJws.sign(key, DocumentType.IDENTITY, Bytes.utf8(json)));
        return "kmsid1."
                + Base64.getUrlEncoder().withoutPadding().encodeToString(compact.getBytes(StandardCharsets.UTF_8))
                + ".";
    }

    private static String json(SigningKey named, String more) {
        return "{\"version\":1,\"name\":\"alice\",\"key\":"
                + Json.write(named.publicKey().toJson()) + more + "}";
    }

    @Nested
    class Section10 {

        @Test
        void isOneWordThatReadsBack() {
            String word = Identity.sign("alice", ALICE, Optional.empty());
            assertThat(word).matches("kmsid1\\.[A-Za-z0-9_-]+\\.");
            Identity read = Identity.parse("> " + word.replaceAll("(.{60})", "$1\n> "));
            assertThat(read.name()).isEqualTo("alice");
            assertThat(read.key()).isEqualTo(ALICE.publicKey());
            assertThat(read.approval()).isEmpty();
            assertThat(read.own()).isEmpty();
        }

        @Test
        void namesTheApprovalKeyThatAnOperatorKeeps() {
            String word = Identity.sign("alice", ALICE, Optional.of(OWN));
            Identity read = Identity.parse(word);
            assertThat(read.approval()).contains((org.quorumkms.jose.RsaJwk) OWN.publicKey());
            assertThat(OwnKey.verify(read.own(), ALICE.publicKey().thumbprint()).key())
                    .isEqualTo(OWN.publicKey());
            assertThat(word.length()).isLessThan(8192);
        }

        @Test
        void isSignedByTheKeyThatItNames() {
            assertThat(Identity.parse(word(ALICE, json(ALICE, ""))).name()).isEqualTo("alice");
            assertThatThrownBy(() -> Identity.parse(word(MALLORY, json(ALICE, ""))))
                    .isInstanceOf(VerificationException.class)
                    .hasMessageContaining("not signed by the key that it names");
        }

        @Test
        void takesNobodyElsesApprovalKey() {
            String own = OwnKey.sign(MALLORY.publicKey().thumbprint(), OWN);
            String approval = ",\"approval\":" + Json.write(OWN.publicKey().toJson()) + ",\"own\":" + Json.write(own);
            assertThatThrownBy(() -> Identity.parse(word(ALICE, json(ALICE, approval))))
                    .isInstanceOf(VerificationException.class);
            String other = ",\"approval\":"
                    + Json.write(TestOperator.number(1).signing().publicKey().toJson()) + ",\"own\":"
                    + Json.write(OwnKey.sign(ALICE.publicKey().thumbprint(), OWN));
            assertThatThrownBy(() -> Identity.parse(word(ALICE, json(ALICE, other))))
                    .isInstanceOf(VerificationException.class)
                    .hasMessageContaining("another approval key");
        }

        @Test
        void unknownMembersAndEditionsAreRefused() {
            assertThatThrownBy(() -> Identity.parse(word(ALICE, json(ALICE, ",\"may\":\"share\""))))
                    .isInstanceOf(VerificationException.class);
            assertThatThrownBy(() ->
                            Identity.parse(word(ALICE, json(ALICE, "").replace("\"version\":1", "\"version\":2"))))
                    .isInstanceOf(VerificationException.class);
        }

        @Test
        void aCutOneIsNotWhole() {
            String word = Identity.sign("alice", ALICE, Optional.empty());
            for (int i = "kmsid1.".length(); i < word.length() - 1; i++) {
                String cut = word.substring(0, i);
                assertThatThrownBy(() -> Identity.parse(cut))
                        .as("%s characters", i)
                        .isInstanceOf(RefusedException.class)
                        .hasMessageContaining("not a whole identity");
            }
        }
    }
}
