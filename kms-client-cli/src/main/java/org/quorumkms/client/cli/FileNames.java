package org.quorumkms.client.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.errors.UsageException;
import org.quorumkms.home.Home;

/** Where input comes from and output goes to. {@code -} is standard input or output. */
final class FileNames {

    static final String STANDARD = "-";
    private static final String ENDING = ".kms";

    private FileNames() {}

    static boolean isStandard(String name) {
        return name.equals(STANDARD);
    }

    /** Returns where an encrypted file goes: as said, or FILE.kms, or standard output for standard input. */
    static String encryptedName(String input, @Nullable String said) {
        if (said != null) {
            return said;
        }
        return isStandard(input) ? STANDARD : input + ENDING;
    }

    /** Returns where a decrypted file goes: as said, or FILE without .kms, or standard output for standard input. */
    static String decryptedName(String input, @Nullable String said) {
        if (said != null) {
            return said;
        }
        if (isStandard(input)) {
            return STANDARD;
        }
        if (!input.endsWith(ENDING) || input.length() == ENDING.length()) {
            throw new UsageException(input + " does not end with .kms. Say where the result goes with -o OUT.");
        }
        return input.substring(0, input.length() - ENDING.length());
    }

    /** Returns the context of a file for which none was said, where there must be one. */
    static Map<String, String> context(String input) {
        if (isStandard(input)) {
            throw new UsageException("This Domain's policy seals nothing without a context, and standard input has no"
                    + " name. Say -c KEY=VALUE.");
        }
        return Map.of("file", String.valueOf(Path.of(input).getFileName()));
    }

    /** Requires that a file is there to read, before anything else is done. */
    static void requireReadable(String input) {
        if (isStandard(input)) {
            return;
        }
        Path file = Path.of(input);
        if (!Files.exists(file)) {
            throw Home.failed("read", file, new java.nio.file.NoSuchFileException(input));
        }
        if (Files.isDirectory(file)) {
            throw new RefusedException(input + " is a folder. Name a file.");
        }
        if (!Files.isReadable(file)) {
            throw Home.failed("read", file, new java.nio.file.AccessDeniedException(input));
        }
    }

    /** Requires that nothing is overwritten unless that is wanted. */
    static void requireFree(String output, boolean force) {
        if (isStandard(output)) {
            return;
        }
        Path file = Path.of(output);
        if (Files.isDirectory(file)) {
            throw new RefusedException(output + " is a folder. Name a file with -o.");
        }
        if (!force && Files.exists(file)) {
            throw new RefusedException(output + " exists. Name another with -o, or use --force to replace it.");
        }
    }
}
