package org.quorumkms.pkcs11;

import java.nio.file.Path;

/**
 * Which token is meant. Slots are not: their numbers change.
 *
 * @param module the PKCS#11 module
 * @param parameters what the module's C_Initialize gets besides; usually nothing
 * @param label the token's label
 * @param serial its serial number; empty: the only one of that label
 * @param pinFile the file of its PIN, where no other is named; empty: not said
 */
public record TokenName(Path module, String parameters, String label, String serial, String pinFile) {

    /** Names one the file of whose PIN is not said. */
    public TokenName(Path module, String parameters, String label, String serial) {
        this(module, parameters, label, serial, "");
    }

    /** Returns it with the serial number that the token says. */
    TokenName withSerial(String said) {
        return new TokenName(module, parameters, label, said, pinFile);
    }
}
