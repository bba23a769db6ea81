package org.quorumkms.json;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.errors.VerificationException;

/**
 * The members of one JSON object, taken out one by one. A reader asks for each member that it knows, with the type that
 * it must have, and calls {@link #end()} last: what is left over then was unknown, and unknown fails closed.
 */
public final class Fields {

    private static final Pattern LENGTH = Pattern.compile("[1-9][0-9]{9,17}");

    private final String what;
    private final Map<String, Object> left;

    private Fields(String what, Map<String, Object> members) {
        this.what = what;
        this.left = members;
    }

    static Fields of(String what, Object value) {
        if (!(value instanceof Map<?, ?> map)) {
            throw new VerificationException(what + " is not a JSON object.");
        }
        Map<String, Object> members = new LinkedHashMap<>();
        map.forEach((name, member) -> members.put((String) name, member));
        return new Fields(what, members);
    }

    static List<Fields> listOf(String what, Object value) {
        if (!(value instanceof List<?> elements)) {
            throw new VerificationException(what + " is not a JSON array.");
        }
        return elements.stream().map(element -> of(what, element)).toList();
    }

    /** Returns whether a member is there and was not taken out yet. */
    public boolean has(String name) {
        return left.containsKey(name);
    }

    /** Takes a string. */
    public String text(String name) {
        return take(name, String.class);
    }

    /** Takes a string that may be absent. */
    public Optional<String> optionalText(String name) {
        return has(name) ? Optional.of(text(name)) : Optional.empty();
    }

    /** Takes an integer from 0 to 2^31-1. */
    public int integer(String name) {
        return take(name, Integer.class);
    }

    /** Takes a length: an integer up to 2^31-1, beyond that a string of its decimal digits. */
    public long length(String name) {
        if (left.get(name) instanceof Integer) {
            return integer(name);
        }
        String digits = text(name);
        if (!LENGTH.matcher(digits).matches() || Long.parseLong(digits) <= Integer.MAX_VALUE) {
            throw new VerificationException(what + ": " + name + " is not a length.");
        }
        return Long.parseLong(digits);
    }

    /** Takes a boolean. */
    public boolean bool(String name) {
        return take(name, Boolean.class);
    }

    /** Takes an object. */
    public Fields object(String name) {
        return of(what + ", " + name, take(name, Object.class));
    }

    /** Takes an array of objects. */
    public List<Fields> objects(String name) {
        return listOf(what + ", " + name, take(name, Object.class));
    }

    /** Takes an array of strings. */
    public List<String> texts(String name) {
        List<String> texts = new ArrayList<>();
        for (Object element : take(name, List.class)) {
            if (!(element instanceof String text)) {
                throw new VerificationException(what + ": " + name + " is not a list of strings.");
            }
            texts.add(text);
        }
        return List.copyOf(texts);
    }

    /** Takes all that is left as strings by name: an encryption context. */
    public Map<String, String> remainingTexts() {
        Map<String, String> texts = new LinkedHashMap<>();
        for (String name : List.copyOf(left.keySet())) {
            texts.put(name, text(name));
        }
        return texts;
    }

    /** Takes the version and refuses any but the one that is known. */
    public void version(int known) {
        version(known, known);
    }

    /** Takes the version and refuses any but those that are known. */
    public int version(int oldest, int known) {
        int version = integer("version");
        if (version > known) {
            throw new VerificationException(what + " was made by a newer version of Quorum KMS: it has version "
                    + version + ", and this program knows version " + known + ". Upgrade this program.");
        }
        if (version < oldest) {
            throw new VerificationException(what + " has version " + version + "; this program knows version "
                    + (oldest == known ? "" : oldest + " to ") + known + ".");
        }
        return version;
    }

    /** Takes the version of a file that a program keeps, and refuses what an earlier edition made: nothing was released. */
    public void edition(int known) {
        if (left.get("version") instanceof Integer version && version < known) {
            throw new RefusedException(what + " was made by an earlier edition, which this one does not read."
                    + " Begin with a new home.");
        }
        version(known);
    }

    /** Refuses what was not taken out: an unknown member. */
    public void end() {
        if (!left.isEmpty()) {
            throw new VerificationException(what + " has an unknown member: "
                    + Json.printable(left.keySet().iterator().next()));
        }
    }

    private <T> T take(String name, Class<T> type) {
        Object value = left.remove(name);
        if (value == null) {
            throw new VerificationException(what + " has no member " + name + ".");
        }
        if (!type.isInstance(value)) {
            throw new VerificationException(what + ": " + name + " is of the wrong type.");
        }
        return type.cast(value);
    }
}
