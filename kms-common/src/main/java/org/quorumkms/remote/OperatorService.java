package org.quorumkms.remote;

import java.rmi.Remote;
import java.rmi.RemoteException;
import java.util.List;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.SeenDomain;
import org.quorumkms.signed.Thumbprint;

/**
 * What an operator reaches: whoever's connection key controls an {@code operator} Domain. Documents come as text, and
 * the console reads and verifies them itself. Every method that changes something has a request id: repeated by the
 * same caller, it gives the first answer.
 */
public interface OperatorService extends Remote {

    /** The name under which the registry has it. */
    String NAME = "operator";

    /** Returns all Trusts, signed and unsigned, in the order of their ids. */
    List<String> trusts() throws RemoteException;

    /** Returns the line from genesis to a Trust, as a JSON array. */
    String line(Thumbprint trust) throws RemoteException;

    /**
     * Returns a page of the newest revisions of all Domains, by their ids, without their lines.
     *
     * @param after the id of the last Domain of the page before; empty text: from the beginning
     * @param limit how many at most; the server may give fewer, and gives none only at the end
     */
    List<String> domains(String after, int limit) throws RemoteException;

    /** Returns the newest revisions of the Domains of a name, 20 at most, without their lines. */
    List<String> domainsNamed(String name) throws RemoteException;

    /** Returns the newest revision of a Domain, exported. */
    String domain(DomainId id) throws RemoteException;

    /** Returns the claimed Domains of all operators, exported: there is no other register of operators. */
    List<String> operators() throws RemoteException;

    /** Returns where to call the servers of the system, this one first: hints, to be judged when called. */
    List<String> servers() throws RemoteException;

    /** Returns all HSMs. */
    List<HsmView> hsms() throws RemoteException;

    /** Makes an unsigned Trust; returns it. */
    String createTrust(RequestId request, TrustPlan plan) throws RemoteException;

    /** Approves an unsigned Trust with the caller's own operator Domain; returns it with the approval. */
    String approveTrust(RequestId request, ApproveTrust approval) throws RemoteException;

    /**
     * Has an HSM sign a Trust; returns it signed.
     *
     * @param hsms fingerprints of the HSMs that may be asked, of which one that can is taken; empty: any
     * @throws org.quorumkms.errors.RefusedException if the quorum is not reached, with the numbers
     */
    String signTrust(RequestId request, Thumbprint trust, List<Thumbprint> hsms) throws RemoteException;

    /** Makes an unclaimed Domain under a signed Trust of which the caller is an operator. */
    InvitedDomain createDomain(RequestId request, NewDomain domain) throws RemoteException;

    /** Makes the unclaimed Domain of a further operator, under the newest Trust of the caller's line. */
    InvitedDomain inviteOperator(RequestId request, NewOperator operator) throws RemoteException;

    /**
     * Adds an approval that was made elsewhere, with an operator's own key, to an unsigned Trust; returns it.
     *
     * @param signature the members {@code protected} and {@code signature} of a JWS, as JSON
     */
    String addTrustApproval(RequestId request, Thumbprint trust, String signature) throws RemoteException;

    /**
     * Moves a Domain towards a Trust that is reached from its own (D5), as far as this server's HSMs can take it: whoever
     * wants it all the way calls until it is there.
     *
     * @return the Domain, exported
     */
    String moveDomain(RequestId request, MoveDomain move) throws RemoteException;

    /**
     * Makes a new master key the active one of a Domain (D6).
     *
     * @param youngest if the active one is younger than these seconds, nothing is done; 0: always
     * @return the Domain, exported
     */
    String rotateDomain(RequestId request, SeenDomain seen, long youngest) throws RemoteException;

    /** Returns all orders that have not expired, the older ones first. */
    List<OrderView> orders() throws RemoteException;

    /** Makes an order that nobody has approved yet; returns it. */
    String createOrder(RequestId request, NewOrder order) throws RemoteException;

    /** Approves an order with the caller's own operator Domain; returns it with the approval. */
    String approveOrder(RequestId request, ApproveOrder approval) throws RemoteException;

    /** Adds an approval that was made with an operator's own key to an order; returns it. */
    String addOrderApproval(RequestId request, Thumbprint order, String signature) throws RemoteException;

    /**
     * Has an HSM carry out an order (O1), after moving the Domain to the order's Trust.
     *
     * @param seen the Domain as the caller saw it last (D3)
     * @return the Domain, exported
     */
    String runOrder(RequestId request, Thumbprint order, SeenDomain seen) throws RemoteException;

    /**
     * Takes an exported Domain back in (D7). A caller that is not known as an operator may import one thing: its own
     * operator Domain.
     *
     * @return the Domain, exported
     */
    String importDomain(RequestId request, String exported) throws RemoteException;

    /** Returns the audit logs of all servers. */
    List<AuditLogView> auditLogs() throws RemoteException;

    /**
     * Returns entries of a log, the oldest first.
     *
     * @param from the position of the first one, from 0
     * @param limit how many at most; the server may give fewer, and gives none only at the end
     */
    List<String> auditEntries(Thumbprint log, long from, int limit) throws RemoteException;

    /**
     * Returns signed heads of a log (C2SP tlog checkpoints), the smaller ones first.
     *
     * @param after only those of more entries than this
     * @param limit how many at most; the server may give fewer, and gives none only at the end
     */
    List<String> auditHeads(Thumbprint log, long after, int limit) throws RemoteException;

    /** Makes an HSM in the server that is called. */
    HsmView createHsm(RequestId request, String label) throws RemoteException;
}
