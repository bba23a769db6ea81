package org.quorumkms.remote;

import java.rmi.Remote;
import java.rmi.RemoteException;
import org.quorumkms.domain.DomainId;

/** What an unknown caller reaches: a look at a Domain and its claim, with a one-time secret, and nothing else. */
public interface ClaimService extends Remote {

    /** The name under which the registry has it. */
    String NAME = "claim";

    /**
     * Returns an unclaimed Domain, exported, to who has its one-time secret.
     *
     * @throws org.quorumkms.errors.RefusedException if the invitation is unknown, used or expired; it does not say which
     */
    String look(DomainId domain, Data secret) throws RemoteException;

    /**
     * Makes the caller's connection key the controller of an unclaimed Domain (D4).
     *
     * @return the exported Domain, which the caller verifies to the genesis of its invitation
     * @throws org.quorumkms.errors.RefusedException if the invitation is unknown, used or expired; it does not say which
     */
    String claim(RequestId request, ClaimRequest claim) throws RemoteException;
}
