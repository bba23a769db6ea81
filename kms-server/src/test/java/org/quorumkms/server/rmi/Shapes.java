package org.quorumkms.server.rmi;

import java.io.Serializable;
import java.lang.reflect.Proxy;
import java.math.BigInteger;
import java.rmi.MarshalledObject;
import java.rmi.Remote;
import java.rmi.registry.LocateRegistry;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import javax.management.BadAttributeValueExpException;

/** What hostile callers put where a parameter is expected. */
final class Shapes {

    private Shapes() {}

    private interface SerializableFunction extends Function<String, String>, Serializable {}

    static Map<String, Object> all(Remote stub) throws Exception {
        Map<String, Object> shapes = new LinkedHashMap<>();
        Canary.Plain canary = new Canary.Plain();
        shapes.put("a class of the caller's", canary);
        shapes.put("an array of them", new Object[] {canary});
        shapes.put("a typed array of them", new Canary.Plain[] {canary});
        shapes.put("a list of them", List.of(canary));
        shapes.put("an ArrayList", new ArrayList<>(List.of(canary)));
        shapes.put("an ArrayDeque", new ArrayDeque<>(List.of(canary)));
        shapes.put("an Externalizable", new Canary.External());
        shapes.put("a record", new Canary.Recorded(1));
        shapes.put("a HashMap", new HashMap<>(Map.of(canary, canary)));
        shapes.put("a HashSet", new HashSet<>(Set.of(canary)));
        shapes.put("a Map.of", Map.of("key", canary));
        shapes.put("a ConcurrentHashMap", new ConcurrentHashMap<>(Map.of(canary, canary)));
        shapes.put("a Properties", properties());
        shapes.put("a PriorityQueue", queue());
        shapes.put("a TreeMap", new TreeMap<>(new Canary.Comparing()));
        shapes.put("a TreeSet", new TreeSet<>(List.of(canary)));
        shapes.put("an EnumMap", new EnumMap<>(Map.of(Thread.State.NEW, canary)));
        shapes.put("a BadAttributeValueExpException", new BadAttributeValueExpException(canary));
        shapes.put("an exception of the caller's", new Canary.Failing());
        shapes.put("an exception with a cause", new IllegalStateException(new Canary.Failing()));
        shapes.put("a MarshalledObject", new MarshalledObject<>(canary));
        shapes.put("a lambda", (SerializableFunction) text -> text);
        shapes.put(
                "a proxy",
                Proxy.newProxyInstance(
                        Shapes.class.getClassLoader(), new Class<?>[] {Comparable.class}, new Canary.Handling()));
        shapes.put("a UnicastRef of a registry elsewhere", LocateRegistry.getRegistry("127.0.0.1", 9));
        shapes.put("the stub of a service", stub);
        shapes.put("a class", Canary.Chosen.class);
        shapes.put("an enum", Thread.State.NEW);
        shapes.put("a file's name", new java.io.File("/etc/passwd"));
        shapes.put("a URL", java.net.URI.create("http://127.0.0.1:9/").toURL());
        shapes.put("a big number", BigInteger.TEN.pow(1_000));
        shapes.put("a BitSet", new BitSet(1 << 20));
        shapes.put("a Locale", Locale.ROOT);
        shapes.put("a map of strings with one hash", collisions());
        shapes.put("deep nesting", nested(300));
        shapes.put("sets of sets, of which each doubles the work", doubling(60));
        shapes.put("an array of a million", new Object[1_000_000]);
        shapes.put(
                "a list of a thousand", Collections.nCopies(1_000, "x").stream().toList());
        shapes.put("a megabyte", new byte[1 << 20]);
        shapes.put("eight megabytes of numbers", new long[1 << 20]);
        shapes.put("twenty million characters", "x".repeat(20_000_000));
        return shapes;
    }

    private static PriorityQueue<Object> queue() {
        PriorityQueue<Object> queue = new PriorityQueue<>(new Canary.Comparing());
        queue.addAll(Arrays.asList("a", "b"));
        return queue;
    }

    private static java.util.Properties properties() {
        java.util.Properties properties = new java.util.Properties();
        properties.put("key", new Canary.Plain());
        return properties;
    }

    /** "Aa" and "BB" have the same hash, and so has what is made of as many of either. */
    private static Map<String, String> collisions() {
        Map<String, String> map = new HashMap<>();
        for (int i = 0; i < 4_096; i++) {
            StringBuilder key = new StringBuilder();
            for (int bit = 0; bit < 12; bit++) {
                key.append((i >> bit & 1) == 0 ? "Aa" : "BB");
            }
            map.put(key.toString(), "");
        }
        return map;
    }

    private static Object nested(int depth) {
        Object[] outer = new Object[1];
        Object[] inner = outer;
        for (int i = 0; i < depth; i++) {
            Object[] next = new Object[1];
            inner[0] = next;
            inner = next;
        }
        return outer;
    }

    private static Object doubling(int depth) {
        Set<Object> root = new HashSet<>();
        Set<Object> one = root;
        Set<Object> other = new HashSet<>();
        for (int i = 0; i < depth; i++) {
            Set<Object> left = new HashSet<>();
            Set<Object> right = new HashSet<>();
            left.add("x");
            one.add(left);
            one.add(right);
            other.add(left);
            other.add(right);
            one = left;
            other = right;
        }
        return new ArrayList<>(List.of(new Identity(root)));
    }

    /** So that the sender itself does not have to hash what takes for ever. */
    private record Identity(Object inside) implements Serializable {}
}
