package org.quorumkms.remote;

import java.rmi.Remote;
import java.rmi.RemoteException;
import java.util.List;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.SeenDomain;
import org.quorumkms.signed.Bytes;
import org.quorumkms.signed.Thumbprint;

/**
 * What a client reaches: the Domains that name its connection key as a controller. Every use names the Domain as the
 * caller last saw it (D3); every answer says what was used. Contexts are encoded as in the file format.
 */
public interface ClientService extends Remote {

    /** The name under which the registry has it. */
    String NAME = "client";

    /** Lists the Domains that the caller controls. */
    List<DomainId> domains() throws RemoteException;

    /** Returns the newest revision of a Domain that the caller controls, exported. */
    String domain(DomainId id) throws RemoteException;

    /**
     * Returns the newest revision of a Domain to a key that a kept revision names as a controller.
     *
     * @param seen the revision that the caller saw
     * @param trust the Trust under which the caller saw it: the answer has the line after that
     */
    NewestDomain newest(SeenDomain seen, Thumbprint trust) throws RemoteException;

    /** Returns the line from genesis to a Trust, as a JSON array. */
    String line(Thumbprint trust) throws RemoteException;

    /** Returns where to call the servers of the system, this one first: hints, to be judged when called. */
    List<String> servers() throws RemoteException;

    /** Makes a fresh data key under the Domain's newest master key. */
    SealedDataKey createDataKey(SeenDomain seen, Bytes context) throws RemoteException;

    /** Makes several fresh data keys under the Domain's newest master key: as many calls of {@link #createDataKey} in one. */
    SealedDataKeys createDataKeys(CreateDataKeys wanted) throws RemoteException;

    /** Opens a sealed data key. */
    Opened openDataKey(SeenDomain seen, Bytes sealed, Bytes context) throws RemoteException;

    /** Opens several sealed data keys, all or none. */
    OpenedDataKeys openDataKeys(OpenDataKeys wanted) throws RemoteException;

    /**
     * Asks the operators of a Domain that a quorum opens to release one thing (O4).
     *
     * @param wanted an order of kind {@code open}
     * @return the order, which nobody has approved yet
     */
    String requestRelease(RequestId request, NewOrder wanted) throws RemoteException;

    /**
     * Returns the orders that would release something to the caller and have not ended, the older ones first.
     *
     * @param sealed the SHA-256 of what is sealed
     */
    List<String> releases(DomainId domain, Thumbprint sealed) throws RemoteException;

    /** Opens what a quorum released. */
    Opened openReleased(OpenReleased wanted) throws RemoteException;

    /**
     * Signs a file with a Domain of purpose {@code sign}.
     *
     * @param sha256 the SHA-256 of the file
     * @param bytes its length
     * @return the JWS, as JSON
     */
    SignedFile signFile(SeenDomain seen, Thumbprint sha256, long bytes) throws RemoteException;

    /**
     * Adds controllers to a Domain, or takes some away (D4).
     *
     * @return the newest revision, with what shows that it continues the one that the request names
     */
    NewestDomain changeControllers(RequestId request, ChangeControllers change) throws RemoteException;

    /**
     * Ends what earlier keys of a Domain of purpose {@code sign} signed (protocol.md section 5): a new active key, alone.
     *
     * @return the newest revision
     */
    NewestDomain endSignatures(RequestId request, SeenDomain seen) throws RemoteException;

    /** Seals up to 64 KiB under the Domain's newest master key. */
    Sealed encrypt(SeenDomain seen, Data data, Bytes context) throws RemoteException;

    /** Opens what {@link #encrypt} sealed. */
    Opened decrypt(SeenDomain seen, Bytes ciphertext, Bytes context) throws RemoteException;
}
