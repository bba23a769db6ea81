package org.quorumkms.server.manager;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.quorumkms.audit.AuditAction;
import org.quorumkms.audit.AuditSubject;
import org.quorumkms.domain.ClaimTerms;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.SeenDomain;
import org.quorumkms.jose.EcJwk;
import org.quorumkms.jose.JwsSignature;
import org.quorumkms.remote.ApproveOrder;
import org.quorumkms.remote.ApproveTrust;
import org.quorumkms.remote.AuditLogView;
import org.quorumkms.remote.ChangeControllers;
import org.quorumkms.remote.ClaimRequest;
import org.quorumkms.remote.Data;
import org.quorumkms.remote.HsmView;
import org.quorumkms.remote.InvitedDomain;
import org.quorumkms.remote.MoveDomain;
import org.quorumkms.remote.NewDomain;
import org.quorumkms.remote.NewOperator;
import org.quorumkms.remote.NewOrder;
import org.quorumkms.remote.Opened;
import org.quorumkms.remote.OrderView;
import org.quorumkms.remote.RequestId;
import org.quorumkms.remote.Sealed;
import org.quorumkms.remote.SealedDataKey;
import org.quorumkms.remote.SignedFile;
import org.quorumkms.remote.TrustPlan;
import org.quorumkms.server.audit.AuditLog;
import org.quorumkms.server.store.ServerStore;
import org.quorumkms.server.store.Store;
import org.quorumkms.signed.Bytes;
import org.quorumkms.signed.Thumbprint;

/**
 * Tracks Trusts, Domains and public keys: a thin façade over the actions. Every method says who calls; who may is
 * decided in {@link Authorization} and, again, inside the HSM.
 *
 * <p>What it cannot do: sign a Trust without its quorum, open a Domain, or approve in an operator's name.
 */
public final class Manager {

    /** How many addresses an invitation names at most. */
    private static final int MOST_INVITED = 8;

    private final Thumbprint genesis;
    private final Authorization authorization;
    private final TrustActions trusts;
    private final DomainActions domains;
    private final DomainChangeActions changes;
    private final OrderActions orders;
    private final DomainUses uses;
    private final HsmActions hsms;
    private final ClaimGate claims = new ClaimGate(System::nanoTime);
    private final AuditViews audits;
    private final Audited audited;
    private final Server server;

    /**
     * What invitations say of this server.
     *
     * @param key the thumbprint of its key
     * @param addresses where it is called, HOST:PORT, the preferred one first
     * @param vouching the thumbprint of the signing key of the HSM that vouches for it
     */
    public record Server(Thumbprint key, List<String> addresses, Thumbprint vouching) {

        /** Copies the list. */
        public Server {
            addresses = List.copyOf(addresses);
        }
    }

    /** Takes the store, this server's HSMs, what invitations say of it, its audit log, the clock and randomness. */
    public Manager(Store store, HsmPool pool, Server server, AuditLog log, Clock clock, SecureRandom random) {
        this.genesis = pool.any().genesis();
        this.server = server;
        this.authorization = new Authorization(store, genesis);
        this.audited = new Audited(log);
        ServedDomains served = new ServedDomains(id -> DomainActions.find(store, id), pool);
        Requests requests = new Requests(store, log, clock, served);
        this.trusts = new TrustActions(store, pool, authorization, requests, clock);
        this.domains = new DomainActions(store, pool, authorization, requests, log, clock, random);
        this.changes = new DomainChangeActions(store, pool, authorization, requests, clock);
        this.orders = new OrderActions(store, pool, authorization, requests, changes, clock, random);
        this.uses = new DomainUses(served, pool, authorization);
        this.audits = new AuditViews(store);
        this.hsms = new HsmActions(
                store, pool, authorization, requests, new ServerStore.Row(server.key(), server.addresses()));
    }

    /** Makes this server and its HSMs known to the store. */
    public void register() {
        hsms.register();
    }

    /** Returns labels and fingerprints of this server's HSMs, for people. */
    public String ownHsms() {
        return hsms.own();
    }

    /** Makes an operator's first invitation, while no Trust has operators. */
    public InvitedDomain inviteFirst(String name, ClaimTerms claim) {
        return invited(domains.inviteFirst(name, claim, genesis));
    }

    /** Claims a Domain: any key with the one-time secret. */
    public String claim(EcJwk caller, RequestId request, ClaimRequest claim) {
        return audited.change(
                caller,
                AuditAction.DOMAIN_CLAIM,
                AuditSubject.domain(claim.domain()),
                () -> claims.pass(caller.thumbprint(), () -> domains.claim(caller, request, claim)));
    }

    /** Lists all Trusts: operators. */
    public List<String> trusts(EcJwk caller) {
        authorization.requireOperator(caller);
        return trusts.list();
    }

    /** Returns a line: operators. */
    public String operatorsLine(EcJwk caller, Thumbprint trust) {
        authorization.requireOperator(caller);
        return trusts.line(trust).toText();
    }

