package org.quorumkms.server.manager;

import java.util.function.Supplier;
import org.quorumkms.domain.Domain;
import org.quorumkms.domain.DomainId;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.jose.EcJwk;
import org.quorumkms.server.ledger.CheckedStore;

/**
 * What is said to a key about a Domain that does not name it: one that was a controller once hears that it is not any more; a
 * stranger hears the same as where there is no Domain.
 *
 * @param store where Domains are
 */
record OwnDomains(CheckedStore store) {

    /** Requires that a Domain names a key as a controller; the HSM decides again, from the Domain itself. */
    void requireController(Domain domain, EcJwk caller) {
        DomainId id = domain.body().id();
        if (domain.body().controller(caller.thumbprint()).isEmpty()) {
            throw wasController(id, caller) ? notAnyMore(domain) : notYours(id).get();
        }
    }

    /** Returns whether a kept revision names a key as a controller. */
    boolean wasController(DomainId id, EcJwk caller) {
        return store.read(ledger -> ledger.domains().everControlledBy(id, caller.thumbprint()));
    }

    static Supplier<RefusedException> notYours(DomainId id) {
        return () ->
                new RefusedException("No Domain " + id + " names this key as a controller. Ask for an invitation.");
    }

    static RefusedException notAnyMore(Domain domain) {
        return new RefusedException("Domain " + domain.body().name()
                + " does not name this key as a controller any more. Ask its controllers, or its operators.");
    }
}
