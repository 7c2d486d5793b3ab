package dev.rangefinder.report.curve;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RankMeanTests {

    private static ReportedObservation observation(long iteration, double lr, double loss, Double accuracy) {
        return new ReportedObservation(iteration, lr, loss, accuracy, null, null, false);
    }

    @Test
    void anIterationIsTheMeanOfItsRanksWithTheRateOfTheLowest() {
        RankMean pool = new RankMean();
        pool.add(2, List.of(observation(7, 0.3, 4, null)));
        pool.add(0, List.of(observation(7, 0.1, 1, 0.5)));
        pool.add(1, List.of(observation(7, 0.2, 1, 0.75)));
        assertThat(pool.pooled()).containsExactly(observation(7, 0.1, 2, 0.625));
    }

    @Test
    void iterationsComeInTheirOrderWhoeverHasReportedThem() {
        RankMean pool = new RankMean();
        pool.add(1, List.of(observation(3, 0.1, 1, null), observation(5, 0.1, 1, null)));
        pool.add(0, List.of(observation(4, 0.1, 2, null)));
        assertThat(pool.pooled()).extracting(ReportedObservation::iteration).containsExactly(3L, 4L, 5L);
    }

    @Test
    void aLossThatIsNotFiniteIsNotLostInTheMean() {
        RankMean pool = new RankMean();
        pool.add(0, List.of(observation(0, 0.1, 1, null)));
        pool.add(1, List.of(observation(0, 0.1, Double.NaN, null)));
        assertThat(pool.pooled().getFirst().loss()).isNaN();
    }

    @Test
    void aStepThatOneRankSkippedIsSkipped() {
        RankMean pool = new RankMean();
        pool.add(0, List.of(observation(0, 0.1, 1, null)));
        pool.add(1, List.of(observation(0, 0.1, 1, null).asSkipped()));
        assertThat(pool.pooled().getFirst().skipped()).isTrue();
    }
}
