package org.quorumkms.signed;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** SHA-256 (FIPS 180-4). */
public final class Sha256 {

    /** Bytes of a hash. */
    public static final int LENGTH = 32;

    private static final int BUFFER = 256 * 1024;

    private Sha256() {}

    /** Hashes the parts, one after the other. */
    public static byte[] hash(byte[]... parts) {
        MessageDigest digest = digest();
        for (byte[] part : parts) {
            digest.update(part);
        }
        return digest.digest();
    }

    /** Begins a hash of what comes bit by bit. */
    public static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /**
     * What was hashed of a stream.
     *
     * @param hash 32 bytes
     * @param bytes how many bytes the stream had
     */
    public record OfStream(Bytes hash, long bytes) {}

    /** Hashes a file, read as a stream to its end. */
    public static OfStream ofFile(Path file) throws IOException {
        MessageDigest digest = digest();
        byte[] buffer = new byte[BUFFER];
        long bytes = 0;
        try (InputStream in = Files.newInputStream(file)) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
                bytes += read;
            }
        }
        return new OfStream(Bytes.of(digest.digest()), bytes);
    }

    /** Compares two hashes in a time that does not depend on where they differ. */
    public static boolean equal(byte[] one, byte[] other) {
        return MessageDigest.isEqual(one, other);
    }
}
