package org.quorumkms.client.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.quorumkms.cli.OutputOptions;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.errors.UsageException;
import org.quorumkms.home.FileName;
import org.quorumkms.home.Home;
import org.quorumkms.home.StandardStreams;

/** Where input comes from and output goes to. {@code -} is standard input or output. */
final class FileNames {

    static final String STANDARD = "-";

    private static final String ENDING = ".kms";

    private FileNames() {}

    static boolean isStandardInput(String name) {
        return name.equals(STANDARD) || StandardStreams.isInput(FileName.path(name));
    }

    static boolean isStandardOutput(String name) {
        return name.equals(STANDARD) || StandardStreams.isOutput(FileName.path(name));
    }

    /** Returns where an encrypted file goes: as said, or FILE.kms, or standard output for standard input. */
    static String encryptedName(String input, @Nullable String said) {
        if (said != null) {
            return said;
        }
        if (input.equals(STANDARD)) {
            return STANDARD;
        }
        requireRegular(input);
        return encryptedName(input);
    }

    /** Returns how the result of encrypting a file is called. */
    static String encryptedName(String input) {
        return input + ENDING;
    }

    /** Returns where a decrypted file goes: as said, or FILE without .kms, or standard output for standard input. */
    static String decryptedName(String input, @Nullable String said) {
        if (said != null) {
            return said;
        }
        if (input.equals(STANDARD)) {
            return STANDARD;
        }
        requireRegular(input);
        return decryptedName(input);
    }

    /**
     * Returns how the result of decrypting a file is called.
     *
     * @throws UsageException if the file's name says nothing of that
     */
    static String decryptedName(String input) {
        if (!isEncrypted(input) || input.length() == ENDING.length()) {
            throw new UsageException(input + " does not end with .kms. Say where the result goes with -o OUT.");
        }
        return input.substring(0, input.length() - ENDING.length());
    }

    /** Returns whether a file is called as an encrypted one. */
    static boolean isEncrypted(String name) {
        return name.endsWith(ENDING);
    }

    /**
     * Returns a context with a file's path and name in the place of {@code {path}} and {@code {name}}.
     *
     * @throws RefusedException if one is used, and the file is standard input or its name is no text
     */
    static Map<String, String> filled(Map<String, String> context, String path, String name) {
        Map<String, String> filled = new LinkedHashMap<>();
        context.forEach((key, value) -> {
            boolean used = value.contains("{path}") || value.contains("{name}");
            if (used && (isStandardInput(path) || !FileName.isText(path))) {
                throw new RefusedException("The context should have the name of the file, and "
                        + (isStandardInput(path) ? "standard input has none" : "that of " + path + " is not UTF-8")
                        + ". Say it in words.");
            }
            filled.put(key, used ? value.replace("{path}", path).replace("{name}", name) : value);
        });
        return filled;
    }

    /** What is no file has a name under which nobody would look for the result: /dev/stdin.kms. */
    private static void requireRegular(String input) {
        Path file = FileName.path(input);
        boolean regular = Files.isRegularFile(file) && !isStandardInput(input);
        if (!regular && Files.exists(file) && !Files.isDirectory(file)) {
            throw new UsageException(input + " is not a regular file. Say where the result goes with -o OUT.");
        }
    }

    /**
     * Returns the context that was said.
     *
     * @throws UsageException if a name was given twice, of which one would be lost, or is no text
     */
    static Map<String, String> context(List<String> said) {
        Map<String, String> context = new LinkedHashMap<>();
        for (String pair : said) {
            int equals = pair.indexOf('=');
            if (equals < 0) {
                throw new UsageException("A context is KEY=VALUE; there is no = in " + pair + ".");
            }
            if (!FileName.isText(pair)) {
                throw new UsageException("A context is text in UTF-8, which this is not: " + pair);
            }
            String name = pair.substring(0, equals);
            if (context.putIfAbsent(name, pair.substring(equals + 1)) != null) {
                throw new UsageException("The context names " + name + " twice. Say each name once.");
            }
        }
        return context;
    }

    /** Returns the context of a file for which none was said, where there must be one. */
    static Map<String, String> context(String input) {
        if (isStandardInput(input)) {
            throw new UsageException("This Domain's policy seals nothing without a context, and standard input has no"
                    + " name. Say -c KEY=VALUE.");
        }
        if (!FileName.isText(input)) {
            throw new UsageException(
                    "This Domain's policy seals nothing without a context, and the name of this file is not"
                            + " UTF-8. Say -c KEY=VALUE.");
        }
        return Map.of("file", String.valueOf(FileName.path(input).getFileName()));
    }

    /** Requires that a file is there to read, before anything else is done. */
    static void requireReadable(String input) {
        if (isStandardInput(input)) {
            return;
        }
        Path file = FileName.path(input);
        if (!Files.exists(file)) {
            throw Home.failed("read", file, new java.nio.file.NoSuchFileException(input));
        }
        if (Files.isDirectory(file)) {
            throw new RefusedException(input + " is a folder. Name a file.");
        }
        if (input.endsWith("/")) {
            throw new RefusedException(input + " is not a folder. A file's name does not end with /.");
        }
        if (!Files.isReadable(file)) {
            throw Home.failed("read", file, new java.nio.file.AccessDeniedException(input));
        }
    }

    /** Requires that nothing is overwritten unless that is wanted. */
    static void requireFree(String output, OutputOptions files) {
        if (!isStandardOutput(output)) {
            files.file(FileName.path(output)).requireFree();
        }
    }
}
