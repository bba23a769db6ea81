package org.quorumkms.server.manager;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.quorumkms.audit.AuditAction;
import org.quorumkms.audit.AuditSubject;
import org.quorumkms.domain.Domain;
import org.quorumkms.domain.ExportedDomain;
import org.quorumkms.domain.Purpose;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.hsm.ControllerRequest;
import org.quorumkms.hsm.DomainUse;
import org.quorumkms.hsm.Hsm;
import org.quorumkms.hsm.TrustDraft;
import org.quorumkms.jose.DocumentType;
import org.quorumkms.jose.EcJwk;
import org.quorumkms.jose.JwsSignature;
import org.quorumkms.remote.ApproveTrust;
import org.quorumkms.remote.RequestId;
import org.quorumkms.remote.TrustPlan;
import org.quorumkms.server.store.HsmStore;
import org.quorumkms.server.store.Store;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.trust.Trust;
import org.quorumkms.trust.TrustBody;
import org.quorumkms.trust.TrustChain;
import org.quorumkms.trust.TrustKind;

/** What operators do with Trusts. */
final class TrustActions {

    private static final Duration TIME_TO_APPROVE = Duration.ofDays(14);

    private final Store store;
    private final HsmPool hsms;
    private final Authorization authorization;
    private final Requests requests;
    private final Clock clock;

    TrustActions(Store store, HsmPool hsms, Authorization authorization, Requests requests, Clock clock) {
        this.store = store;
        this.hsms = hsms;
        this.authorization = authorization;
        this.requests = requests;
        this.clock = clock;
    }

    List<String> list() {
        return store.read(
                tables -> tables.trusts().all().stream().map(Trust::toText).toList());
    }

    TrustChain line(Thumbprint trust) {
        return store.read(tables -> line(tables, trust));
    }

    String create(EcJwk caller, RequestId request, TrustPlan plan) {
        OperatorCaller operator = authorization.requireOperator(caller);
        return requests.once(
                operator.caller(),
                request,
                AuditAction.TRUST_CREATE,
                "create " + plan,
                () -> hsms.any().createTrust(draft(plan)),
                (tables, trust) -> {
                    tables.trusts().save(trust);
                    return outcome(trust);
                });
    }

    String approve(EcJwk caller, RequestId request, ApproveTrust approval) {
        OperatorCaller operator = authorization.requireOperator(caller);
        return requests.once(
                operator.caller(),
                request,
                AuditAction.TRUST_APPROVE,
                "approve " + approval.trust(),
                () -> approval(operator, approval),
                (tables, signature) -> {
                    requireUnsigned(require(tables, approval.trust()));
                    if (!tables.trusts().addSignature(approval.trust(), signature)) {
                        throw approvedAlready(operator, require(tables, approval.trust()));
                    }
                    return outcome(require(tables, approval.trust()));
                });
    }

    /** Adds an approval that an operator made with its own key, wherever it was. */
    String addApproval(EcJwk caller, RequestId request, Thumbprint thumbprint, JwsSignature approval) {
        OperatorCaller operator = authorization.requireOperator(caller);
        return requests.once(
                operator.caller(),
                request,
                AuditAction.TRUST_APPROVE,
                "add approval " + thumbprint + " " + approval.kid(),
                () -> approval,
                (tables, signature) -> {
                    Trust trust = require(tables, thumbprint);
                    requireUnsigned(trust);
                    if (signature.type() != DocumentType.TRUST_APPROVAL
                            || !trust.counts(signature, before(tables, trust))) {
                        throw new VerificationException("T2: that is no valid approval of Trust "
                                + trust.body().id() + " by one of its operators, or of its predecessor's.");
                    }
                    if (!tables.trusts().addSignature(thumbprint, signature)) {
                        throw new RefusedException("Trust " + trust.body().id() + " has the approval of key "
                                + signature.kid().abbreviated() + " already; nothing was added.");
                    }
                    return outcome(require(tables, thumbprint));
                });
    }

    private static Optional<TrustBody> before(Store.Tables tables, Trust trust) {
        return trust.predecessor().flatMap(tables.trusts()::find).map(Trust::body);
    }

    String sign(EcJwk caller, RequestId request, Thumbprint thumbprint, List<Thumbprint> asked) {
        OperatorCaller operator = authorization.requireOperator(caller);
        return requests.once(
                operator.caller(),
                request,
                AuditAction.TRUST_SIGN,
                "sign " + thumbprint + " " + asked,
                () -> signed(thumbprint, asked),
                (tables, signed) -> {
                    requireWayForward(tables, signed);
                    tables.trusts().save(signed);
                    return outcome(require(tables, thumbprint));
                });
    }

    private static Requests.Outcome outcome(Trust trust) {
        return new Requests.Outcome(trust.toText(), AuditSubject.trust(trust.thumbprint()));
    }

    private TrustDraft draft(TrustPlan plan) {
        Draft draft = store.read(tables -> {
            Trust predecessor = require(tables, plan.predecessor());
            requireSigned(predecessor);
            if (plan.kind() == TrustKind.SUCCESSOR || predecessor.body().kind() == TrustKind.GENESIS) {
                requireNoWayForward(tables, predecessor);
            }
            return new Draft(
                    line(tables, plan.predecessor()),
                    plan.hsms().stream().map(hsm -> statement(tables, hsm)).toList(),
                    plan.operators().stream()
                            .map(key -> operatorDomain(tables, key))
                            .toList());
        });
        int id = store.write(tables -> tables.trusts().nextId());
        return new TrustDraft(
                id,
                plan.kind(),
                draft.line(),
                draft.statements(),
                draft.operators(),
                plan.quorum(),
                clock.instant().plus(TIME_TO_APPROVE));
    }

