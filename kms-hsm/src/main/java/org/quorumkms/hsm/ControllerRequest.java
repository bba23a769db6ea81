package org.quorumkms.hsm;

import org.quorumkms.domain.OperatorRequest;
import org.quorumkms.domain.VerifiedDomain;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.jose.EcJwk;
import org.quorumkms.signed.Thumbprint;

/**
 * The word of a Domain's controller that it shall act (D3, D5, O4).
 *
 * @param controller the public connection key that signed it
 * @param signed the controller's request, a JWS
 */
public record ControllerRequest(EcJwk controller, String signed) {

    /**
     * Requires that it is the controller's word for an action on a subject.
     *
     * @throws VerificationException if it is not, with what it names instead
     */
    void require(VerifiedDomain domain, String action, Thumbprint subject) {
        require(domain, action, subject.value());
    }

    /** Requires that it is the controller's word for an action on something that is named by an id. */
    void require(VerifiedDomain domain, String action, String subject) {
        if (domain.body().controllers().isEmpty()) {
            throw new VerificationException("D3: the operator's Domain has no controller.");
        }
        require(domain, domain.body().controllers().get(0).key(), action, subject);
    }

    /** Requires that it is the word of one of a Domain's controllers for an action on a subject. */
    void require(VerifiedDomain domain, Thumbprint expected, String action, Thumbprint subject) {
        require(domain, expected, action, subject.value());
    }

    private void require(VerifiedDomain domain, Thumbprint expected, String action, String subject) {
        OperatorRequest request = OperatorRequest.verify(signed, controller, expected);
        require(
                request.domain().equals(domain.body().id())
                        && request.revision().equals(domain.domain().thumbprint()),
                "another Domain or another revision of it");
        require(request.action().equals(action), "another action");
        require(request.subject().equals(subject), "another Trust, order or call");
    }

    private static void require(boolean holds, String instead) {
        if (!holds) {
            throw new VerificationException("T8: the operator's signed request names " + instead + ".");
        }
    }
}
