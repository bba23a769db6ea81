package org.quorumkms.server.manager;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.quorumkms.audit.AuditAction;
import org.quorumkms.audit.AuditSubject;
import org.quorumkms.audit.LogId;
import org.quorumkms.domain.ClaimTerms;
import org.quorumkms.domain.Domain;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.ExportedDomain;
import org.quorumkms.domain.SeenDomain;
import org.quorumkms.jose.EcJwk;
import org.quorumkms.remote.ApproveOrder;
import org.quorumkms.remote.ApproveTrust;
import org.quorumkms.remote.AuditLogView;
import org.quorumkms.remote.ChangeControllers;
import org.quorumkms.remote.ClaimRequest;
import org.quorumkms.remote.Data;
import org.quorumkms.remote.HsmView;
import org.quorumkms.remote.InviteDomain;
import org.quorumkms.remote.InvitedDomain;
import org.quorumkms.remote.MoveDomain;
import org.quorumkms.remote.NewDomain;
import org.quorumkms.remote.NewOperator;
import org.quorumkms.remote.NewOrder;
import org.quorumkms.remote.NewestDomain;
import org.quorumkms.remote.Opened;
import org.quorumkms.remote.OrderView;
import org.quorumkms.remote.RequestId;
import org.quorumkms.remote.Sealed;
import org.quorumkms.remote.SealedDataKey;
import org.quorumkms.remote.SignedFile;
import org.quorumkms.remote.TrustPlan;
import org.quorumkms.remote.TrustView;
import org.quorumkms.server.audit.AuditLog;
import org.quorumkms.server.memory.Memory;
import org.quorumkms.server.memory.MemoryExport;
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
    private final Store store;
    private final Ledger ledger;
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

    /** Takes the store, this server's HSMs and memory, what invitations say of it, its audit log, the clock, randomness. */
    public Manager(
            Store store, HsmPool pool, Memory memory, Server server, AuditLog log, Clock clock, SecureRandom random) {
        this.genesis = pool.any().genesis();
        this.server = server;
        this.store = store;
        this.ledger = new Ledger(store, memory, genesis);
        this.authorization = new Authorization(store, ledger, genesis);
        this.audited = new Audited(log);
        ServedDomains served = new ServedDomains(ledger::find, pool);
        Requests requests = new Requests(store, ledger, log, clock, served);
        this.trusts = new TrustActions(store, ledger, pool, authorization, requests, clock);
        this.domains = new DomainActions(store, ledger, pool, authorization, requests, log, clock, random);
        this.changes = new DomainChangeActions(store, ledger, pool, authorization, requests, clock);
        this.orders = new OrderActions(store, ledger, pool, authorization, requests, changes, clock, random);
        this.uses = new DomainUses(store, ledger, served, pool, authorization);
        this.audits = new AuditViews(store);
        this.hsms = new HsmActions(
                store, pool, authorization, requests, new ServerStore.Row(server.key(), server.addresses()));
    }

    /** Makes this server and its HSMs known to the store. */
    public void register() {
        hsms.register();
    }

    /** Hands back to the store what it lost, and what was pending: before this server serves (section 7). */
    public void settle() {
        if (!ledger.memory().isClosed()) {
            ledger.settleAll();
        }
    }

    /**
     * Opens this restored server (section 7).
     *
     * @param trusts the newest Trust of each line, as it was told by hand
     * @param others what other servers remember
     */
    public Resumption.Result resume(List<Thumbprint> trusts, List<MemoryExport> others) {
        return new Resumption(store, ledger, server.key()).run(trusts, others);
    }

    /** Returns what this server's host may choose by hand after a disaster (T6). */
    public Branches branches() {
        return new Branches(store, ledger, genesis);
    }

    /**
     * Takes an exported Domain in by the server's own word (D7): where nobody is known yet.
     *
     * @return the Domain that was taken in
     */
    public Domain importByHost(String exported) {
        return domains.importByHost(ExportedDomain.parse(exported));
    }

    /** Returns labels and fingerprints of this server's HSMs, for people. */
    public String ownHsms() {
        return hsms.own();
    }

    /** Makes an operator's first invitation, while no Trust has operators. */
    public InvitedDomain inviteFirst(String name, ClaimTerms claim) {
        return invited(domains.inviteFirst(name, claim, genesis));
    }

    /** Shows an unclaimed Domain: any key with the one-time secret. */
    public String look(EcJwk caller, DomainId id, Data secret) {
        return claims.pass(caller.thumbprint(), () -> domains.look(id, secret)).toText();
    }

    /** Claims a Domain: any key with the one-time secret. */
    public String claim(EcJwk caller, RequestId request, ClaimRequest claim) {
        return audited.change(
                caller,
                AuditAction.DOMAIN_CLAIM,
                AuditSubject.domain(claim.seen().id()),
                () -> claims.pass(caller.thumbprint(), () -> domains.claim(caller, request, claim))
                        .toText());
    }

    /** Lists Trusts: operators; to those in no newest Trust their own line, and the proposals that name them. */
    public List<TrustView> trusts(EcJwk caller) {
        OperatorCaller operator = authorization.requireEnrolled(caller);
        return trusts.list(operator, readsAll(operator));
    }

    /** Returns a line: operators; to those in no newest Trust what is listed to them. */
    public String operatorsLine(EcJwk caller, Thumbprint trust) {
        OperatorCaller operator = authorization.requireEnrolled(caller);
        if (!readsAll(operator)) {
            trusts.requireShown(operator, trust);
        }
        return trusts.line(trust).toText();
    }

    private boolean readsAll(OperatorCaller operator) {
        return operator.isAuditor() || authorization.governsAny(operator);
    }

    /** Returns a line: clients. */
    public String clientsLine(EcJwk caller, Thumbprint trust) {
        uses.requireClient(caller);
        return trusts.line(trust).toText();
    }

    /** Lists a page of all Domains: operators. */
    public List<String> domains(EcJwk caller, String after, int limit) {
        authorization.requireReader(caller);
        return domains.page(after, limit);
    }

    /** Lists the Domains of a name: operators. */
    public List<String> domainsNamed(EcJwk caller, String name) {
        authorization.requireReader(caller);
        return domains.named(name);
    }

    /** Returns a Domain: operators; its own to one in no newest Trust. */
    public String domain(EcJwk caller, DomainId id) {
        requireMayRead(caller, id);
        return domains.exported(id).toText();
    }

    /** Returns the newest revision of a Domain to who saw one: operators. */
    public NewestDomain newest(EcJwk caller, SeenDomain seen, Thumbprint trust) {
        requireMayRead(caller, seen.id());
        return uses.after(seen, trust);
    }

    private void requireMayRead(EcJwk caller, DomainId id) {
        if (!authorization.requireEnrolled(caller).domain().body().id().equals(id)) {
            authorization.requireReader(caller);
        }
    }

    /** Lists the operators' Domains: operators. */
    public List<String> operators(EcJwk caller) {
        authorization.requireReader(caller);
        return domains.operators();
    }

    /** Returns where to call the servers: operators. */
    public List<String> operatorsServers(EcJwk caller) {
        authorization.requireEnrolled(caller);
        return hsms.addresses();
    }

    /** Returns where to call the servers: clients. */
    public List<String> clientsServers(EcJwk caller) {
        uses.requireClient(caller);
        return hsms.addresses();
    }

    /** Lists all HSMs: operators. */
    public List<HsmView> hsms(EcJwk caller) {
        authorization.requireReader(caller);
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
                () -> trusts.addApproval(caller, request, trust, signature));
    }

    /** Ends a proposal as far as the caller's word goes: its proposer, or an operator of it or of its predecessor. */
    public TrustView endTrust(EcJwk caller, RequestId request, Thumbprint trust, boolean withdraw, String why) {
        return audited.change(
                caller,
                AuditAction.TRUST_END,
                AuditSubject.trust(trust),
                () -> trusts.end(caller, request, trust, withdraw, why));
    }

    /** Moves a Domain: operators of the newest Trust of its line; of an operator's Domain, its controller. */
    public NewestDomain moveDomain(EcJwk caller, RequestId request, MoveDomain move) {
        return changed(caller, AuditAction.DOMAIN_REWRAP, move.seen(), () -> changes.move(caller, request, move));
    }

    /** Makes a new key a Domain's active one: operators of the newest Trust of its line. */
    public NewestDomain rotateDomain(EcJwk caller, RequestId request, SeenDomain seen, Duration youngest) {
        return changed(caller, AuditAction.DOMAIN_ROTATE, seen, () -> changes.rotate(caller, request, seen, youngest));
    }

    /** Makes the invitation of an unclaimed Domain anew, or ends it: operators of the newest Trust of its line. */
    public InvitedDomain inviteDomain(EcJwk caller, RequestId request, InviteDomain invite) {
        return invited(audited.change(
                caller,
                AuditAction.DOMAIN_INVITE,
                AuditSubject.domain(invite.seen()),
                () -> domains.invite(caller, request, invite)));
    }

    private NewestDomain changed(EcJwk caller, AuditAction action, SeenDomain seen, Runnable work) {
        audited.change(caller, action, AuditSubject.domain(seen), () -> {
            work.run();
            return seen;
        });
        return uses.after(seen);
    }

    /** Ends an order as far as the caller's word goes: its proposer, or an operator of its Trust. */
    public OrderView endOrder(EcJwk caller, RequestId request, Thumbprint order, boolean withdraw, String why) {
        return audited.change(
                caller,
                AuditAction.ORDER_END,
                AuditSubject.NONE,
                () -> orders.end(caller, request, order, withdraw, why));
    }

    /** Lists the orders: operators. */
    public List<OrderView> orders(EcJwk caller) {
        authorization.requireReader(caller);
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
                () -> orders.addApproval(caller, request, order, signature));
    }

    /** Has an HSM carry out an order: operators of its Trust. */
    public NewestDomain runOrder(EcJwk caller, RequestId request, Thumbprint order, SeenDomain seen) {
        return changed(caller, AuditAction.ORDER_RUN, seen, () -> orders.run(caller, request, order, seen));
    }

    /** Returns whether a revision of any Domain names a key: a look-up, no proof. */
    public boolean isNamed(EcJwk key) {
        return authorization.isNamed(key);
    }

    /** Returns whether a key may bring whole Domains: it controls one, as the store says; a look-up, no proof. */
    public boolean mayHandOver(EcJwk key) {
        return authorization.controlsSome(key);
    }

    /** Imports a Domain (D7): operators. */
    public String importDomain(EcJwk caller, String exported) {
        return audited.change(
                caller, AuditAction.DOMAIN_IMPORT, AuditSubject.NONE, () -> domains.importDomain(caller, exported));
    }

    /** Takes a Domain that the store is behind of (D3): operators, and controllers that the server knows. */
    public void handOver(EcJwk caller, String exported) {
        audited.change(caller, AuditAction.DOMAIN_HAND_OVER, AuditSubject.NONE, () -> {
            domains.handOver(caller, exported);
            return exported;
        });
    }

    /** Makes an HSM: operators. */
    public HsmView createHsm(EcJwk caller, RequestId request, String label) {
        return audited.change(
                caller, AuditAction.HSM_CREATE, AuditSubject.NONE, () -> hsms.create(caller, request, label));
    }

    /** Lists the audit logs: operators. */
    public List<AuditLogView> auditLogs(EcJwk caller) {
        authorization.requireReader(caller);
        return audits.logs();
    }

    /** Returns entries of an audit log: operators. */
    public List<String> auditEntries(EcJwk caller, LogId log, long from, int limit) {
        authorization.requireReader(caller);
        return audits.entries(log, from, limit);
    }

    /** Returns signed heads of an audit log: operators. */
    public List<String> auditHeads(EcJwk caller, LogId log, long after, int limit) {
        authorization.requireReader(caller);
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

    /** Signs a file: the Domain's controllers. */
    public SignedFile signFile(EcJwk caller, SeenDomain seen, Thumbprint sha256, long bytes) {
        return audited.use(
                caller,
                AuditAction.FILE_SIGN,
                seen,
                () -> uses.signFile(caller, seen, sha256, bytes),
                SignedFile::seen);
    }

    /** Returns the newest revision of a Domain to a key that a kept revision names. */
    public NewestDomain newestOwn(EcJwk caller, SeenDomain seen, Thumbprint trust) {
        return uses.newest(caller, seen, trust);
    }

    /** Adds and removes controllers: the Domain's controllers. */
    public NewestDomain changeControllers(EcJwk caller, RequestId request, ChangeControllers change) {
        return changed(
                caller,
                AuditAction.DOMAIN_CONTROLLERS,
                change.seen(),
                () -> changes.controllers(caller, request, change));
    }

    /** Ends what earlier keys of a Domain signed: its controllers with share. */
    public NewestDomain endSignatures(EcJwk caller, RequestId request, SeenDomain seen) {
        return changed(
                caller, AuditAction.DOMAIN_END_SIGNATURES, seen, () -> changes.endSignatures(caller, request, seen));
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

    private InvitedDomain invited(ExportedDomain exported) {
        List<String> addresses = hsms.addresses();
        return new InvitedDomain(
                exported.toText(), addresses.subList(0, Math.min(addresses.size(), MOST_INVITED)), server.vouching());
    }
}
