package org.quorumkms.hsm;

import java.util.List;
import java.util.Optional;
import org.quorumkms.domain.DomainInLine;
import org.quorumkms.domain.DomainState;
import org.quorumkms.domain.DomainVerifier;
import org.quorumkms.domain.Purpose;
import org.quorumkms.domain.VerifiedDomain;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.jose.DocumentType;
import org.quorumkms.trust.HsmKeys;
import org.quorumkms.trust.HsmStatement;
import org.quorumkms.trust.KnownTrusts;
import org.quorumkms.trust.OperatorKey;
import org.quorumkms.trust.Trust;
import org.quorumkms.trust.TrustBody;
import org.quorumkms.trust.TrustChain;
import org.quorumkms.trust.TrustVerifier;
import org.quorumkms.trust.VerifiedTrust;

/** Makes Trusts from verified keys, and signs those that T1 to T5 allow. */
final class TrustSigner {

    private final HsmSecrets secrets;
    private final TrustVerifier trusts;
    private final KnownTrusts known;
    private final DomainVerifier domains;

    TrustSigner(HsmSecrets secrets, KnownTrusts known) {
        this.secrets = secrets;
        this.trusts = new TrustVerifier(secrets.genesis());
        this.known = known;
        this.domains = new DomainVerifier(known);
    }

    Trust create(TrustDraft draft) {
        VerifiedTrust predecessor = known.require(draft.predecessor());
        List<HsmKeys> hsms = draft.hsms().stream()
                .map(statement ->
                        HsmStatement.verify(statement, secrets.genesis()).keys())
                .toList();
        List<OperatorKey> operators =
                draft.operators().stream().map(this::operatorKey).toList();
        return Trust.unsigned(new TrustBody(
                draft.id(),
                draft.kind(),
                secrets.clock().instant(),
                draft.approveBy(),
                draft.note(),
                hsms,
                operators,
                draft.quorum(),
                Optional.of(predecessor.thumbprint())));
    }

    Trust sign(Trust proposal, TrustChain predecessor) {
        VerifiedTrust before = known.require(predecessor);
        trusts.readyToSign(proposal, before, secrets.keys(), secrets.clock().instant());
        return proposal.with(secrets.signing().sign(DocumentType.TRUST, proposal.payload()));
    }

    private OperatorKey operatorKey(DomainInLine exported) {
        VerifiedDomain domain = domains.verify(exported).require();
        if (domain.body().purpose() != Purpose.OPERATOR
                || domain.body().publicKeys().isEmpty()) {
            throw new RefusedException("Domain " + domain.body().name()
                    + " is not an operator's, or not claimed yet. An operator enrols before it is in a Trust.");
        }
        if (domain.body().isAuditors() || domain.body().state() != DomainState.ENABLED) {
            throw new RefusedException("D8: " + domain.body().name()
                    + " is an auditor, or disabled, and approves nothing. Name another operator.");
        }
        return new OperatorKey(domain.body().name(), domain.body().publicKeys().get(0));
    }
}
