package org.quorumkms.signed;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.regex.Pattern;
import org.quorumkms.errors.VerificationException;

/** Times in documents: {@code YYYY-MM-DDThh:mm:ssZ}, whole seconds, UTC. */
public final class Time {

    private static final Pattern FORM = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z");

    private Time() {}

    /** Reads a time, or refuses the document it stands in. */
    public static Instant parse(String text) {
        if (FORM.matcher(text).matches()) {
            try {
                Instant time = Instant.parse(text);
                if (time.toString().equals(text)) {
                    return time;
                }
            } catch (DateTimeException e) {
                throw malformed();
            }
        }
        throw malformed();
    }

    /** Writes a time; parts of a second are cut off. */
    public static String format(Instant time) {
        return toSeconds(time).toString();
    }

    /** Cuts off the parts of a second, which documents do not have. */
    public static Instant toSeconds(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS);
    }

    private static VerificationException malformed() {
        return new VerificationException("A time in the document is not of the form YYYY-MM-DDThh:mm:ssZ.");
    }
}
