package dev.rangefinder.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.rangefinder.schedule.Composite.Stage;
import dev.rangefinder.schedule.render.ScheduleSlice;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for whatever parameters; the seed that drew them stands in the name of the test. */
class SchedulePropertyTests {

    private static final int ITERATIONS = 2000;

    static LongStream seeds() {
        return LongStream.range(0, 50);
    }

    private static Cycle cycle(Random random, Window window) {
        double base = random.nextDouble() * Math.pow(10, -random.nextInt(8));
        double max = base + (random.nextDouble() + 1e-9) * Math.pow(10, -random.nextInt(8));
        return new Cycle(base, max, 1 + random.nextInt(300), 1 + random.nextInt(300), window, 0.8, 0.95);
    }

    private static List<Schedule> cyclical(Cycle cycle, double gamma) {
        return List.of(new Triangular(cycle), new Triangular2(cycle), new ExpRange(cycle, gamma));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void everyRateLiesWithinTheBounds(long seed) {
        Random random = new Random(seed);
        for (Window window : Window.values()) {
            Cycle cycle = cycle(random, window);
            assertThat(cyclical(cycle, 0.999))
                    .allSatisfy(schedule -> assertThat(
                                    LongStream.range(0, ITERATIONS).mapToDouble(schedule::learningRate))
                            .allMatch(lr -> lr >= cycle.baseLr() && lr <= cycle.maxLr()));
        }
    }

    /** No step is longer than the steepest line of the window, which is at most twice the straight one. */
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void noRateJumps(long seed) {
        Random random = new Random(seed);
        for (Window window : Window.values()) {
            Cycle cycle = cycle(random, window);
            double band = cycle.maxLr() - cycle.baseLr();
            double steepest = 2.1 * band / Math.min(cycle.stepSizeUp(), cycle.stepSizeDown());
            assertThat(cyclical(cycle, 1))
                    .allSatisfy(schedule -> assertThat(LongStream.range(1, ITERATIONS)
                                    .mapToDouble(i -> schedule.learningRate(i) - schedule.learningRate(i - 1)))
                            .allMatch(jump -> Math.abs(jump) <= steepest));
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void aTriangleRepeatsItself(long seed) {
        Random random = new Random(seed);
        Schedule schedule = new Triangular(cycle(random, Window.HANN));
        long period = schedule.cycleLength().orElseThrow();
        long far = random.nextLong(1L << 40) * period;
        assertThat(LongStream.range(0, ITERATIONS))
                .allMatch(i -> schedule.learningRate(i) == schedule.learningRate(i + far));
    }

    /** Over a base of 0 every cycle is the half of the one before to the last bit, until nothing is left to halve. */
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void aTriangularTwoHalvesExactly(long seed) {
        Cycle drawn = cycle(new Random(seed), Window.WELCH);
        Schedule schedule =
                new Triangular2(new Cycle(0, 1, drawn.stepSizeUp(), drawn.stepSizeDown(), Window.WELCH, 0.8, 0.95));
        long period = schedule.cycleLength().orElseThrow();
        assertThat(LongStream.range(0, 1200 * period).filter(i -> i % 7 == 0))
                .allMatch(i ->
                        schedule.learningRate(i) == Math.scalb(schedule.learningRate(i % period), (int) -(i / period)));
        assertThat(schedule.learningRate(1 + 1100 * period)).isZero();
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void theMomentumIsAsFarFromItsTopAsTheRateFromItsBottom(long seed) {
        Cycle cycle = cycle(new Random(seed), Window.WELCH);
        double band = cycle.maxLr() - cycle.baseLr();
        assertThat(cyclical(cycle, 0.99)).allSatisfy(schedule -> {
            for (long i = 0; i < ITERATIONS; i++) {
                double height = (schedule.learningRate(i) - cycle.baseLr()) / band;
                double depth = (0.95 - schedule.momentum(i).orElseThrow()) / 0.15;
                assertThat(depth).isCloseTo(height, within(1e-12 + 4 * Math.ulp(cycle.maxLr()) / band));
            }
        });
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void aCompositeIsItsStagesOneAfterAnother(long seed) {
        Random random = new Random(seed);
        List<Stage> stages = random.ints(5, 1, 500)
                .mapToObj(length -> new Stage(length, new Triangular2(cycle(random, Window.LINEAR))))
                .toList();
        Schedule composite = new Composite(stages);
        long start = 0;
        for (Stage stage : stages) {
            for (long i = 0; i < stage.iterations(); i++) {
                assertThat(composite.learningRate(start + i))
                        .isEqualTo(stage.schedule().learningRate(i));
                assertThat(composite.momentum(start + i))
                        .isEqualTo(stage.schedule().momentum(i));
            }
            start += stage.iterations();
        }
        assertThat(composite.length()).hasValue(start);
    }

    static final List<Schedule> EVERY_POLICY = ScheduleJsonTests.EVERY_POLICY;

    @ParameterizedTest
    @FieldSource("EVERY_POLICY")
    void manyRatesAreTheSameDoublesAsOneByOne(Schedule schedule) {
        Random random = new Random(7);
        for (int i = 0; i < 200; i++) {
            assertSameAsOneByOne(schedule, random.nextLong(1L << random.nextInt(1, 53)), random.nextInt(500));
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void manyRatesOfACycleAreTheSameDoublesAsOneByOne(long seed) {
        Random random = new Random(seed);
        for (Window window : Window.values()) {
            for (Schedule schedule : cyclical(cycle(random, window), 0.999)) {
                assertSameAsOneByOne(schedule, random.nextLong(100_000), ITERATIONS);
            }
        }
    }

    private static void assertSameAsOneByOne(Schedule schedule, long first, int count) {
        double[] rates = new double[count + 1];
        schedule.learningRates(first, rates, count);
        assertThat(rates)
                .isEqualTo(LongStream.rangeClosed(first, first + count)
                        .mapToDouble(i -> i < first + count ? schedule.learningRate(i) : 0)
                        .toArray());
    }

    @ParameterizedTest
    @FieldSource("EVERY_POLICY")
    void aPartIsASliceOfTheWhole(Schedule schedule) {
        ScheduleSlice whole = new ScheduleSlice(schedule, 300, 0, 400, 1);
        ScheduleSlice part = new ScheduleSlice(schedule, 300, 37, 120, 3);
        for (int i = 0; i < 120; i++) {
            assertThat(part.rate(i)).isEqualTo(whole.rate(37 + 3 * i));
            assertThat(part.momentum(i)).isEqualTo(whole.momentum(37 + 3 * i));
        }
    }

    @ParameterizedTest
    @FieldSource("EVERY_POLICY")
    void everyRateIsFiniteUpToTheLastIteration(Schedule schedule) {
        for (int power = 0; power <= 53; power++) {
            for (long iteration : new long[] {(1L << power) - 1, 1L << power}) {
                assertThat(schedule.learningRate(iteration)).isFinite().isNotNegative();
                schedule.momentum(iteration)
                        .ifPresent(momentum -> assertThat(momentum).isBetween(0.0, 0.95));
            }
        }
    }

    @ParameterizedTest
    @FieldSource("EVERY_POLICY")
    void pastItsEndTheLastValueHolds(Schedule schedule) {
        schedule.length().ifPresent(length -> {
            for (long past : new long[] {length, length + 1, 2 * length, 1L << 53}) {
                assertThat(schedule.learningRate(past)).isEqualTo(schedule.learningRate(length - 1));
                assertThat(schedule.momentum(past)).isEqualTo(schedule.momentum(length - 1));
            }
        });
    }
}
