package org.quorumkms.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.Right;
import org.quorumkms.domain.Rights;
import org.quorumkms.domain.SeenDomain;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.json.Json;
import org.quorumkms.signed.Bytes;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.testing.JsonTree;

/** Section 9: what an entry says is what its line says. */
class AuditEntryTest {

    private static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");
    private static final Thumbprint PREVIOUS = Bytes.utf8("previous").thumbprint();
    private static final Thumbprint WHO = Bytes.utf8("alice").thumbprint();
    private static final Thumbprint THING = Bytes.utf8("thing").thumbprint();

    private static AuditEntry entry(AuditAction action, AuditSubject subject, AuditResult result) {
        return AuditEntry.make(PREVIOUS, NOW, new AuditEvent(WHO, action, subject, result), 1);
    }

    private static AuditSubject subjectRead(AuditSubject subject) {
        AuditEntry entry = entry(AuditAction.ENCRYPT, subject, AuditResult.DONE);
        return AuditEntry.parse(entry.text()).event().subject();
    }

    /** An entry about a change of controllers, in the words of its format. */
    private static String withControllers() {
        String text = entry(AuditAction.DOMAIN_CONTROLLERS, AuditSubject.NONE, AuditResult.DONE)
                .text();
        return text.substring(0, text.length() - 1) + ",\"controllers\":[{\"key\":\"" + THING
                + "\",\"may\":[\"share\"]},{\"key\":\"" + WHO + "\",\"may\":[]}]}";
    }

    @ParameterizedTest
    @EnumSource
    void saysHowItWent(AuditResult result) {
        AuditEntry entry = entry(AuditAction.DECRYPT, AuditSubject.NONE, result);
        assertThat(AuditEntry.parse(entry.text())).isEqualTo(entry);
        assertThat(AuditResult.of(result.text())).isEqualTo(result);
        assertThat(entry.text()).contains("\"result\":\"" + result.text() + "\"");
    }

    @ParameterizedTest
    @EnumSource
    void saysWhatWasDone(AuditAction action) {
        AuditEntry entry = entry(action, AuditSubject.NONE, AuditResult.DONE);
        assertThat(AuditEntry.parse(entry.text())).isEqualTo(entry);
        assertThat(AuditAction.of(action.text())).isEqualTo(action);
        assertThat(entry.text()).contains("\"action\":\"" + action.text() + "\"");
    }

    @Test
    void refusesUnknownResultsAndActions() {
        String text =
                entry(AuditAction.DECRYPT, AuditSubject.NONE, AuditResult.DONE).text();
        for (String wrong : new String[] {"", "DONE", "done ", "well"}) {
            assertThatThrownBy(() -> AuditEntry.parse(text.replace("\"done\"", "\"" + wrong + "\"")))
                    .isInstanceOf(VerificationException.class)
                    .hasMessage("An entry of the audit log names an unknown result.");
        }
        assertThatThrownBy(() -> AuditEntry.parse(text.replace("\"decrypt\"", "\"DECRYPT\"")))
                .isInstanceOf(VerificationException.class)
                .hasMessage("An entry of the audit log names an unknown action.");
    }

    @Test
    void namesTheTrustTheDomainTheRevisionOrTheHsm() {
        DomainId id = DomainId.ofBytes(new byte[16]);
        AuditSubject hsm = subjectRead(AuditSubject.hsm(THING));
        assertThat(hsm).isEqualTo(AuditSubject.hsm(THING));
        assertThat(hsm.hsm()).contains(THING);
        AuditSubject trust = subjectRead(AuditSubject.trust(THING));
        assertThat(trust).isEqualTo(AuditSubject.trust(THING));
        assertThat(trust.trust()).contains(THING);
        AuditSubject domain = subjectRead(AuditSubject.domain(id));
        assertThat(domain).isEqualTo(AuditSubject.domain(id));
        assertThat(domain.domain()).contains(id);
        AuditSubject revision = subjectRead(AuditSubject.domain(new SeenDomain(id, 7, THING)));
        assertThat(revision.domain()).contains(id);
        assertThat(revision.revision()).contains(7);
        assertThat(revision.thumbprint()).contains(THING);
    }

    @Test
    void saysWhoseRightsWereChangedInWhichOrder() {
        assertThat(AuditEntry.parse(withControllers()).event().subject().controllers())
                .containsExactly(
                        new AuditSubject.Changed(THING, Rights.of(Right.SHARE)),
                        new AuditSubject.Changed(WHO, Rights.NONE));
    }

    @Test
    void namesAnUnknownMemberWhereverItStands() {
        JsonTree.visit(withControllers(), (path, tree, node) -> {
            if (node.parent() instanceof Map<?, ?>) {
                node.asMap().put("extra", 1);
                String more = Json.write(tree);
                assertThatThrownBy(() -> AuditEntry.parse(more))
                        .as("beside %s", path)
                        .isInstanceOf(VerificationException.class)
                        .hasMessageContaining("unknown member: extra");
                node.asMap().remove("extra");
            }
        });
    }

    @Test
    void refusesAnotherSpellingOfTheSame() {
        String text = withControllers();
        String turned = "{\"count\":1," + text.replace(",\"count\":1", "").substring(1);
        for (String wrong : new String[] {
            text + " ",
            " " + text,
            text.replace(":[{", ": [{"),
            text.replace("\"who\"", "\"wh\\u006f\""),
            text.replace(",\"controllers\":[", ",\"controllers\":[ "),
            turned
        }) {
            assertThat(wrong).isNotEqualTo(text);
            assertThatThrownBy(() -> AuditEntry.parse(wrong))
                    .as(wrong)
                    .isInstanceOf(VerificationException.class)
                    .hasMessage("An entry of the audit log is not written as one.");
        }
    }

    @Test
    void isWrittenDownInWholeSecondsAndHashedAsItIsWritten() {
        AuditEvent event = new AuditEvent(WHO, AuditAction.ENCRYPT, AuditSubject.NONE, AuditResult.DONE);
        AuditEntry entry = AuditEntry.make(PREVIOUS, NOW.plusMillis(999), event, Integer.MAX_VALUE);
        assertThat(entry.time()).isEqualTo(NOW);
        assertThat(entry.hash()).isEqualTo(Bytes.utf8(entry.text()).thumbprint());
        assertThat(AuditEntry.parse(entry.text())).isEqualTo(entry);
    }
}