    /** Returns a line: clients. */
    public String clientsLine(EcJwk caller, Thumbprint trust) {
        uses.requireClient(caller);
        return trusts.line(trust).toText();
    }

    /** Lists a page of all Domains: operators. */
    public List<String> domains(EcJwk caller, Optional<DomainId> after, int limit) {
        authorization.requireOperator(caller);
        return domains.page(after, limit);
    }

    /** Lists the Domains of a name: operators. */
    public List<String> domainsNamed(EcJwk caller, String name) {
        authorization.requireOperator(caller);
        return domains.named(name);
    }

    /** Returns a Domain: operators. */
    public String domain(EcJwk caller, DomainId id) {
        authorization.requireOperator(caller);
        return domains.exported(id).toText();
    }

    /** Lists the operators' Domains: operators. */
    public List<String> operators(EcJwk caller) {
        authorization.requireOperator(caller);
        return domains.operators();
    }

    /** Returns where to call the servers: operators. */
    public List<String> operatorsServers(EcJwk caller) {
        authorization.requireOperator(caller);
        return hsms.addresses();
    }

    /** Returns where to call the servers: clients. */
    public List<String> clientsServers(EcJwk caller) {
        uses.requireClient(caller);
        return hsms.addresses();
    }

    /** Lists all HSMs: operators. */
    public List<HsmView> hsms(EcJwk caller) {
        authorization.requireOperator(caller);
        return hsms.list();
    }

    /** Makes an unsigned Trust: operators. */
    public String createTrust(EcJwk caller, RequestId request, TrustPlan plan) {
        return audited.change(
                caller,
                AuditAction.TRUST_CREATE,
                AuditSubject.trust(plan.predecessor()),
                () -> trusts.create(caller, request, plan));
    }

    /** Approves a Trust: operators of it or of its predecessor. */
    public String approveTrust(EcJwk caller, RequestId request, ApproveTrust approval) {
        return audited.change(
                caller,
                AuditAction.TRUST_APPROVE,
                AuditSubject.trust(approval.trust()),
                () -> trusts.approve(caller, request, approval));
    }

    /** Has an HSM sign a Trust: operators. */
    public String signTrust(EcJwk caller, RequestId request, Thumbprint trust, List<Thumbprint> asked) {
        return audited.change(
                caller,
                AuditAction.TRUST_SIGN,
                AuditSubject.trust(trust),
                () -> trusts.sign(caller, request, trust, asked));
    }

    /** Makes a Domain: operators of its Trust. */
    public InvitedDomain createDomain(EcJwk caller, RequestId request, NewDomain wanted) {
        return invited(audited.change(
                caller,
                AuditAction.DOMAIN_CREATE,
                AuditSubject.trust(wanted.trust()),
                () -> domains.create(caller, request, wanted)));
    }

    /** Makes a further operator's Domain: operators in a signed Trust. */
    public InvitedDomain inviteOperator(EcJwk caller, RequestId request, NewOperator wanted) {
        return invited(audited.change(
                caller,
                AuditAction.OPERATOR_INVITE,
                AuditSubject.NONE,
                () -> domains.inviteOperator(caller, request, wanted)));
    }

    /** Adds an approval made with an operator's own key: operators. */
    public String addTrustApproval(EcJwk caller, RequestId request, Thumbprint trust, String signature) {
        return audited.change(
                caller,
                AuditAction.TRUST_APPROVE,
                AuditSubject.trust(trust),
                () -> trusts.addApproval(caller, request, trust, JwsSignature.parse(signature)));
    }

    /** Moves a Domain: operators of its Trust or of the other; of an operator's Domain, its controller. */
    public String moveDomain(EcJwk caller, RequestId request, MoveDomain move) {
        return audited.change(
                caller,
                AuditAction.DOMAIN_REWRAP,
                AuditSubject.domain(move.seen()),
                () -> changes.move(caller, request, move));
    }

    /** Makes a new key a Domain's active one: operators of its Trust. */
    public String rotateDomain(EcJwk caller, RequestId request, SeenDomain seen, Duration youngest) {
        return audited.change(
                caller,
                AuditAction.DOMAIN_ROTATE,
                AuditSubject.domain(seen),
                () -> changes.rotate(caller, request, seen, youngest));
    }

    /** Lists the orders: operators. */
    public List<OrderView> orders(EcJwk caller) {
        authorization.requireOperator(caller);
        return orders.list();
    }

    /** Makes an order: operators of the newest Trust of the Domain's line. */
    public String createOrder(EcJwk caller, RequestId request, NewOrder order) {
        return audited.change(
                caller,
                AuditAction.ORDER_CREATE,
                AuditSubject.domain(order.domain()),
                () -> orders.create(caller, request, order));
    }

    /** Approves an order: operators of its Trust. */
    public String approveOrder(EcJwk caller, RequestId request, ApproveOrder approval) {
        return audited.change(
                caller, AuditAction.ORDER_APPROVE, AuditSubject.NONE, () -> orders.approve(caller, request, approval));
    }

