package org.quorumkms.hsm;

import java.util.List;
import java.util.Optional;
import org.quorumkms.crypto.SecretBytes;
import org.quorumkms.domain.ClaimTerms;
import org.quorumkms.domain.Controller;
import org.quorumkms.domain.Domain;
import org.quorumkms.domain.DomainBody;
import org.quorumkms.domain.DomainBuilder;
import org.quorumkms.domain.DomainState;
import org.quorumkms.domain.OwnKey;
import org.quorumkms.domain.Policy;
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
        draft.claim().ifPresent(this::requireOpen);
        if (draft.purpose() == Purpose.ENCRYPT
                && draft.policy().readers() == Policy.Who.QUORUM
                && !draft.controllers().isEmpty()) {
            throw new RefusedException(
                    "D9: where a quorum decides who reads, the first controller comes by an order too."
                            + " Make the Domain for nobody, then order admit.");
        }
        boolean keyed = !draft.controllers().isEmpty();
        DomainBuilder first = DomainBuilder.first(
                        draft.id(),
                        Name.typed(draft.name()),
                        draft.purpose(),
                        trust.thumbprint(),
                        secrets.clock().instant())
                .controlledBy(draft.controllers())
                .claim(draft.claim());
        if (draft.purpose() == Purpose.ENCRYPT) {
            first.policy(draft.policy());
        }
        if (!draft.ownKey().isEmpty()) {
            return withOwnKey(first, ownKey(draft), trust);
        }
        try (KeyRing ring = KeyRing.fresh(draft.purpose(), keyed, secrets.random())) {
            return sign(first.publicKeys(ring.publicKeys()), Optional.of(ring), trust);
        }
    }

    private static RsaJwk ownKey(DomainDraft draft) {
        if (draft.controllers().size() != 1) {
            throw new RefusedException("D4: an approval key that its operator keeps is for one connection key.");
        }
        return ownKey(
                draft.purpose(), draft.ownKey(), draft.controllers().get(0).key());
    }

    private Domain withOwnKey(DomainBuilder next, RsaJwk own, VerifiedTrust trust) {
        try (KeyRing ring = KeyRing.empty()) {
            return sign(next.publicKeys(List.of(own)), Optional.of(ring), trust);
        }
    }

    /** D4: a claim is put into a first revision or in the place of another. */
    void requireOpen(ClaimTerms claim) {
        if (!secrets.clock().instant().isBefore(claim.expires())) {
            throw new RefusedException("The invitation would be expired already. Give it a later end.");
        }
    }

    Domain claim(ClaimAttempt attempt) {
        VerifiedDomain domain = vault.verify(attempt.unclaimed());
        DomainBody body = domain.body();
        secrets.requireIn(domain.trust().body());
        ClaimTerms terms = body.claim().orElseThrow(DomainMaker::noInvitation);
        boolean isSecret = terms.isSecret(attempt.secret().exposed());
        if (!isSecret || !secrets.clock().instant().isBefore(terms.expires()) || body.state() != DomainState.ENABLED) {
            throw noInvitation();
        }
        domain.requireNamed(attempt.seen());
        String name = body.purpose() == Purpose.OPERATOR ? body.name() : attempt.name();
        DomainBuilder next = DomainBuilder.after(
                        domain.domain(), secrets.clock().instant())
                .controlledBy(List.of(new Controller(attempt.caller(), name, terms.may())));
        if (attempt.ownKey().isEmpty()) {
            try (KeyRing ring = KeyRing.fresh(body.purpose(), true, secrets.random())) {
                return sign(next.publicKeys(ring.publicKeys()), Optional.of(ring), domain.trust());
            }
        }
        return withOwnKey(next, ownKey(body.purpose(), attempt.ownKey(), attempt.caller()), domain.trust());
    }

    /** D4: an operator may keep its key itself; then only the public half is here. */
    private static RsaJwk ownKey(Purpose purpose, String statement, Thumbprint controller) {
        if (purpose != Purpose.OPERATOR) {
            throw new RefusedException("Only an operator keeps its key itself. Claim this Domain without one.");
        }
        return OwnKey.verify(statement, controller).key();
    }

    /** Signs a revision with its ring of keys wrapped for every HSM of its Trust; a tombstone has none. */
    Domain sign(DomainBuilder next, Optional<KeyRing> ring, VerifiedTrust trust) {
        Optional<Jwe> keys = ring.map(one -> seal(one, next, trust));
        return Domain.sign(next.under(trust.thumbprint()).build(keys), secrets.signing());
    }

    private Jwe seal(KeyRing ring, DomainBuilder next, VerifiedTrust trust) {
        try (SecretBytes plaintext = ring.write()) {
            return sealer.seal(
                    trust.body().hsms().stream().map(HsmKeys::wrapping).toList(),
                    DomainBody.bound(next.id(), next.revision(), trust.thumbprint()),
                    plaintext);
        }
    }

    private static RefusedException noInvitation() {
        return new RefusedException("The invitation is unknown, used or expired. Ask whoever sent it for a new one.");
    }
}
