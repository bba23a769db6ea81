package org.quorumkms.server.manager;

import java.util.Optional;
import org.quorumkms.audit.AuditEvent;
import org.quorumkms.audit.AuditResult;
import org.quorumkms.audit.AuditSubject;
import org.quorumkms.domain.Domain;
import org.quorumkms.domain.DomainBody;
import org.quorumkms.domain.DomainInLine;
import org.quorumkms.domain.ExportedDomain;
import org.quorumkms.domain.Purpose;
import org.quorumkms.domain.VerifiedDomain;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.jose.EcJwk;
import org.quorumkms.server.ledger.CheckedStore;
import org.quorumkms.server.ledger.Intake;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.trust.TrustKind;
import org.quorumkms.trust.VerifiedTrust;

/** Whole Domains that somebody brings: imported by an operator (D7), or handed over by who saw more than the store (D3). */
public final class DomainImports {

    private final CheckedStore store;
    private final HsmPool hsms;
    private final Authorization authorization;
    private final Audited audited;
    private final ServedDomains served;
    private final Intake intake;

    DomainImports(
            CheckedStore store, HsmPool hsms, Authorization authorization, Audited audited, ServedDomains served) {
        this.store = store;
        this.hsms = hsms;
        this.authorization = authorization;
        this.audited = audited;
        this.served = served;
        this.intake = new Intake(store);
    }

    /** Returns whether a key may bring whole Domains: it controls one, as the store says; a look-up, no proof. */
    public boolean mayBring(EcJwk key) {
        return authorization.controlsSome(key);
    }

    /**
     * Takes an exported Domain back in, with the Trusts of its line (D7). Whose own Domain the store is behind of is known as an
     * operator when it was taken in: until then it is a controller who hands that over (D3).
     */
    public String importDomain(EcJwk caller, String text) {
        return audited.attempt(caller, Call.IMPORT_DOMAIN, AuditSubject.NONE, () -> {
            ExportedDomain exported = ExportedDomain.parse(text);
            DomainBody body = exported.domain().body();
            boolean own = body.purpose() == Purpose.OPERATOR
                    && body.controller(caller.thumbprint()).isPresent()
                    && authorization.findOperator(caller).isEmpty();
            if (own) {
                requireControllerOfStored(caller, exported);
                handOver(caller, exported);
            } else {
                importDomain(authorization.operator(Call.IMPORT_DOMAIN, caller), exported);
            }
            return exported.domain().thumbprint().value();
        });
    }

    private void importDomain(OperatorCaller operator, ExportedDomain exported) {
        if (store.memory().isClosed()) {
            keep(exported, Optional.of(operator.approvalKey()));
            return;
        }
        VerifiedTrust newest = newestKnown(exported);
        if (!governs(operator, newest)) {
            throw new RefusedException("D1: " + operator.name() + " is not an operator of Trust "
                    + newest.body().id() + ", the newest of the line of Domain "
                    + exported.domain().body().name() + ". One of its operators imports it.");
        }
        takeIn(operator.caller(), Call.IMPORT_DOMAIN, exported);
    }

    /** D1: what stands under genesis are operators' own Domains, which any operator may bring back. */
    private boolean governs(OperatorCaller operator, VerifiedTrust newest) {
        return newest.body().kind() == TrustKind.GENESIS
                ? authorization.governsAny(operator)
                : operator.isIn(newest.body());
    }

    /**
     * Takes what is handed over, since the store is behind (D3): from an operator of the line; or, if an HSM of the newest Trust
     * that is known of the line signed it, from a controller of the revision that the server has.
     */
    public void handOver(EcJwk caller, String text) {
        audited.attempt(caller, Call.HAND_OVER, AuditSubject.NONE, () -> {
            handOver(caller, ExportedDomain.parse(text));
            return text;
        });
    }

    private void handOver(EcJwk caller, ExportedDomain exported) {
        Optional<OperatorCaller> operator =
                authorization.findOperator(caller).filter(one -> !one.isAuditor() && authorization.governsAny(one));
        if (operator.isEmpty()) {
            requireControllerOfStored(caller, exported);
        }
        if (store.memory().isClosed()) {
            keep(exported, operator.map(OperatorCaller::approvalKey));
            return;
        }
        VerifiedTrust newest = newestKnown(exported);
        if (operator.filter(one -> governs(one, newest)).isEmpty()) {
            requireControllerOfStored(caller, exported);
            requireSignedByNewest(exported, newest);
        }
        takeIn(caller.thumbprint(), Call.HAND_OVER, exported);
    }

    private void requireControllerOfStored(EcJwk caller, ExportedDomain exported) {
        DomainBody body = exported.domain().body();
        if (!authorization.isControllerOfStored(caller, body.id())) {
            throw new RefusedException("D3: this server takes Domain " + body.name()
                    + " from a controller that it knows, or from an operator of its line. Export it (kms-client export), and"
                    + " have one import it.");
        }
    }

    /** The newest Trust that is known of an exported Domain's line. */
    private VerifiedTrust newestKnown(ExportedDomain exported) {
        VerifiedTrust line = store.lines().verified(exported.line());
        return store.read(ledger -> ledger.trusts().find(line.thumbprint())).isPresent()
                ? store.lines().newest(line.thumbprint())
                : store.memory().newest(line.lineRoot()).orElse(line);
    }

    private static void requireSignedByNewest(ExportedDomain exported, VerifiedTrust newest) {
        Thumbprint signer = exported.domain().signature().kid();
        if (newest.body().hsms().stream()
                .noneMatch(hsm -> hsm.signing().thumbprint().equals(signer))) {
            throw new RefusedException("D3: the HSM that signed this revision is not in Trust "
                    + newest.body().id()
                    + ", the newest of the line. Export it (kms-client export), and have an operator import it.");
        }
    }

    /** Takes a Domain in by the server's own command (D7): where nobody is known yet. Closed, it keeps. */
    Domain importByHost(ExportedDomain exported) {
        Thumbprint self = audited.log().server();
        if (store.memory().isClosed()) {
            keep(exported, Optional.of(self));
        } else {
            takeIn(self, Call.IMPORT_DOMAIN, exported);
        }
        return exported.domain();
    }

    /** Section 7: a restored server keeps what descends from what it remembers, and chooses nothing. */
    private void keep(ExportedDomain exported, Optional<Thumbprint> operator) {
        VerifiedDomain verified = hsms.any().verifyDomain(DomainInLine.of(exported));
        store.memory().seen(verified.body().id()).ifPresent(descent -> descent.require(verified, exported.proof()));
        store.memory().keepHandedOver(exported, operator);
    }

    private void takeIn(Thumbprint who, Call call, ExportedDomain exported) {
        VerifiedDomain verified = hsms.any().verifyDomain(DomainInLine.of(exported));
        AuditEvent event = new AuditEvent(who, call.action(), AuditSubject.domain(exported.domain()), AuditResult.DONE);
        intake.take(exported, verified, ledger -> audited.log().append(ledger.tables(), event));
        served.changed(verified.body().id());
        store.memory().sees(verified.trust());
    }
}
