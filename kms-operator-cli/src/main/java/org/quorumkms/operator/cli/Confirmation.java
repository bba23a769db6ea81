package org.quorumkms.operator.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.quorumkms.cli.Typed;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.errors.UsageException;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.signed.Digits;
import org.quorumkms.signed.Thumbprint;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** T8: an approval names what was shown: by its thumbprint, by digits that another operator read, or by a person's yes. */
public final class Confirmation {

    @ArgGroup
    private How how = new How();

    /** Nothing is said yet. */
    public Confirmation() {}

    Confirmation(@Nullable String thumbprint, boolean compare) {
        how.thumbprint = thumbprint;
        how.compare = compare;
    }

    /** How a person says that it is what was seen. */
    static final class How {
        @Option(
                names = "--thumbprint",
                paramLabel = "T",
                description = "All 43 characters of the thumbprint that you saw: approves without asking.")
        private @Nullable String thumbprint;

        @Option(
                names = "--compare",
                description =
                        "Ask for the first four groups of digits, as another operator reads them from its screen.")
        private boolean compare;
    }

    /** Requires that a thumbprint that was given can be one, before anything is called. */
    public void check() {
        if (how.thumbprint != null) {
            Typed.thumbprint(how.thumbprint);
        }
    }

    /** Returns lines that show the thumbprint of what is to be approved, and its digits unless they are asked for. */
    public List<String> shown(Thumbprint thumbprint) {
        List<String> lines = new ArrayList<>();
        if (!how.compare) {
            Digits digits = Digits.of(thumbprint);
            lines.add("in digits  " + digits.lines().get(0));
            lines.add("           " + digits.lines().get(1));
        }
        return lines;
    }

    /**
     * Requires that what was shown is what the person means.
     *
     * @param what a Trust or an order
     */
    public void require(Prompt prompt, String what, Thumbprint shown) {
        if (how.thumbprint != null) {
            if (!Typed.thumbprint(how.thumbprint).equals(shown)) {
                throw new VerificationException("T8: this " + what
                        + " has another thumbprint than the one given with --thumbprint. Nothing was approved.");
            }
        } else if (how.compare) {
            compared(prompt, what, shown);
        } else {
            confirmed(prompt, what);
        }
    }

    private static void compared(Prompt prompt, String what, Thumbprint shown) {
        String typed = prompt.ask("Type the first four groups of digits of this " + what
                        + " that the other operator reads to you: ")
                .orElseThrow(Confirmation::nobody);
        if (typed.strip().isEmpty()) {
            throw new RefusedException("Nothing was approved.");
        }
        if (!Digits.of(shown).beginWith(typed)) {
            throw new VerificationException(
                    "T8: the digits are not this " + what + "'s: you and the other operator were"
                            + " shown different ones, or a digit is wrong. Nothing was approved.");
        }
    }

    private static void confirmed(Prompt prompt, String what) {
        Optional<String> answer = prompt.ask("Approve this " + what + "? Type yes to approve: ");
        if (!isYes(answer.orElseThrow(Confirmation::nobody))) {
            throw new RefusedException("Nothing was approved. Type yes if you mean to.");
        }
    }

    private static UsageException nobody() {
        return new UsageException("There is nobody to ask here. Say what you saw: --thumbprint "
                + "with all 43 characters, after comparing it with the other operators.");
    }

    /** Returns whether an answer is a yes. */
    public static boolean isYes(String answer) {
        return answer.strip().toLowerCase(Locale.ROOT).equals("yes");
    }
}
