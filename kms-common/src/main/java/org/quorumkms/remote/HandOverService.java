package org.quorumkms.remote;

import java.rmi.Remote;
import java.rmi.RemoteException;

/**
 * What takes in whole Domains with their lines: the only calls that may have more than 192 KiB (protocol.md section 6). Only for
 * keys that control a Domain, which is looked up at each call before a parameter of it is read.
 */
public interface HandOverService extends Remote {

    /** The name in the registry. */
    String NAME = "handover";

    /**
     * Takes a Domain that the store is behind of (D3, D7): from a controller of the revision that the server has, if an HSM
     * of the newest Trust that it knows of the line signed it.
     */
    void handOver(RequestId request, String exported) throws RemoteException;

    /**
     * Takes an exported Domain back in (D7), from an operator of the newest Trust of its line. Where nobody is known as an
     * operator yet, the server's own command does.
     *
     * @return the Domain's thumbprint
     */
    String importDomain(RequestId request, String exported) throws RemoteException;
}
