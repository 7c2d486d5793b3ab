package dev.rangefinder.report.curve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rangefinder.curve.Observation;
import dev.rangefinder.run.spec.EarlyStopping;
import dev.rangefinder.run.spec.EndReason;
import dev.rangefinder.run.spec.StopRule;
import dev.rangefinder.testing.Reporter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CurveBuilderTests {

    static LongStream seeds() {
        return LongStream.range(0, 30);
    }

    private static List<ReportedObservation> reported(long from, long to) {
        return LongStream.range(from, to)
                .mapToObj(i -> observation(i, Reporter.loss(i)))
                .toList();
    }

    private static ReportedObservation observation(long iteration, double loss) {
        return new ReportedObservation(iteration, 0.1, loss, null, null, null, false);
    }

    /** The iteration at which the training loop of this service would have ended. */
    private static long end() {
        EarlyStopping stopping = new EarlyStopping(StopRule.DIVERGED);
        return LongStream.range(0, 300)
                .filter(i -> stopping.after(Reporter.loss(i)).isPresent())
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void endsWhereATrainerWouldHoweverItIsCut(long seed) {
        Random random = new Random(seed);
        CurveBuilder reading = new CurveBuilder(Reporting.PLAIN, StopRule.DIVERGED);
        List<Observation> points = new ArrayList<>();
        long from = 0;
        while (from < 300 && reading.end().isEmpty()) {
            long to = Math.min(300, from + 1 + random.nextInt(60));
            points.addAll(reading.read(reported(from, to)));
            from = to;
            if (reading.end().isEmpty()) {
                reading = new CurveBuilder(Reporting.PLAIN, StopRule.DIVERGED, reading.memory());
            }
        }
        assertThat(reading.end()).isEqualTo(Optional.of(EndReason.DIVERGED));
        assertThat(points)
                .extracting(Observation::iteration)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(0, end()).boxed().toList());
    }

    @Test
    void aLossThatIsNotFiniteIsTheLastPoint() {
        CurveBuilder reading = new CurveBuilder(Reporting.PLAIN, StopRule.NONE);
        List<Observation> points =
                reading.read(List.of(observation(0, 1), observation(1, Double.POSITIVE_INFINITY), observation(2, 1)));
        assertThat(points).extracting(Observation::iteration).containsExactly(0L, 1L);
        assertThat(reading.end()).contains(EndReason.NOT_FINITE);
    }

    @Test
    void aSkippedStepIsNoPointWhateverItsLoss() {
        CurveBuilder reading = new CurveBuilder(Reporting.PLAIN, StopRule.DIVERGED);
        assertThat(reading.read(
                        List.of(observation(0, 1), observation(1, Double.NaN).asSkipped(), observation(2, 0.5))))
                .extracting(Observation::iteration)
                .containsExactly(0L, 2L);
        assertThat(reading.end()).isEmpty();
    }

    @Test
    void aRunningMeanIsReadAsTheLossesThatItIsMadeOf() {
        CurveBuilder reading = new CurveBuilder(new Reporting(1, LossKind.RUNNING_MEAN, 0.5), StopRule.DIVERGED);
        assertThat(reading.read(List.of(observation(0, 4), observation(1, 3), observation(2, 2))))
                .extracting(Observation::loss)
                .containsExactly(4.0, 2.0, 1.0);
    }
}
