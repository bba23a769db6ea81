package org.quorumkms.client.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.quorumkms.cli.Typed;
import org.quorumkms.domain.Controller;
import org.quorumkms.domain.DomainBody;
import org.quorumkms.domain.Right;
import org.quorumkms.domain.Rights;
import org.quorumkms.errors.UsageException;
import org.quorumkms.json.Json;
import org.quorumkms.signed.Thumbprint;

/** Keys and rights as they are typed and printed. */
final class Keys {

    private Keys() {}

    /**
     * Returns the key of a controller that a person means: by its name, or its thumbprint or the beginning of that. An exact name comes
     * first; a whole thumbprint is taken as it is.
     *
     * @throws UsageException if none fits, or several do, with the candidates
     */
    static Thumbprint of(DomainBody domain, String typed) {
        List<Controller> named = domain.controllers().stream()
                .filter(one -> one.name().equals(typed))
                .toList();
        if (named.size() == 1) {
            return named.get(0).key();
        }
        if (typed.length() == Thumbprint.LENGTH) {
            return Typed.thumbprint(typed);
        }
        List<Controller> begun = typed.length() < Thumbprint.SHORTEST_PREFIX
                ? List.of()
                : domain.controllers().stream()
                        .filter(one -> one.key().value().startsWith(typed))
                        .toList();
        if (begun.size() == 1) {
            return begun.get(0).key();
        }
        throw new UsageException("Domain " + domain.name() + " has "
                + (begun.isEmpty() ? "no controller " : "several controllers that begin with ") + typed
                + "; its controllers are "
                + domain.controllers().stream()
                        .map(one -> one.name() + " " + one.key().abbreviated())
                        .collect(Collectors.joining(", "))
                + ".");
    }

    /** Reads rights with commas between them. */
    static Rights rights(String may) {
        return Rights.of(Arrays.stream(may.split(",", -1)).map(Keys::right).toList());
    }

    private static Right right(String word) {
        return Arrays.stream(Right.values())
                .filter(right -> right.text().equals(word))
                .findFirst()
                .orElseThrow(
                        () -> new UsageException(
                                "That is not a right. Say some of decrypt, encrypt, share, or of share, sign, with commas between."));
    }

    /** Returns a controller as commands print it. */
    static Map<String, @Nullable Object> json(Controller controller) {
        return json(controller.key(), controller.name(), controller.may().words());
    }

    /** Returns a key that may be nobody's as commands print it. */
    static Map<String, @Nullable Object> json(Thumbprint key, @Nullable String name, List<String> may) {
        Map<String, @Nullable Object> json = Json.object();
        json.put("name", name);
        json.put("thumbprint", key.value());
        json.put("may", may);
        return json;
    }
}
