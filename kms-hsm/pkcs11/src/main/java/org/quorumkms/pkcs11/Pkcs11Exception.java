package org.quorumkms.pkcs11;

import java.io.Serial;
import java.util.Map;
import java.util.Set;

/** A function of a PKCS#11 module returned another code than CKR_OK. Nothing of what was given to it is in the message. */
final class Pkcs11Exception extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1;

    private static final Map<Long, String> NAMES = Map.ofEntries(
            Map.entry(0x3L, "CKR_SLOT_ID_INVALID"),
            Map.entry(Ck.CKR_GENERAL_ERROR, "CKR_GENERAL_ERROR"),
            Map.entry(Ck.CKR_FUNCTION_FAILED, "CKR_FUNCTION_FAILED"),
            Map.entry(0x7L, "CKR_ARGUMENTS_BAD"),
            Map.entry(0x10L, "CKR_ATTRIBUTE_READ_ONLY"),
            Map.entry(0x12L, "CKR_ATTRIBUTE_TYPE_INVALID"),
            Map.entry(0x13L, "CKR_ATTRIBUTE_VALUE_INVALID"),
            Map.entry(Ck.CKR_DEVICE_ERROR, "CKR_DEVICE_ERROR"),
            Map.entry(0x31L, "CKR_DEVICE_MEMORY"),
            Map.entry(0x32L, "CKR_DEVICE_REMOVED"),
            Map.entry(0x40L, "CKR_ENCRYPTED_DATA_INVALID"),
            Map.entry(0x41L, "CKR_ENCRYPTED_DATA_LEN_RANGE"),
            Map.entry(0x54L, "CKR_FUNCTION_NOT_SUPPORTED"),
            Map.entry(0x60L, "CKR_KEY_HANDLE_INVALID"),
            Map.entry(0x68L, "CKR_KEY_FUNCTION_NOT_PERMITTED"),
            Map.entry(0x70L, "CKR_MECHANISM_INVALID"),
            Map.entry(0x71L, "CKR_MECHANISM_PARAM_INVALID"),
            Map.entry(0x82L, "CKR_OBJECT_HANDLE_INVALID"),
            Map.entry(0x90L, "CKR_OPERATION_ACTIVE"),
            Map.entry(0x91L, "CKR_OPERATION_NOT_INITIALIZED"),
            Map.entry(Ck.CKR_PIN_INCORRECT, "CKR_PIN_INCORRECT"),
            Map.entry(Ck.CKR_PIN_LOCKED, "CKR_PIN_LOCKED"),
            Map.entry(0xB0L, "CKR_SESSION_CLOSED"),
            Map.entry(0xB1L, "CKR_SESSION_COUNT"),
            Map.entry(0xB3L, "CKR_SESSION_HANDLE_INVALID"),
            Map.entry(0xD1L, "CKR_TEMPLATE_INCONSISTENT"),
            Map.entry(0xE0L, "CKR_TOKEN_NOT_PRESENT"),
            Map.entry(0xE1L, "CKR_TOKEN_NOT_RECOGNIZED"),
            Map.entry(0xE2L, "CKR_TOKEN_WRITE_PROTECTED"),
            Map.entry(Ck.CKR_USER_ALREADY_LOGGED_IN, "CKR_USER_ALREADY_LOGGED_IN"),
            Map.entry(0x101L, "CKR_USER_NOT_LOGGED_IN"),
            Map.entry(Ck.CKR_CRYPTOKI_NOT_INITIALIZED, "CKR_CRYPTOKI_NOT_INITIALIZED"),
            Map.entry(Ck.CKR_CRYPTOKI_ALREADY_INITIALIZED, "CKR_CRYPTOKI_ALREADY_INITIALIZED"));

    /** Codes that say that the device, its session or its objects went away. */
    private static final Set<Long> LOST = Set.of(
            Ck.CKR_DEVICE_ERROR,
            0x31L,
            0x32L,
            0x60L,
            0x82L,
            0xB0L,
            0xB3L,
            0xE0L,
            0xE1L,
            0x101L,
            Ck.CKR_CRYPTOKI_NOT_INITIALIZED);

    /** Codes that some modules return for a bad ciphertext and others for a broken device. */
    private static final Set<Long> AMBIGUOUS =
            Set.of(Ck.CKR_GENERAL_ERROR, Ck.CKR_FUNCTION_FAILED, Ck.CKR_DEVICE_ERROR);

    private final long code;

    Pkcs11Exception(String function, long code) {
        super(function + " returned " + NAMES.getOrDefault(code, "0x" + Long.toHexString(code)));
        this.code = code;
    }

    long code() {
        return code;
    }

    boolean isLost() {
        return LOST.contains(code);
    }

    boolean isAmbiguous() {
        return AMBIGUOUS.contains(code);
    }
}
