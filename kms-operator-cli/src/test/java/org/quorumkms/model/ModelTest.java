package org.quorumkms.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import edu.mit.csail.sdg.ast.Command;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The properties of the models in docs/model hold, each at its smallest size, and each model has the histories that it is about. */
class ModelTest {

    @TestFactory
    Stream<DynamicTest> everyPropertyHoldsAndTheModelsAreNotEmpty() {
        return Model.FILES.stream().flatMap(file -> asTheyShould(file, Model::smallest));
    }

    /** Checks find nothing, runs something. */
    static Stream<DynamicTest> asTheyShould(String file, Function<Model, List<Command>> which) {
        Model model = Model.read(file);
        assertThat(which.apply(model)).hasSizeGreaterThan(5);
        return which.apply(model).stream()
                .map(command -> dynamicTest(
                        file + " " + command.label,
                        () -> assertThat(model.finds(command)).isEqualTo(!command.check)));
    }

    @Test
    void everyRuleHasAMutant() {
        for (String file : Model.FILES) {
            assertThat(Mutant.all().stream()
                            .filter(mutant -> mutant.file().equals(file))
                            .map(Mutant::rule))
                    .as(file)
                    .containsOnly(Model.read(file).rules().toArray(String[]::new));
        }
    }
}
