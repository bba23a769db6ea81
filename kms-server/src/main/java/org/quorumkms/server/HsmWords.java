package org.quorumkms.server;

import java.util.List;
import org.quorumkms.hsm.Hsm;
import org.quorumkms.trust.Device;

/** What an HSM is made of, in words. */
final class HsmWords {

    private HsmWords() {}

    /** Says of how many the ML-KEM key was not tried, which is in the file and which only the token opens. */
    static String notTried(List<Hsm> hsms) {
        long away = hsms.stream()
                .filter(hsm -> hsm.away().isPresent() && hsm.keys().kem().isPresent())
                .count();
        return away == 0 ? "" : "; the ML-KEM keys of " + away + " were not tried, since their tokens are away";
    }

    static String opens(Device device) {
        return switch (device.opens()) {
            case "oaep" -> "in the token: RSA-OAEP";
            case "raw" -> "in the token with RSA alone; the padding is taken off in the server's process";
            default -> "in the server's process";
        };
    }
}
