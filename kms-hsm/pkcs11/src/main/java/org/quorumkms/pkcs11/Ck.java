package org.quorumkms.pkcs11;

/** Numbers of PKCS#11 (OASIS PKCS#11 3.0, pkcs11t.h), under their names there. */
final class Ck {

    static final long CKF_OS_LOCKING_OK = 0x2;
    static final long CKF_RW_SESSION = 0x2;
    static final long CKF_SERIAL_SESSION = 0x4;
    static final long CKF_TOKEN_INITIALIZED = 0x400;
    static final long CKF_PROTECTED_AUTHENTICATION_PATH = 0x100;
    static final long CKF_USER_PIN_COUNT_LOW = 0x1_0000;
    static final long CKF_USER_PIN_FINAL_TRY = 0x2_0000;
    static final long CKF_USER_PIN_LOCKED = 0x4_0000;
    static final long CKU_USER = 1;

    static final long CKO_PUBLIC_KEY = 2;
    static final long CKO_PRIVATE_KEY = 3;

    static final long CKA_CLASS = 0x0;
    static final long CKA_TOKEN = 0x1;
    static final long CKA_PRIVATE = 0x2;
    static final long CKA_LABEL = 0x3;
    static final long CKA_ID = 0x102;
    static final long CKA_SENSITIVE = 0x103;
    static final long CKA_ENCRYPT = 0x104;
    static final long CKA_DECRYPT = 0x105;
    static final long CKA_WRAP = 0x106;
    static final long CKA_UNWRAP = 0x107;
    static final long CKA_SIGN = 0x108;
    static final long CKA_SIGN_RECOVER = 0x109;
    static final long CKA_VERIFY = 0x10A;
    static final long CKA_MODULUS = 0x120;
    static final long CKA_MODULUS_BITS = 0x121;
    static final long CKA_PUBLIC_EXPONENT = 0x122;
    static final long CKA_PRIVATE_EXPONENT = 0x123;
    static final long CKA_EXTRACTABLE = 0x162;
    static final long CKA_NEVER_EXTRACTABLE = 0x164;
    static final long CKA_ALWAYS_SENSITIVE = 0x165;
    static final long CKA_MODIFIABLE = 0x170;
    static final long CKA_COPYABLE = 0x171;
    static final long CKA_ALLOWED_MECHANISMS = 0x4000_0600L;

    static final long CKM_RSA_PKCS_KEY_PAIR_GEN = 0x0;
    static final long CKM_RSA_X_509 = 0x3;
    static final long CKM_RSA_PKCS_OAEP = 0x9;
    static final long CKM_RSA_PKCS_PSS = 0xD;
    static final long CKM_SHA256_RSA_PKCS_PSS = 0x43;
    static final long CKM_SHA256 = 0x250;
    static final long CKG_MGF1_SHA256 = 2;
    static final long CKZ_DATA_SPECIFIED = 1;

    static final long CKR_OK = 0;
    static final long CKR_GENERAL_ERROR = 0x5;
    static final long CKR_FUNCTION_FAILED = 0x6;
    static final long CKR_DEVICE_ERROR = 0x30;
    static final long CKR_PIN_INCORRECT = 0xA0;
    static final long CKR_PIN_LOCKED = 0xA4;
    static final long CKR_USER_ALREADY_LOGGED_IN = 0x100;
    static final long CKR_CRYPTOKI_NOT_INITIALIZED = 0x190;
    static final long CKR_CRYPTOKI_ALREADY_INITIALIZED = 0x191;

    private Ck() {}
}
