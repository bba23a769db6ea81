package org.quorumkms.it.hostile;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import org.quorumkms.client.ClientSession;
import org.quorumkms.client.KmsClient;
import org.quorumkms.errors.KmsException;
import org.quorumkms.home.Home;
import org.quorumkms.net.ConnectionKey;

/**
 * A program of somebody's that uses the client library, and reads objects of its own. Arguments: what it does first, and the home.
 * Prints what came of listing the Domains, and whether it can still read an object of its own.
 */
public final class EmbeddingProgram {

    private EmbeddingProgram() {}

    /** Runs it: {@code prepared}, {@code bare} (what the command line says), or {@code late}: a stream is read before. */
    public static void main(String[] arguments) throws Exception {
        switch (arguments[0]) {
            case "prepared" -> KmsClient.prepare();
            case "late" -> System.out.println("read before: " + readBack());
            default -> System.out.println("begun");
        }
        Clock clock = Clock.systemUTC();
        SecureRandom random = new SecureRandom();
        Home home = Home.open(Path.of(arguments[1]));
        try {
            ClientSession client = ClientSession.open(
                    home,
                    ConnectionKey.of(home, clock, random),
                    new ClientSession.Servers(List.of(), Set.of()),
                    clock,
                    random,
                    System.out::println);
            System.out.println("domains: " + client.domains().size());
        } catch (KmsException e) {
            System.out.println(e.getClass().getSimpleName() + ": " + e.getMessage());
        }
        System.out.println("read after: " + readBack());
    }

    /** A class of the program's own, which no server may answer with. */
    private static Object readBack() throws IOException, ClassNotFoundException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(Thread.State.NEW);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            return in.readObject();
        }
    }
}
