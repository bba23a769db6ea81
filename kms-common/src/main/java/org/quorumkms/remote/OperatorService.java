package org.quorumkms.remote;

import java.rmi.Remote;
import java.rmi.RemoteException;
import java.util.List;
import org.quorumkms.audit.LogId;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.SeenDomain;
import org.quorumkms.rollcall.CallId;
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
    List<TrustView> trusts() throws RemoteException;

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

    /** Returns the newest revisions of Domains that wait to be claimed, or whose invitation ran out, 500 at most. */
    List<String> unclaimed() throws RemoteException;

    /**
     * Returns how many Domains stand under Trusts of version 1, from which a Trust is reached over successor links, so that RSA alone protects
     * what they hold. Operators' own and deleted ones do not count; of each Trust the first 1,000 are looked at.
     */
    int domainsUnderVersion1(Thumbprint newest) throws RemoteException;

    /**
     * Returns the revisions of a Domain as they were signed, the oldest first: the record of who could use it, and when.
     *
     * @param from the number of the first one, from 1
     * @param limit how many at most; the server may give fewer, and gives none only at the end. One whose document is not kept
     *     is an empty text.
     */
    List<String> revisions(DomainId id, int from, int limit) throws RemoteException;

    /**
     * Returns the ids of the Domains of which any kept revision names a key as a controller, in their order.
     *
     * @param after the last one of the page before; empty text: from the beginning
     */
    List<DomainId> domainsEverOf(Thumbprint key, String after) throws RemoteException;

    /** Returns the newest revision of a Domain, exported. */
    String domain(DomainId id) throws RemoteException;

    /**
     * Returns the newest revision of a Domain to who saw one.
     *
     * @param seen the revision that the caller saw
     * @param trust the Trust under which the caller saw it: the answer has the line after that
     */
    NewestDomain newest(SeenDomain seen, Thumbprint trust) throws RemoteException;

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
     * @throws org.quorumkms.errors.RefusedException if the quorum is not reached, with the numbers
     */
    String signTrust(RequestId request, SignTrust wanted) throws RemoteException;

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
     * @return the newest revision, with what shows that it continues the one that the request names
     */
    NewestDomain moveDomain(RequestId request, MoveDomain move) throws RemoteException;

    /**
     * Makes a new master key the active one of a Domain (D6).
     *
     * @param youngest if the active one is younger than these seconds, nothing is done; 0: always
     * @return the newest revision
     */
    NewestDomain rotateDomain(RequestId request, SeenDomain seen, long youngest) throws RemoteException;

    /**
     * Makes the invitation of an unclaimed Domain anew, or ends it (D4).
     *
     * @return the newest revision, as for a new Domain
     */
    InvitedDomain inviteDomain(RequestId request, InviteDomain invite) throws RemoteException;

    /**
     * Ends an unsigned Trust as far as the caller's word goes (T3): its proposer withdraws it; an operator of it or of its
     * predecessor rejects it.
     *
     * @param why the reason; may be empty
     */
    TrustView endTrust(RequestId request, Thumbprint trust, boolean withdraw, String why) throws RemoteException;

    /** Ends an order as far as the caller's word goes, as {@link #endTrust} a Trust. */
    OrderView endOrder(RequestId request, Thumbprint order, boolean withdraw, String why) throws RemoteException;

    /** Returns all orders that have not expired, the older ones first. */
    List<OrderView> orders() throws RemoteException;

    /**
     * Returns the orders that open something of a Domain (O4), with their approvals, the older ones first.
     *
     * @param since seconds since 1970: only those that expired, or will, after this
     */
    List<String> releasesOf(DomainId id, long since) throws RemoteException;

    /** Makes an order that nobody has approved yet; returns it. */
    String createOrder(RequestId request, NewOrder order) throws RemoteException;

    /** Approves an order with the caller's own operator Domain; returns it with the approval. */
    String approveOrder(RequestId request, ApproveOrder approval) throws RemoteException;

    /** Adds an approval that was made with an operator's own key to an order; returns it. */
    String addOrderApproval(RequestId request, Thumbprint order, String signature) throws RemoteException;

    /**
     * Has an HSM carry out an order (O1), after moving the Domain to the order's Trust.
     *
     * @param seen a revision that the caller saw (D3): the order is carried out on the newest one that descends from it
     * @return the newest revision
     */
    NewestDomain runOrder(RequestId request, Thumbprint order, SeenDomain seen) throws RemoteException;

    /** Returns the newest roll calls with their answers, 10 at most, the newest first. */
    List<RollCallView> rollCalls() throws RemoteException;

    /** Asks all operators for a sign of life; of one operator at most once an hour. */
    RollCallView callRoll(RequestId request) throws RemoteException;

    /** Answers a roll call with the caller's own operator Domain. */
    RollCallView answerRollCall(RequestId request, AnswerRollCall answer) throws RemoteException;

    /**
     * Adds an answer that was made with an operator's own key.
     *
     * @param answer a JWS ({@code RollCallAnswer})
     */
    RollCallView addRollCallAnswer(RequestId request, CallId call, String answer) throws RemoteException;

    /** Returns the audit logs of all servers. */
    List<AuditLogView> auditLogs() throws RemoteException;

    /**
     * Returns entries of a log, the oldest first.
     *
     * @param from the position of the first one, from 0
     * @param limit how many at most; the server may give fewer, and gives none only at the end
     */
    List<String> auditEntries(LogId log, long from, int limit) throws RemoteException;

    /**
     * Returns signed heads of a log (C2SP tlog checkpoints), the smaller ones first.
     *
     * @param after only those of more entries than this
     * @param limit how many at most; the server may give fewer, and gives none only at the end
     */
    List<String> auditHeads(LogId log, long after, int limit) throws RemoteException;

    /** Makes an HSM in the server that is called. */
    HsmView createHsm(RequestId request, String label) throws RemoteException;
}
