package dev.rangefinder.recommendation.algorithm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.rangefinder.curve.Observation;
import dev.rangefinder.curve.Observation.Validation;
import dev.rangefinder.recommendation.algorithm.Surface.SweepOfSurface;
import dev.rangefinder.shared.Json;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What {@code bench/surfaces.py} writes is read as it was measured. */
class SurfaceFormTests {

    private static final Surface SURFACE = new Surface(Json.MAPPER.readTree("""
            {
              "task": "tiny-sgdm", "iterations_per_epoch": 10, "classes": 3, "trivial_loss": 1.1,
              "optimizer": {"type": "adamw", "betas": [0.95, 0.99], "weight_decay": 0.1},
              "grid": [0.001, 0.01, 0.1, 1],
              "fixed": [[0.2], [0.4, 0.6], [0.7], [0]],
              "cycles": {"0,1": [0.5], "0,2": [0.6, 0.7], "0,3": [0.3], "2,3": [0.1]},
              "sweeps": [
                {"spacing": "exponential", "start": 0.001, "end": 1, "iterations": 150, "seed": 0,
                 "losses": [2, 1.5, null], "accuracies": [0.3, 0.4, 0.5], "validation": [[1, 0.45]]},
                {"spacing": "exponential", "start": 0.001, "end": 1, "iterations": 150, "seed": 1,
                 "losses": [2.1], "accuracies": null, "validation": []},
                {"spacing": "exponential", "start": 0.001, "end": 1, "iterations": 150, "seed": 2,
                 "points": [[0, 0.001, 2.2, 0.25, null], [1, 0.002, 2, 0.5, 0.75]]}
              ]
            }
            """));

    @Test
    void ratesFollowFromTheSpacing() {
        List<Observation> observations = sweep(0).curve().observations();
        assertThat(observations).extracting(Observation::iteration).containsExactly(0L, 1L, 2L);
        assertThat(observations.get(1).lr()).isCloseTo(0.001 * Math.pow(1000, 1 / 149.0), within(1e-12));
        assertThat(observations.get(1).loss()).isEqualTo(1.5);
        assertThat(observations.get(1).accuracy()).isEqualTo(0.4);
        assertThat(observations.get(1).validation()).isEqualTo(new Validation(Double.NaN, 0.45));
        assertThat(observations.get(2).loss()).isNaN();
        assertThat(observations.get(2).validation()).isNull();
    }

    @Test
    void aSweepWithoutAccuracyHasNone() {
        assertThat(sweep(1).curve().observations().getFirst().accuracy()).isNull();
    }

    @Test
    void pointsAreReadAsTheyStand() {
        List<Observation> observations = sweep(2).curve().observations();
        assertThat(observations).extracting(Observation::lr).containsExactly(0.001, 0.002);
        assertThat(observations.get(0).validation()).isNull();
        assertThat(observations.get(1).validation()).isEqualTo(new Validation(Double.NaN, 0.75));
    }

    @Test
    void theOptimizerSaysTheMomentum() {
        assertThat(SURFACE.setting(sweep(0).swept()).momentum()).isEqualTo(0.95);
    }

    @Test
    void aCycleThatWasNotMeasuredLiesBetweenItsNeighboursOfTheSameMax() {
        assertThat(reached(0.1, 1)).as("measured").isCloseTo(0.1, within(1e-9));
        assertThat(reached(0.01, 1)).as("half-way between two bases").isCloseTo(0.2, within(1e-9));
        assertThat(reached(Math.sqrt(0.1), 1)).as("half-way to the fixed rate").isCloseTo(0.05, within(1e-9));
        assertThat(reached(0.0002, 1)).as("as good as the lowest base").isCloseTo(0.3, within(1e-9));
        assertThat(reached(0.1, 1.5)).as("beyond the grid").isZero();
    }

    private static double reached(double base, double max) {
        return SURFACE.best() - SURFACE.regret(base, max);
    }

    private static SweepOfSurface sweep(int seed) {
        return SURFACE.sweeps("exponential", 150).get(seed);
    }
}
