package org.quorumkms.cli;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.quorumkms.errors.UsageException;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.signed.Time;

/** Reads what a person typed: what is no such thing is wrong usage, never something that did not verify. */
public final class Typed {

    private static final Pattern AGE = Pattern.compile("([1-9][0-9]{0,5})([mhd])");
    private static final Pattern DAY = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");

    private Typed() {}

    /**
     * Reads a time: {@code YYYY-MM-DDThh:mm:ssZ}, {@code YYYY-MM-DD} or an age {@code N[mhd]}.
     *
     * @param end whether a day means its end, else its beginning; in UTC, and not later than now
     * @throws UsageException if it is none of them, or ahead of now
     */
    public static Instant time(String text, Instant now, boolean end) {
        Instant time = time(text, now);
        if (DAY.matcher(text).matches() && end) {
            Instant last = time.plus(Duration.ofDays(1)).minusSeconds(1);
            return last.isAfter(now) && !time.isAfter(now) ? now : notAhead(last, now);
        }
        return notAhead(time, now);
    }

    private static Instant notAhead(Instant time, Instant now) {
        if (time.isAfter(now)) {
            throw new UsageException("That time is ahead of now, " + Time.format(now) + ". Give one that has been.");
        }
        return time;
    }

    private static Instant time(String text, Instant now) {
        Matcher age = AGE.matcher(text);
        if (age.matches()) {
            long number = Long.parseLong(age.group(1));
            return now.minus(
                    switch (age.group(2)) {
                        case "m" -> Duration.ofMinutes(number);
                        case "h" -> Duration.ofHours(number);
                        default -> Duration.ofDays(number);
                    });
        }
        try {
            return DAY.matcher(text).matches()
                    ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                    : Time.parse(text);
        } catch (VerificationException | DateTimeException e) {
            throw new UsageException(
                    text + " is not a time. Give YYYY-MM-DDThh:mm:ssZ, YYYY-MM-DD, or an age such as 90d, 12h or 30m.");
        }
    }

    /**
     * Reads a thumbprint of which all characters are needed: part of one says nothing about what was seen.
     *
     * @throws UsageException if it is not a whole one
     */
    public static Thumbprint thumbprint(String text) {
        if (text.length() != Thumbprint.LENGTH) {
            throw new UsageException("Give all " + Thumbprint.LENGTH + " characters of the thumbprint; these are "
                    + text.length() + ".");
        }
        try {
            return new Thumbprint(text);
        } catch (VerificationException e) {
            throw new UsageException("That is not a thumbprint: it has " + Thumbprint.LENGTH
                    + " characters of A-Z a-z 0-9 - _. Copy it again.");
        }
    }
}
