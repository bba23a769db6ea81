package org.quorumkms.server.manager;

import java.util.List;
import java.util.Optional;
import org.quorumkms.domain.Domain;
import org.quorumkms.domain.DomainVerifier;
import org.quorumkms.domain.ExportedDomain;
import org.quorumkms.domain.Purpose;
import org.quorumkms.domain.VerifiedDomain;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.jose.EcJwk;
import org.quorumkms.server.store.Store;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.trust.KnownTrusts;

/**
 * Who may do what. Rows of the database only help to find documents; what is decided is decided by documents that verify
 * to genesis.
 */
final class Authorization {

    private final Store store;
    private final DomainVerifier verifier;

    Authorization(Store store, Thumbprint genesis) {
        this.store = store;
        this.verifier = new DomainVerifier(new KnownTrusts(genesis));
    }

    /** Requires that the caller is an operator. */
    OperatorCaller requireOperator(EcJwk caller) {
        return findOperator(caller)
                .orElseThrow(
                        () -> new RefusedException("The caller's key is not an operator's. Enrol with an invitation:"
                                + " kms-operator enrol INVITATION."));
    }

    /** Finds the operator whose Domain the caller controls. */
    Optional<OperatorCaller> findOperator(EcJwk caller) {
        return controlled(caller.thumbprint()).stream()
                .filter(exported -> exported.domain().body().purpose() == Purpose.OPERATOR)
                .map(exported -> verifier.verify(exported).proof())
                .flatMap(Optional::stream)
                .filter(domain -> domain.isControlledBy(caller.thumbprint()))
                .map(domain -> new OperatorCaller(caller, domain))
                .findFirst();
    }

    /** Returns the Domains that the caller controls, as their documents say. */
    List<VerifiedDomain> domainsOf(EcJwk caller) {
        return controlled(caller.thumbprint()).stream()
                .map(exported -> verifier.verify(exported).proof())
                .flatMap(Optional::stream)
                .filter(domain -> domain.isControlledBy(caller.thumbprint()))
                .toList();
    }

    /** Returns whether the caller controls a Domain, of whatever purpose. */
    boolean controlsAny(EcJwk caller) {
        return controlled(caller.thumbprint()).stream()
                .anyMatch(exported -> verifier.verify(exported)
                        .proof()
                        .filter(domain -> domain.isControlledBy(caller.thumbprint()))
                        .isPresent());
    }

    void requireVerified(ExportedDomain exported) {
        verifier.verify(exported).require();
    }

    private List<ExportedDomain> controlled(Thumbprint caller) {
        return store.read(tables -> tables.domains().controlledBy(caller).stream()
                .map(domain -> exported(tables, domain))
                .flatMap(Optional::stream)
                .toList());
    }

    private static Optional<ExportedDomain> exported(Store.Tables tables, Domain domain) {
        return tables.trusts().line(domain.body().trust()).map(line -> new ExportedDomain(domain, line));
    }
}
