package org.quorumkms.age;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.quorumkms.crypto.SecretBytes;
import org.quorumkms.domain.DomainId;
import org.quorumkms.errors.TryAgainException;
import org.quorumkms.errors.UnreachableException;
import org.quorumkms.errors.UsageException;
import org.quorumkms.errors.VerificationException;

/**
 * The state machine {@code identity-v1}. Of each file the first stanza that opens is enough: age takes any error as the end, so one
 * is said only of a file that no stanza opens, and the first that there was. A Domain that no identity names is somebody else's.
 */
final class Unwrapping {

    /** Stanzas of a file that are tried: each is a call to a server. */
    static final int MOST_TRIED = 16;

    static final List<String> INTERNAL = List.of("internal");

    private static final int MOST_DIGITS = 9;

    private final Conversation age;
    private final AgeHome home;
    private final Function<RuntimeException, String> sentences;
    private final List<Optional<AgeKeys.Named>> identities = new ArrayList<>();
    private final List<Found> found = new ArrayList<>();
    private int file = -1;
    private int stanza;

    /** A stanza of ours; empty: it is malformed. */
    private record Found(int file, int stanza, Optional<SealedFileKey> sealed) {

        List<String> cause() {
            return List.of("stanza", Integer.toString(file), Integer.toString(stanza));
        }
    }

    /** What a failure is said of. */
    private record Failure(List<String> cause, RuntimeException why) {}

    Unwrapping(Conversation age, AgeHome home, Function<RuntimeException, String> sentences) {
        this.age = age;
        this.home = home;
        this.sentences = sentences;
    }

    void run() throws IOException {
        age.hear(this::take);
        if (!areIdentities()) {
            return;
        }
        for (int from = 0; from < found.size(); ) {
            int next = from;
            while (next < found.size()
                    && found.get(next).file() == found.get(from).file()) {
                next++;
            }
            if (!unwrap(found.subList(from, next))) {
                return;
            }
            from = next;
        }
    }

    private void take(Stanza command) {
        switch (command.type()) {
            case "add-identity" -> identities.add(AgeKeys.ofIdentity(Wrapping.word(command)));
            case "recipient-stanza" -> takeStanza(command.arguments(), command.body());
            default -> {
                // A later version's, or grease: they are left alone, as the specification says.
            }
        }
    }

    private void takeStanza(List<String> words, SecretBytes body) {
        int number = words.size() < 2 ? -1 : number(words.get(0));
        if (number < 0 || number < file) {
            throw new VerificationException("age named a stanza without its file, or files out of their order.");
        }
        stanza = number == file ? stanza + 1 : 0;
        file = number;
        if (words.get(1).equals(SealedFileKey.TAG)) {
            found.add(new Found(file, stanza, SealedFileKey.of(words.subList(2, words.size()), body.exposed())));
        }
    }

    private static int number(String word) {
        return word.length() <= MOST_DIGITS && word.chars().allMatch(c -> c >= '0' && c <= '9')
                ? Integer.parseInt(word)
                : -1;
    }

    private boolean areIdentities() throws IOException {
        boolean all = true;
        for (int i = 0; i < identities.size(); i++) {
            if (identities.get(i).isEmpty()) {
                all = false;
                say(new Failure(
                        List.of("identity", Integer.toString(i)),
                        new UsageException("That is no identity of a Domain, or it was mistyped. Have it printed:"
                                + " kms-client age identity.")));
            }
        }
        return all;
    }

    /** Opens a file, or says why not; returns whether the next is worth trying. */
    private boolean unwrap(List<Found> stanzas) throws IOException {
        Optional<Found> malformed =
                stanzas.stream().filter(one -> one.sealed().isEmpty()).findFirst();
        if (malformed.isPresent()) {
            say(new Failure(
                    malformed.get().cause(),
                    new VerificationException(
                            "The file's header was changed, or made by another program: a stanza of a Domain is"
                                    + " malformed. Take another copy.")));
            return true;
        }
        List<Failure> failures = new ArrayList<>();
        for (Found one : stanzas) {
            Optional<SecretBytes> fileKey = isWorthTrying(failures) ? opened(one, failures) : Optional.empty();
            if (fileKey.isPresent()) {
                handOut(one.file(), fileKey.get());
                return true;
            }
        }
        if (!failures.isEmpty()) {
            say(failures.get(0));
        }
        return failures.stream().noneMatch(failure -> isNoServer(failure.why()));
    }

    private static boolean isWorthTrying(List<Failure> failures) {
        return failures.size() < MOST_TRIED && failures.stream().noneMatch(failure -> isNoServer(failure.why()));
    }

    private void handOut(int number, SecretBytes fileKey) throws IOException {
        try (fileKey) {
            age.say(List.of("file-key", Integer.toString(number)), fileKey.exposed());
        }
    }

    /** Returns the first identity that stands for a Domain; below 0: none does. */
    private int identityFor(DomainId domain) {
        for (int i = 0; i < identities.size(); i++) {
            Optional<DomainId> named = identities.get(i).orElseThrow().domain();
            if (named.map(domain::equals).orElse(true)) {
                return i;
            }
        }
        return -1;
    }

    /** Opens a stanza; empty: it is somebody else's, or that failed and was added. */
    private Optional<SecretBytes> opened(Found one, List<Failure> failures) {
        SealedFileKey sealed = one.sealed().orElseThrow();
        int identity = identityFor(sealed.domain());
        if (identity < 0) {
            return Optional.empty();
        }
        try {
            boolean named = identities.get(identity).orElseThrow().domain().isPresent();
            if (!named && !home.has(sealed.domain())) {
                return Optional.empty();
            }
            home.require(sealed.domain());
            return Optional.of(home.open(sealed));
        } catch (VerificationException changed) {
            failures.add(new Failure(one.cause(), changed));
        } catch (RuntimeException failure) {
            failures.add(new Failure(List.of("identity", Integer.toString(identity)), failure));
        }
        return Optional.empty();
    }

    private static boolean isNoServer(RuntimeException failure) {
        return failure instanceof UnreachableException || failure instanceof TryAgainException;
    }

    private void say(Failure failure) throws IOException {
        age.fail(failure.cause(), sentences.apply(failure.why()));
    }
}
