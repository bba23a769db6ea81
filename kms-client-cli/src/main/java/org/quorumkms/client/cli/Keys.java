package org.quorumkms.client.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.quorumkms.cli.Typed;
import org.quorumkms.domain.Controller;
import org.quorumkms.domain.Right;
import org.quorumkms.domain.Rights;
import org.quorumkms.errors.UsageException;
import org.quorumkms.json.Json;
import org.quorumkms.signed.Thumbprint;

/** Keys and rights as they are typed and printed. */
final class Keys {

    private Keys() {}

    /** Reads the whole thumbprint of a key. */
    static Thumbprint typed(String key) {
        if (key.length() != Thumbprint.LENGTH) {
            throw new UsageException(
                    "Name the key by all 43 characters of its thumbprint; kms-client whoami prints it there.");
        }
        return Typed.thumbprint(key);
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
