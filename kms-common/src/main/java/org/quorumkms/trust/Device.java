package org.quorumkms.trust;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.json.Fields;
import org.quorumkms.json.Json;

/**
 * What an HSM is made of, in its own words (protocol.md section 2).
 *
 * @param kind {@code software} or {@code pkcs11}
 * @param opens how it opens what is wrapped for it: {@code software}, {@code oaep} in the token, or {@code raw} RSA in the
 *     token
 */
public record Device(String kind, String opens) {

    /** Keys in the server's process. */
    public static final Device SOFTWARE = new Device("software", "software");

    /** Checks the words. */
    public Device {
        boolean software = kind.equals("software") && opens.equals("software");
        boolean token = kind.equals("pkcs11") && (opens.equals("oaep") || opens.equals("raw"));
        if (!software && !token) {
            throw new VerificationException("An HSM's statement names a device of an unknown kind.");
        }
    }

    /** Returns whether the keys are in a token. */
    public boolean isToken() {
        return !kind.equals(SOFTWARE.kind);
    }

    /** Returns it in a few words, for people. */
    public String words() {
        return switch (opens) {
            case "oaep" -> "token";
            case "raw" -> "token that opens with RSA alone";
            default -> "software";
        };
    }

    static Device read(Fields members) {
        Device device = new Device(members.text("kind"), members.text("opens"));
        members.end();
        return device;
    }

    /** Returns the members. */
    public Map<String, @Nullable Object> toJson() {
        Map<String, @Nullable Object> members = Json.object();
        members.put("kind", kind);
        members.put("opens", opens);
        return members;
    }
}
