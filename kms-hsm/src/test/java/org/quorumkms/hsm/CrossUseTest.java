package org.quorumkms.hsm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.quorumkms.audit.AuditKey;
import org.quorumkms.audit.LogId;
import org.quorumkms.crypto.Ed25519Key;
import org.quorumkms.domain.Domain;
import org.quorumkms.domain.DomainVerifier;
import org.quorumkms.domain.ExportedDomain;
import org.quorumkms.domain.OperatorRequest;
import org.quorumkms.domain.Purpose;
import org.quorumkms.errors.KmsException;
import org.quorumkms.jose.FlattenedJws;
import org.quorumkms.jose.JwsSignature;
import org.quorumkms.json.Json;
import org.quorumkms.signed.Bytes;
import org.quorumkms.signed.Check;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.trust.HsmStatement;
import org.quorumkms.trust.Trust;
import org.quorumkms.trust.TrustChain;
import org.quorumkms.trust.TrustVerifier;

/** What was signed or sealed for one purpose is used for another, or again. */
class CrossUseTest {

    private final World world = new World();
    private final TrustChain line = world.line(world.h1(), world.h2());
    private final ExportedDomain domain = world.claimed(Purpose.ENCRYPT, line, World.CLIENT);
    private final Thumbprint genesis = world.genesis();

    /** Every document with one signature, read as every other kind. */
    @Test
    void noDocumentIsReadAsAnotherKind() {
        Map<String, String> documents = new HashMap<>();
        documents.put("statement", world.h1().statement().toText());
        documents.put("Domain", domain.domain().toText());
        documents.put(
                "audit key",
                world.h1()
                        .certifyAuditKey(
                                LogId.first(genesis),
                                Bytes.of(Ed25519Key.generate().publicKey()))
                        .toText());
        documents.put(
                "request",
                new OperatorRequest(
                                domain.domain().body().id(),
                                domain.domain().thumbprint(),
                                OperatorRequest.APPROVE_TRUST,
                                genesis)
                        .sign(World.CLIENT.signing()));
        Map<String, Consumer<String>> readers = Map.of(
                "statement",
                text -> HsmStatement.verify(text, genesis),
                "Domain",
                Domain::parse,
                "audit key",
                AuditKey::parse,
                "request",
                text -> OperatorRequest.verify(text, World.CLIENT.publicKey(), World.CLIENT.key()));
        documents.forEach((kind, document) -> readers.forEach((as, reader) -> {
            if (kind.equals(as)) {
                reader.accept(document);
            } else {
                assertThatThrownBy(() -> reader.accept(document))
                        .as("%s read as %s", kind, as)
                        .isInstanceOf(KmsException.class);
            }
        }));
    }

    /** The payload of a Domain with signatures of the same HSM, or of an operator, that were made over a Trust. */
    @Test
    void aSignatureOverATrustSignsNoDomain() {
        List<JwsSignature> signatures = new ArrayList<>(line.last().signatures());
        assertThat(signatures).extracting(one -> one.type().typ()).contains("kms-trust", "kms-trust-approval");
        for (JwsSignature signature : signatures) {
            String forged = Json.write(new FlattenedJws(domain.domain().payload(), signature).toJson());
            assertThatThrownBy(() -> Domain.parse(forged)).isInstanceOf(KmsException.class);
        }
    }

    /** The signature of a Domain, and approvals of another Trust, on a Trust that has none of its own. */
    @Test
    void nothingElseSignsOrApprovesATrust() {
        Trust unsigned = world.proposal(3, 2, world.h1(), world.h2())
                .with("created", "2026-11-23T10:00:01Z")
                .trust();
        Trust replayed = unsigned;
        for (JwsSignature signature : line.last().signatures()) {
            replayed = replayed.with(signature);
        }
        Trust proposed = replayed;
        assertThat(proposed.approvals().signed()).isEmpty();
        assertThat(new TrustVerifier(genesis)
                        .verify(world.genesisLine().then(proposed))
                        .valid())
                .isFalse();
        assertThatThrownBy(() -> world.h1().signTrust(proposed, world.genesisLine()))
                .isInstanceOf(KmsException.class);
        Trust withDomains = unsigned.with(domain.domain().signature());
        assertThat(new TrustVerifier(genesis)
                        .verify(world.genesisLine().then(withDomains))
                        .checks())
                .anyMatch(check -> !check.ok());
    }

    /** A Domain under a Trust that its HSM signed, in a line that is another's. */
    @Test
    void aDomainIsNotMovedByItsEnvelope() {
        Trust other = world.proposal(3, 1, world.h1(), world.h2())
                .approvedBy(org.quorumkms.testing.TestOperator.number(0))
                .trust();
        TrustChain elsewhere = world.genesisLine().then(world.h1().signTrust(other, world.genesisLine()));
        List<Check> checks =
                new DomainVerifier(genesis).verify(domain.domain(), elsewhere).checks();
        assertThat(checks).anyMatch(check -> !check.ok());
    }
}
