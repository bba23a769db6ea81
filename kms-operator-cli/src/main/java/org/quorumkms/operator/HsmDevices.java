package org.quorumkms.operator;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.trust.Device;
import org.quorumkms.trust.HsmKeys;

/**
 * What HSMs are made of, in their own words: each said it in its statement, which its signing key signed. No vendor vouches for it.
 *
 * @param known the devices by the HSMs' fingerprints; empty: no server was asked
 */
public record HsmDevices(Optional<Map<Thumbprint, Device>> known) {

    /** No server was asked. */
    public static final HsmDevices NOT_ASKED = new HsmDevices(Optional.empty());

    /** Takes what a server showed, verified. */
    public static HsmDevices of(List<HsmEntry> shown) {
        Map<Thumbprint, Device> devices = new HashMap<>();
        shown.forEach(hsm -> devices.put(hsm.fingerprint(), hsm.device()));
        return new HsmDevices(Optional.of(Map.copyOf(devices)));
    }

    /** Returns what an HSM is made of, in words. */
    String of(HsmKeys hsm) {
        return known.map(devices -> Optional.ofNullable(devices.get(hsm.fingerprint()))
                        .map(Device::words)
                        .orElse("the server shows no statement of it"))
                .orElse("");
    }
}
