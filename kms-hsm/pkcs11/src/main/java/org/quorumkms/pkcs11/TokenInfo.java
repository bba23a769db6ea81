package org.quorumkms.pkcs11;

/**
 * What a token says of itself (CK_TOKEN_INFO).
 *
 * @param label as whoever set it up named it
 * @param serial its serial number
 * @param manufacturer who made it
 * @param model what it is
 * @param firmware the version of its firmware
 * @param flags as they are there
 * @param mostSessions how many sessions there may be; 0: any number
 */
public record TokenInfo(
        String label,
        String serial,
        String manufacturer,
        String model,
        String firmware,
        long flags,
        long mostSessions) {

    private static final int MOST = 16;

    boolean has(long flag) {
        return (flags & flag) != 0;
    }

    /** Returns how many sessions are kept: one is left for what writes. */
    int sessions() {
        // 0 is "any number", and all ones "unknown".
        return mostSessions <= 0 ? MOST : (int) Math.max(1, Math.min(MOST, mostSessions - 1));
    }

    /** Returns whether a wrong PIN was given, so that few tries are left. */
    public boolean hasFewTries() {
        return has(Ck.CKF_USER_PIN_COUNT_LOW) || has(Ck.CKF_USER_PIN_FINAL_TRY);
    }

    /** Returns it in a few words, for people. */
    public String words() {
        return manufacturer + " " + model + ", firmware " + firmware + ", token " + label + ", serial " + serial;
    }
}
