package org.quorumkms.server.rmi;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.quorumkms.audit.LogId;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.SeenDomain;
import org.quorumkms.remote.AnswerRollCall;
import org.quorumkms.remote.ApproveOrder;
import org.quorumkms.remote.ApproveTrust;
import org.quorumkms.remote.AuditLogView;
import org.quorumkms.remote.HsmView;
import org.quorumkms.remote.InviteDomain;
import org.quorumkms.remote.InvitedDomain;
import org.quorumkms.remote.MoveDomain;
import org.quorumkms.remote.NewDomain;
import org.quorumkms.remote.NewOperator;
import org.quorumkms.remote.NewOrder;
import org.quorumkms.remote.NewestDomain;
import org.quorumkms.remote.OperatorService;
import org.quorumkms.remote.OrderView;
import org.quorumkms.remote.RequestId;
import org.quorumkms.remote.RollCallView;
import org.quorumkms.remote.SignTrust;
import org.quorumkms.remote.TrustPlan;
import org.quorumkms.remote.TrustView;
import org.quorumkms.rollcall.CallId;
import org.quorumkms.server.manager.Manager;
import org.quorumkms.signed.Thumbprint;

/** What operators reach. */
final class OperatorEndpoint implements OperatorService {

    /** Seconds: no key is older. */
    private static final long CENTURY = 100L * 366 * 86_400;

    /** Seconds since 1970: the end of the year 9999. */
    private static final long LAST_SECOND = 253_402_300_799L;

    private final Calls calls;
    private final Manager manager;

    OperatorEndpoint(Calls calls, Manager manager) {
        this.calls = calls;
        this.manager = manager;
    }

    @Override
    public List<TrustView> trusts() {
        return calls.carryOut(manager.trusts()::list);
    }

    @Override
    public String line(Thumbprint trust) {
        return calls.carryOut(caller -> manager.trusts().operatorsLine(caller, trust));
    }

    @Override
    public List<String> domains(String after, int limit) {
        return calls.carryOut(caller -> manager.domains().page(caller, after, limit));
    }

    @Override
    public List<String> unclaimed() {
        return calls.carryOut(caller -> manager.domains().unclaimed(caller));
    }

    @Override
    public int domainsUnderVersion1(Thumbprint newest) {
        return calls.carryOut(caller -> manager.domains().underVersion1(caller, newest));
    }

    @Override
    public List<String> revisions(DomainId id, int from, int limit) {
        return calls.carryOut(caller -> manager.domains().revisions(caller, id, from, limit));
    }

    @Override
    public List<DomainId> domainsEverOf(Thumbprint key, String after) {
        return calls.carryOut(caller -> manager.domains().everOf(caller, key, after));
    }

    @Override
    public List<String> domainsNamed(String name) {
        return calls.carryOut(caller -> manager.domains().named(caller, name));
    }

    @Override
    public String domain(DomainId id) {
        return calls.carryOut(caller -> manager.domains().read(caller, id));
    }

    @Override
    public List<String> operators() {
        return calls.carryOut(manager.domains()::operators);
    }

    @Override
    public List<String> servers() {
        return calls.carryOut(manager.hsms()::operatorsServers);
    }

    @Override
    public List<HsmView> hsms() {
        return calls.carryOut(manager.hsms()::list);
    }

    @Override
    public String createTrust(RequestId request, TrustPlan plan) {
        return calls.change(request, asked -> manager.trusts().create(asked, plan));
    }

    @Override
    public String approveTrust(RequestId request, ApproveTrust approval) {
        return calls.change(request, asked -> manager.trusts().approve(asked, approval));
    }

    @Override
    public String signTrust(RequestId request, SignTrust wanted) {
        return calls.change(request, asked -> manager.trusts().sign(asked, wanted));
    }

    @Override
    public InvitedDomain createDomain(RequestId request, NewDomain domain) {
        return calls.change(request, asked -> manager.domains().create(asked, domain));
    }

