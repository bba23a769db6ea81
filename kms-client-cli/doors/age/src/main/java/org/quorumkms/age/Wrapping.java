package org.quorumkms.age;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.quorumkms.crypto.SecretBytes;
import org.quorumkms.domain.DomainId;
import org.quorumkms.errors.UsageException;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.signed.Bytes;

/** The state machine {@code recipient-v1}: all file keys are sealed for all recipients and identities, or none is handed out. */
final class Wrapping implements AutoCloseable {

    private final Conversation age;
    private final AgeHome home;
    private final Function<RuntimeException, String> sentences;
    private final List<Target> targets = new ArrayList<>();
    private final List<SecretBytes> fileKeys = new ArrayList<>();
    private int recipients;
    private int identities;

    /** A word that age named, with what an error is said of; empty: it is none of ours. */
    private record Target(List<String> cause, Optional<AgeKeys.Named> named) {}

    /** A sealed file key for a file. */
    private record Sealed(int file, DomainId domain, Bytes sealed) {}

    Wrapping(Conversation age, AgeHome home, Function<RuntimeException, String> sentences) {
        this.age = age;
        this.home = home;
        this.sentences = sentences;
    }

    void run() throws IOException {
        age.hear(this::take);
        if (areWords() && areFileKeys()) {
            for (Sealed one : sealed()) {
                age.say(
                        List.of(
                                "recipient-stanza",
                                Integer.toString(one.file()),
                                SealedFileKey.TAG,
                                one.domain().value()),
                        one.sealed().toArray());
            }
        }
    }

    private void take(Stanza command) {
        switch (command.type()) {
            case "add-recipient" ->
                targets.add(new Target(
                        List.of("recipient", Integer.toString(recipients++)), AgeKeys.ofRecipient(word(command))));
            case "add-identity" ->
                targets.add(new Target(
                        List.of("identity", Integer.toString(identities++)), AgeKeys.ofIdentity(word(command))));
            case "wrap-file-key" -> {
                Conversation.requireArguments(command, 0);
                fileKeys.add(command.body().copy());
            }
            default -> {
                // A later version's, or grease: they are left alone, as the specification says.
            }
        }
    }

    /** Returns the word of a command that has one. */
    static String word(Stanza command) {
        Conversation.requireArguments(command, 1);
        return command.arguments().get(0);
    }

    private boolean areWords() throws IOException {
        boolean all = true;
        for (Target target : targets) {
            if (target.named().isEmpty()) {
                all = false;
                fail(
                        target.cause(),
                        new UsageException("That is no " + target.cause().get(0)
                                + " of a Domain, or it was mistyped. Have it printed: kms-client age "
                                + target.cause().get(0) + "."));
            }
        }
        return all;
    }

    private boolean areFileKeys() throws IOException {
        for (SecretBytes fileKey : fileKeys) {
            if (fileKey.length() != SealedFileKey.FILE_KEY) {
                fail(
                        Unwrapping.INTERNAL,
                        new VerificationException("A file key of age's has " + SealedFileKey.FILE_KEY
                                + " bytes, and this has " + fileKey.length() + "."));
                return false;
            }
        }
        return true;
    }

    /** Seals everything; nothing where one failed, and that was said. */
    private List<Sealed> sealed() throws IOException {
        List<Sealed> made = new ArrayList<>();
        List<String> cause = Unwrapping.INTERNAL;
        try {
            // A Domain that is named twice needs one stanza.
            Map<DomainId, List<String>> domains = new LinkedHashMap<>();
            for (Target target : targets) {
                cause = target.cause();
                domains.putIfAbsent(home.only(target.named().orElseThrow()), cause);
            }
            for (Map.Entry<DomainId, List<String>> domain : domains.entrySet()) {
                cause = domain.getValue();
                for (int file = 0; file < fileKeys.size(); file++) {
                    made.add(new Sealed(file, domain.getKey(), home.seal(domain.getKey(), fileKeys.get(file))));
                }
            }
            return made;
        } catch (RuntimeException failure) {
            fail(cause, failure);
            return List.of();
        }
    }

    private void fail(List<String> cause, RuntimeException failure) throws IOException {
        age.fail(cause, sentences.apply(failure));
    }

    @Override
    public void close() {
        fileKeys.forEach(SecretBytes::close);
    }
}
