package org.quorumkms.server.manager;

import java.util.Optional;
import org.quorumkms.audit.AuditAction;

/**
 * The calls of the remote interfaces, and who may make them: the one place that says so. {@link Authorization} reads it; the
 * tests hold the running services against it, and docs/security.md prints it.
 */
public enum Call {
    /** Looks at an unclaimed Domain. */
    LOOK("claim.look", Who.ANYBODY),
    /** Claims a Domain. */
    CLAIM("claim.claim", Who.ANYBODY, AuditAction.DOMAIN_CLAIM),

    /** Lists the Domains of a key. */
    OWN_DOMAINS("client.domains", Who.ANYBODY),
    /** Reads a Domain. */
    OWN_DOMAIN("client.domain", Who.CONTROLLER),
    /** Reads the newest revision of a Domain. */
    OWN_NEWEST("client.newest", Who.CONTROLLER),
    /** Reads a line. */
    CLIENTS_LINE("client.line", Who.NAMED),
    /** Lists the servers. */
    CLIENTS_SERVERS("client.servers", Who.NAMED),
    /** Makes a data key. */
    CREATE_DATA_KEY("client.createDataKey", Who.CONTROLLER, AuditAction.DATA_KEY_CREATE),
    /** Makes several data keys. */
    CREATE_DATA_KEYS("client.createDataKeys", Who.CONTROLLER, AuditAction.DATA_KEY_CREATE),
    /** Opens a data key. */
    OPEN_DATA_KEY("client.openDataKey", Who.CONTROLLER, AuditAction.DATA_KEY_OPEN),
    /** Opens several data keys. */
    OPEN_DATA_KEYS("client.openDataKeys", Who.CONTROLLER, AuditAction.DATA_KEY_OPEN),
    /** Asks the operators to release one thing. */
    REQUEST_RELEASE("client.requestRelease", Who.CONTROLLER, AuditAction.ORDER_CREATE),
    /** Lists what was asked for. */
    RELEASES("client.releases", Who.CONTROLLER),
    /** Opens what a quorum released. */
    OPEN_RELEASED("client.openReleased", Who.CONTROLLER, AuditAction.DATA_KEY_OPEN),
    /** Signs a file. */
    SIGN_FILE("client.signFile", Who.CONTROLLER, AuditAction.FILE_SIGN),
    /** Seals data. */
    ENCRYPT("client.encrypt", Who.CONTROLLER, AuditAction.ENCRYPT),
    /** Opens data. */
    DECRYPT("client.decrypt", Who.CONTROLLER, AuditAction.DECRYPT),
    /** Adds and removes controllers. */
    CHANGE_CONTROLLERS("client.changeControllers", Who.CONTROLLER, AuditAction.DOMAIN_CONTROLLERS),
    /** Ends what earlier keys signed. */
    END_SIGNATURES("client.endSignatures", Who.CONTROLLER, AuditAction.DOMAIN_END_SIGNATURES),

    /** Hands over a Domain that the store is behind of. */
    HAND_OVER("handover.handOver", Who.OF_LINE_OR_CONTROLLER, AuditAction.DOMAIN_HAND_OVER),
    /** Imports a Domain. */
    IMPORT_DOMAIN("handover.importDomain", Who.OF_LINE, AuditAction.DOMAIN_IMPORT),

    /** Lists Trusts. */
    TRUSTS("operator.trusts", Who.ENROLLED),
    /** Reads a line. */
    OPERATORS_LINE("operator.line", Who.ENROLLED),
    /** Makes an unsigned Trust. */
    CREATE_TRUST("operator.createTrust", Who.OF_LINE, AuditAction.TRUST_CREATE),
    /** Approves a Trust. */
    APPROVE_TRUST("operator.approveTrust", Who.OF_PROPOSAL, AuditAction.TRUST_APPROVE),
    /** Brings an approval that was made elsewhere. */
    ADD_TRUST_APPROVAL("operator.addTrustApproval", Who.BRINGER, AuditAction.TRUST_APPROVE),
    /** Withdraws or rejects a proposal. */
    END_TRUST("operator.endTrust", Who.OF_PROPOSAL, AuditAction.TRUST_END),
    /** Has an HSM sign a Trust. */
    SIGN_TRUST("operator.signTrust", Who.OF_PROPOSAL, AuditAction.TRUST_SIGN),

