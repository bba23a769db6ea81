package org.quorumkms.domain;

import java.util.Arrays;
import java.util.Locale;
import org.quorumkms.errors.VerificationException;

/** What the keys of a Domain are for. One key does one thing (NIST SP 800-57 part 1, 5.2). */
public enum Purpose {
    /** AES-256 master keys: small data, and data keys of files. */
    ENCRYPT,
    /** An RSA-3072 pair that signs files. */
    SIGN,
    /** An operator's approval key, RSA-3072: approvals and nothing else. */
    OPERATOR;

    /** Returns the word in documents and commands. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns whether Domains of this purpose list public keys. */
    public boolean hasPublicKeys() {
        return this != ENCRYPT;
    }

    /** Reads the word. */
    public static Purpose of(String text) {
        return Arrays.stream(values())
                .filter(purpose -> purpose.text().equals(text))
                .findFirst()
                .orElseThrow(() -> new VerificationException("A Domain's purpose is encrypt, sign or operator."));
    }
}
