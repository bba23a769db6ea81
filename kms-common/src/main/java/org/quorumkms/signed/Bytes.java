package org.quorumkms.signed;

import java.io.Serial;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bytes that do not change, compared by content. For what is public: secrets are {@code SecretBytes}. */
public final class Bytes implements Serializable {

    @Serial
    private static final long serialVersionUID = 1;

    private final byte[] value;

    private Bytes(byte[] value) {
        this.value = value;
    }

    /** Copies an array. */
    public static Bytes of(byte[] value) {
        return new Bytes(value.clone());
    }

    /** Takes the UTF-8 bytes of a text. */
    public static Bytes utf8(String text) {
        return new Bytes(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Decodes strict base64url (see {@link Base64Url}). */
    public static Bytes fromBase64Url(String text) {
        return new Bytes(Base64Url.decode(text));
    }

    /** Returns arrays one after the other. */
    public static byte[] concatenated(byte[]... parts) {
        int length = Arrays.stream(parts).mapToInt(part -> part.length).sum();
        byte[] all = new byte[length];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }

    /** Returns a copy of the bytes. */
    public byte[] toArray() {
        return value.clone();
    }

    /** Returns how many bytes there are. */
    public int length() {
        return value.length;
    }

    /** Returns the bytes in base64url without padding. */
    public String base64Url() {
        return Base64Url.encode(value);
    }

    /** Returns the thumbprint of the bytes. */
    public Thumbprint thumbprint() {
        return Thumbprint.ofContent(value);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bytes that && Arrays.equals(value, that.value);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(value);
    }

    @Override
    public String toString() {
        return value.length + " bytes";
    }

    @Serial
    private Object readResolve() {
        return new Bytes(value.clone());
    }
}
