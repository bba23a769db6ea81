package org.quorumkms.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every rule of the models carries a property: taken out, the property named in docs/model/mutants.txt breaks. */
class MutantsTest {

    private record Mutant(String file, String rule, String property) {}

    private static List<Mutant> mutants() {
        return Model.lines("mutants.txt").stream()
                .filter(line -> !line.isBlank())
                .map(line -> line.strip().split(" +"))
                .map(words -> new Mutant(words[0], words[1], words[2]))
                .toList();
    }

    @TestFactory
    Stream<DynamicTest> withoutARuleItsPropertyBreaks() {
        return mutants().stream()
                .map(mutant -> dynamicTest(
                        mutant.file() + " without " + mutant.rule() + ": " + mutant.property(),
                        () -> assertThat(Model.read(mutant.file())
                                        .without(mutant.rule())
                                        .finds(mutant.property()))
                                .isTrue()));
    }

    @Test
    void everyTaggedRuleHasAMutant() {
        for (String file : List.of("trust.als", "life.als")) {
            Set<String> tried = mutants().stream()
                    .filter(mutant -> mutant.file().equals(file))
                    .map(Mutant::rule)
                    .collect(Collectors.toCollection(TreeSet::new));
            assertThat(tried).isEqualTo(Model.read(file).rules());
        }
    }
}
