package org.quorumkms.server.doctor;

import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.trust.HsmKeys;
import org.quorumkms.trust.VerifiedTrust;

/** The Trusts of a store that verify to genesis: what everything else in it is held against. */
final class ProvenTrusts {

    private final Map<Thumbprint, VerifiedTrust> proven;

    ProvenTrusts(Map<Thumbprint, VerifiedTrust> proven) {
        this.proven = Map.copyOf(proven);
    }

    Optional<VerifiedTrust> find(Thumbprint trust) {
        return Optional.ofNullable(proven.get(trust));
    }

    Stream<HsmKeys> hsms() {
        return proven.values().stream().flatMap(trust -> trust.body().hsms().stream());
    }
}
