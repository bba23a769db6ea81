package org.quorumkms.audit;

import java.io.Serializable;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.signed.Thumbprint;

/**
 * Which log (protocol.md section 9): a server's first, or one that it began when it found the one before shorter than, or other
 * than, it remembered.
 *
 * @param server the thumbprint of the server's connection key
 * @param number from 1 on
 */
public record LogId(Thumbprint server, int number) implements Serializable, Comparable<LogId> {

    /** The highest number. */
    public static final int MOST = 9_999;

    private static final Pattern FORM = Pattern.compile("([A-Za-z0-9_-]{43})(?:/([1-9][0-9]{0,3}))?");

    /** Checks the number. */
    public LogId {
        if (number < 1 || number > MOST) {
            throw new VerificationException("The logs of a server are numbered from 1 to " + MOST + ".");
        }
        java.util.Objects.requireNonNull(server);
    }

    /** Returns a server's first log. */
    public static LogId first(Thumbprint server) {
        return new LogId(server, 1);
    }

    /**
     * Reads a name: that of the server, and from the second log on a stroke and the number.
     *
     * @throws VerificationException if it is none
     */
    public static LogId parse(String text) {
        Matcher parts = FORM.matcher(text);
        if (!parts.matches() || "1".equals(parts.group(2))) {
            throw new VerificationException("That names no audit log: it is SERVER, or SERVER/2 and so on.");
        }
        int number = Optional.ofNullable(parts.group(2)).map(Integer::parseInt).orElse(1);
        return new LogId(new Thumbprint(parts.group(1)), number);
    }

    /** Returns the log that the server begins when this one is ended. */
    public LogId next() {
        return new LogId(server, number + 1);
    }

    /** Returns the name with the first characters of the server's. */
    public String abbreviated() {
        return server.abbreviated() + suffix();
    }

    private String suffix() {
        return number == 1 ? "" : "/" + number;
    }

    @Override
    public int compareTo(LogId other) {
        int byServer = server.compareTo(other.server);
        return byServer != 0 ? byServer : Integer.compare(number, other.number);
    }

    @Override
    public String toString() {
        return server + suffix();
    }
}
