package org.quorumkms.domain;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.json.Fields;
import org.quorumkms.json.Json;

/**
 * Who decides about an {@code encrypt} Domain (D9), set when it is made and changed by an order only.
 *
 * @param readers who gives rights: the controllers with {@code share}, or a quorum of operators
 * @param decrypt who opens what was sealed: the controllers with {@code decrypt}, or a quorum, file by file
 */
public record Policy(Who readers, Who decrypt) implements Serializable {

    /** Controllers decide. */
    public static final Policy OPEN = new Policy(Who.CONTROLLERS, Who.CONTROLLERS);

    /** Checks the members. */
    public Policy {
        Objects.requireNonNull(readers);
        Objects.requireNonNull(decrypt);
    }

    /** Who decides. */
    public enum Who {
        /** The Domain's controllers, each by its rights. */
        CONTROLLERS,
        /** A quorum of operators, by an order. */
        QUORUM;

        /** Returns the word in documents and commands. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Reads the word. */
        public static Who of(String text) {
            return Arrays.stream(values())
                    .filter(who -> who.text().equals(text))
                    .findFirst()
                    .orElseThrow(() -> new VerificationException("D9: a policy says controllers or quorum."));
        }
    }

    /** Reads the members. */
    public static Policy read(Fields members) {
        Policy policy = new Policy(Who.of(members.text("readers")), Who.of(members.text("decrypt")));
        members.end();
        return policy;
    }

    /** Returns the members. */
    public Map<String, @Nullable Object> toJson() {
        Map<String, @Nullable Object> members = Json.object();
        members.put("readers", readers.text());
        members.put("decrypt", decrypt.text());
        return members;
    }
}
