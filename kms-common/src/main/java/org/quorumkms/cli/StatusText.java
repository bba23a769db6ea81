package org.quorumkms.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.quorumkms.json.Json;

/** How it stands with something, and what to do: the same in every program. */
public final class StatusText {

    private final Map<String, @Nullable Object> json = Json.object();
    private final List<String> lines = new ArrayList<>();
    private final List<String> todo = new ArrayList<>();

    /** Says something: in words for people, as a value in JSON. */
    public void say(String name, String words, @Nullable Object value) {
        line(name, words);
        put(name, value);
    }

    /** Says something to people only. */
    public void line(String name, String words) {
        lines.add(String.format(Locale.ROOT, "%-10s %s", name, words));
    }

    /** Adds a field to the JSON only. */
    public void put(String name, @Nullable Object value) {
        json.put(name, value);
    }

    /** Adds something that is to be done. */
    public void todo(String what) {
        todo.add(what);
    }

    /** Prints it, at the end what is to be done; returns whether there is nothing. */
    public boolean print(Printer printer) {
        put("todo", List.copyOf(todo));
        todo.forEach(one -> lines.add("to do: " + one));
        printer.result(json, lines);
        return todo.isEmpty();
    }
}
