package org.quorumkms.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The properties of the models in docs/model hold, and each model has the histories that it is about. */
class ModelTest {

    @TestFactory
    Stream<DynamicTest> everyPropertyHoldsAndTheModelsAreNotEmpty() {
        return List.of("trust.als", "life.als").stream().flatMap(file -> {
            Model model = Model.read(file);
            assertThat(model.commands()).hasSizeGreaterThan(5);
            return model.commands().stream()
                    .map(command -> dynamicTest(
                            file + " " + command.label,
                            () -> assertThat(model.finds(command.label)).isEqualTo(!command.check)));
        });
    }
}
