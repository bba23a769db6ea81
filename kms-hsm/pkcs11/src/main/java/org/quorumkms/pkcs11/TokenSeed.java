package org.quorumkms.pkcs11;

import org.jspecify.annotations.Nullable;
import org.quorumkms.crypto.HybridWrapping;
import org.quorumkms.crypto.KeyUnwrapper;
import org.quorumkms.crypto.MlKemKey;
import org.quorumkms.crypto.SecretBytes;
import org.quorumkms.trust.HsmStatement;

/** The ML-KEM half of an HSM in a token: its sealed seed, which the token opens at the first use, and not before it is there. */
final class TokenSeed implements HybridWrapping.MlKemHalf {

    private final SealedSeed sealed;
    private final HsmStatement statement;
    private final KeyUnwrapper rsa;
    private volatile @Nullable MlKemKey opened;

    TokenSeed(SealedSeed sealed, HsmStatement statement, KeyUnwrapper rsa) {
        this.sealed = sealed;
        this.statement = statement;
        this.rsa = rsa;
    }

    @Override
    public SecretBytes decapsulate(byte[] ciphertext) {
        MlKemKey own = opened;
        return (own == null ? open() : own).decapsulate(ciphertext);
    }

    /**
     * Opens the seed if it is not open yet.
     *
     * @throws org.quorumkms.errors.VerificationException if the token does not open it
     */
    synchronized MlKemKey open() {
        MlKemKey own = opened;
        if (own == null) {
            own = sealed.open(statement, rsa);
            opened = own;
        }
        return own;
    }
}
