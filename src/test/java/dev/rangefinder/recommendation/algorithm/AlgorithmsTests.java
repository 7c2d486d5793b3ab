package dev.rangefinder.recommendation.algorithm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AlgorithmsTests {

    @Test
    void eachIsFoundByItsId() {
        assertThat(Algorithms.ids()).doesNotHaveDuplicates().contains(Algorithms.CURRENT.id());
        assertThat(Algorithms.ids())
                .allSatisfy(id -> assertThat(Algorithms.named(id))
                        .get()
                        .extracting(Algorithm::id)
                        .isEqualTo(id));
    }

    @Test
    void oneThatIsGoneIsNotFound() {
        assertThat(Algorithms.named("2026.3")).isEmpty();
    }
}
