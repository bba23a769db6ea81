package org.quorumkms.testing;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** JSON as a tree that a test may change anywhere. */
public final class JsonTree {

    private JsonTree() {}

    /** A place in the tree: a member of an object or an element of a list. */
    public static final class Node {

        private final Object parent;
        private final Object key;
        private final Object original;
        private final Map<String, Object> order;

        private Node(Object parent, Object key, Object original) {
            this.parent = parent;
            this.key = key;
            this.original = original;
            this.order = parent instanceof Map<?, ?> ? new LinkedHashMap<>(asMap()) : Map.of();
        }

        /** Returns the object or list around it. */
        public Object parent() {
            return parent;
        }

        /** Returns the member's name or the element's index. */
        public Object key() {
            return key;
        }

        /** Returns what stands there. */
        public Object value() {
            return original;
        }

        /** Puts something else there. */
        public void set(Object value) {
            if (parent instanceof List<?>) {
                asParentList().set((Integer) key, value);
            } else {
                asMap().put((String) key, value);
            }
        }

        /** Puts back what stood there, in its order. */
        public void restore() {
            asMap().clear();
            asMap().putAll(order);
        }

        /** Returns the object around it. */
        @SuppressWarnings("unchecked")
        public Map<String, Object> asMap() {
            return (Map<String, Object>) parent;
        }

        /** Returns the list that stands there. */
        @SuppressWarnings("unchecked")
        public List<Object> asList() {
            return (List<Object>) original;
        }

        @SuppressWarnings("unchecked")
        private List<Object> asParentList() {
            return (List<Object>) parent;
        }
    }

    /** What is done at a place. */
    public interface Visitor {
        /** Does it; the tree must be as before when it returns. */
        void visit(String path, Object tree, Node node);
    }

    /** Visits every place of a JSON text. */
    public static void visit(String json, Visitor visitor) {
        Object tree = parse(json);
        walk("", tree, tree, visitor);
    }

    /** Reads any JSON of objects, lists, strings, integers, booleans and null. */
    public static Object parse(String json) {
        try (JsonParser parser = new JsonFactory().createParser(json)) {
            return value(parser, parser.nextToken());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void walk(String path, Object tree, Object value, Visitor visitor) {
        if (value instanceof Map<?, ?> map) {
            for (Object key : List.copyOf(map.keySet())) {
                visit(path + "/" + key, tree, new Node(value, key, map.get(key)), visitor);
            }
        } else if (value instanceof List<?> list) {
            for (int i = 0; i < list.size(); i++) {
                visit(path + "/" + i, tree, new Node(value, i, list.get(i)), visitor);
            }
        }
    }

    private static void visit(String path, Object tree, Node node, Visitor visitor) {
        visitor.visit(path, tree, node);
        walk(path, tree, node.value(), visitor);
    }

    private static Object value(JsonParser parser, JsonToken token) throws IOException {
        switch (token) {
            case START_OBJECT -> {
                Map<String, Object> map = new LinkedHashMap<>();
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    String name = parser.currentName();
                    map.put(name, value(parser, parser.nextToken()));
                }
                return map;
            }
            case START_ARRAY -> {
                List<Object> list = new ArrayList<>();
                for (JsonToken next = parser.nextToken(); next != JsonToken.END_ARRAY; next = parser.nextToken()) {
                    list.add(value(parser, next));
                }
                return list;
            }
            case VALUE_NUMBER_INT -> {
                return parser.getIntValue();
            }
            case VALUE_TRUE, VALUE_FALSE -> {
                return parser.getBooleanValue();
            }
            case VALUE_NULL -> {
                return null;
            }
            default -> {
                return parser.getText();
            }
        }
    }
}
