package org.quorumkms.server.manager;

import java.time.Clock;
import org.quorumkms.audit.AuditSubject;
import org.quorumkms.crypto.SecretBytes;
import org.quorumkms.domain.ClaimTerms;
import org.quorumkms.domain.Domain;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.DomainInLine;
import org.quorumkms.domain.Purpose;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.hsm.ClaimAttempt;
import org.quorumkms.jose.EcJwk;
import org.quorumkms.remote.ClaimRequest;
import org.quorumkms.remote.Data;
import org.quorumkms.server.ledger.CheckedStore;
import org.quorumkms.server.ledger.DomainChange;
import org.quorumkms.server.manager.Changes.Asked;
import org.quorumkms.signed.Thumbprint;

/** The claim of a Domain (D4): whoever has its one-time secret may look, and becomes its controller. */
public final class Claims {

    private final CheckedStore store;
    private final HsmPool hsms;
    private final Authorization authorization;
    private final Changes changes;
    private final Clock clock;
    private final ClaimGate gate = new ClaimGate(System::nanoTime);

    Claims(CheckedStore store, HsmPool hsms, Authorization authorization, Changes changes, Clock clock) {
        this.store = store;
        this.hsms = hsms;
        this.authorization = authorization;
        this.changes = changes;
        this.clock = clock;
    }

    /** Shows an unclaimed Domain; the secret is compared before any document is verified. */
    public String look(EcJwk caller, DomainId id, Data secret) {
        return gate.pass(caller.thumbprint(), () -> {
            try (SecretBytes taken = secret.take()) {
                requireUnclaimed(id, taken);
                return store.exported(id).toText();
            }
        });
    }

    /** Claims a Domain. */
    public String claim(Request request, ClaimRequest claim) {
        DomainId id = claim.seen().id();
        return gate.pass(request.key(), () -> {
            try (SecretBytes secret = claim.secret().take()) {
                changes.once(
                        new Asked(
                                request,
                                Call.CLAIM,
                                AuditSubject.domain(id),
                                "claim " + id + " " + Thumbprint.ofContent(secret.exposed())),
                        id,
                        () -> claimed(request.caller(), claim, secret),
                        (ledger, change) -> {
                            ledger.domains().keyedSince(id, clock.instant());
                            return AuditSubject.change(
                                    change.before().orElseThrow().body(), change.last());
                        });
                return store.exported(id).toText();
            }
        });
    }

    private DomainChange claimed(EcJwk caller, ClaimRequest claim, SecretBytes secret) {
        requireUnclaimed(claim.seen().id(), secret);
        DomainInLine domain = store.named(claim.seen());
        boolean second = domain.domain().body().purpose() == Purpose.OPERATOR
                && authorization.findOperator(caller).isPresent();
        Domain after = hsms.in(domain.line().last().body())
                .claimDomain(new ClaimAttempt(
                        domain, claim.seen(), secret, caller.thumbprint(), claim.name(), claim.ownKey()));
        if (second) {
            throw new RefusedException(
                    "D4: this home's key is an operator already. Enrol a second operator with another --home.");
        }
        return DomainChange.of(domain.domain(), after);
    }

    private void requireUnclaimed(DomainId id, SecretBytes secret) {
        Domain domain = store.read(ledger -> ledger.domains().find(id)).orElseThrow(Claims::noInvitation);
        ClaimTerms terms = domain.body().claim().orElseThrow(Claims::noInvitation);
        if (!terms.isSecret(secret.exposed()) || !clock.instant().isBefore(terms.expires())) {
            throw noInvitation();
        }
    }

    private static RefusedException noInvitation() {
        return new RefusedException("The invitation is unknown, used or expired. Ask whoever sent it for a new one.");
    }
}
