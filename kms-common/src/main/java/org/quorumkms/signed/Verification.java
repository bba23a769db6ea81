package org.quorumkms.signed;

import java.util.List;
import java.util.Optional;
import org.quorumkms.errors.VerificationException;

/**
 * The result of verifying a document, as data: what was checked, in the order of protocol.md, and the proof if all of
 * it holds. A console prints it; {@link #require()} is the one thin line that throws.
 *
 * @param checks what was checked
 * @param proof the verified document, if every check holds
 */
public record Verification<T>(List<Check> checks, Optional<T> proof) {

    /** Copies the list. */
    public Verification {
        checks = List.copyOf(checks);
    }

    /** Returns whether every check holds. */
    public boolean valid() {
        return proof.isPresent();
    }

    /**
     * Returns the proof.
     *
     * @throws VerificationException naming the first check that does not hold
     */
    public T require() {
        return proof.orElseThrow(() -> new VerificationException("Verification failed: "
                + checks.stream()
                        .filter(check -> !check.ok())
                        .map(Check::what)
                        .findFirst()
                        .orElse("the document is not what was expected")
                + "."));
    }
}
