package org.quorumkms.hsm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.quorumkms.domain.DomainBody;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.DomainInLine;
import org.quorumkms.domain.ExportedDomain;
import org.quorumkms.domain.Purpose;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.jose.DocumentType;
import org.quorumkms.jose.FlattenedJws;
import org.quorumkms.jose.SigningKey;
import org.quorumkms.json.Json;
import org.quorumkms.signed.Base64Url;
import org.quorumkms.signed.Bytes;
import org.quorumkms.testing.JsonTree;
import org.quorumkms.testing.Revision;
import org.quorumkms.testing.TestHsm;
import org.quorumkms.testing.TestKeys;
import org.quorumkms.trust.TrustChain;

/** Changes any one part of an exported Domain: each must be refused, before and after signing it again. */
class DomainTamperingTest {

    private static final World WORLD = new World();
    private static final TrustChain LINE = WORLD.line(WORLD.h1(), WORLD.h2());

    private static List<ExportedDomain> domains;

    @BeforeAll
    static void make() {
        domains = List.of(
                WORLD.unclaimed(Purpose.ENCRYPT, LINE),
                WORLD.claimed(Purpose.ENCRYPT, LINE, World.CLIENT),
                WORLD.claimed(Purpose.OPERATOR, WORLD.genesisLine(), World.CLIENT));
    }

    private static void refused(String what, String exported) {
        assertThatThrownBy(() -> WORLD.h1().verifyDomain(DomainInLine.of(ExportedDomain.parse(exported))))
                .as(what)
                .isInstanceOf(VerificationException.class);
    }

    @Test
    void everyMemberOfThePayloadCounts() {
        for (ExportedDomain domain : domains) {
            String payload = new String(domain.domain().payload().toArray(), StandardCharsets.UTF_8);
            int changes = 0;
            for (Change change : changesOf(payload)) {
                refused("payload " + change.what(), exported(domain, change.json()));
                changes++;
            }
            assertThat(changes).isGreaterThan(40);
        }
    }

    /** Signed again by a key that is not in the Trust, as whoever edits the database could. */
    @Test
    void aChangedPayloadSignedByAStrangerIsRefused() {
        SigningKey stranger = SigningKey.ofRsa(TestKeys.rsa(0));
        for (ExportedDomain domain : domains) {
            Map<String, Object> jws = new LinkedHashMap<>(FlattenedJws.sign(
                            stranger, DocumentType.DOMAIN, domain.domain().payload())
                    .toJson());
            jws.put("trusts", domain.line().toJson());
            jws.put("earlier", domain.earlier().toText());
            refused("a stranger's signature", Json.write(jws));
        }
    }

    /** The bindings hold even for a genuine signature: keys of one revision, id or Trust do not fit another. */
    @Test
    void keysAreBoundToIdRevisionAndTrust() {
        ExportedDomain domain = domains.get(1);
        TestHsm h1 = World.thiefOfH1();
        assertThat(h1.keys()).isEqualTo(WORLD.h1().keys());
        DomainBody body = domain.domain().body();
        DomainId other = new DomainId("00000000-0000-4000-8000-000000000000");
        for (Revision changed :
                List.of(Revision.of(body).with("revision", 3), Revision.of(body).with("id", other.value()))) {
            DomainInLine forged = new DomainInLine(changed.signedBy(h1), domain.line());
            assertThatThrownBy(() -> WORLD.h1().verifyDomain(forged))
                    .hasMessageContaining("D2: its keys are bound to its id, revision and Trust");
        }
    }

    @Test
    void headerSignatureAndLineCount() {
        ExportedDomain domain = domains.get(1);
        List<String> all = new ArrayList<>();
        for (Change change : changesOf(domain.toText())) {
            if (change.what().matches("repeated in /trusts/[0-9]+/signatures")) {
                continue; // T2: a signature that stands there twice counts once, and does no harm.
            }
            refused(change.what(), change.json());
            all.add(change.what());
        }
        assertThat(all).anyMatch(what -> what.contains("protected")).anyMatch(what -> what.contains("signature"));
        assertThat(all).anyMatch(what -> what.contains("trusts"));
    }

    private static String exported(ExportedDomain domain, String payload) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("payload", Bytes.utf8(payload).base64Url());
        members.put("protected", domain.domain().signature().protectedHeader());
        members.put("signature", domain.domain().signature().signature().base64Url());
        members.put("trusts", domain.line().toJson());
        members.put("earlier", domain.earlier().toText());
        return Json.write(members);
    }

    private record Change(String what, String json) {}

    /** Every leaf changed, every member left out, every member doubled under another name, every element repeated. */
    private static List<Change> changesOf(String json) {
        List<Change> changes = new ArrayList<>();
        JsonTree.visit(json, (path, tree, node) -> {
            if (node.parent() instanceof Map<?, ?>) {
                add(changes, "without " + path, tree, () -> node.asMap().remove(node.key()), () -> node.restore());
                add(
                        changes,
                        "more beside " + path,
                        tree,
                        () -> node.asMap().put("extra", 1),
                        () -> node.asMap().remove("extra"));
            }
            if (node.value() instanceof List<?> list && !list.isEmpty()) {
                add(
                        changes,
                        "repeated in " + path,
                        tree,
                        () -> node.asList().add(list.get(0)),
                        () -> node.asList().remove(node.asList().size() - 1));
            }
            if (node.value() instanceof String text) {
                add(changes, "changed " + path, tree, () -> node.set(altered(text)), () -> node.set(text));
            }
            if (node.value() instanceof Integer number) {
                add(changes, "changed " + path, tree, () -> node.set(number + 1), () -> node.set(number));
            }
        });
        return changes;
    }

    private static void add(List<Change> changes, String what, Object tree, Runnable change, Runnable undo) {
        change.run();
        changes.add(new Change(what, Json.write(tree)));
        undo.run();
    }

    /** Another text of the same form where there is one: a changed bit of base64url, a changed digit or letter. */
    private static String altered(String text) {
        if (text.isEmpty()) {
            return "x";
        }
        try {
            byte[] bytes = Base64Url.decode(text);
            bytes[bytes.length / 2] ^= 1;
            return Base64Url.encode(bytes);
        } catch (VerificationException notBase64Url) {
            char first = text.charAt(0);
            return (first == '1' ? '2' : first == 'a' ? 'b' : '1') + text.substring(1);
        }
    }
}
