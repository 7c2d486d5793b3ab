package dev.rangefinder.report.curve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rangefinder.curve.Observation;
import dev.rangefinder.curve.Observation.Validation;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutcomeTests {

    @Test
    void isTheLastAndTheBestOfEachValue() {
        Outcome outcome = Outcome.NONE.after(List.of(
                new Observation(0, 0.1, 3, 0.5, new Validation(2.5, 0.25)),
                new Observation(1, 0.1, 1, 0.75, null),
                new Observation(2, 0.1, 2, null, new Validation(null, 0.125))));
        assertThat(outcome).isEqualTo(new Outcome(2.0, 1.0, 0.75, 0.75, 2.5, 2.5, 0.125, 0.25));
        assertThat(outcome.after(List.of(new Observation(3, 0.1, 0.5, 0.5, null))))
                .isEqualTo(new Outcome(0.5, 0.5, 0.5, 0.75, 2.5, 2.5, 0.125, 0.25));
    }

    @Test
    void aLossThatIsNotFiniteIsLastAndNeverBest() {
        Outcome outcome = Outcome.NONE.after(List.of(new Observation(0, 0.1, Double.NEGATIVE_INFINITY, null, null)));
        assertThat(outcome.finalLoss()).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(outcome.bestLoss()).isNull();
    }

    @Test
    void survivesBeingKept() {
        Outcome outcome = Outcome.NONE.after(List.of(new Observation(0, 0.1, 3, null, new Validation(null, 0.25))));
        assertThat(Outcome.of(outcome.toArray())).isEqualTo(outcome);
    }
}
