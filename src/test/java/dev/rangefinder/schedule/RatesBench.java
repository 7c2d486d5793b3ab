package dev.rangefinder.schedule;

import ai.djl.training.tracker.CyclicalTracker;
import ai.djl.training.tracker.Tracker;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** Nanoseconds for one learning rate: ours in double, DJL's tracker in float. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class RatesBench {

    private static final int MASK = (1 << 20) - 1;

    private final Schedule triangular2 = new Triangular2(0.001, 0.006, 2000, 2000);
    private final CyclicalTracker tracker = Tracker.cyclical()
            .optBaseValue(0.001f)
            .optMaxValue(0.006f)
            .optStepSizeUp(2000)
            .optStepSizeDown(2000)
            .optMode(CyclicalTracker.CyclicalMode.TRIANGULAR2)
            .build();
    private int iteration;

    public static void main(String[] arguments) throws RunnerException {
        new Runner(new OptionsBuilder()
                        .include(RatesBench.class.getSimpleName())
                        .build())
                .run();
    }

    private int next() {
        iteration = (iteration + 1) & MASK;
        return iteration;
    }

    @Benchmark
    public double ours() {
        return triangular2.learningRate(next());
    }

    @Benchmark
    public float djl() {
        return tracker.getNewValue(next());
    }
}
