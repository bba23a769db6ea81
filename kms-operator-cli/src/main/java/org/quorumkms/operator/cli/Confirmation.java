package org.quorumkms.operator.cli;

import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.quorumkms.cli.Typed;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.errors.UsageException;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.signed.Thumbprint;

/** T8: an approval names what was shown: by its thumbprint, or by a person's yes. */
public final class Confirmation {

    private Confirmation() {}

    /**
     * Requires that what was shown is what the person means.
     *
     * @param what a Trust or an order
     * @param said the thumbprint given on the command line, if there is one
     */
    public static void require(Prompt prompt, String what, Thumbprint shown, @Nullable String said) {
        if (said != null) {
            if (!Typed.thumbprint(said).equals(shown)) {
                throw new VerificationException("T8: this " + what
                        + " has another thumbprint than the one given with --thumbprint. Nothing was approved.");
            }
            return;
        }
        Optional<String> answer = prompt.ask("Approve this " + what + "? Type yes to approve: ");
        if (answer.isEmpty()) {
            throw new UsageException("There is nobody to ask here. Say what you saw: --thumbprint "
                    + "with all 43 characters, after comparing it with the other operators.");
        }
        if (!isYes(answer.get())) {
            throw new RefusedException("Nothing was approved. Type yes if you mean to.");
        }
    }

    /** Returns whether an answer is a yes. */
    public static boolean isYes(String answer) {
        return answer.strip().toLowerCase(Locale.ROOT).equals("yes");
    }
}
