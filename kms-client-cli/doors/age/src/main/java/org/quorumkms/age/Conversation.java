package org.quorumkms.age;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.quorumkms.errors.VerificationException;

/**
 * What a plug-in hears and says (C2SP age-plugin.md, "Phases"): first age's commands up to {@code done}, then the plug-in's, each
 * of which age answers, up to its own {@code done}.
 */
final class Conversation implements AutoCloseable {

    /** Commands of a phase. */
    static final int MOST_COMMANDS = 65_536;

    private static final String DONE = "done";
    private static final String OK = "ok";
    private static final byte[] NOTHING = {};

    private final StanzaReader reader;
    private final StanzaWriter writer;
    private boolean failed;

    /** What a phase's commands do; the stanza is closed afterwards, so that what is kept of its body is a copy. */
    interface Commands {
        void take(Stanza command);
    }

    Conversation(InputStream in, OutputStream out) {
        this.reader = new StanzaReader(in);
        this.writer = new StanzaWriter(out);
    }

    /** Hears age's phase to its end. Whoever takes the commands leaves those alone that it does not know. */
    void hear(Commands commands) throws IOException {
        for (int count = 0; count < MOST_COMMANDS; count++) {
            try (Stanza command = reader.read()) {
                if (command.type().equals(DONE)) {
                    requireArguments(command, 0);
                    return;
                }
                commands.take(command);
            }
        }
        throw new VerificationException("age says more than " + MOST_COMMANDS + " commands at once.");
    }

    /** Requires that a command has so many arguments. */
    static void requireArguments(Stanza command, int count) {
        if (command.arguments().size() != count) {
            throw new VerificationException("age's command " + command.type() + " has "
                    + command.arguments().size() + " arguments, and not " + count + ".");
        }
    }

    /** Says a result, which age takes. */
    void say(List<String> words, byte[] body) throws IOException {
        if (!answered(words, body).equals(OK)) {
            throw new VerificationException("age did not take what was made for it.");
        }
    }

    /**
     * Says that something failed; whatever age answers, the next is said.
     *
     * @param cause {@code recipient} and its number, {@code identity} and its number, {@code stanza} and two, or {@code internal}
     */
    void fail(List<String> cause, String sentence) throws IOException {
        failed = true;
        List<String> words = new ArrayList<>(List.of("error"));
        words.addAll(cause);
        answered(words, sentence.getBytes(StandardCharsets.UTF_8));
    }

    private String answered(List<String> words, byte[] body) throws IOException {
        writer.write(words, body);
        try (Stanza answer = reader.read()) {
            return answer.type();
        }
    }

    /** Ends the plug-in's phase; returns whether nothing failed. */
    boolean end() throws IOException {
        writer.write(List.of(DONE), NOTHING);
        return !failed;
    }

    @Override
    public void close() {
        reader.close();
    }
}
