package org.quorumkms.server.manager;

import java.util.List;
import java.util.Optional;
import org.quorumkms.domain.Domain;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.DomainInLine;
import org.quorumkms.domain.DomainState;
import org.quorumkms.domain.Purpose;
import org.quorumkms.domain.VerifiedDomain;
import org.quorumkms.errors.BehindException;
import org.quorumkms.errors.ClosedException;
import org.quorumkms.errors.KmsException;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.jose.EcJwk;
import org.quorumkms.server.store.Store;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.trust.VerifiedTrust;

/**
 * Who may do what (D1, D8). Rows of the database only help to find documents; what is decided is decided by documents that
 * verify to genesis, held against what this server remembers.
 *
 * <p>Whatever an operator asks about a Domain, it asks as an operator of the newest Trust of that Domain's line. An enrolled
 * operator in no newest Trust reads and moves its own Domain, reads its line, and sees, approves and rejects proposals that
 * name it, nothing else. An auditor reads everything. Before the founding all that are enrolled propose.
 */
final class Authorization {

    private final Store store;
    private final Ledger ledger;
    private final Thumbprint genesis;

    Authorization(Store store, Ledger ledger, Thumbprint genesis) {
        this.store = store;
        this.ledger = ledger;
        this.genesis = genesis;
    }

    /** Requires that the caller has enrolled: it controls an operator Domain. */
    OperatorCaller requireEnrolled(EcJwk caller) {
        return findOperator(caller).orElseThrow(() -> notEnrolled(caller));
    }

    /** D3: whose own Domain the store is behind of, or shows otherwise than is remembered, hears that. */
    private KmsException notEnrolled(EcJwk caller) {
        List<Domain> named = store.read(tables -> tables.domains().controlledBy(caller.thumbprint()));
        for (Domain domain : named) {
            try {
                if (domain.body().purpose() == Purpose.OPERATOR) {
                    ledger.find(domain.body().id());
                }
            } catch (BehindException | ClosedException why) {
                return why;
            }
        }
        return new RefusedException(
                "The caller's key is not an operator's. Enrol with an invitation:" + " kms-operator enrol INVITATION.");
    }

    /** Requires that the caller may read everything: an operator of a newest Trust, an auditor, or any before the founding. */
    OperatorCaller requireReader(EcJwk caller) {
        OperatorCaller operator = requireEnrolled(caller);
        if (!operator.isAuditor() && !governsAny(operator)) {
            throw notInForce(operator);
        }
        return operator;
    }

    /** Requires that the caller may propose and make: an operator of a newest Trust, or any before the founding. */
    OperatorCaller requireOperator(EcJwk caller) {
        OperatorCaller operator = requireEnrolled(caller);
        if (operator.isAuditor()) {
            throw new RefusedException(
                    "D8: " + operator.name() + " is an auditor, who reads everything and changes nothing.");
        }
        if (!governsAny(operator)) {
            throw notInForce(operator);
        }
        return operator;
    }

    private KmsException notInForce(OperatorCaller operator) {
        Optional<ClosedException> closed = ledger.closedLine(trust -> operator.isIn(trust.body()));
        return closed.<KmsException>map(one -> one).orElseGet(() -> removed(operator));
    }

    private static RefusedException removed(OperatorCaller operator) {
        return new RefusedException(
                "D1: no newest Trust names " + operator.name()
                        + " (key " + operator.approvalKey().abbreviated()
                        + "): it was removed, or is not in one yet. It may move its own Domain, and approve proposals that name it.");
    }

    /** Returns whether a newest Trust names an operator, or nothing was founded yet. */
    boolean governsAny(OperatorCaller operator) {
        return !ledger.isFounded(genesis)
                || ledger.newestTrusts().stream().anyMatch(trust -> operator.isIn(trust.body()));
    }

    /** Requires that the caller is an operator of the newest Trust of a line; returns that Trust. */
    VerifiedTrust requireGoverns(OperatorCaller operator, Thumbprint anyOfLine, String what) {
        VerifiedTrust newest = ledger.newest(anyOfLine);
        if (!operator.isIn(newest.body())) {
            throw new RefusedException("D1: " + operator.name() + " is not an operator of Trust "
                    + newest.body().id() + ", the newest of its line. " + what);
        }
        // What it is called under is remembered: it governs on, whatever the store shows afterwards.
        ledger.memory().sees(newest);
        return newest;
    }

    /** Finds the operator whose Domain the caller controls. */
    Optional<OperatorCaller> findOperator(EcJwk caller) {
        return domainsOf(caller).stream()
                .filter(domain -> domain.body().purpose() == Purpose.OPERATOR)
                .filter(domain -> domain.body().state() == DomainState.ENABLED)
                .map(domain -> new OperatorCaller(caller, domain))
                .findFirst();
    }

    /** Returns the Domains that the caller controls, as their documents say. */
    List<VerifiedDomain> domainsOf(EcJwk caller) {
        List<DomainId> ids = store.read(tables -> tables.domains().controlledBy(caller.thumbprint()).stream()
                .map(Domain::body)
                .map(body -> body.id())
                .toList());
        return ids.stream()
                .map(this::shown)
                .flatMap(Optional::stream)
                .map(ledger::proof)
                .flatMap(Optional::stream)
                .filter(domain -> domain.isControlledBy(caller.thumbprint()))
                .toList();
    }

    /** A Domain that the store shows otherwise than this server remembers it counts for nothing here. */
    private Optional<DomainInLine> shown(DomainId id) {
        try {
            return ledger.find(id);
        } catch (KmsException refused) {
            return Optional.empty();
        }
    }

    /** Returns whether the caller controls a Domain, of whatever purpose. */
    boolean controlsAny(EcJwk caller) {
        return !domainsOf(caller).isEmpty();
    }

    /** Returns whether rows name the caller as a controller: before anything of it is read. */
    boolean controlsSome(EcJwk caller) {
        return store.read(
                tables -> !tables.domains().controlledBy(caller.thumbprint()).isEmpty());
    }

    /** Returns whether a kept revision of any Domain names the caller. */
    boolean isNamed(EcJwk caller) {
        return store.read(tables -> tables.domains().isNamed(caller.thumbprint()));
    }
}
