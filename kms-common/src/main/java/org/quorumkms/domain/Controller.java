package org.quorumkms.domain;

import java.io.Serializable;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.quorumkms.json.Fields;
import org.quorumkms.json.Json;
import org.quorumkms.signed.Name;
import org.quorumkms.signed.Thumbprint;

/**
 * Who may use a Domain (D8): a connection key, and what it may.
 *
 * @param key the thumbprint of the connection key, which is the controller
 * @param name for people
 * @param may its rights
 */
public record Controller(Thumbprint key, String name, Rights may) implements Serializable {

    /** Checks the name. */
    public Controller {
        Objects.requireNonNull(key);
        Name.check(name);
        Objects.requireNonNull(may);
    }

    /** Reads the members. */
    public static Controller read(Fields members) {
        Controller controller = new Controller(
                new Thumbprint(members.text("key")), members.text("name"), Rights.read(members.texts("may")));
        members.end();
        return controller;
    }

    /** Returns the members. */
    public Map<String, @Nullable Object> toJson() {
        Map<String, @Nullable Object> members = Json.object();
        members.put("key", key.value());
        members.put("name", name);
        members.put("may", may.words());
        return members;
    }

    /** Returns this controller with other rights. */
    public Controller with(Rights rights) {
        return new Controller(key, name, rights);
    }
}
