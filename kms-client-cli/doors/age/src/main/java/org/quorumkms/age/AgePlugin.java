package org.quorumkms.age;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.quorumkms.client.KmsClient;
import org.quorumkms.client.KmsOptions;
import org.quorumkms.errors.UsageException;

/**
 * The plug-in of age (C2SP age-plugin.md): seals and opens file keys with the Domains of a home, over a pair of streams, for one
 * run of age.
 *
 * <p>Whatever fails of an operation is said to age, as an {@code error} with a sentence that says what to do; age shows it. Nothing
 * else is written to the stream. At most 16 MiB and 65,536 stanzas are read; what is longer, or is no stanza, ends it. File keys are
 * wiped after their use.
 *
 * <p>Restriction: age binds nothing to a file key but the file itself, so to a Domain every age file has the context
 * {@link #CONTEXT}.
 */
public final class AgePlugin {

    /** What every file key is sealed with. */
    public static final Map<String, String> CONTEXT = Map.of("age", "v1");

    private static final String RECIPIENT = "recipient-v1";
    private static final String IDENTITY = "identity-v1";

    private final Supplier<KmsClient> home;
    private final Function<RuntimeException, String> sentences;

    /**
     * Takes how the home is opened, and how a failure is said to people.
     *
     * @param home opens it, with {@link #options}; called at its first use in a run, which closes it
     * @param sentences one or two plain sentences, without a secret
     */
    public AgePlugin(Supplier<KmsClient> home, Function<RuntimeException, String> sentences) {
        this.home = home;
        this.sentences = sentences;
    }

    /** Returns what a home is opened with: somebody waits, so servers that do not answer are given up sooner than usual. */
    public static KmsOptions options() {
        return KmsOptions.usual()
                .connectWithin(Duration.ofSeconds(3))
                .answerWithin(Duration.ofSeconds(5))
                .tryFor(Duration.ofSeconds(5));
    }

    /**
     * Runs a state machine to its end.
     *
     * @param machine {@code recipient-v1} (seals file keys) or {@code identity-v1} (opens them)
     * @param in age's side, which is not closed
     * @param out flushed after each stanza, and not closed
     * @return whether nothing failed
     * @throws UsageException if there is no such state machine; nothing was read or written then
     * @throws IOException if age stopped in the middle
     * @throws org.quorumkms.errors.VerificationException if what age said is not what the specification has
     */
    public boolean run(String machine, InputStream in, OutputStream out) throws IOException {
        boolean seals = machine.equals(RECIPIENT);
        if (!seals && !machine.equals(IDENTITY)) {
            throw new UsageException("This plug-in knows the state machines " + RECIPIENT + " and " + IDENTITY
                    + " of age, and not the one that it was asked for.");
        }
        try (AgeHome opened = new AgeHome(home);
                Conversation age = new Conversation(in, out)) {
            if (seals) {
                try (Wrapping wrapping = new Wrapping(age, opened, sentences)) {
                    wrapping.run();
                }
            } else {
                new Unwrapping(age, opened, sentences).run();
            }
            return age.end();
        }
    }
}
