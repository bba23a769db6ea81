package org.quorumkms.client.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.quorumkms.cli.OutputOptions;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.errors.UsageException;
import org.quorumkms.home.Home;

/** Where input comes from and output goes to. {@code -} is standard input or output. */
final class FileNames {

    static final String STANDARD = "-";

    /** The descriptor by its other names: opened anew, a file behind it would be written from its beginning. */
    private static final Set<String> STANDARD_OUTPUT = Set.of("/dev/stdout", "/dev/fd/1", "/proc/self/fd/1");

    private static final String ENDING = ".kms";

    private FileNames() {}

    static boolean isStandard(String name) {
        return name.equals(STANDARD) || STANDARD_OUTPUT.contains(name);
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
    static void requireFree(String output, OutputOptions files) {
        if (!isStandard(output)) {
            files.file(Path.of(output)).requireFree();
        }
    }
}
