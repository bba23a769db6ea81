package org.quorumkms.jose;

import java.util.Arrays;
import org.quorumkms.errors.VerificationException;

/**
 * The kinds of what is signed: the {@code typ} of a protected header, which keeps a signature made for one purpose from
 * being used for another, and the one algorithm that goes with it.
 */
public enum DocumentType {
    /** An HSM's statement of its keys, by its signing key. */
    HSM("kms-hsm", "PS256"),
    /** A Trust, by an HSM. */
    TRUST("kms-trust", "PS256"),
    /** A Trust, by an operator. */
    TRUST_APPROVAL("kms-trust-approval", "PS256"),
    /** A revision of a Domain, by an HSM. */
    DOMAIN("kms-domain", "PS256"),
    /** The key that signs a server's audit log, by an HSM. */
    AUDIT_KEY("kms-audit-key", "PS256"),
    /** An order, by an operator. */
    ORDER_APPROVAL("kms-order-approval", "PS256"),
    /** A file, by the key of a Domain of purpose {@code sign}. */
    FILE("kms-file", "PS256"),
    /** The approval key that an operator keeps itself, by that key. */
    OWN_KEY("kms-own-key", "PS256"),
    /** A sign of life, by an operator's approval key. */
    ROLL_CALL("kms-roll-call", "PS256"),
    /** What a controller asks of its operator Domain, by its connection key. */
    REQUEST("kms-request", "ES256"),
    /** Who somebody is, by its connection key. */
    IDENTITY("kms-identity", "ES256");

    private final String typ;
    private final String algorithm;

    DocumentType(String typ, String algorithm) {
        this.typ = typ;
        this.algorithm = algorithm;
    }

    /** Returns the value of the header {@code typ}. */
    public String typ() {
        return typ;
    }

    /** Returns the value of the header {@code alg}: PS256 or ES256 (RFC 7518, 3.1). */
    public String algorithm() {
        return algorithm;
    }

    static DocumentType of(String typ) {
        return Arrays.stream(values())
                .filter(type -> type.typ.equals(typ))
                .findFirst()
                .orElseThrow(() -> new VerificationException("A signature is of a kind that is not known."));
    }
}