    /** Lists Domains. */
    DOMAINS("operator.domains", Who.READER),
    /** Lists the Domains of a name. */
    DOMAINS_NAMED("operator.domainsNamed", Who.READER),
    /** Lists what waits to be claimed. */
    UNCLAIMED("operator.unclaimed", Who.READER),
    /** Lists what stands under Trusts of version 1. */
    DOMAINS_UNDER_VERSION_1("operator.domainsUnderVersion1", Who.READER),
    /** Reads the revisions of a Domain. */
    REVISIONS("operator.revisions", Who.READER),
    /** Lists the Domains that ever named a key. */
    DOMAINS_EVER_OF("operator.domainsEverOf", Who.READER),
    /** Reads a Domain. */
    DOMAIN("operator.domain", Who.READER),
    /** Reads the newest revision of a Domain. */
    NEWEST("operator.newest", Who.READER),
    /** Lists the operators' Domains. */
    OPERATORS("operator.operators", Who.READER),
    /** Makes a Domain. */
    CREATE_DOMAIN("operator.createDomain", Who.OF_LINE, AuditAction.DOMAIN_CREATE),
    /** Makes an operator's Domain. */
    INVITE_OPERATOR("operator.inviteOperator", Who.GOVERNOR, AuditAction.OPERATOR_INVITE),
    /** Makes an invitation anew, or ends it. */
    INVITE_DOMAIN("operator.inviteDomain", Who.OF_LINE, AuditAction.DOMAIN_INVITE),
    /** Moves a Domain. */
    MOVE_DOMAIN("operator.moveDomain", Who.OF_LINE_OR_OWN, AuditAction.DOMAIN_REWRAP),
    /** Makes a new key a Domain's active one. */
    ROTATE_DOMAIN("operator.rotateDomain", Who.OF_LINE, AuditAction.DOMAIN_ROTATE),

    /** Lists orders. */
    ORDERS("operator.orders", Who.READER),
    /** Lists what a quorum was asked to open. */
    RELEASES_OF("operator.releasesOf", Who.READER),
    /** Makes an order. */
    CREATE_ORDER("operator.createOrder", Who.OF_LINE, AuditAction.ORDER_CREATE),
    /** Approves an order. */
    APPROVE_ORDER("operator.approveOrder", Who.OF_LINE, AuditAction.ORDER_APPROVE),
    /** Brings an approval that was made elsewhere. */
    ADD_ORDER_APPROVAL("operator.addOrderApproval", Who.GOVERNOR, AuditAction.ORDER_APPROVE),
    /** Withdraws or rejects an order. */
    END_ORDER("operator.endOrder", Who.OF_LINE, AuditAction.ORDER_END),
    /** Has an HSM carry out an order. */
    RUN_ORDER("operator.runOrder", Who.OF_LINE, AuditAction.ORDER_RUN),

    /** Lists roll calls. */
    ROLL_CALLS("operator.rollCalls", Who.READER),
    /** Asks all operators for a sign of life. */
    CALL_ROLL("operator.callRoll", Who.GOVERNOR, AuditAction.ROLL_CALL),
    /** Gives a sign of life. */
    ANSWER_ROLL_CALL("operator.answerRollCall", Who.OF_LINE, AuditAction.ROLL_CALL_ANSWER),
    /** Brings one that was made with an own key. */
    ADD_ROLL_CALL_ANSWER("operator.addRollCallAnswer", Who.GOVERNOR, AuditAction.ROLL_CALL_ANSWER),

    /** Lists HSMs. */
    HSMS("operator.hsms", Who.READER),
    /** Lists the servers. */
    OPERATORS_SERVERS("operator.servers", Who.ENROLLED),
    /** Makes an HSM. */
    CREATE_HSM("operator.createHsm", Who.GOVERNOR, AuditAction.HSM_CREATE),

    /** Lists the audit logs. */
    AUDIT_LOGS("operator.auditLogs", Who.READER),
    /** Reads entries. */
    AUDIT_ENTRIES("operator.auditEntries", Who.READER),
    /** Reads signed heads. */
    AUDIT_HEADS("operator.auditHeads", Who.READER);

    private final String method;
    private final Who who;
    private final Optional<AuditAction> action;

    Call(String method, Who who) {
        this.method = method;
        this.who = who;
        this.action = Optional.empty();
    }

    Call(String method, Who who, AuditAction action) {
        this.method = method;
        this.who = who;
        this.action = Optional.of(action);
    }

    /** Returns the service and the method, as {@code operator.createTrust}. */
    public String method() {
        return method;
    }

    /** Returns who may make it. */
    public Who who() {
        return who;
    }

    /** Returns what the audit log calls it: a change or a use. */
    AuditAction action() {
        return action.orElseThrow(() -> new IllegalStateException(method + " is written in no log"));
    }
}