    private record Draft(TrustChain line, List<String> statements, List<ExportedDomain> operators) {}

    private JwsSignature approval(OperatorCaller operator, ApproveTrust approval) {
        Trust trust = store.read(tables -> require(tables, approval.trust()));
        requireUnsigned(trust);
        if (trust.isApprovedBy(operator.approver())) {
            throw approvedAlready(operator, trust);
        }
        boolean counts = operator.isIn(trust.body())
                || trust.predecessor()
                        .flatMap(before -> store.read(tables -> tables.trusts().find(before)))
                        .map(before -> operator.isIn(before.body()))
                        .orElse(false);
        if (!counts) {
            throw new RefusedException(operator.name() + " is an operator neither of Trust "
                    + trust.body().id() + " nor of its predecessor: the approval would not count.");
        }
        ExportedDomain exported = new ExportedDomain(
                operator.domain().domain(), operator.domain().trust().chain());
        return hsms.in(operator.domain().trust().body())
                .approveTrust(
                        new DomainUse(exported, approval.operatorDomain(), operator.caller()),
                        new ControllerRequest(operator.connection(), approval.signedRequest()),
                        trust);
    }

    private Trust signed(Thumbprint thumbprint, List<Thumbprint> asked) {
        TrustChain line = line(thumbprint);
        Trust trust = line.last();
        Thumbprint before = trust.predecessor()
                .orElseThrow(() -> new RefusedException("Genesis is signed since the beginning. Name another Trust."));
        TrustChain predecessor = line(before);
        store.read(tables -> {
            requireWayForwardIsFree(tables, trust);
            return trust;
        });
        Hsm hsm = hsms.signer(trust, predecessor.last().body(), asked);
        return hsm.signTrust(trust, predecessor);
    }

    private static RefusedException approvedAlready(OperatorCaller operator, Trust trust) {
        return new RefusedException(operator.name() + " has approved Trust "
                + trust.body().id() + " already; nothing was added. See trust signatures "
                + trust.body().id() + ".");
    }

    /** T6: genesis has one branch, a line has one way forward. Kept by the store's constraint. */
    private static void requireWayForward(Store.Tables tables, Trust signed) {
        if (takesTheWay(tables, signed)) {
            tables.trusts().save(signed);
            Thumbprint before = signed.predecessor().orElseThrow();
            if (!tables.trusts().goForward(before, signed.thumbprint())) {
                throw taken(require(tables, before));
            }
        }
    }

    private static void requireWayForwardIsFree(Store.Tables tables, Trust trust) {
        if (takesTheWay(tables, trust)) {
            Thumbprint before = trust.predecessor().orElseThrow();
            Optional<Thumbprint> taken = tables.trusts().wayForward(before);
            if (taken.isPresent() && !taken.get().equals(trust.thumbprint())) {
                throw taken(require(tables, before));
            }
        }
    }

    private static void requireNoWayForward(Store.Tables tables, Trust predecessor) {
        if (tables.trusts().wayForward(predecessor.thumbprint()).isPresent()) {
            throw taken(predecessor);
        }
    }

    /** A successor, and the founding branch. Other branches may be many. */
    static boolean takesTheWay(Store.Tables tables, Trust trust) {
        return trust.body().kind() == TrustKind.SUCCESSOR
                || trust.predecessor()
                        .flatMap(before -> tables.trusts().find(before))
                        .map(before -> before.body().kind() == TrustKind.GENESIS)
                        .orElse(false);
    }

    static RefusedException taken(Trust predecessor) {
        return predecessor.body().kind() == TrustKind.GENESIS
                ? new RefusedException("T6: genesis has its one founding branch already. Use --after or --branch-of"
                        + " with a Trust of its line (trust list --signed).")
                : new RefusedException("T6: Trust " + predecessor.body().id()
                        + " has a signed successor already; a line has one way forward. Follow that one with --after.");
    }

    static Trust require(Store.Tables tables, Thumbprint trust) {
        return tables.trusts()
                .find(trust)
                .orElseThrow(() -> new RefusedException(
                        "This server knows no Trust " + trust.abbreviated() + ". See trust list."));
    }

    static void requireSigned(Trust trust) {
        if (trust.signers().isEmpty()) {
            throw new RefusedException(
                    "Trust " + trust.body().id() + " is not signed by an HSM yet. Sign it first: trust sign "
                            + trust.body().id() + ".");
        }
    }

    private static void requireUnsigned(Trust trust) {
        if (!trust.signers().isEmpty()) {
            throw new RefusedException("Trust " + trust.body().id() + " is signed already; approving it adds nothing.");
        }
    }

    static TrustChain line(Store.Tables tables, Thumbprint trust) {
        require(tables, trust);
        return tables.trusts()
                .line(trust)
                .orElseThrow(() -> new VerificationException(
                        "T5: the store lacks a predecessor of Trust " + trust.abbreviated() + "."));
    }

    private static String statement(Store.Tables tables, Thumbprint fingerprint) {
        return tables.hsms()
                .find(fingerprint)
                .map(HsmStore.Row::statement)
                .orElseThrow(() -> new RefusedException(
                        "This server knows no HSM " + fingerprint.abbreviated() + ". See hsm list."));
    }

    private static ExportedDomain operatorDomain(Store.Tables tables, Thumbprint key) {
        Domain domain = tables.domains().all(Purpose.OPERATOR).stream()
                .filter(one -> one.body().publicKeys().stream()
                        .anyMatch(jwk -> jwk.thumbprint().equals(key)))
                .findFirst()
                .orElseThrow(() -> new RefusedException(
                        "This server knows no operator " + key.abbreviated() + ". See operator list."));
        return new ExportedDomain(domain, line(tables, domain.body().trust()));
    }
}