    @Override
    public InvitedDomain inviteOperator(RequestId request, NewOperator operator) {
        return calls.change(request, asked -> manager.domains().inviteOperator(asked, operator));
    }

    @Override
    public String addTrustApproval(RequestId request, Thumbprint trust, String signature) {
        return calls.change(request, asked -> manager.trusts().addApproval(asked, trust, signature));
    }

    @Override
    public NewestDomain moveDomain(RequestId request, MoveDomain move) {
        return calls.change(request, asked -> manager.domainChanges().move(asked, move));
    }

    @Override
    public NewestDomain rotateDomain(RequestId request, SeenDomain seen, long youngest) {
        return calls.change(
                request,
                asked -> manager.domainChanges()
                        .rotate(asked, seen, Duration.ofSeconds(Math.max(0, Math.min(youngest, CENTURY)))));
    }

    @Override
    public NewestDomain newest(SeenDomain seen, Thumbprint trust) {
        return calls.carryOut(caller -> manager.domains().newest(caller, seen, trust));
    }

    @Override
    public InvitedDomain inviteDomain(RequestId request, InviteDomain invite) {
        return calls.change(request, asked -> manager.domains().invite(asked, invite));
    }

    @Override
    public TrustView endTrust(RequestId request, Thumbprint trust, boolean withdraw, String why) {
        return calls.change(request, asked -> manager.trusts().end(asked, trust, withdraw, why));
    }

    @Override
    public OrderView endOrder(RequestId request, Thumbprint order, boolean withdraw, String why) {
        return calls.change(request, asked -> manager.orders().end(asked, order, withdraw, why));
    }

    @Override
    public List<RollCallView> rollCalls() {
        return calls.carryOut(manager.rollCalls()::list);
    }

    @Override
    public RollCallView callRoll(RequestId request) {
        return calls.change(request, manager.rollCalls()::call);
    }

    @Override
    public RollCallView answerRollCall(RequestId request, AnswerRollCall answer) {
        return calls.change(request, asked -> manager.rollCalls().answer(asked, answer));
    }

    @Override
    public RollCallView addRollCallAnswer(RequestId request, CallId call, String answer) {
        return calls.change(request, asked -> manager.rollCalls().add(asked, call, answer));
    }

    @Override
    public List<String> releasesOf(DomainId id, long since) {
        Instant after = Instant.ofEpochSecond(Math.max(0, Math.min(since, LAST_SECOND)));
        return calls.carryOut(caller -> manager.orders().releasesOf(caller, id, after));
    }

    @Override
    public List<OrderView> orders() {
        return calls.carryOut(manager.orders()::list);
    }

    @Override
    public String createOrder(RequestId request, NewOrder order) {
        return calls.change(request, asked -> manager.orders().create(asked, order));
    }

    @Override
    public String approveOrder(RequestId request, ApproveOrder approval) {
        return calls.change(request, asked -> manager.orders().approve(asked, approval));
    }

    @Override
    public String addOrderApproval(RequestId request, Thumbprint order, String signature) {
        return calls.change(request, asked -> manager.orders().addApproval(asked, order, signature));
    }

    @Override
    public NewestDomain runOrder(RequestId request, Thumbprint order, SeenDomain seen) {
        return calls.change(request, asked -> manager.orders().run(asked, order, seen));
    }

    @Override
    public List<AuditLogView> auditLogs() {
        return calls.carryOut(manager.audit()::logs);
    }

    @Override
    public List<String> auditEntries(LogId log, long from, int limit) {
        return calls.carryOut(caller -> manager.audit().entries(caller, log, from, limit));
    }

    @Override
    public List<String> auditHeads(LogId log, long after, int limit) {
        return calls.carryOut(caller -> manager.audit().heads(caller, log, after, limit));
    }

    @Override
    public HsmView createHsm(RequestId request, String label) {
        return calls.change(request, asked -> manager.hsms().create(asked, label));
    }
}
