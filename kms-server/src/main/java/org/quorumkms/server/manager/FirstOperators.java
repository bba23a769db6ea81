package org.quorumkms.server.manager;

import java.security.SecureRandom;
import java.util.function.Function;
import org.quorumkms.audit.AuditAction;
import org.quorumkms.audit.AuditSubject;
import org.quorumkms.domain.ClaimTerms;
import org.quorumkms.domain.Controller;
import org.quorumkms.domain.Domain;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.ExportedDomain;
import org.quorumkms.domain.Purpose;
import org.quorumkms.domain.Rights;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.hsm.DomainDraft;
import org.quorumkms.party.Identity;
import org.quorumkms.server.audit.AuditLog;
import org.quorumkms.server.ledger.CheckedStore;
import org.quorumkms.server.ledger.DomainChange;
import org.quorumkms.server.ledger.Ledger;
import org.quorumkms.signed.Name;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.trust.TrustChain;

/**
 * Operators' Domains under genesis (D1), which the server's own command makes while no Trust has operators: the first start, and
 * lost invitations.
 *
 * @param store where they are kept
 * @param genesis what they stand under
 * @param hsms makes them
 * @param log where it is written down
 * @param random for their ids
 */
record FirstOperators(CheckedStore store, Thumbprint genesis, HsmPool hsms, AuditLog log, SecureRandom random) {

    /** Makes a Domain that its operator claims with an invitation. */
    ExportedDomain invite(String name, ClaimTerms claim) {
        return made(
                name,
                line -> DomainDraft.claimed(DomainId.random(random), Name.typed(name), Purpose.OPERATOR, claim, line));
    }

    /** Makes a Domain for an operator whose key is known (D4): nothing secret travels. */
    ExportedDomain make(Identity operator) {
        Controller controller =
                new Controller(operator.key().thumbprint(), operator.name(), Rights.all(Purpose.OPERATOR));
        return made(
                operator.name(),
                line -> DomainDraft.known(
                        DomainId.random(random), operator.name(), Purpose.OPERATOR, controller, operator.own(), line));
    }

    private ExportedDomain made(String name, Function<TrustChain, DomainDraft> draft) {
        if (store.memory().isClosed()) {
            throw Changes.closed();
        }
        if (store.lines().isFounded()) {
            throw new RefusedException("A Trust has operators already, so they invite further ones:"
                    + " kms-operator operator invite " + name + ".");
        }
        TrustChain line = store.read(ledger -> ledger.line(genesis));
        Domain made = hsms.in(line.last().body()).createDomain(draft.apply(line));
        return store.write(ledger -> {
            for (Domain other : ledger.domains().all(Purpose.OPERATOR)) {
                if (other.body().name().equals(name)) {
                    forget(ledger, other);
                }
                requireOtherKeys(made, other);
            }
            DomainChange.first(made).keep(ledger);
            log.append(ledger.tables(), log.own(AuditAction.OPERATOR_INVITE, AuditSubject.domain(made)));
            return ledger.exported(made);
        });
    }

    /** D4: a connection key controls one operator's Domain. */
    private static void requireOtherKeys(Domain made, Domain other) {
        made.body().controllers().forEach(controller -> {
            if (other.body().controller(controller.key()).isPresent()) {
                throw new RefusedException("D4: the key of " + controller.name() + " is the operator "
                        + other.body().name() + "'s already. Each operator has a home of its own.");
            }
        });
    }

    private static void forget(Ledger ledger, Domain other) {
        if (other.body().claim().isEmpty()) {
            throw new RefusedException("An operator called " + other.body().name()
                    + " is enrolled already (key "
                    + other.body().publicKeys().get(0).thumbprint().abbreviated()
                    + "). Take another name.");
        }
        ledger.domains().removeUnclaimed(other);
    }
}
