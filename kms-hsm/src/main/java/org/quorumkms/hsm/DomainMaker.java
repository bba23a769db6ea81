package org.quorumkms.hsm;

import java.util.List;
import java.util.Optional;
import org.quorumkms.crypto.SecretBytes;
import org.quorumkms.domain.ClaimTerms;
import org.quorumkms.domain.Domain;
import org.quorumkms.domain.DomainBody;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.DomainState;
import org.quorumkms.domain.ExportedDomain;
import org.quorumkms.domain.Purpose;
import org.quorumkms.domain.VerifiedDomain;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.jose.Jwe;
import org.quorumkms.jose.JweSealer;
import org.quorumkms.signed.Name;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.trust.HsmKeys;
import org.quorumkms.trust.TrustBody;
import org.quorumkms.trust.VerifiedTrust;

/** Makes Domains (D1) and the revision that a claim is (D4). Every revision has a fresh {@code k} (D6). */
final class DomainMaker {

    private final HsmSecrets secrets;
    private final KnownTrusts trusts;
    private final DomainVault vault;
    private final JweSealer sealer;

    DomainMaker(HsmSecrets secrets, KnownTrusts trusts, DomainVault vault) {
        this.secrets = secrets;
        this.trusts = trusts;
        this.vault = vault;
        this.sealer = new JweSealer(secrets.random());
    }

    Domain create(DomainDraft draft) {
        VerifiedTrust trust = trusts.require(draft.line());
        secrets.requireIn(trust.body());
        if (draft.purpose() != Purpose.OPERATOR && trust.body().operators().isEmpty()) {
            throw new RefusedException("Genesis governs nothing: a Domain for "
                    + draft.purpose().text() + " stands under a Trust with operators. Name one with --trust.");
        }
        if (!secrets.clock().instant().isBefore(draft.claim().expires())) {
            throw new RefusedException("The invitation would be expired already. Give it a later end.");
        }
        try (KeyRing ring = KeyRing.fresh(draft.purpose(), false, secrets.random())) {
            return Domain.sign(
                    new DomainBody(
                            draft.id(),
                            1,
                            Name.typed(draft.name()),
                            draft.purpose(),
                            Optional.empty(),
                            DomainState.ENABLED,
                            Optional.empty(),
                            List.of(),
                            secrets.clock().instant(),
                            List.of(),
                            Optional.of(draft.claim()),
                            List.of(),
                            trust.thumbprint(),
                            Optional.of(seal(ring, draft.id(), 1, trust))),
                    secrets.signing());
        }
    }

    Domain claim(ExportedDomain unclaimed, Thumbprint trust, SecretBytes secret, Thumbprint caller) {
        VerifiedDomain domain = vault.verify(unclaimed);
        DomainBody body = domain.body();
        secrets.requireIn(domain.trust().body());
        ClaimTerms terms = body.claim().orElseThrow(DomainMaker::noInvitation);
        boolean isSecret = terms.isSecret(secret.exposed());
        if (!isSecret
                || !secrets.clock().instant().isBefore(terms.expires())
                || !domain.trust().reachedFrom(trust)
                || body.state() != DomainState.ENABLED) {
            throw noInvitation();
        }
        int next = body.revision() + 1;
        try (KeyRing ring = KeyRing.fresh(body.purpose(), true, secrets.random())) {
            return Domain.sign(
                    new DomainBody(
                            body.id(),
                            next,
                            body.name(),
                            body.purpose(),
                            Optional.of(domain.domain().thumbprint()),
                            DomainState.ENABLED,
                            Optional.empty(),
                            body.orders(),
                            body.created(),
                            List.of(caller),
                            Optional.empty(),
                            ring.publicKeys(),
                            body.trust(),
                            Optional.of(seal(ring, body.id(), next, domain.trust()))),
                    secrets.signing());
        }
    }

    private Jwe seal(KeyRing ring, DomainId id, int revision, VerifiedTrust trust) {
        TrustBody body = trust.body();
        try (SecretBytes plaintext = ring.write()) {
            return sealer.seal(
                    body.hsms().stream().map(HsmKeys::encryption).toList(),
                    DomainBody.bound(id, revision, trust.thumbprint()),
                    plaintext);
        }
    }

    private static RefusedException noInvitation() {
        return new RefusedException("The invitation is unknown, used or expired. Ask whoever sent it for a new one.");
    }
}
