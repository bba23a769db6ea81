package org.quorumkms.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/** Every rule of the models carries a property: taken out, the property that docs/model/mutants.txt names breaks. */
@Tag("ring2")
@Tag("model")
class MutantsTest {

    @TestFactory
    Stream<DynamicTest> withoutARuleItsPropertyBreaks() {
        return Mutant.all().stream()
                .map(mutant -> dynamicTest(
                        mutant.file() + " without " + mutant.rule() + ": " + mutant.property(),
                        () -> assertThat(mutant.breaks()).isTrue()));
    }
}
