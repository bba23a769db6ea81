package org.quorumkms.client.cli;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.quorumkms.errors.KmsException;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.home.FileName;
import org.quorumkms.home.Home;

/** Finds the files that a person named, one after the other, so that memory does not grow with their number. */
final class FoundFiles {

    /**
     * One file.
     *
     * @param path where it is
     * @param bytes how many it has
     * @param below its path from the folder in which what was named is: where its result goes below another folder
     */
    record Found(Path path, long bytes, Path below) {}

    /** What is done with what is found. */
    interface Taking {
        /** Takes a file; returns whether to go on. */
        boolean take(Found file);

        /** Takes note of one that cannot be worked on. */
        void fail(Path file, KmsException why);
    }

    private final boolean recursive;
    private final Predicate<Path> wanted;
    private final Consumer<String> notes;

    /**
     * Takes what is looked for.
     *
     * @param wanted which files in folders are taken; one that was named is taken whatever its name is
     * @param notes is told what was left out
     */
    FoundFiles(boolean recursive, Predicate<Path> wanted, Consumer<String> notes) {
        this.recursive = recursive;
        this.wanted = wanted;
        this.notes = notes;
    }

    void find(List<String> named, Taking taking) {
        for (String name : named) {
            Path path = FileName.path(name);
            if (!Files.isDirectory(path)) {
                try {
                    FileNames.requireReadable(name);
                } catch (RefusedException e) {
                    taking.fail(path, e);
                    continue;
                }
                if (!taking.take(new Found(path, path.toFile().length(), path.getFileName()))) {
                    return;
                }
            } else if (!recursive) {
                taking.fail(path, new RefusedException(name + " is a folder. Say -r to take the files in it."));
            } else if (!walk(path, taking)) {
                return;
            }
        }
    }

    private boolean walk(Path folder, Taking taking) {
        Path whole = folder.toAbsolutePath().normalize();
        Path above = whole.getParent() == null ? whole : whole.getParent();
        Walk walk = new Walk(folder, above.relativize(whole), taking);
        try {
            Files.walkFileTree(folder, walk);
        } catch (IOException e) {
            throw Home.failed("read", folder, e);
        }
        return walk.goesOn;
    }

    private final class Walk extends SimpleFileVisitor<Path> {

        private final Path folder;
        private final Path name;
        private final Taking taking;
        private boolean goesOn = true;

        Walk(Path folder, Path name, Taking taking) {
            this.folder = folder;
            this.name = name;
            this.taking = taking;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (attributes.isSymbolicLink()) {
                notes.accept(file + " is a link, and was left out");
            } else if (!attributes.isRegularFile()) {
                notes.accept(file + " is not a regular file, and was left out");
            } else if (wanted.test(file)) {
                goesOn = taking.take(new Found(file, attributes.size(), name.resolve(folder.relativize(file))));
            }
            return goesOn ? FileVisitResult.CONTINUE : FileVisitResult.TERMINATE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException failure) {
            taking.fail(file, Home.failed("read", file, failure));
            return FileVisitResult.CONTINUE;
        }
    }
}
