package dev.rangefinder.recommendation.race;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rangefinder.recommendation.race.RacePlan.Rung;
import org.junit.jupiter.api.Test;

class RacePlanTests {

    @Test
    void eachRungHasFewerEntrantsAndDoublesTheLength() {
        assertThat(RacePlan.of(6000, 3).orElseThrow().rungs())
                .containsExactly(new Rung(9, 1, 84), new Rung(5, 1, 174), new Rung(4, 3, 354));
    }

    @Test
    void aSmallBudgetHasFewerRungs() {
        assertThat(RacePlan.of(3000, 3).orElseThrow().rungs()).containsExactly(new Rung(9, 1, 90), new Rung(4, 3, 180));
        assertThat(RacePlan.of(RacePlan.fewestIterations(3), 3).orElseThrow().rungs())
                .containsExactly(new Rung(9, 3, RacePlan.SHORTEST_TRAINING));
    }

    @Test
    void aBudgetThatIsTooSmallForOneRungHasNone() {
        assertThat(RacePlan.of(RacePlan.fewestIterations(3) - 1, 3)).isEmpty();
    }

    @Test
    void neverTakesMoreThanItsBudgetAndTrainsWholeCycles() {
        for (int repeats : new int[] {1, 2, 3, 10, 64}) {
            long fewest = RacePlan.fewestIterations(repeats);
            for (long iterations = fewest; iterations < 20 * fewest; iterations += 97) {
                RacePlan plan = RacePlan.of(iterations, repeats).orElseThrow();
                assertThat(plan.iterations()).isLessThanOrEqualTo(iterations).isGreaterThan(iterations / 2);
                assertThat(plan.rungs())
                        .allMatch(rung -> rung.iterations() % RacePlan.HALF_CYCLES == 0)
                        .allMatch(rung -> rung.iterations() >= RacePlan.SHORTEST_TRAINING);
                assertThat(plan.rungs().getLast().repeats()).isEqualTo(repeats);
            }
        }
    }
}