    /** Adds an approval made with an operator's own key to an order: operators. */
    public String addOrderApproval(EcJwk caller, RequestId request, Thumbprint order, String signature) {
        return audited.change(
                caller,
                AuditAction.ORDER_APPROVE,
                AuditSubject.NONE,
                () -> orders.addApproval(caller, request, order, JwsSignature.parse(signature)));
    }

    /** Has an HSM carry out an order: operators of its Trust. */
    public String runOrder(EcJwk caller, RequestId request, Thumbprint order, SeenDomain seen) {
        return audited.change(
                caller,
                AuditAction.ORDER_RUN,
                AuditSubject.domain(seen),
                () -> orders.run(caller, request, order, seen));
    }

    /** Imports a Domain: operators; whoever controls an operator Domain may import that one. */
    public String importDomain(EcJwk caller, RequestId request, String exported) {
        return audited.change(
                caller,
                AuditAction.DOMAIN_IMPORT,
                AuditSubject.NONE,
                () -> domains.importDomain(caller, request, exported));
    }

    /** Makes an HSM: operators. */
    public HsmView createHsm(EcJwk caller, RequestId request, String label) {
        return audited.change(
                caller, AuditAction.HSM_CREATE, AuditSubject.NONE, () -> hsms.create(caller, request, label));
    }

    /** Lists the audit logs: operators. */
    public List<AuditLogView> auditLogs(EcJwk caller) {
        authorization.requireOperator(caller);
        return audits.logs();
    }

    /** Returns entries of an audit log: operators. */
    public List<String> auditEntries(EcJwk caller, Thumbprint log, long from, int limit) {
        authorization.requireOperator(caller);
        return audits.entries(log, from, limit);
    }

    /** Returns signed heads of an audit log: operators. */
    public List<String> auditHeads(EcJwk caller, Thumbprint log, long after, int limit) {
        authorization.requireOperator(caller);
        return audits.heads(log, after, limit);
    }

    /** Lists the Domains that the caller controls. */
    public List<DomainId> ownDomains(EcJwk caller) {
        return uses.list(caller);
    }

    /** Returns a Domain that the caller controls. */
    public String ownDomain(EcJwk caller, DomainId id) {
        return uses.exported(caller, id);
    }

    /** Makes a data key: the Domain's controllers. */
    public SealedDataKey createDataKey(EcJwk caller, SeenDomain seen, Bytes context) {
        return audited.use(
                caller,
                AuditAction.DATA_KEY_CREATE,
                seen,
                () -> uses.createDataKey(caller, seen, context),
                SealedDataKey::seen);
    }

    /** Opens a data key: the Domain's controllers. */
    public Opened openDataKey(EcJwk caller, SeenDomain seen, Bytes sealed, Bytes context) {
        return audited.use(
                caller,
                AuditAction.DATA_KEY_OPEN,
                seen,
                () -> uses.openDataKey(caller, seen, sealed, context),
                Opened::seen);
    }

    /** Opens a data key and seals it anew: the Domain's controllers. */
    public SealedDataKey resealDataKey(EcJwk caller, SeenDomain seen, Bytes sealed, Bytes context) {
        return audited.use(
                caller,
                AuditAction.DATA_KEY_RESEAL,
                seen,
                () -> uses.resealDataKey(caller, seen, sealed, context),
                SealedDataKey::seen);
    }

    /** Signs a file: the Domain's controllers. */
    public SignedFile signFile(EcJwk caller, SeenDomain seen, Thumbprint sha256, long bytes) {
        return audited.use(
                caller,
                AuditAction.FILE_SIGN,
                seen,
                () -> uses.signFile(caller, seen, sha256, bytes),
                SignedFile::seen);
    }

    /** Adds or removes a controller: the Domain's controllers. */
    public String changeControllers(EcJwk caller, RequestId request, ChangeControllers change) {
        return audited.change(
                caller,
                AuditAction.DOMAIN_CONTROLLERS,
                AuditSubject.domain(change.seen()),
                () -> changes.controllers(caller, request, change));
    }

    /** Seals data: the Domain's controllers. */
    public Sealed encrypt(EcJwk caller, SeenDomain seen, Data data, Bytes context) {
        return audited.use(
                caller, AuditAction.ENCRYPT, seen, () -> uses.encrypt(caller, seen, data, context), Sealed::seen);
    }

    /** Opens data: the Domain's controllers. */
    public Opened decrypt(EcJwk caller, SeenDomain seen, Bytes ciphertext, Bytes context) {
        return audited.use(
                caller, AuditAction.DECRYPT, seen, () -> uses.decrypt(caller, seen, ciphertext, context), Opened::seen);
    }

    private InvitedDomain invited(String exported) {
        List<String> addresses = hsms.addresses();
        return new InvitedDomain(
                exported, addresses.subList(0, Math.min(addresses.size(), MOST_INVITED)), server.vouching());
    }
}
