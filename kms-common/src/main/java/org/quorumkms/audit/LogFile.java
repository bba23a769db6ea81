package org.quorumkms.audit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.json.Fields;
import org.quorumkms.json.Json;
import org.quorumkms.json.StrictJson;

/**
 * Logs as text, for keeping elsewhere: a line of JSON for each piece. {@code {"log":name of the log}} begins one,
 * {@code {"key":certificate}}, {@code {"entry":line}} and {@code {"head":note}} go on with it.
 */
public final class LogFile {

    private static final String WHAT = "A line of the exported audit log";

    private LogFile() {}

    /** Gives the pieces of a log to somebody. */
    public interface Logs {
        /** Begins a log and says who takes it. */
        LogSink begin(LogId log);
    }

    /** Writes logs. */
    public static Logs writer(Writer out) {
        return log -> {
            line(out, "log", log.toString());
            return new LogSink() {
                @Override
                public void key(String certificate) {
                    line(out, "key", certificate);
                }

                @Override
                public void entry(String text) {
                    line(out, "entry", text);
                }

                @Override
                public void head(String note) {
                    line(out, "head", note);
                }
            };
        };
    }

    private static void line(Writer out, String name, String value) {
        Map<String, @Nullable Object> members = Json.object();
        members.put(name, value);
        try {
            out.write(Json.write(members));
            out.write('\n');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Reads logs.
     *
     * @throws VerificationException if a line is not one
     */
    public static void read(BufferedReader in, Logs logs) throws IOException {
        // What was written piece by piece names a log before each piece.
        Map<LogId, LogSink> begun = new HashMap<>();
        LogSink sink = null;
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            Fields members = StrictJson.object(WHAT, line);
            if (members.has("log")) {
                sink = begun.computeIfAbsent(LogId.parse(members.text("log")), logs::begin);
            } else if (sink == null) {
                throw new VerificationException(WHAT + " stands before the first log.");
            } else if (members.has("key")) {
                sink.key(members.text("key"));
            } else if (members.has("entry")) {
                sink.entry(members.text("entry"));
            } else {
                sink.head(members.text("head"));
            }
            members.end();
        }
    }
}
