package org.quorumkms.pkcs11;

import java.nio.file.Path;

/**
 * Which token is meant. Slots are not: their numbers change.
 *
 * @param module the PKCS#11 module
 * @param parameters what the module's C_Initialize gets besides; usually nothing
 * @param label the token's label
 * @param serial its serial number; empty: the only one of that label
 */
public record TokenName(Path module, String parameters, String label, String serial) {}
