package org.quorumkms.order;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.quorumkms.domain.Controller;
import org.quorumkms.domain.EncryptionContext;
import org.quorumkms.domain.Policy;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.json.Fields;
import org.quorumkms.json.Json;
import org.quorumkms.signed.Note;
import org.quorumkms.signed.Thumbprint;

/** What an order decides: exactly the members that its kind has (protocol.md section 8). */
public sealed interface Decision {

    /** Returns the kind. */
    OrderKind kind();

    /** Puts the members of the kind into a payload. */
    void putInto(Map<String, @Nullable Object> members);

    /** Nobody may use the Domain. */
    record Disable() implements Decision {
        @Override
        public OrderKind kind() {
            return OrderKind.DISABLE;
        }

        @Override
        public void putInto(Map<String, @Nullable Object> members) {
            // It has none.
        }
    }

    /** Ends older orders and releases. */
    record End() implements Decision {
        @Override
        public OrderKind kind() {
            return OrderKind.END;
        }

        @Override
        public void putInto(Map<String, @Nullable Object> members) {
            // It has none.
        }
    }

    /**
     * Undoes a disabling, and that one alone.
     *
     * @param disabledBy the thumbprint of the order that disabled it
     */
    record Enable(Thumbprint disabledBy) implements Decision {
        @Override
        public OrderKind kind() {
            return OrderKind.ENABLE;
        }

        @Override
        public void putInto(Map<String, @Nullable Object> members) {
            members.put("disabledBy", disabledBy.value());
        }
    }

    /**
     * Deletes what a disabling prepared, and that one alone.
     *
     * @param disabledBy the thumbprint of the order that disabled it
     */
    record Delete(Thumbprint disabledBy) implements Decision {
        @Override
        public OrderKind kind() {
            return OrderKind.DELETE;
        }

        @Override
        public void putInto(Map<String, @Nullable Object> members) {
            members.put("disabledBy", disabledBy.value());
        }
    }

    /**
     * Leaves one controller.
     *
     * @param controller whom, with {@code share} among its rights
     */
    record Grant(Controller controller) implements Decision {
        @Override
        public OrderKind kind() {
            return OrderKind.GRANT;
        }

        @Override
        public void putInto(Map<String, @Nullable Object> members) {
            members.put("controller", controller.toJson());
        }
    }

    /**
     * Adds a controller, sets its rights, or takes it out.
     *
     * @param controller whom; without rights: out
     */
    record Admit(Controller controller) implements Decision {
        @Override
        public OrderKind kind() {
            return OrderKind.ADMIT;
        }

        @Override
        public void putInto(Map<String, @Nullable Object> members) {
            members.put("controller", controller.toJson());
        }
    }

    /**
     * Says who decides from now on.
     *
     * @param policy both members
     */
    record SetPolicy(Policy policy) implements Decision {
        @Override
        public OrderKind kind() {
            return OrderKind.POLICY;
        }

        @Override
        public void putInto(Map<String, @Nullable Object> members) {
            members.put("policy", policy.toJson());
        }
    }

    /**
     * Opens one thing (O4). It has no number: it stands beside the other orders, until {@code end} ends it.
     *
     * @param ended the Domain's {@code ended} when it was asked for
     * @param key the thumbprint of the connection key that may open it
     * @param sealed the SHA-256 of what was sealed, from its kind byte to its tag
     * @param context the whole context
     * @param file its name and size, in the requester's words
     */
    record Open(int ended, Thumbprint key, Thumbprint sealed, EncryptionContext context, Optional<FileWords> file)
            implements Decision {

        /**
         * What the requester says of the file.
         *
         * @param name in the form of a note
         * @param bytes how many
         */
        public record FileWords(String name, long bytes) {

            /** Checks the name. */
            public FileWords {
                Note.check(Optional.of(name));
            }
        }

        @Override
        public OrderKind kind() {
            return OrderKind.OPEN;
        }

        @Override
        public void putInto(Map<String, @Nullable Object> members) {
            members.put("ended", ended);
            Map<String, @Nullable Object> open = Json.object();
            open.put("key", key.value());
            open.put("sealed", sealed.value());
            Map<String, @Nullable Object> entries = Json.object();
            entries.putAll(context.entries());
            open.put("context", entries);
            file.ifPresent(words -> {
                Map<String, @Nullable Object> said = Json.object();
                said.put("name", words.name());
                said.put("bytes", Json.length(words.bytes()));
                open.put("file", said);
            });
            members.put("open", open);
        }
    }

    /** Takes the members of a kind. */
    static Decision take(OrderKind kind, Fields members) {
        return switch (kind) {
            case DISABLE -> new Disable();
            case END -> new End();
            case ENABLE -> new Enable(new Thumbprint(members.text("disabledBy")));
            case DELETE -> new Delete(new Thumbprint(members.text("disabledBy")));
            case GRANT -> new Grant(Controller.read(members.object("controller")));
            case ADMIT -> new Admit(Controller.read(members.object("controller")));
            case POLICY -> new SetPolicy(Policy.read(members.object("policy")));
            case OPEN -> open(members);
        };
    }

    /** What cannot be a context is no order, whatever a person would be told who typed it. */
    private static EncryptionContext context(Fields members) {
        try {
            return new EncryptionContext(members.remainingTexts());
        } catch (RefusedException e) {
            throw new VerificationException("The context in the order is none. " + e.getMessage());
        }
    }

    private static Open open(Fields members) {
        int ended = members.integer("ended");
        Fields open = members.object("open");
        Optional<Open.FileWords> words = Optional.empty();
        Thumbprint key = new Thumbprint(open.text("key"));
        Thumbprint sealed = new Thumbprint(open.text("sealed"));
        EncryptionContext context = context(open.object("context"));
        if (open.has("file")) {
            Fields said = open.object("file");
            words = Optional.of(new Open.FileWords(said.text("name"), said.length("bytes")));
            said.end();
        }
        open.end();
        if (context.entries().isEmpty()) {
            throw new VerificationException("O4: what is opened by an order was sealed with a context.");
        }
        return new Open(ended, key, sealed, context, words);
    }
}
