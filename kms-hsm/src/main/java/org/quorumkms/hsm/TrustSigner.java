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
        List<HsmKeys> hsms = listed(
                draft.hsms().stream()
                        .map(statement -> HsmStatement.verify(statement, secrets.genesis())
                                .keys())
                        .toList(),
                predecessor.body());
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

    /** As {@link TrustBody#listed}; what follows a Trust of version 2 lists an ML-KEM key of each (T4). */
    private static List<HsmKeys> listed(List<HsmKeys> hsms, TrustBody before) {
        if (before.isHybrid()) {
            hsms.stream().filter(hsm -> hsm.kem().isEmpty()).findFirst().ifPresent(hsm -> {
                throw new RefusedException("T4: what follows Trust " + before.id()
                        + " needs an ML-KEM key of each HSM, and " + hsm.label()
                        + " has none: it was made before there were any. Make another with hsm create.");
            });
        }
        return TrustBody.listed(hsms);
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
