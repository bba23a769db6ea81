package org.quorumkms.server.rmi;

import java.time.Duration;
import java.util.List;
import org.quorumkms.audit.LogId;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.SeenDomain;
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
import org.quorumkms.remote.SignTrust;
import org.quorumkms.remote.TrustPlan;
import org.quorumkms.remote.TrustView;
import org.quorumkms.server.manager.Manager;
import org.quorumkms.signed.Thumbprint;

/** What operators reach. */
final class OperatorEndpoint implements OperatorService {

    /** Seconds: no key is older. */
    private static final long CENTURY = 100L * 366 * 86_400;

    private final Calls calls;
    private final Manager manager;

    OperatorEndpoint(Calls calls, Manager manager) {
        this.calls = calls;
        this.manager = manager;
    }

    @Override
    public List<TrustView> trusts() {
        return calls.carryOut(manager::trusts);
    }

    @Override
    public String line(Thumbprint trust) {
        return calls.carryOut(caller -> manager.operatorsLine(caller, trust));
    }

    @Override
    public List<String> domains(String after, int limit) {
        return calls.carryOut(caller -> manager.domains(caller, after, limit));
    }

    @Override
    public List<String> domainsNamed(String name) {
        return calls.carryOut(caller -> manager.domainsNamed(caller, name));
    }

    @Override
    public String domain(DomainId id) {
        return calls.carryOut(caller -> manager.domain(caller, id));
    }

    @Override
    public List<String> operators() {
        return calls.carryOut(manager::operators);
    }

    @Override
    public List<String> servers() {
        return calls.carryOut(manager::operatorsServers);
    }

    @Override
    public List<HsmView> hsms() {
        return calls.carryOut(manager::hsms);
    }

    @Override
    public String createTrust(RequestId request, TrustPlan plan) {
        return calls.carryOut(caller -> manager.createTrust(caller, request, plan));
    }

    @Override
    public String approveTrust(RequestId request, ApproveTrust approval) {
        return calls.carryOut(caller -> manager.approveTrust(caller, request, approval));
    }

    @Override
    public String signTrust(RequestId request, SignTrust wanted) {
        return calls.carryOut(caller -> manager.signTrust(caller, request, wanted.trust(), wanted.hsms()));
    }

    @Override
    public InvitedDomain createDomain(RequestId request, NewDomain domain) {
        return calls.carryOut(caller -> manager.createDomain(caller, request, domain));
    }

    @Override
    public InvitedDomain inviteOperator(RequestId request, NewOperator operator) {
        return calls.carryOut(caller -> manager.inviteOperator(caller, request, operator));
    }

    @Override
    public String addTrustApproval(RequestId request, Thumbprint trust, String signature) {
        return calls.carryOut(caller -> manager.addTrustApproval(caller, request, trust, signature));
    }

    @Override
    public NewestDomain moveDomain(RequestId request, MoveDomain move) {
        return calls.carryOut(caller -> manager.moveDomain(caller, request, move));
    }

    @Override
    public NewestDomain rotateDomain(RequestId request, SeenDomain seen, long youngest) {
        return calls.carryOut(caller -> manager.rotateDomain(
                caller, request, seen, Duration.ofSeconds(Math.max(0, Math.min(youngest, CENTURY)))));
    }

    @Override
    public NewestDomain newest(SeenDomain seen, Thumbprint trust) {
        return calls.carryOut(caller -> manager.newest(caller, seen, trust));
    }

    @Override
    public InvitedDomain inviteDomain(RequestId request, InviteDomain invite) {
        return calls.carryOut(caller -> manager.inviteDomain(caller, request, invite));
    }

    @Override
    public TrustView endTrust(RequestId request, Thumbprint trust, boolean withdraw, String why) {
        return calls.carryOut(caller -> manager.endTrust(caller, request, trust, withdraw, why));
    }

    @Override
    public OrderView endOrder(RequestId request, Thumbprint order, boolean withdraw, String why) {
        return calls.carryOut(caller -> manager.endOrder(caller, request, order, withdraw, why));
    }

    @Override
    public List<OrderView> orders() {
        return calls.carryOut(manager::orders);
    }

    @Override
    public String createOrder(RequestId request, NewOrder order) {
        return calls.carryOut(caller -> manager.createOrder(caller, request, order));
    }

    @Override
    public String approveOrder(RequestId request, ApproveOrder approval) {
        return calls.carryOut(caller -> manager.approveOrder(caller, request, approval));
    }

    @Override
    public String addOrderApproval(RequestId request, Thumbprint order, String signature) {
        return calls.carryOut(caller -> manager.addOrderApproval(caller, request, order, signature));
    }

    @Override
    public NewestDomain runOrder(RequestId request, Thumbprint order, SeenDomain seen) {
        return calls.carryOut(caller -> manager.runOrder(caller, request, order, seen));
    }

    @Override
    public List<AuditLogView> auditLogs() {
        return calls.carryOut(manager::auditLogs);
    }

    @Override
    public List<String> auditEntries(LogId log, long from, int limit) {
        return calls.carryOut(caller -> manager.auditEntries(caller, log, from, limit));
    }

    @Override
    public List<String> auditHeads(LogId log, long after, int limit) {
        return calls.carryOut(caller -> manager.auditHeads(caller, log, after, limit));
    }

    @Override
    public HsmView createHsm(RequestId request, String label) {
        return calls.carryOut(caller -> manager.createHsm(caller, request, label));
    }
}
