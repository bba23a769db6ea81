package org.quorumkms.audit;

import java.util.Arrays;
import org.quorumkms.errors.VerificationException;

/** What can be done and is written down. */
public enum AuditAction {
    /** A system was founded. */
    SYSTEM_FOUND("system.found"),
    /** A server began to serve. */
    SERVER_START("server.start"),
    /** A server ended in good order. */
    SERVER_STOP("server.stop"),
    /** The store has fewer entries than the server signed for, or others: it was rolled back. */
    AUDIT_GAP("audit.gap"),
    /** A Domain was claimed (D4). */
    DOMAIN_CLAIM("domain.claim"),
    /** A Domain was made (D1). */
    DOMAIN_CREATE("domain.create"),
    /** A Domain was imported (D7). */
    DOMAIN_IMPORT("domain.import"),
    /** An operator's Domain was made (D1). */
    OPERATOR_INVITE("operator.invite"),
    /** An unsigned Trust was made. */
    TRUST_CREATE("trust.create"),
    /** A Trust was approved (T8). */
    TRUST_APPROVE("trust.approve"),
    /** A Trust was signed by an HSM (T3). */
    TRUST_SIGN("trust.sign"),
    /** An HSM was made. */
    HSM_CREATE("hsm.create"),
    /** An HSM's file was destroyed. */
    HSM_DESTROY("hsm.destroy"),
    /** The file of an HSM in a token was made anew. */
    HSM_ADOPT("hsm.adopt"),
    /** An HSM's token does not answer any more. */
    HSM_AWAY("hsm.away"),
    /** An HSM's token answers again. */
    HSM_BACK("hsm.back"),
    /** A Domain was moved to another Trust (D5). */
    DOMAIN_REWRAP("domain.rewrap"),
    /** A Domain got a new active master key (D6). */
    DOMAIN_ROTATE("domain.rotate"),
    /** A Domain's controllers were changed (D4). */
    DOMAIN_CONTROLLERS("domain.controllers"),
    /** A Domain's invitation was made anew or ended (D4). */
    DOMAIN_INVITE("domain.invite"),
    /** Signatures by earlier keys of a Domain were ended. */
    DOMAIN_END_SIGNATURES("domain.endsignatures"),
    /** A Domain, or what an order or Trust is, was handed over by who saw more than the store (D3, D7). */
    DOMAIN_HAND_OVER("domain.handover"),
    /** A branch of a Domain was chosen by hand (T6). */
    DOMAIN_REPIN("domain.repin"),
    /** A proposed Trust was withdrawn or rejected (T3). */
    TRUST_END("trust.end"),
    /** An order was withdrawn or rejected (O1). */
    ORDER_END("order.end"),
    /** A restored server was opened (section 7). */
    SERVER_RESUME("server.resume"),
    /** An order was made. */
    ORDER_CREATE("order.create"),
    /** An order was approved. */
    ORDER_APPROVE("order.approve"),
    /** An order was carried out (O1). */
    ORDER_RUN("order.run"),
    /** All operators were asked for a sign of life. */
    ROLL_CALL("rollcall.call"),
    /** An operator gave one. */
    ROLL_CALL_ANSWER("rollcall.answer"),
    /** A data key was made under a Domain. */
    DATA_KEY_CREATE("datakey.create"),
    /** A data key was opened. */
    DATA_KEY_OPEN("datakey.open"),
    /** A file was signed. */
    FILE_SIGN("file.sign"),
    /** Small data were sealed. */
    ENCRYPT("encrypt"),
    /** Small data were opened. */
    DECRYPT("decrypt");

    private final String text;

    AuditAction(String text) {
        this.text = text;
    }

    /** Returns the name in entries. */
    public String text() {
        return text;
    }

    /** Returns whether it uses a Domain, and changes nothing. */
    public boolean isUse() {
        return this == DATA_KEY_CREATE
                || this == DATA_KEY_OPEN
                || this == FILE_SIGN
                || this == ENCRYPT
                || this == DECRYPT;
    }

    /** Reads the name. */
    public static AuditAction of(String text) {
        return Arrays.stream(values())
                .filter(action -> action.text.equals(text))
                .findFirst()
                .orElseThrow(() -> new VerificationException("An entry of the audit log names an unknown action."));
    }
}
