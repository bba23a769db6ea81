package org.quorumkms.operator;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.trust.Device;
import org.quorumkms.trust.HsmKeys;

/**
 * What HSMs are made of, in their own words: each said it in its statement, which its signing key signed. No vendor vouches for it.
 *
 * @param known the devices by the HSMs' fingerprints
 * @param otherwise what is said of one that is not known
 */
public record HsmDevices(Map<Thumbprint, Device> known, String otherwise) {

    /** No server was asked. */
    public static final HsmDevices NOT_ASKED = new HsmDevices(Map.of(), "");

    /** The server refused: D1, who is in no newest Trust yet does not read the HSMs. */
    static final HsmDevices NOT_SHOWN = new HsmDevices(Map.of(), "the server does not show you what it is made of");

    /** Copies the map. */
    public HsmDevices {
        known = Map.copyOf(known);
    }

    /** Takes what a server showed, verified. */
    public static HsmDevices of(List<HsmEntry> shown) {
        Map<Thumbprint, Device> devices = new HashMap<>();
        shown.forEach(hsm -> devices.put(hsm.fingerprint(), hsm.device()));
        return new HsmDevices(devices, "the server shows no statement of it");
    }

    /** Returns what an HSM is made of, in words. */
    String of(HsmKeys hsm) {
        Device device = known.get(hsm.fingerprint());
        return device == null ? otherwise : device.words();
    }
}
