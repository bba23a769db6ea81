package org.quorumkms.signed;

import java.io.Serializable;
import org.quorumkms.errors.VerificationException;

/**
 * The identity of a key, a Trust, a Domain's revision or an HSM: base64url(SHA-256(…)), 43 characters. What was hashed
 * is said where the thumbprint is made: the content of a document, or the canonical members of a key (RFC 7638).
 *
 * @param value 43 characters of strict base64url
 */
public record Thumbprint(String value) implements Serializable, Comparable<Thumbprint> {

    /** Characters of a whole thumbprint. */
    public static final int LENGTH = 43;

    /** Characters of the shortest prefix by which a person may name one (commands.md). */
    public static final int SHORTEST_PREFIX = 8;

    /** Checks the form. */
    public Thumbprint {
        if (value.length() != LENGTH) {
            throw new VerificationException("A thumbprint has 43 characters, this has " + value.length() + ".");
        }
        Base64Url.decode(value);
    }

    /** Hashes the content of a document. */
    public static Thumbprint ofContent(byte[] content) {
        return ofHash(Sha256.hash(content));
    }

    /** Takes the 32 bytes of a hash. */
    public static Thumbprint ofHash(byte[] hash) {
        return new Thumbprint(Base64Url.encode(hash));
    }

    /** Returns the 32 bytes of the hash. */
    public byte[] toArray() {
        return Base64Url.decode(value);
    }

    /** Returns the first eight characters: for people, never for a decision. */
    public String abbreviated() {
        return value.substring(0, SHORTEST_PREFIX);
    }

    // As the compiler would write it; a record's own is put together at its first use, which a start pays for.
    @Override
    public boolean equals(Object other) {
        return other instanceof Thumbprint that && value.equals(that.value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    @Override
    public int compareTo(Thumbprint other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
