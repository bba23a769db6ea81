package org.quorumkms.server.rmi;

import java.io.Externalizable;
import java.io.IOException;
import java.io.ObjectInput;
import java.io.ObjectInputStream;
import java.io.ObjectOutput;
import java.io.Serial;
import java.io.Serializable;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.util.Comparator;
import java.util.concurrent.atomic.AtomicInteger;

/** Classes that say when they are made from a stream. Nobody but a test has them, and no stream may make them. */
final class Canary {

    /** How many were made from streams. */
    static final AtomicInteger SUNG = new AtomicInteger();

    private Canary() {}

    /** An ordinary class. */
    static final class Plain implements Serializable, Comparable<Plain> {

        @Serial
        private static final long serialVersionUID = 1;

        @Serial
        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            in.defaultReadObject();
            SUNG.incrementAndGet();
        }

        @Override
        public int compareTo(Plain other) {
            return 0;
        }

        @Override
        public boolean equals(Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return 1;
        }

        @Override
        public String toString() {
            return "canary";
        }
    }

    /** One that reads itself. */
    public static final class External implements Externalizable {

        @Serial
        private static final long serialVersionUID = 1;

        /** Made from a stream. */
        public External() {}

        @Override
        public void writeExternal(ObjectOutput out) throws IOException {
            out.writeInt(7);
        }

        @Override
        public void readExternal(ObjectInput in) throws IOException {
            SUNG.addAndGet(in.readInt());
        }
    }

    /** One that comes in through its constructor. */
    record Recorded(int number) implements Serializable {

        Recorded {
            if (StackWalker.getInstance()
                    .walk(frames ->
                            frames.anyMatch(frame -> frame.getClassName().startsWith("java.io.ObjectInput")))) {
                SUNG.incrementAndGet();
            }
        }
    }

    /** One of few. */
    enum Chosen {
        ONE;

        static {
            SUNG.incrementAndGet();
        }
    }

    /** What collections call while they are read. */
    static final class Comparing implements Comparator<Object>, Serializable {

        @Serial
        private static final long serialVersionUID = 1;

        @Override
        public int compare(Object one, Object other) {
            return one == other ? 0 : 1;
        }

        @Serial
        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            in.defaultReadObject();
            SUNG.incrementAndGet();
        }
    }

    /** What stands behind a proxy. */
    static final class Handling implements InvocationHandler, Serializable {

        @Serial
        private static final long serialVersionUID = 1;

        @Override
        public Object invoke(Object proxy, Method method, Object[] arguments) {
            return 0;
        }

        @Serial
        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            in.defaultReadObject();
            SUNG.incrementAndGet();
        }
    }

    /** A failure that carries one. */
    static final class Failing extends RuntimeException {

        @Serial
        private static final long serialVersionUID = 1;

        private final Plain inside = new Plain();

        @Serial
        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            in.defaultReadObject();
            SUNG.incrementAndGet();
        }

        @Override
        public String getMessage() {
            return "failing with " + inside.hashCode();
        }
    }
}
