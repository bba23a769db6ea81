package org.quorumkms.server.manager;

import java.util.List;
import java.util.Optional;
import org.quorumkms.domain.Domain;
import org.quorumkms.domain.DomainBody;
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
import org.quorumkms.server.ledger.CheckedStore;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.trust.VerifiedTrust;

/**
 * Who may do what (D1, D8): {@link Call} has the table. Rows of the database only help to find documents; what is decided is
 * decided by documents that verify to genesis, held against what this server remembers.
 *
 * <p>Whatever an operator asks about a Domain, it asks as an operator of the newest Trust of that Domain's line. An enrolled
 * operator in no newest Trust reads and moves its own Domain, reads its line, and sees, approves and rejects proposals that
 * name it, nothing else. An auditor reads everything. Before the founding all that are enrolled propose.
 */
final class Authorization {

    private final CheckedStore store;

    Authorization(CheckedStore store) {
        this.store = store;
    }

    /** Requires that the caller is such an operator as a call is for; whether of the right line, is asked of what it names. */
    OperatorCaller operator(Call call, EcJwk caller) {
        OperatorCaller operator = requireEnrolled(caller);
        switch (call.who()) {
            case ENROLLED, OF_PROPOSAL, BRINGER, OF_LINE_OR_OWN -> {}
            case READER -> requireReader(operator);
            case GOVERNOR, OF_LINE -> requireGovernor(operator);
            case ANYBODY, NAMED, CONTROLLER, OF_LINE_OR_CONTROLLER ->
                throw new IllegalStateException(call.method() + " is not for operators only");
        }
        return operator;
    }

    private OperatorCaller requireEnrolled(EcJwk caller) {
        return findOperator(caller).orElseThrow(() -> notEnrolled(caller));
    }

    /** D3: whose own Domain the store is behind of, or shows otherwise than is remembered, hears that. */
    private KmsException notEnrolled(EcJwk caller) {
        List<Domain> named = store.read(ledger -> ledger.domains().controlledBy(caller.thumbprint()));
        for (Domain domain : named) {
            try {
                if (domain.body().purpose() == Purpose.OPERATOR) {
                    store.find(domain.body().id());
                }
            } catch (BehindException | ClosedException why) {
                return why;
            }
        }
        return new RefusedException(
                "The caller's key is not an operator's. Enrol with an invitation:" + " kms-operator enrol INVITATION.");
    }

    private void requireReader(OperatorCaller operator) {
        if (!readsAll(operator)) {
            throw notInForce(operator);
        }
    }

    /** Returns whether an operator may read everything: one of a newest Trust, an auditor, or any before the founding. */
    boolean readsAll(OperatorCaller operator) {
        return operator.isAuditor() || governsAny(operator);
    }

    private void requireGovernor(OperatorCaller operator) {
        if (operator.isAuditor()) {
            throw new RefusedException(
                    "D8: " + operator.name() + " is an auditor, who reads everything and changes nothing.");
        }
        if (!governsAny(operator)) {
            throw notInForce(operator);
        }
    }

    private KmsException notInForce(OperatorCaller operator) {
        Optional<ClosedException> closed = store.lines().closed(trust -> operator.isIn(trust.body()));
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
        return !store.lines().isFounded()
                || store.lines().newestTrusts().stream().anyMatch(trust -> operator.isIn(trust.body()));
    }

    /** Requires that the caller is an operator of the newest Trust of a line; returns that Trust. */
    VerifiedTrust requireGoverns(OperatorCaller operator, Thumbprint anyOfLine, String what) {
        VerifiedTrust newest = store.lines().newest(anyOfLine);
        if (!operator.isIn(newest.body())) {
            throw new RefusedException("D1: " + operator.name() + " is not an operator of Trust "
                    + newest.body().id() + ", the newest of its line. " + what);
        }
        // What it is called under is remembered: it governs on, whatever the store shows afterwards.
        store.memory().sees(newest);
        return newest;
    }

    /** Requires that the caller may read a Domain: its own, or everything. */
    void requireMayRead(Call call, EcJwk caller, DomainId id) {
        if (findOperator(caller)
                .filter(operator -> operator.domain().body().id().equals(id))
                .isEmpty()) {
            operator(call, caller);
        }
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
        List<DomainId> ids = store.read(ledger -> ledger.domains().controlledBy(caller.thumbprint()).stream()
                .map(Domain::body)
                .map(DomainBody::id)
                .toList());
        return ids.stream()
                .map(this::shown)
                .flatMap(Optional::stream)
                .map(store::proof)
                .flatMap(Optional::stream)
                .filter(domain -> domain.isControlledBy(caller.thumbprint()))
                .toList();
    }

    /** A Domain that the store shows otherwise than this server remembers it counts for nothing here. */
    private Optional<DomainInLine> shown(DomainId id) {
        try {
            return store.find(id);
        } catch (KmsException refused) {
            return Optional.empty();
        }
    }

    /** Requires that a kept revision of any Domain names the caller: lines and addresses are for those. */
    void requireNamed(EcJwk caller) {
        if (!isNamed(caller)) {
            throw new RefusedException("This key controls no Domain. Claim one: kms-client claim INVITATION.");
        }
    }

    /** Returns whether a kept revision of any Domain names a key: a look-up, no proof. */
    boolean isNamed(EcJwk caller) {
        return store.read(ledger -> ledger.domains().isNamed(caller.thumbprint()));
    }

    /** Returns whether rows name a key as a controller: a look-up, no proof, before anything of it is read. */
    boolean controlsSome(EcJwk caller) {
        return store.read(
                ledger -> !ledger.domains().controlledBy(caller.thumbprint()).isEmpty());
    }

    /** Returns whether a Domain names the caller as a controller, as rows say. */
    boolean isControllerOfStored(EcJwk caller, DomainId id) {
        return store.read(ledger -> ledger.domains().find(id))
                .filter(there -> there.body().controller(caller.thumbprint()).isPresent())
                .isPresent();
    }
}
