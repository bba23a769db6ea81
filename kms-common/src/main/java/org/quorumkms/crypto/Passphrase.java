package org.quorumkms.crypto;

import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import org.quorumkms.errors.RefusedException;

/** What seals a server's HSM files. Wiped when closed, never printed. */
public final class Passphrase implements AutoCloseable {

    private static final String ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789";
    private static final int MADE_LENGTH = 40;

    private final char[] value;
    private final boolean made;

    private Passphrase(char[] value, boolean made) {
        this.value = value;
        this.made = made;
    }

    /** Takes over an array of characters. */
    public static Passphrase owning(char[] value) {
        if (value.length == 0) {
            throw new RefusedException("The passphrase is empty. Give one with at least one character.");
        }
        return new Passphrase(value, false);
    }

    /** Takes the first line of a file's bytes, without its end; wipes the bytes. */
    public static Passphrase ofFirstLine(byte[] utf8) {
        CharBuffer text = StandardCharsets.UTF_8.decode(java.nio.ByteBuffer.wrap(utf8));
        int end = 0;
        while (end < text.length() && text.charAt(end) != '\n' && text.charAt(end) != '\r') {
            end++;
        }
        char[] line = new char[end];
        text.get(line);
        Arrays.fill(utf8, (byte) 0);
        Arrays.fill(text.array(), '\0');
        return owning(line);
    }

    /** Makes a random one of 40 characters: more than 230 bits. */
    public static Passphrase random(SecureRandom random) {
        char[] value = new char[MADE_LENGTH];
        for (int i = 0; i < value.length; i++) {
            value[i] = ALPHABET.charAt(random.nextInt(ALPHABET.length()));
        }
        return new Passphrase(value, true);
    }

    /** Returns whether it was made here, at random: nobody chose it, and nobody guesses it. One that is read from a file is not known to be. */
    public boolean isRandom() {
        return made;
    }

    /** Returns the array itself, not a copy. */
    public char[] exposed() {
        return value;
    }

    @Override
    public void close() {
        Arrays.fill(value, '\0');
    }

    @Override
    public String toString() {
        return "passphrase";
    }
}
