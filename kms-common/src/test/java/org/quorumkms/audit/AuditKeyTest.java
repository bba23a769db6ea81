package org.quorumkms.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.quorumkms.crypto.Ed25519Key;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.jose.DocumentType;
import org.quorumkms.jose.FlattenedJws;
import org.quorumkms.jose.SigningKey;
import org.quorumkms.json.Json;
import org.quorumkms.signed.Bytes;
import org.quorumkms.testing.JsonTree;
import org.quorumkms.testing.TestKeys;

/** Section 9: the certificate of the key that signs heads, strictly read. */
class AuditKeyTest {

    private static final SigningKey HSM = SigningKey.ofRsa(TestKeys.rsa(0));
    private static final AuditKey CERTIFICATE = AuditKey.certify(
            HSM,
            Bytes.utf8("genesis").thumbprint(),
            LogId.first(Bytes.utf8("server").thumbprint()),
            Bytes.of(Ed25519Key.generate().publicKey()),
            Instant.parse("2026-11-24T10:00:00Z"));
    private static final String PAYLOAD = new String(CERTIFICATE.jws().payload().toArray(), StandardCharsets.UTF_8);

    /** Signs whatever a payload says. */
    private static AuditKey read(String payload) {
        return AuditKey.parse(FlattenedJws.sign(HSM, DocumentType.AUDIT_KEY, Bytes.utf8(payload))
                .toText());
    }

    private static void refused(String payload, String why) {
        assertThatThrownBy(() -> read(payload))
                .as(payload)
                .isInstanceOf(VerificationException.class)
                .hasMessageContaining(why);
    }

    /** From a server's second log on, the certificate says which; a key of one log signs no other's heads. */
    @Test
    void namesTheLogByItsNumberFromTheSecondOn() {
        assertThat(PAYLOAD).doesNotContain("number");
        AuditKey second = AuditKey.certify(
                HSM, CERTIFICATE.genesis(), CERTIFICATE.log().next(), CERTIFICATE.key(), CERTIFICATE.created());
        assertThat(AuditKey.parse(second.toText()).log())
                .isEqualTo(CERTIFICATE.log().next());
        String payload = new String(second.jws().payload().toArray(), StandardCharsets.UTF_8);
        assertThat(payload).contains("\"number\":2");
        refused(payload.replace("\"number\":2", "\"number\":1"), "names a server's first log by its number");
        refused(payload.replace("\"number\":2", "\"number\":0"), "names a server's first log by its number");
        assertThat(read(payload.replace("\"number\":2", "\"number\":9999"))
                        .log()
                        .number())
                .isEqualTo(9999);
        refused(payload.replace("\"number\":2", "\"number\":10000"), "numbered from 1 to 9999");
    }

    @Test
    void refusesUnknownMembers() {
        assertThat(read(PAYLOAD).key()).isEqualTo(CERTIFICATE.key());
        JsonTree.visit(PAYLOAD, (path, tree, node) -> {
            if (node.parent() instanceof Map<?, ?>) {
                node.asMap().put("extra", 1);
                refused(Json.write(tree), "unknown member: extra");
                node.asMap().remove("extra");
            }
        });
    }

    @Test
    void refusesMissingMembers() {
        JsonTree.visit(PAYLOAD, (path, tree, node) -> {
            if (node.parent() instanceof Map<?, ?>) {
                node.asMap().remove(node.key());
                refused(Json.write(tree), "no member " + node.key());
                node.restore();
            }
        });
    }

    @Test
    void holdsAnEd25519Key() {
        String x = CERTIFICATE.key().base64Url();
        refused(PAYLOAD.replace("\"OKP\"", "\"EC\""), "does not hold an Ed25519 key");
        refused(PAYLOAD.replace("\"Ed25519\"", "\"Ed448\""), "does not hold an Ed25519 key");
        for (int length : new int[] {0, 31, 33, 57}) {
            refused(PAYLOAD.replace(x, Bytes.of(new byte[length]).base64Url()), "does not hold an Ed25519 key");
        }
    }
}
