package org.quorumkms.net;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InvalidClassException;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serial;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;
import org.quorumkms.errors.RefusedException;

/**
 * The filter factory of a program that calls servers (JEP 415): while a thread makes one of our calls, nothing is made in it from
 * any stream but what a server may answer. Every other stream of the program is left to the filters, and the factory, that it had.
 *
 * <p>A Java virtual machine takes one factory, and none after its first object stream. So a program calls {@link #install} first
 * in its main, or is started with {@code -Djdk.serialFilterFactory=org.quorumkms.net.CallFilters}, or gives its own factory to
 * {@link #CallFilters(BinaryOperator)} and installs that.
 */
public final class CallFilters implements BinaryOperator<ObjectInputFilter> {

    /** What a program has to do that cannot call safely. */
    private static final String REFUSAL = "This program takes in objects without the filter of the KMS's calls."
            + " Call KmsClient.prepare() first in its main, or start it with -Djdk.serialFilterFactory="
            + CallFilters.class.getName() + ", or let its own filter factory delegate to that class.";

    private static final ThreadLocal<@Nullable ObjectInputFilter> OURS = new ThreadLocal<>();

    private final @Nullable BinaryOperator<ObjectInputFilter> others;

    /** What the platform calls for its flag: other streams keep the filters that they would have. */
    public CallFilters() {
        this.others = null;
    }

    /** Takes a program's own factory, which decides about all other streams, and of ours cannot allow more than we do. */
    public CallFilters(BinaryOperator<ObjectInputFilter> others) {
        this.others = Objects.requireNonNull(others);
    }

    /**
     * Makes this the factory of the process, if it has none yet.
     *
     * @throws RefusedException if it has another that does not delegate to this one, or read an object stream before
     */
    public static void install() {
        try {
            ObjectInputFilter.Config.setSerialFilterFactory(new CallFilters());
        } catch (IllegalStateException thereIsOne) {
            requireInForce();
        }
    }

    /**
     * Requires that our calls are filtered, whoever's factory the process has: a class that no server may answer with is not made.
     *
     * @throws RefusedException if they are not, with what to do
     */
    public static void requireInForce() {
        WireFilters.connectNowhereInCalls();
        if (!(ObjectInputFilter.Config.getSerialFilterFactory() instanceof CallFilters) && !refusesProbe()) {
            throw new RefusedException(REFUSAL);
        }
    }

    private static boolean refusesProbe() {
        try {
            byte[] probe = probe();
            return call(() -> {
                try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(probe))) {
                    return !(in.readObject() instanceof Probe);
                } catch (InvalidClassException refused) {
                    return true;
                } catch (ClassNotFoundException e) {
                    throw new IOException(e);
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException("bytes in memory could not be read", e);
        }
    }

    private static byte[] probe() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(new Probe());
        }
        return bytes.toByteArray();
    }

    /** On no list. */
    private static final class Probe implements Serializable {

        @Serial
        private static final long serialVersionUID = 1;
    }

    /** Something that reads what a server sent. */
    interface Work<T, E extends Exception> {
        T run() throws IOException, E;
    }

    /** Makes a call: its answer or failure is filtered; no stub comes in. */
    static <T, E extends Exception> T call(Work<T, E> work) throws IOException, E {
        return filtered(WireFilters.answers(), work);
    }

    /** Looks up a name: a stub may come in, or a failure, nothing else. */
    static <T, E extends Exception> T lookup(Work<T, E> work) throws IOException, E {
        return filtered(WireFilters.lookups(), work);
    }

    private static <T, E extends Exception> T filtered(ObjectInputFilter filter, Work<T, E> work)
            throws IOException, E {
        ObjectInputFilter before = OURS.get();
        OURS.set(filter);
        try {
            return work.run();
        } finally {
            if (before == null) {
                OURS.remove();
            } else {
                OURS.set(before);
            }
        }
    }

    /** Returns whether this thread makes one of our calls. */
    static boolean isCalling() {
        return OURS.get() != null;
    }

    /**
     * Chooses the filter of a stream.
     *
     * @param current what the stream has; null: it is made now
     * @param next what it is to have; at first what the process has, if anything
     */
    @Override
    public @Nullable ObjectInputFilter apply(@Nullable ObjectInputFilter current, @Nullable ObjectInputFilter next) {
        ObjectInputFilter ours = OURS.get();
        ObjectInputFilter theirs = others == null ? (next == null ? current : next) : others.apply(current, next);
        if (ours == null || theirs == null) {
            return ours == null ? theirs : ours;
        }
        return WireFilters.isOurs(theirs) ? ours : new Both(ours, theirs);
    }

    /** What both allow. */
    private record Both(ObjectInputFilter ours, ObjectInputFilter theirs) implements ObjectInputFilter {

        @Override
        public Status checkInput(FilterInfo info) {
            Status status = ours.checkInput(info);
            return status == Status.REJECTED || theirs.checkInput(info) == Status.REJECTED ? Status.REJECTED : status;
        }
    }
}
