package org.quorumkms.pkcs11;

import com.sun.jna.Pointer;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.trust.Device;

/** A mechanism with its parameter, every part of it named: "default" differs from module to module. */
enum Mechanism {
    /** RSASSA-PSS with SHA-256, MGF1-SHA-256 and 32 bytes of salt, over a hash that was made here (RFC 7518, 3.5). */
    PSS(Ck.CKM_RSA_PKCS_PSS) {
        @Override
        int parameter(Pointer to) {
            to.setLong(0, Ck.CKM_SHA256);
            to.setLong(8, Ck.CKG_MGF1_SHA256);
            to.setLong(16, 32);
            return 24;
        }
    },
    /** RSAES-OAEP with SHA-256, MGF1-SHA-256 and no label (RFC 7518, 4.3). */
    OAEP(Ck.CKM_RSA_PKCS_OAEP) {
        @Override
        int parameter(Pointer to) {
            to.setLong(0, Ck.CKM_SHA256);
            to.setLong(8, Ck.CKG_MGF1_SHA256);
            to.setLong(16, Ck.CKZ_DATA_SPECIFIED);
            return 40;
        }
    },
    /** RSA alone, without padding (RFC 8017, 5.1.2). */
    RAW(Ck.CKM_RSA_X_509) {
        @Override
        int parameter(Pointer to) {
            return 0;
        }
    },
    /** Makes an RSA key pair. */
    GENERATE(Ck.CKM_RSA_PKCS_KEY_PAIR_GEN) {
        @Override
        int parameter(Pointer to) {
            return 0;
        }
    };

    private static final int LARGEST = 40;

    private final long type;

    Mechanism(long type) {
        this.type = type;
    }

    /**
     * Returns how an HSM opens that says so in its statement.
     *
     * @throws RefusedException if it is in no token
     */
    static Mechanism opening(Device device) {
        return switch (device.opens()) {
            case "oaep" -> OAEP;
            case "raw" -> RAW;
            default -> throw new RefusedException("The statement is of an HSM that is in no token.");
        };
    }

    /** Returns the device of an HSM that opens so. */
    Device device() {
        return new Device("pkcs11", this == OAEP ? "oaep" : "raw");
    }

    /** Writes the parameter; returns how many bytes it has. */
    abstract int parameter(Pointer to);

    long type() {
        return type;
    }

    Pointer write(NativeMemory memory) {
        Pointer parameter = memory.zeroed(LARGEST);
        int length = parameter(parameter);
        Pointer mechanism = memory.zeroed(24);
        mechanism.setLong(0, type);
        mechanism.setPointer(8, length == 0 ? Pointer.NULL : parameter);
        mechanism.setLong(16, length);
        return mechanism;
    }
}
