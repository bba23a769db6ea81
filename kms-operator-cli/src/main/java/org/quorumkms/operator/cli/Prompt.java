package org.quorumkms.operator.cli;

import java.util.Optional;

/** Asks the person at the terminal, if there is one. */
public interface Prompt {

    /** Returns whether there is somebody to ask. */
    boolean isThere();

    /** Returns the typed line, or nothing if nobody can be asked. */
    Optional<String> ask(String question);
}
