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
import org.quorumkms.domain.OwnKey;
import org.quorumkms.domain.Purpose;
import org.quorumkms.domain.VerifiedDomain;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.jose.Jwe;
import org.quorumkms.jose.JweSealer;
import org.quorumkms.jose.RsaJwk;
import org.quorumkms.signed.Name;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.trust.HsmKeys;
import org.quorumkms.trust.KnownTrusts;
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
            return sign(new DomainBody(
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
                    Optional.of(seal(ring, draft.id(), 1, trust))));
        }
    }

    Domain claim(ClaimAttempt attempt) {
        VerifiedDomain domain = vault.verify(attempt.unclaimed());
        DomainBody body = domain.body();
        secrets.requireIn(domain.trust().body());
        ClaimTerms terms = body.claim().orElseThrow(DomainMaker::noInvitation);
        boolean isSecret = terms.isSecret(attempt.secret().exposed());
        if (!isSecret
                || !secrets.clock().instant().isBefore(terms.expires())
                || !domain.follows(attempt.trust())
                || body.state() != DomainState.ENABLED) {
            throw noInvitation();
        }
        Revision next = Revision.after(domain).controlledBy(List.of(attempt.caller()));
        if (attempt.ownKey().isEmpty()) {
            try (KeyRing ring = KeyRing.fresh(body.purpose(), true, secrets.random())) {
                return next.publicKeys(ring.publicKeys()).sign(this, Optional.of(ring));
            }
        }
        RsaJwk own = ownKey(body, attempt);
        try (KeyRing ring = KeyRing.empty()) {
            return next.publicKeys(List.of(own)).sign(this, Optional.of(ring));
        }
    }

    /** D4: an operator may keep its key itself; then only the public half is here. */
    private static RsaJwk ownKey(DomainBody body, ClaimAttempt attempt) {
        if (body.purpose() != Purpose.OPERATOR) {
            throw new RefusedException("Only an operator keeps its key itself. Claim this Domain without one.");
        }
        return OwnKey.verify(attempt.ownKey(), body.id(), attempt.caller()).key();
    }

    Domain sign(DomainBody body) {
        return Domain.sign(body, secrets.signing());
    }

    Jwe seal(KeyRing ring, DomainId id, int revision, VerifiedTrust trust) {
        TrustBody body = trust.body();
        try (SecretBytes plaintext = ring.write()) {
            return sealer.seal(
                    body.hsms().stream().map(HsmKeys::encryption).toList(),
                    DomainBody.bound(id, revision, trust.thumbprint()),
                    plaintext);
        }
    }

    /**
     * An attempt to claim a Domain.
     *
     * @param unclaimed the Domain with its line
     * @param trust the Trust that the invitation names
     * @param secret the one-time secret
     * @param caller the thumbprint of the connection key that becomes the controller
     * @param ownKey what an operator that keeps its key itself says with it; else empty
     */
    record ClaimAttempt(
            ExportedDomain unclaimed, Thumbprint trust, SecretBytes secret, Thumbprint caller, String ownKey) {}

    private static RefusedException noInvitation() {
        return new RefusedException("The invitation is unknown, used or expired. Ask whoever sent it for a new one.");
    }
}
