package org.quorumkms.hsm;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.quorumkms.jose.DocumentType;
import org.quorumkms.trust.Trust;
import org.quorumkms.trust.TrustBody;
import org.quorumkms.trust.TrustKind;

/**
 * The beginning of a system.
 *
 * @param genesis the genesis Trust, signed by every HSM in it
 * @param hsms the HSMs
 */
public record Founding(Trust genesis, List<MadeHsm> hsms) {

    /** Copies the list. */
    public Founding {
        hsms = List.copyOf(hsms);
    }

    /** Makes the genesis Trust of HSMs, whatever they are made of, and binds them to it. */
    public static Founding of(List<? extends UnboundHsm> hsms, Instant now) {
        Trust genesis = Trust.unsigned(new TrustBody(
                1,
                TrustKind.GENESIS,
                now,
                now,
                Optional.empty(),
                hsms.stream().map(UnboundHsm::keys).toList(),
                List.of(),
                0,
                Optional.empty()));
        for (UnboundHsm hsm : hsms) {
            genesis = genesis.with(hsm.signing().sign(DocumentType.TRUST, genesis.payload()));
        }
        Trust signed = genesis;
        return new Founding(
                signed, hsms.stream().map(hsm -> hsm.bind(signed.thumbprint())).toList());
    }
}
