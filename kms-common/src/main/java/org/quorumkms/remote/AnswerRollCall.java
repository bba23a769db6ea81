package org.quorumkms.remote;

import java.io.Serializable;
import java.util.Objects;
import org.quorumkms.domain.SeenDomain;
import org.quorumkms.rollcall.CallId;
import org.quorumkms.signed.Bounded;

/**
 * An operator's word that its Domain shall answer a roll call.
 *
 * @param call what it answers
 * @param operatorDomain the operator's own Domain as it saw it last
 * @param signedRequest a JWS by the operator's connection key that says the same ({@code OperatorRequest})
 */
public record AnswerRollCall(CallId call, SeenDomain operatorDomain, String signedRequest) implements Serializable {

    /** Checks the members. */
    public AnswerRollCall {
        Objects.requireNonNull(call);
        Objects.requireNonNull(operatorDomain);
        Bounded.text(signedRequest, Sizes.REQUEST);
    }
}
