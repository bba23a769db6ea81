package org.quorumkms.client.cli;

import picocli.CommandLine.Option;

/** The options of commands that take many files. */
final class ManyOptions {

    @Option(
            names = {"-r", "--recursive"},
            description = "Take all files in folders, and in those below them. Links are not followed, and are said.")
    private boolean recursive;

    @Option(
            names = "--skip-existing",
            description = "Leave out files whose result is there: to go on where an earlier run was stopped.")
    private boolean skipExisting;

    @Option(names = "--remove-source", description = "Remove each file when its result is on disk.")
    private boolean removeSource;

    boolean recursive() {
        return recursive;
    }

    boolean skipExisting() {
        return skipExisting;
    }

    boolean removeSource() {
        return removeSource;
    }

    /** Returns whether these words ask for many files, also where one was named. */
    boolean isAny() {
        return recursive || skipExisting || removeSource;
    }
}
