package org.quorumkms.domain;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.json.StrictJson;
import org.quorumkms.signed.Bytes;

/**
 * Names and values that are bound to a ciphertext and stand in it in the clear (AWS Encryption SDK specification,
 * framework/structures, "Encryption Context"). Encoded: keys sorted by their UTF-8 bytes, 16-bit big-endian counts and
 * lengths; an empty one is no bytes at all.
 *
 * @param entries the names and values, each of 1 to 32,766 bytes; at most 65,535 bytes encoded
 */
public record EncryptionContext(Map<String, String> entries) {

    /** No names and values. */
    public static final EncryptionContext EMPTY = new EncryptionContext(Map.of());

    private static final String RESERVED = "aws-crypto-";
    private static final int MAX = 0xFFFF;

    /** Sorts the entries; refuses reserved names and too large ones. */
    public EncryptionContext {
        TreeMap<String, String> sorted = new TreeMap<>(EncryptionContext::compareUtf8);
        sorted.putAll(entries);
        long size = 2;
        for (Map.Entry<String, String> entry : sorted.entrySet()) {
            if (entry.getKey().startsWith(RESERVED)) {
                throw new RefusedException("A context key must not begin with " + RESERVED + ". Choose another name.");
            }
            requireCharacters(entry.getKey());
            requireCharacters(entry.getValue());
            requireLength(entry.getKey());
            requireLength(entry.getValue());
            size += 4L + utf8(entry.getKey()).length + utf8(entry.getValue()).length;
        }
        if (size > MAX) {
            throw new RefusedException("The context is too large: at most 65,535 bytes fit into a file's header.");
        }
        entries = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(sorted));
    }

    /** Half a character has no UTF-8: all such would be bound as one question mark. */
    private static void requireCharacters(String text) {
        if (text.codePoints().anyMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)) {
            throw new RefusedException("The context has a half of a character in it. Write it as text in UTF-8.");
        }
    }

    /** Returns the encoded form. */
    public Bytes encoded() {
        if (entries.isEmpty()) {
            return Bytes.of(new byte[0]);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        writeShort(out, entries.size());
        entries.forEach((key, value) -> {
            writeText(out, key);
            writeText(out, value);
        });
        return Bytes.of(out.toByteArray());
    }

    /**
     * Reads the encoded form: the one encoding of a context, or a refusal.
     *
     * @throws VerificationException if it is not what {@link #encoded()} gives
     */
    public static EncryptionContext decode(Bytes encoded) {
        if (encoded.length() == 0) {
            return EMPTY;
        }
        ByteBuffer in = ByteBuffer.wrap(encoded.toArray());
        Map<String, String> entries = new LinkedHashMap<>();
        int count = readShort(in);
        String before = "";
        for (int i = 0; i < count; i++) {
            String name = readText(in);
            if (i > 0 && compareUtf8(before, name) >= 0) {
                throw malformed(" Its names must stand in the order of their UTF-8 bytes, each once.");
            }
            before = name;
            entries.put(name, readText(in));
        }
        EncryptionContext context;
        try {
            context = new EncryptionContext(entries);
        } catch (RefusedException e) {
            throw malformed(" " + e.getMessage());
        }
        if (!context.encoded().equals(encoded)) {
            throw malformed("");
        }
        return context;
    }

    /** Other readers of the format want every name and value to have 1 to 32,766 bytes. */
    private static void requireLength(String text) {
        int length = utf8(text).length;
        if (length == 0 || length >= Short.MAX_VALUE) {
            throw new RefusedException(
                    "A context key or value has 1 to 32,766 bytes; one here has " + length + ". Choose another.");
        }
    }

    private static void writeText(ByteArrayOutputStream out, String text) {
        byte[] bytes = utf8(text);
        writeShort(out, bytes.length);
        out.writeBytes(bytes);
    }

    private static void writeShort(ByteArrayOutputStream out, int number) {
        out.write(number >>> 8);
        out.write(number);
    }

    private static String readText(ByteBuffer in) {
        int length = readShort(in);
        if (length > in.remaining()) {
            throw malformed("");
        }
        byte[] bytes = new byte[length];
        in.get(bytes);
        return StrictJson.decode("The encryption context", bytes);
    }

    private static int readShort(ByteBuffer in) {
        if (in.remaining() < Short.BYTES) {
            throw malformed("");
        }
        return Short.toUnsignedInt(in.getShort());
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static int compareUtf8(String one, String other) {
        return Arrays.compareUnsigned(utf8(one), utf8(other));
    }

    private static VerificationException malformed(String why) {
        return new VerificationException("The encryption context is not well-formed." + why);
    }
}
