package org.quorumkms.remote;

import java.rmi.Remote;
import java.rmi.RemoteException;

/** What an unknown caller reaches: the claim of a Domain with a one-time secret, and nothing else. */
public interface ClaimService extends Remote {

    /** The name under which the registry has it. */
    String NAME = "claim";

    /**
     * Makes the caller's connection key the controller of an unclaimed Domain (D4).
     *
     * @return the exported Domain, which the caller verifies to the genesis of its invitation
     * @throws org.quorumkms.errors.RefusedException if the invitation is unknown, used or expired; it does not say which
     */
    String claim(RequestId request, ClaimRequest claim) throws RemoteException;
}
