package org.quorumkms.server.manager;

import org.quorumkms.domain.VerifiedDomain;
import org.quorumkms.jose.EcJwk;
import org.quorumkms.jose.RsaJwk;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.trust.OperatorKey;
import org.quorumkms.trust.TrustBody;

/**
 * A caller that is an operator: its connection key controls an operator Domain that verifies to genesis.
 *
 * @param connection its connection key
 * @param domain its operator Domain
 */
record OperatorCaller(EcJwk connection, VerifiedDomain domain) {

    /** Returns the thumbprint of the connection key. */
    Thumbprint caller() {
        return connection.thumbprint();
    }

    /** Returns the thumbprint of the approval key: the operator. */
    Thumbprint approvalKey() {
        return approval().thumbprint();
    }

    /** Returns the operator as it stands in Trusts. */
    OperatorKey approver() {
        return new OperatorKey(name(), approval());
    }

    private RsaJwk approval() {
        return domain.body().publicKeys().get(0);
    }

    /** Returns whether it is one of the operators of a Trust. */
    boolean isIn(TrustBody trust) {
        return !isAuditor() && trust.operator(approvalKey()).isPresent();
    }

    /** Returns whether it reads everything and approves nothing (D8). */
    boolean isAuditor() {
        return domain.body().isAuditors();
    }

    String name() {
        return domain.body().name();
    }
}
