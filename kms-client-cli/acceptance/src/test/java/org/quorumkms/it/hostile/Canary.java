package org.quorumkms.it.hostile;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serial;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;

/** Says in a file when it is made from a stream, in a process that names one. */
public class Canary implements Serializable {

    /** The property that names the file. */
    public static final String FILE = "canary.file";

    @Serial
    private static final long serialVersionUID = 1;

    static void sing() throws IOException {
        String file = System.getProperty(FILE);
        if (file != null) {
            Files.writeString(Path.of(file), "made");
        }
    }

    @Serial
    private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
        in.defaultReadObject();
        sing();
    }

    /** A failure that is one. */
    public static final class Failing extends RuntimeException {

        @Serial
        private static final long serialVersionUID = 1;

        @Serial
        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            in.defaultReadObject();
            sing();
        }
    }

    /** What a collection calls while it is read. */
    public static final class Comparing extends Canary implements Comparator<Object> {

        @Serial
        private static final long serialVersionUID = 1;

        @Override
        public int compare(Object one, Object other) {
            return one == other ? 0 : 1;
        }
    }
}
