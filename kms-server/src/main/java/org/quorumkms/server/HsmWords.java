package org.quorumkms.server;

import org.quorumkms.trust.Device;

/** What an HSM is made of, in words. */
final class HsmWords {

    private HsmWords() {}

    static String opens(Device device) {
        return switch (device.opens()) {
            case "oaep" -> "in the token: RSA-OAEP";
            case "raw" -> "in the token with RSA alone; the padding is taken off in the server's process";
            default -> "in the server's process";
        };
    }
}
