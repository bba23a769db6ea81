package org.quorumkms.model;

import java.util.List;

/** A line of docs/model/mutants.txt: without this rule, this property of the model in that file breaks. */
record Mutant(String file, String rule, String property) {

    static List<Mutant> all() {
        return Model.lines("mutants.txt").stream()
                .filter(line -> !line.isBlank())
                .map(line -> line.strip().split(" +"))
                .map(words -> new Mutant(words[0], words[1], words[2]))
                .toList();
    }

    boolean breaks() {
        return Model.read(file).without(rule).breaks(property);
    }
}
