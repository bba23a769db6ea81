package org.quorumkms.model;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/** The properties of docs/model/revisions.als hold for larger systems too. */
@Tag("ring2")
@Tag("model")
@Tag("larger")
class LargerRevisionsTest {

    @TestFactory
    Stream<DynamicTest> everyPropertyHolds() {
        return ModelTest.asTheyShould("revisions.als", Model::larger);
    }
}
